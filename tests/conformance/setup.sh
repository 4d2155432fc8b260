#!/bin/sh
# Puts the real client libraries of the conformance tests, in pinned versions, under .venv-conformance/ (cached by their list).
#   setup.sh fast   what the project's normal test run needs: Python libraries and Nodemailer
#   setup.sh all    also what comes from Debian's packages (as root)
set -eu

part=${1:-fast}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
home="$root/.venv-conformance"
mkdir -p "$home/py" "$home/node"

python_of() {  # the interpreter of one version, from the path or from pyenv
    for found in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
        if "$found" -c "import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '$1'.split('.'))))" 2>/dev/null; then
            command -v "$found"
            return
        fi
    done
    echo "setup.sh: Python $1 is missing: install it, or pyenv install $1" >&2
    exit 1
}

venv() {  # venv NAME PYTHON-VERSION REQUIREMENT...
    name=$1 version=$2
    shift 2
    stamp="$home/py/$name/installed.txt"
    wanted="$version $*"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    echo "setup.sh: $name: $wanted"
    python=$(python_of "$version")
    "$python" -m venv --clear "$home/py/$name"
    if [ $# -gt 0 ]; then "$home/py/$name/bin/python" -m pip install -q --disable-pip-version-check "$@"; fi
    printf '%s\n' "$wanted" > "$stamp"
}

node() {  # node NAME PACKAGE...
    name=$1
    shift
    stamp="$home/node/$name/installed.txt"
    if [ "$(cat "$stamp" 2>/dev/null)" = "$*" ]; then return; fi
    echo "setup.sh: $name: $*"
    rm -rf "${home:?}/node/$name"
    mkdir -p "$home/node/$name"
    (cd "$home/node/$name" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "$@")
    printf '%s\n' "$*" > "$stamp"
}

. "$here/pins.sh"

# What comes from Debian's packages, in the versions of the distribution (bookworm: PHPMailer 6.6.3, Symfony Mailer 5.4, msmtp 1.8.23, JavaMail 1.6.5).
debian="php-cli libphp-phpmailer php-symfony-mailer php-symfony-dotenv msmtp libmail-java default-jdk-headless"
if [ "$part" = all ]; then
    # shellcheck disable=SC2086  # a list of packages
    if ! dpkg -s $debian >/dev/null 2>&1; then
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $debian
    fi
    source="$here/clients/java/JavaMailWorker.java"
    if ! [ -e "$home/java/JavaMailWorker.class" ] || [ "$source" -nt "$home/java/JavaMailWorker.class" ]; then
        mkdir -p "$home/java"
        javac -d "$home/java" -cp /usr/share/java/javax.mail.jar "$source"
    fi
fi
