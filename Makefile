# From nothing but Python 3.11+ and make: `make demo` shows it, `make test` proves it, `make help` lists the rest.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
JOBS ?= 2
PIP := $(PY) -m pip --disable-pip-version-check --no-input
LOCK := $(PY) -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-annotate --no-header
PACKAGES := $(wildcard *.py) conversations models line services delivery webhook api \
            console scheduler rehearsal emulator commands demo
.DEFAULT_GOAL := help
.PHONY: help demo run test setup setup-dev lint types format check lock browser bench clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1	/p' $(MAKEFILE_LIST) | expand -t 12

demo: setup  ## Sonogo and a LINE of its own on this machine, with a story to watch
	@exec $(PY) bot.py demo

run: setup  ## the real thing, from the environment and .env
	@exec $(PY) bot.py run

test: setup-dev  ## every test, on SQLite and PostgreSQL
	@$(PY) -m pytest -n $(JOBS) $(PYTEST_ARGS)

check: lint types test  ## lint, types, then every test
	@$(PY) bot.py check

lint: setup-dev  ## style, and who may import whom
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(VENV)/bin/lint-imports

types: setup-dev  ## mypy, strictly
	@$(PY) -m mypy $(wildcard $(PACKAGES))

format: setup-dev  ## put the code into the house's shape
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

bench: setup-dev  ## how fast, as ratios in one run
	@exec $(PY) bot.py bench $(BENCH_ARGS)

browser:  ## Debian's Chromium and Japanese fonts, for the browser tests
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get update
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get install -y --no-install-recommends chromium fonts-noto-cjk

lock: setup-dev  ## requirements.txt and requirements-dev.txt anew, from the .in files
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PIP) install --quiet uv==0.13.9
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt

setup: $(VENV)/.run  ## what running needs (done by the others)

setup-dev: $(VENV)/.dev  ## what testing needs (done by the others)

$(VENV)/.run: requirements.txt | $(PY)
	@if [ -e $(VENV)/.dev ] && [ $(VENV)/.dev -nt requirements.txt ]; then :; else \
	  echo "Installing what Sonogo needs into $(VENV) (about a minute, once)"; \
	  $(PIP) install --quiet --require-hashes -r requirements.txt -c requirements.txt; fi
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(PY)
	@echo "Installing what the tests need into $(VENV) (a minute or two, once)"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt -c requirements-dev.txt
	@touch $@

# Any Python from 3.11 on: PYTHON=… if it is set, else `python3`, else one with its version in its name.
$(PY):
	@for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Sonogo needs Python 3.11 or newer. On Debian and Ubuntu: sudo apt-get install python3 python3-venv" >&2; \
	  exit 1; \
	fi; \
	if $$found -c 'import ensurepip' 2>/dev/null; then $$found -m venv $(VENV); \
	elif command -v uv >/dev/null; then uv venv --quiet --seed --python $$found $(VENV); \
	else \
	  echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; \
	  exit 1; \
	fi

clean:  ## forget the libraries and the caches; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov .coverage
