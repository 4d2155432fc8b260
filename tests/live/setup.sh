#!/bin/sh
# Installs the real servers and clients that tests/live talks to on loopback (Debian and Ubuntu; run as root or with sudo).
#
# Postfix, Exim and OpenSMTPD exclude each other as packages, so they are unpacked side by side below $SMTPLINT_SERVERS
# (default /opt/smtplint-servers) and started from there, each with its own configuration. No service of the system is
# touched or started. Run again at will: what is there is left alone.
set -eu

root=${SMTPLINT_SERVERS:-/opt/smtplint-servers}
python=${PYTHON:-python3}
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo"

unpack() { # name of the folder, packages
    name=$1
    shift
    [ -e "$root/$name/.done" ] && return 0
    work=$(mktemp -d)
    (cd "$work" && apt-get download "$@" >/dev/null)
    $sudo mkdir -p "$root/$name"
    for deb in "$work"/*.deb; do $sudo dpkg -x "$deb" "$root/$name"; done
    rm -r "$work"
    $sudo touch "$root/$name/.done"
}

libraries() { # the shared libraries that packages depend on
    apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
        awk '$1 == "Depends:" && $2 ~ /^lib/ { print $2 }' | sort -u
}

account() { # a system user with a group of its own name
    getent group "$1" >/dev/null || $sudo groupadd --system "$1"
    getent passwd "$1" >/dev/null || $sudo useradd --system --gid "$1" --no-create-home --home-dir "${2:-/nonexistent}" --shell /usr/sbin/nologin "$1"
}

if [ ! -e "$root/.done" ]; then
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq
    mtas="postfix exim4-daemon-light opensmtpd dovecot-core dovecot-submissiond"
    # shellcheck disable=SC2046,SC2086
    $sudo apt-get install -qq -y --no-install-recommends swaks libnet-ssleay-perl openssl ed $(libraries $mtas) >/dev/null
    unpack postfix postfix
    unpack exim exim4-daemon-light exim4-base
    unpack opensmtpd opensmtpd
    unpack dovecot dovecot-core dovecot-submissiond
    for user in postfix postdrop Debian-exim dovecot dovenull; do account "$user"; done
    for user in opensmtpd opensmtpq; do account "$user" /var/lib/opensmtpd/empty; done
    $sudo touch "$root/.done"
fi
# Helpers and libraries are looked for at places that were fixed when the servers were built.
place() { [ -e "$2" ] || { $sudo mkdir -p "$(dirname "$2")" && $sudo ln -s "$1" "$2"; }; }
place "$root/dovecot/usr/lib/dovecot" /usr/lib/dovecot
place "$root/dovecot/usr/bin/doveconf" /usr/bin/doveconf
place "$root/postfix/usr/lib/postfix" /usr/lib/postfix
place "$root/opensmtpd/usr/libexec/opensmtpd" /usr/libexec/opensmtpd
$sudo mkdir -p /var/lib/opensmtpd/empty /var/spool/smtpd
$sudo chmod 711 /var/spool/smtpd
"$python" -c 'import aiosmtpd' 2>/dev/null || "$python" -m pip install -q aiosmtpd
