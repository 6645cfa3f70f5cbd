# One command for each thing a person does here. `make help` lists them.
# Every target makes the environment it needs; none needs root or another target.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
GRADER := $(BIN)/grader

export PIP_DISABLE_PIP_VERSION_CHECK := 1
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help demo test lint format verify sync translations pins build soak bench clean
.DELETE_ON_ERROR:

help:  ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: $(STAMP)-cpu  ## grade examples/class and say where the report is
	@$(GRADER) grade examples/class --out reports
	@echo
	@echo "Open this page in a browser: $(CURDIR)/reports/index.html"

# Within 15 minutes on two cores, so with one seed and small samples; `make soak` has the rest.
test: $(STAMP)-test  ## lint, types, course, then the tests
	@$(MAKE) lint
	$(GRADER) sync --check
	$(GRADER) verify --seeds 1
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(STAMP)-test  ## ruff and mypy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(STAMP)-test  ## write the code as `make lint` wants it
	$(BIN)/ruff check --fix --quiet || true
	$(BIN)/ruff format

verify: $(STAMP)-cpu  ## prove that every check of the course earns its place
	$(GRADER) verify

sync: $(STAMP)-cpu  ## write exercises/ anew from solutions/
	$(GRADER) sync

build: $(STAMP)-test  ## wheel and source distribution, in dist/
	$(BIN)/python -m build --no-isolation

translations: $(STAMP)-test  ## bring the files for translators up to date
	$(BIN)/python tools/make_translations.py

pins: $(BIN)/python  ## write action/requirements.txt anew, with the newest versions
	@$(BIN)/python -m pip install --quiet uv
	@{ echo "# What the grader needs where it runs by itself, each with its digest. Made by \`make pins\`."; \
	   echo hatchling | $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 \
	       --generate-hashes --no-header --no-annotate --extra cpu pyproject.toml -; \
	 } >action/requirements.new
	@mv action/requirements.new action/requirements.txt

soak: $(STAMP)-test  ## the same promises with more seeds and the larger counts (minutes)
	$(GRADER) verify
	GRADER_SOAK=1 $(BIN)/python -m pytest -m soak

bench: $(STAMP)-cpu  ## measure start, cold grading, throughput and memory (minutes)
	$(BIN)/python benchmarks/help.py
	$(BIN)/python benchmarks/cold.py
	$(BIN)/python benchmarks/throughput.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/confinement.py
	$(BIN)/python benchmarks/notebooks.py
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/bulk.py
	$(BIN)/python benchmarks/desk.py
	$(BIN)/python benchmarks/pull_request.py

clean:  ## remove the environment, caches and reports
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find reports -mindepth 1 ! -name README.md -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "grader needs Python 3.11 or later; say which: make PYTHON=python3.12 ..."; \
	    exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
	    rm -rf $(VENV); \
	    echo "python3 -m venv failed; on Debian and Ubuntu install python3-venv."; \
	    exit 2; }

$(STAMP)-cpu: pyproject.toml | $(BIN)/python
	@echo "Installing grader with its CPU TensorFlow into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[cpu]'
	@touch $@

$(STAMP)-test: pyproject.toml | $(BIN)/python
	@echo "Installing grader and what its tests need into $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[cpu,test]'
	@touch $(STAMP)-cpu $@
