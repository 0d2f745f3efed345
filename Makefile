# Each target sets up what it needs first, in a fresh clone too (tools/setup.sh).
#   make        the site, in site/          make lint    style, types, spelling
#   make test   the whole test suite        make check   the content alone, strictly
#   make serve  the site as it is written   make clean   back to the fresh clone
#   make weight       the built site against its budget of kilobytes
#   make audit        Lighthouse, vnu and html-validate on it (Node 20, Java 17)
#   make bench-serve  from saving a file to seeing it, and random edits under a preview
#   make bench-startup  how soon the command line answers
#   make bench        beside other generators, with growth and phases; BENCH holds its options
#   make bench-peers  install these generators into .cache/bench (npm for one of them)
#   make sbom         what all this is made of, as CycloneDX: briefing.cdx.json
#   make reproduce   the site under thirty conditions, compared byte by byte
#   make faults      300 builds killed at random, each operation on files failing in turn
#   make fuzz         hostile strings everywhere, made-up briefings and texts, for hours
#   make screenshots  every type of page in three widths, light and dark, and on paper
# PYTHON names the interpreter for .venv, CHROMIUM the browser for the tests, PORT the port of
# `make serve`.

PYTHON ?= python3
CHROMIUM ?= /usr/bin/chromium
PORT ?=
export PYTHON CHROMIUM
run := .venv/bin/python

.PHONY: site check test lint serve weight audit bench-serve bench-startup bench bench-peers \
	sbom reproduce faults fuzz screenshots clean

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

bench-startup: .venv/site.stamp
	$(run) -m bench.startup

bench: .venv/site.stamp
	$(run) -m bench $(BENCH)

bench-peers: .venv/site.stamp
	$(run) -m bench.peers

sbom: .venv/test.stamp
	$(run) -m tools.sbom

reproduce: .venv/site.stamp
	$(run) -m tools.reproduce

FAULTS ?= 300
faults: .venv/test.stamp
	FAULTS=$(FAULTS) $(run) -m pytest tests/test_faults.py -n 2

fuzz: .venv/test.stamp
	FUZZ=1 $(run) -m pytest -n 2 tests/test_fuzz.py
	$(run) -m tools.fuzz --seconds 600 --seed $$(date +%s)

screenshots: site .venv/test.stamp
	sh tools/setup.sh browser
	$(run) -m tools.screenshots

clean:
	rm -rf screenshots bench/audit/node_modules briefing.cdx.json
	rm -rf site .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/site.stamp: constraints/site.txt
	sh tools/setup.sh site

.venv/serve.stamp: .venv/site.stamp constraints/serve.txt
	sh tools/setup.sh serve

.venv/test.stamp: .venv/site.stamp constraints/test.txt constraints/dask.txt
	sh tools/setup.sh test
