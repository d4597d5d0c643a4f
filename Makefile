# The two commands of the README: `make run` and `make test`. Needs Python 3.11 or newer and nothing else.
SHELL := /bin/bash
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
WORKERS ?= 2
EXAMPLES := $(wildcard examples/[0-9]*)

.PHONY: run test setup dev lint types format clean
.DEFAULT_GOAL := run

run: setup ## Read the example reports into out/
	@mkdir -p out
	@$(BIN)/giar-ml extract $(EXAMPLES) --output out/records.jsonl --text out/text --html out/html
	@echo "HTML views: out/html/index.html (open it in a browser); records: out/records.jsonl"

test: dev lint types ## Everything that CI runs; the last line is the tests' verdict
	@$(BIN)/pytest -n $(WORKERS) --reruns 1 --only-rerun 'Timeout .* from pytest-timeout'

lint: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .

types: dev
	@$(BIN)/mypy

format: dev ## Let ruff put things in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

setup: .venv/.core
dev: .venv/.dev

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "giar_ml needs Python 3.11 or newer: none found. Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 2; }
	@echo "Setting up .venv with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv .venv

# A stamp is made anew when the dependencies change; the package itself is installed editable.
.venv/.core: pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) --editable .
	@touch $@

.venv/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@$(PIP) --editable '.[dev]'
	@touch .venv/.core $@

clean: ## Remove what was made here, the environment included
	rm -rf .venv out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
