.PHONY: setup demo test test-slow test-real check lock
.DEFAULT_GOAL := demo
VENV := .venv
UV := uv==0.13.9
BIN := $(VENV)/bin

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	CMSFEES_HOME=$${CMSFEES_HOME:-.cmsfees} $(BIN)/cmsfees demo

test: setup
	$(BIN)/pytest -m "not real and not slow"

test-slow: setup
	$(BIN)/pytest -m "slow and not real"

test-real: setup
	$(BIN)/pytest -m real

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --constraints constraints.txt \
	    --generate-hashes --no-header --no-emit-index-url -o requirements.lock
