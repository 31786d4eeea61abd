.PHONY: setup clients demo test test-slow test-real chaos check audit lock
.DEFAULT_GOAL := demo
VENV := .venv
UV := uv==0.13.9
PIP_AUDIT := pip-audit==2.10.1
BIN := $(VENV)/bin
CLIENTS := .venv-clients
LOCKED := --generate-hashes --no-header --no-emit-index-url
# Compiled modules are kept, whatever the shell says: demo and tests start many commands.
export PYTHONDONTWRITEBYTECODE :=
NODE_MODULES := $(if $(shell command -v npm),examples/node_modules/.package-lock.json)

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# Other DuckDB versions, Ray and the JavaScript example's packages, for `test-slow` and `test-real`.
clients: $(patsubst tests/clients/%.lock,$(CLIENTS)/%/.ready,$(wildcard tests/clients/*.lock)) $(NODE_MODULES)

$(CLIENTS)/%/.ready: tests/clients/%.lock | setup
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(@D)
	VIRTUAL_ENV=$(@D) $(BIN)/uv pip install --quiet --require-hashes -r $<
	touch $@

# Ray is added to the project's own environment, not installed into it: see tests/flows/test_runners.py.
$(CLIENTS)/ray/.ready: tests/clients/ray.lock | setup
	rm -rf $(@D)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --target $(@D) --no-deps --require-hashes -r $<
	touch $@

examples/node_modules/.package-lock.json: examples/package-lock.json
	npm ci --prefix examples --no-audit --no-fund --loglevel error

demo: setup
	CMSFEES_HOME=$${CMSFEES_HOME:-.cmsfees} $(BIN)/cmsfees demo

# One process more than cores: some tests wait for servers and locks.
test: setup
	$(BIN)/pytest -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist loadfile \
		-m "not real and not slow" --ignore tests/chaos

# If a client cannot be installed, its tests are skipped and listed. Tests that wait for servers, schedules and killed
# processes run apart from those that compute, the flows, which wait longest, first.
test-slow: setup
	-$(MAKE) --keep-going clients
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -rs -m "slow and not real" \
		tests/flows tests/chaos tests/client
	$(BIN)/pytest -n auto --dist loadfile -rs -m "slow and not real" --ignore tests/chaos --ignore tests/client --ignore tests/flows

test-real: setup
	-$(MAKE) --keep-going clients
	$(BIN)/pytest -n auto --dist loadfile -rs -m real

# Hundreds of kills, thousands of mangled files, hostile responses, broken records; takes about an hour and prints counts.
# A tenth of one kind: `.venv/bin/python -m tests.chaos 0.1 rooms --seed 3`.
chaos: setup
	$(BIN)/python -m tests.chaos

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Check the locked packages for known vulnerabilities. A package for which the database has no answer is an error.
audit: setup
	$(BIN)/uv tool run --quiet $(PIP_AUDIT) --strict --disable-pip --require-hashes --progress-spinner off -r requirements.lock

lock:
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	    --constraints constraints.txt \
	    $(LOCKED) -o requirements.lock
	for client in tests/clients/*.in; do \
	    $(BIN)/uv pip compile $$client --universal --python-version 3.11 $(LOCKED) -o $${client%.in}.lock || exit; done
	$(BIN)/uv pip compile pyproject.toml --extra ray --universal --python-version 3.11 \
	    --constraints requirements.lock \
	    $$(sed -n 's/^\([a-z0-9.-]*\)==.*/--no-emit-package \1/p' requirements.lock) \
	    $(LOCKED) -o tests/clients/ray.lock
	npm install --prefix examples --package-lock-only --omit-lockfile-registry-resolved
