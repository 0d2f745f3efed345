# Each target sets up what it needs first, in a fresh clone too (tools/setup.sh).
#   make        the site, in site/          make lint    style, types, spelling
#   make test   the whole test suite        make check   the content alone, strictly
#   make serve  the site as it is written   make clean   back to the fresh clone
#   make weight       the built site against its budget of kilobytes
#   make audit        Lighthouse, vnu and html-validate on it (Node 20, Java 17)
#   make bench-serve  from saving a file to seeing it, and random edits under a preview
#   make screenshots  every type of page in three widths, light and dark, and on paper
# PYTHON names the interpreter for .venv, CHROMIUM the browser for the tests, PORT the port of
# `make serve`.

PYTHON ?= python3
CHROMIUM ?= /usr/bin/chromium
PORT ?=
export PYTHON CHROMIUM
run := .venv/bin/python

.PHONY: site check test lint serve weight audit bench-serve screenshots clean

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

serve: .venv/serve.stamp
	$(run) build.py serve $(if $(PORT),--port $(PORT))

weight: site
	$(run) -m bench.weight

audit: site .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m bench.audit

bench-serve: .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m bench.storm
	$(run) -m bench.serve

screenshots: site .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m tools.screenshots

clean:
	rm -rf screenshots bench/audit/node_modules
	rm -rf site .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/site.stamp: constraints/site.txt
	sh tools/setup.sh site

.venv/serve.stamp: .venv/site.stamp constraints/serve.txt
	sh tools/setup.sh serve

.venv/test.stamp: .venv/site.stamp constraints/test.txt
	sh tools/setup.sh test
