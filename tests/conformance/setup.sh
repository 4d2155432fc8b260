#!/bin/sh
# Puts the real client libraries of the conformance tests, in pinned versions, under .venv-conformance/ (cached by their list).
#   setup.sh fast   what the project's normal test run needs: Python libraries and Nodemailer
#   setup.sh all    also what comes from Debian's packages (as root)
# One Python >= 3.10 is enough ($PYTHON, or python3). A place whose Python is not here is made with another one that its
# libraries allow, or is left out, which is said here, in .venv-conformance/left-out.txt and by the tests.
set -eu

part=${1:-fast}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
home="$root/.venv-conformance"
own=${PYTHON:-python3}
mkdir -p "$home/py" "$home/node"

say() { printf 'setup.sh: %s\n' "$*"; }

apt_install() {  # apt_install REASON PACKAGE...: installs Debian packages where this user may, else says how to
    reason=$1
    shift
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        say "$reason. On Debian and Ubuntu: sudo apt-get install --no-install-recommends $*" >&2
        exit 1
    fi
    say "$reason: installing $*"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

is_python() {  # is_python COMMAND OLDEST NEWEST: whether it runs and is of a version from OLDEST to NEWEST
    "$1" -c "
import sys
oldest, newest = (tuple(map(int, text.split('.'))) for text in ('$2', '$3'))
sys.exit(not oldest <= sys.version_info[:2] <= newest)" >/dev/null 2>&1
}

python_of() {  # python_of PREFERRED OLDEST NEWEST: that Python from the path or from pyenv, else another one allowed
    for range in "$1 $1" "$2 $3"; do
        for found in "$own" python3 /usr/bin/python3 python3.10 python3.11 python3.12 python3.13 python3.14 python3.15 \
            "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python; do
            # shellcheck disable=SC2086  # two words
            if is_python "$found" $range; then
                command -v "$found"
                return
            fi
        done
    done
}

left_out() {  # left_out NAME REASON: says so, and lets the tests say so
    rm -rf "${home:?}/py/$1"
    say "left out: $1: $2"
    printf '%s: %s\n' "$1" "$2" >> "$home/left-out.txt"
}

venv() {  # venv NAME PYTHON OLDEST NEWEST REQUIREMENT...
    name=$1 preferred=$2 oldest=$3 newest=$4
    shift 4
    stamp="$home/py/$name/installed.txt"
    wanted="$preferred $*"
    # A place is as good as its Python: one that was removed or renewed since leaves a link to nowhere.
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$home/py/$name/bin/python" -c "" 2>/dev/null; then return; fi
    python=$(python_of "$preferred" "$oldest" "$newest")
    if [ -z "$python" ]; then
        case $newest in "$oldest") upto="" ;; 4) upto=" or later" ;; *) upto=" to $newest" ;; esac
        left_out "$name" "no Python $oldest$upto here"
        return
    fi
    say "$name: $("$python" --version)${*:+: $*}"
    if ! "$python" -c "import sys, ensurepip" 2>/dev/null && "$python" -c "import sys; sys.exit(sys.base_prefix != '/usr')"; then
        apt_install "Debian's Python cannot make virtual environments yet" python3-venv
    fi
    if ! "$python" -m venv --clear "$home/py/$name" >"$home/log.txt" 2>&1; then
        left_out "$name" "$python cannot make it: $(tail -n 1 "$home/log.txt")"
        return
    fi
    if [ $# -gt 0 ] && ! "$home/py/$name/bin/python" -m pip install -q --disable-pip-version-check "$@" >"$home/log.txt" 2>&1; then
        left_out "$name" "pip failed: $(grep -i error "$home/log.txt" | tail -n 1)"
        return
    fi
    printf '%s\n' "$wanted" > "$stamp"
}

node() {  # node NAME PACKAGE...
    name=$1
    shift
    stamp="$home/node/$name/installed.txt"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$*" ]; then return; fi
    say "$name: $*"
    rm -rf "${home:?}/node/$name"
    mkdir -p "$home/node/$name"
    (cd "$home/node/$name" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "$@")
    printf '%s\n' "$*" > "$stamp"
}

