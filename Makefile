# Two commands for everybody: `make demo` and `make test`. Both need python3 (3.11 or newer), make and a package registry.

PYTHON ?= python3
# uv installs the exact versions of uv.lock. It lives in the project's own folder where the machine has none.
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := .venv/bin
# Trust the machine's certificates, as pip does: behind a company's firewall the registry's may be its own.
export UV_SYSTEM_CERTS ?= 1

.PHONY: demo test soak matrix check audit bench ui notebook clean help

help: ## What there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

demo: .venv/runtime ## Set everything up, run the main job on the recorded weeks, print the answer
	@ORPIPELINE_HOME=demo $(RUN)/orpipeline run --source recorded
	@echo 'Before the commands above: . .venv/bin/activate; export ORPIPELINE_HOME=demo'

test: .venv/dev ## Set everything up and run the tests
	@$(RUN)/python -m pytest

soak: .venv/dev ## The long form of the faults: 200 runs killed and completed (a quarter of an hour or more)
	@SOAK=1 $(RUN)/python -m pytest -s orpipeline_tests/faults

matrix: .venv/dev ## The tests on DuckDB 1.5 and on the lowest versions of everything
	@orpipeline_tests/versions.sh .venv-matrix

check: .venv/dev ## Lint, format, types, SQL style, lock file
	$(UV) lock --check
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/sqlfluff lint -q sql/views sql/checks orpipeline/warehouse/versions.sql  # it cannot parse "comment on macro"

audit: .venv/dev ## Known vulnerabilities in what is installed at run time (asks pypi.org)
	@$(UV) export --quiet --frozen --no-emit-project --no-dev --no-hashes > .venv/audited.txt
	@$(UV) tool run --quiet pip-audit --strict --no-deps --disable-pip --requirement .venv/audited.txt

bench: .venv/dev ## What a run costs, beside Dagster alone and plain SQL (SIZE=S, M or L; L takes a quarter of an hour)
	@$(RUN)/python -m benchmarks.run $(or $(SIZE),S)

ui: .venv/runtime ## The web UI on the demo's warehouse
	@ORPIPELINE_HOME=demo ORPIPELINE_SOURCE=recorded $(RUN)/orpipeline ui

notebook: .venv/dev ## The tour of the published file in marimo, on the demo's warehouse
	@ORPIPELINE_HOME=demo $(RUN)/marimo edit notebooks/tour.py

clean: ## Remove what the commands above made
	rm -rf .venv .venv-matrix .uv demo .pytest_cache .ruff_cache .mypy_cache

.venv/runtime: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --compile-bytecode --frozen --inexact --no-dev --python $(PYTHON)
	@touch $@

.venv/dev: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --quiet --compile-bytecode --frozen --python $(PYTHON)
	@touch $@ .venv/runtime

.uv/bin/uv:
	@echo "Installing uv into .uv"
	@$(PYTHON) -m venv .uv
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv
