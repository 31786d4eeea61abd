.PHONY: setup demo test check lock
VENV := .venv
BIN := $(VENV)/bin

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

lock:
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	    --constraints constraints.txt \
	    --generate-hashes --no-header --no-emit-index-url -o requirements.lock