apt_of() {  # apt_of SUITE COMMAND...: apt for another release of Debian, which leaves this machine's own alone
    suite=$1 place="$home/apt/$1"
    shift
    if ! [ -d "$place" ]; then
        archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/*$' | head -n 1)
        mkdir -p "$place/state/lists/partial" "$place/cache/archives/partial" "$place/sources"
        touch "$place/status"
        printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n' \
            "$archive" "$suite" /usr/share/keyrings/debian-archive-keyring.gpg > "$place/sources/it.sources"
        printf 'Dir::State "%s/state"; Dir::State::status "%s/status"; Dir::Cache "%s/cache";\nDir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "%s/sources";\nAPT::Sandbox::User "root";\n' \
            "$place" "$place" "$place" "$place" > "$place/apt.conf"
        APT_CONFIG="$place/apt.conf" apt-get update -qq
    fi
    APT_CONFIG="$place/apt.conf" "$@"
}

debian() {  # debian NAME SUITE PREFIX PACKAGE...
    name=$1 suite=$2 prefix=$3
    shift 3
    stamp="$home/deb/$name/installed.txt"
    if [ "$part" != all ] || [ "$(cat "$stamp" 2>/dev/null)" = "$suite $*" ]; then return; fi
    say "$name: from Debian $suite: $*"
    rm -rf "${home:?}/deb/$name"
    mkdir -p "$home/deb/$name"
    if ! apt_of "$suite" apt-get install -s --no-install-recommends "$@" >"$home/log.txt" 2>&1; then
        say "left out: $name: Debian $suite has other versions now: $(grep '^E:' "$home/log.txt" | head -n 1)"
        printf '%s: Debian %s has other versions now\n' "$name" "$suite" >> "$home/left-out.txt"
        return
    fi
    needed=$(sed -n 's/^Inst \([^ ]*\) .*\[all\].*/\1/p' "$home/log.txt" | grep -E "^($prefix)")
    # shellcheck disable=SC2086  # a list of packages
    (cd "$home/deb/$name" && apt_of "$suite" apt-get download -qq $needed && for one in *.deb; do dpkg -x "$one" .; done && rm -f ./*.deb)
    printf '%s\n' "$suite $*" > "$stamp"
}

rm -f "$home/left-out.txt"
if ! is_python "$own" 3.10 4; then apt_install "Python 3.10 or later is needed" python3 python3-venv; fi
if ! command -v npm >/dev/null 2>&1; then apt_install "npm is needed for Nodemailer" nodejs npm; fi
if ! command -v unshare >/dev/null 2>&1; then apt_install "unshare is needed to keep all traffic on loopback" util-linux; fi
. "$here/pins.sh"
# What the tests run with is always there, whatever its version.
current=$("$own" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
venv "python$(echo "$current" | tr -d .)" "$current" "$current" "$current"

# What comes from Debian's packages, in the versions of the distribution (bookworm: PHPMailer 6.6.3, Symfony Mailer 5.4, msmtp 1.8.23, JavaMail 1.6.5,
# Ruby 3.1 with net-smtp 0.3.1, mail 2.7.1, Action Mailer 6.1.7, Go 1.19, Alertmanager 0.25.0, Laravel's mail 8.83 with SwiftMailer 6.3).
debian="php-cli libphp-phpmailer php-symfony-mailer php-symfony-dotenv msmtp curl swaks libnet-ssleay-perl"
debian="$debian git-email libauthen-sasl-perl libio-socket-ssl-perl libmailtools-perl libemail-valid-perl"
debian="$debian libmail-java libjakarta-mail-java default-jdk-headless"
debian="$debian ruby ruby-mail ruby-actionmailer ruby-railties golang-go golang-github-prometheus-alertmanager-dev"
debian="$debian php-illuminate-mail php-illuminate-config php-vlucas-phpdotenv golang-gopkg-mail.v2-dev libgnutls-openssl27"
debian="$debian mono-mcs libgssapi-krb5-2"  # a compiler of C#, and what .NET loads for logins by Kerberos
if [ "$part" = all ]; then
    # shellcheck disable=SC2086  # a list of packages
    if ! dpkg -s $debian >/dev/null 2>&1; then
        apt_install "PHP, Java, Ruby and mail programs are needed" $debian
    fi
    # Mail programs that Debian installs only one of at a time are unpacked beside each other.
    for name in ssmtp nullmailer; do
        if ! [ -d "$home/deb/$name" ]; then
            say "$name: unpacked from Debian's package"
            mkdir -p "$home/deb/$name"
            (cd "$home/deb" && apt-get download -qq "$name" && dpkg -x "$name"_*.deb "$name" && rm -f "$name"_*.deb)
            find "$home/deb/$name" -perm /6000 -exec chmod ug-s {} +  # nobody else's rights are needed here
        fi
    done
    source="$here/clients/java/JavaMailWorker.java"
    for place in javamail jakarta; do
        if ! [ -e "$home/java/$place/JavaMailWorker.class" ] || [ "$source" -nt "$home/java/$place/JavaMailWorker.class" ]; then
            mkdir -p "$home/java/$place"
            case $place in jakarta) package=jakarta.mail jar=jakarta-mail ;; *) package=javax.mail jar=javax.mail ;; esac
            sed "s/javax\.mail/$package/g" "$source" > "$home/java/$place/JavaMailWorker.java"
            javac -d "$home/java/$place" -cp "/usr/share/java/$jar.jar" "$home/java/$place/JavaMailWorker.java"
        fi
    done
    old=$(echo "$home"/py/dotnet3/lib/python3.*/site-packages)
    new="$home/node/dotnet9/node_modules/@azure/mcp-linux-x64/dist"
    runtimes="$here/clients/dotnet/runtimes.py"
    if [ -d "$old/dotnetcore2" ] && { ! [ -e "$home/dotnet/openssl" ] || [ "$runtimes" -nt "$home/dotnet/openssl" ]; }; then
        say "dotnet: both runtimes in one place"
        "$own" "$runtimes" "$home/dotnet" "$old/dotnetcore2/bin" "$new"
        # The old one asks for OpenSSL by its usual name, and that for its other half by the name that the wheel gave it.
        mkdir "$home/dotnet/openssl"
        ln -s "$old"/psycopg2_binary.libs/libssl-* "$home/dotnet/openssl/libssl.so.1.1"
        ln -s "$old"/psycopg2_binary.libs/libcrypto-* "$home/dotnet/openssl/"
    fi
    for source in "$here"/clients/go/*/main.go; do
        program="$home/go/$(basename "$(dirname "$source")")"
        if ! [ -e "$program" ] || [ "$source" -nt "$program" ]; then
            say "$(basename "$program"): $(go version)"
            (cd "$(dirname "$source")" && GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$home/go/cache" go build -o "$program" .)
        fi
    done
fi
