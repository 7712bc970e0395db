# What a person or a machine does with this project. `make help` lists it.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STORE ?=
# The language model of `make run`: a name from `baocao models list`, or none for answers that only quote.
MODEL ?= qwen2.5-coder-1.5b-instruct
export BAOCAO_DATA_DIR ?= ./data
export BAOCAO_TEST_MODELS ?= $(abspath $(BAOCAO_DATA_DIR))/models
export TOKENIZERS_PARALLELISM := false

.PHONY: help setup run quick test e2e eval bench check format clean

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /  make \1\t/'

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

setup: $(VENV)/.installed ## virtual environment, packages, embedding model
	$(BIN)/baocao models pull

run: setup ## the page over the sample library (or over what is already in the data folder); MODEL=none|NAME
	@case "$(MODEL)" in none|auto|*:*|*/*|*.gguf) ;; \
	*) $(BIN)/baocao models pull "$(MODEL)" >/dev/null || \
	  echo "The language model could not be fetched; the page starts all the same, and answers quote the reports." >&2;; \
	esac
	@$(if $(filter-out file,$(origin MODEL)),BAOCAO_MODEL__NAME="$(MODEL)") $(BIN)/baocao serve --sample examples/reports

test: setup ## the whole suite except what needs a browser
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not e2e" --numprocesses 2 --dist loadfile

quick: $(VENV)/.installed ## what needs no model, no browser and no killed process, while working on the code
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m "not e2e and not model and not language_model and not slow" --numprocesses 2 --dist loadfile -q

e2e: setup ## the page in a real browser (needs Chromium)
	$(BIN)/python -m pytest -m e2e tests/e2e

eval: setup ## quality: retrieval and answers, compared with the stored results
	$(BIN)/python -m benchmarks.quality $(STORE)

bench: $(VENV)/.installed-bench setup ## speed beside an afternoon's baseline, compared with the stored results
	$(BIN)/python -m benchmarks.speed $(STORE)

$(VENV)/.installed-bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,bench]'
	@touch $@

check: $(VENV)/.installed ## format, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.installed ## rewrite the code in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove what can be made again, except the data folder
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build
