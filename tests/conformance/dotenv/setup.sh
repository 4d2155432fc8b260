#!/bin/sh
# Puts the real parsers of .env files in place: npm's dotenv (pinned), and Debian's phpdotenv, Symfony
# Dotenv and Ruby dotenv (bookworm: 5.4.1, 5.4, 2.4.0).
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
home="$root/.venv-conformance"

need() {  # need COMMAND PACKAGE...: installs Debian packages where this user may, else says how to
    command=$1
    shift
    if sh -c "$command" >/dev/null 2>&1; then return; fi
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "the real parsers of .env files need $*. On Debian and Ubuntu: sudo apt-get install --no-install-recommends $*" >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need "php -r 'require \"Dotenv/autoload.php\"; require \"Symfony/Component/Dotenv/autoload.php\";'" \
    php-cli php-vlucas-phpdotenv php-symfony-dotenv
need "ruby -e 'require %q(dotenv)'" ruby ruby-dotenv
need "npm --version && node -e 'require(\"util\").parseEnv(\"\")'" nodejs npm
for version in 16.6.1 17.2.3; do
    place="$home/node/dotenv-$version"
    if ! [ -d "$place/node_modules/dotenv" ]; then
        mkdir -p "$place"
        (cd "$place" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "dotenv@$version")
    fi
done
place="$home/node/dotenv-17.2.3"
if ! [ -d "$place/node_modules/dotenv-expand" ]; then
    (cd "$place" && npm install --silent --no-audit --no-fund "dotenv-expand@12.0.3")
fi
