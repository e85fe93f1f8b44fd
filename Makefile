# make run    start the calculator on http://$(HOST):$(PORT)
# make test   check the style and the types, then run every test
# make lint   check the style and the types
# make bench  measure accuracy, and a running server, on the sets in DATA
# make clean  remove what tools and builds left; distclean removes .venv too

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= ../shared/data/bench
WORKERS ?= 2

VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
PACKAGES = segmentation recognizer calculator training webapp

.PHONY: run test lint bench clean distclean

run: $(INSTALLED)
	@exec $(BIN)/inkcalc serve --host $(HOST) --port $(PORT)

test: lint
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(INSTALLED)
	$(BIN)/inkcalc evaluate $(DATA)
	$(BIN)/inkcalc evaluate $(DATA) --ablate
	$(BIN)/python -m training.robustness $(DATA)
	$(BIN)/python -m training.serving $(DATA)
	$(BIN)/python -m training.photo_serving $(DATA)
	$(BIN)/python -m training.photo_robustness $(DATA)

clean:
	rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find $(PACKAGES) tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Inkcalc wants Python 3.11 or newer: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo 'Python lacks venv: on Debian and Ubuntu, apt-get install python3-venv' >&2; exit 1; }
	@echo 'Setting up $(VENV); the first time takes some minutes.'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --editable '.[train,dev]'
	@touch $@
