# Each target sets up what it needs first, in a fresh clone too (tools/setup.sh).
#   make        the site, in site/          make lint    style, types, spelling
#   make test   the whole test suite        make check   the content alone, strictly
#   make serve  build, then a local server  make clean   back to the fresh clone
#   make weight       the built site against its budget of kilobytes
#   make audit        Lighthouse, vnu and html-validate on it (Node 20, Java 17)
#   make screenshots  every type of page in three widths, light and dark, and on paper
# PYTHON names the interpreter for .venv, CHROMIUM the browser for the tests.

PYTHON ?= python3
CHROMIUM ?= /usr/bin/chromium
PORT ?= 8000
export PYTHON CHROMIUM
run := .venv/bin/python

.PHONY: site check test lint serve weight audit screenshots clean

site: .venv/site.stamp
	$(run) build.py

check: .venv/site.stamp
	$(run) build.py check --strict

test: .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m pytest -n 2

lint: .venv/test.stamp
	$(run) -m ruff check
	$(run) -m ruff format --check
	$(run) -m mypy
	$(run) -m codespell_lib

serve: site
	$(run) -m http.server --bind 127.0.0.1 --directory site $(PORT)

weight: site
	$(run) -m bench.weight

audit: site .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m bench.audit

screenshots: site .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m tools.screenshots

clean:
	rm -rf screenshots bench/audit/node_modules
	rm -rf site .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/site.stamp: constraints/site.txt
	sh tools/setup.sh site

.venv/test.stamp: .venv/site.stamp constraints/test.txt
	sh tools/setup.sh test
