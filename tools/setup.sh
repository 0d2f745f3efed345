#!/bin/sh
# Prepare a checkout. The Makefile calls this; it can be run by hand as well.
#   tools/setup.sh site      .venv with what a build needs
#   tools/setup.sh serve     the same, with what `build.py serve` needs
#   tools/setup.sh test      the same, with what the tests, the linters and --executor need
#   tools/setup.sh browser   a Chromium for the browser tests, after `test`
# Every package is pinned and checked against its SHA-256 digest (constraints/*.txt).
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
chromium=${CHROMIUM:-/usr/bin/chromium}

stop() {
  echo "setup: $*" >&2
  exit 2
}

# Install Debian packages, or say which ones a person has to install.
debian() {
  wanted="please install $* ($why)"
  command -v apt-get >/dev/null || stop "$wanted"
  if [ "$(id -u)" -eq 0 ]; then root=; else root="sudo -n"; fi
  ${root:-env} true 2>/dev/null || stop "$wanted: sudo apt-get install $*"
  echo "setup: installing $* ($why)" >&2
  $root apt-get update -q >&2
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" \
    </dev/null >&2
}

need_python() {
  why="Python 3.11 or newer"
  command -v "$python" >/dev/null || debian python3 python3-venv
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 ($python is older)"
  why="Python's venv module"
  "$python" -c 'import ensurepip, venv' 2>/dev/null || debian python3-venv
  "$python" -c 'import ensurepip, venv' || stop "$python cannot make virtual environments"
}

install() {
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
    --require-hashes --only-binary :all: -r "constraints/$1.txt"
  touch ".venv/$1.stamp"
}

case ${1:-} in
  site)
    need_python
    "$python" -m venv --clear .venv
    install site
    ;;
  serve)
    install serve
    ;;
  test)
    install dask # for the test with a cluster of its own
    install test
    ;;
  browser)
    why="the browser tests; CHROMIUM=/path/to/chrome names another"
    [ -x "$chromium" ] || [ "$chromium" != /usr/bin/chromium ] ||
      debian chromium chromium-sandbox fonts-dejavu-core fonts-liberation
    [ -x "$chromium" ] || stop "no browser at $chromium ($why)"
    why="Playwright's driver"
    .venv/bin/python -m playwright --version >/dev/null 2>&1 || debian libatomic1
    ;;
  *) stop "usage: tools/setup.sh site|serve|test|browser" ;;
esac
