#!/bin/sh
# Makes .venv with the project's own wheel in it; with --tests also what the tests need. Runs on a bare Debian or Ubuntu.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# Installs Debian packages where this user may, else says how to: apt_install REASON PACKAGE...
apt_install() {
    reason=$1
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "$reason: installing $*"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        say "$reason. On Debian and Ubuntu, install it with: sudo apt-get install $*"
        exit 1
    fi
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; }

# Prints the first Python that is new enough: $PYTHON, then the usual names.
find_python() {
    for one in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python3.10; do
        if is_new_enough "$one"; then
            echo "$one"
            return
        fi
    done
    return 1
}

make_venv() {
    python=$(find_python) || {
        apt_install "there is no Python 3.10 or later" python3 python3-venv
        python=$(find_python) || { say "this system's Python is older than 3.10"; exit 1; }
    }
    # Debian's Python comes without ensurepip, which a package of its own brings.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "$python cannot make virtual environments" \
        "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    rm -rf .venv
    "$python" -m venv .venv
}

pip_quietly() { .venv/bin/python -m pip -qq --disable-pip-version-check "$@"; }

.venv/bin/python -c 'import pip' 2>/dev/null || make_venv
isolation=
if [ "${1:-}" = --tests ]; then
    for one in git openssl; do
        command -v $one >/dev/null 2>&1 || apt_install "the tests need $one" $one
    done
    pip_quietly install -r requirements-test.txt
    isolation=--no-build-isolation # the pinned build backend is there
fi
rm -rf build/wheel
pip_quietly wheel --no-deps $isolation --wheel-dir build/wheel .
pip_quietly install --no-deps --force-reinstall build/wheel/smtplint-*.whl
pip_quietly install build/wheel/smtplint-*.whl # what it depends on
