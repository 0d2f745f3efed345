#!/bin/sh
# Pin anew what pyproject.toml asks for: versions and SHA-256 digests, no download address.
# Needs uv. One resolution holds for Linux, macOS and Windows and for every Python from 3.11.
#   tools/pin.sh             keep the pins that still fit
#   tools/pin.sh --upgrade   take the newest versions
set -eu
cd "$(dirname "$0")/.."

pin() {
  out=constraints/$1.txt
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --custom-compile-command tools/pin.sh \
    --output-file "$out" pyproject.toml "$@"
}

pin site "$@"
pin serve --extra serve --constraints constraints/site.txt "$@"
pin test --extra serve --extra test --constraints constraints/site.txt "$@"
pin fonts --extra fonts --constraints constraints/test.txt "$@"
pin dask --extra dask --constraints constraints/test.txt "$@"
