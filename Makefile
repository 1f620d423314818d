# What a contributor can do. Every target sets up what it needs; none needs Node.js on the PATH.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Tests run beside each other, those of one file in one process: they share a server or a browser. Files with slow tests
# begin (tests/conftest.py).
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: help run test test-fast test-long test-postgresql conformance check fix bench soak corpus-layout docs lock wheel clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit("Wirelatch needs CPython 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

run: $(VENV)/.installed  ## Install, build and start both halves (options: ARGS="…")
	@$(BIN)/python tools/build_web.py
	@$(BIN)/wirelatch run $(ARGS)

test: $(VENV)/.installed  ## Run the tests, with a real browser and the real peers
	@$(BIN)/python tools/build_web.py
	@$(BIN)/python tools/test_programs.py
	$(BIN)/python tools/build_web.py npm test
ifeq ($(ARGS),)
	$(BIN)/python -m pytest -m "not e2e and not long" $(PARALLEL)
	$(BIN)/python -m pytest -m "e2e and not long" $(PARALLEL)
else
	$(BIN)/python -m pytest $(ARGS)
endif

test-fast: $(VENV)/.installed  ## Run the tests that need neither a browser nor a peer
	$(BIN)/python -m pytest -m "not e2e and not peers and not slow and not long" $(PARALLEL) $(ARGS)

test-long: $(VENV)/.installed  ## Run the tests that take a minute each, which `make test` leaves out
	@$(BIN)/python tools/build_web.py
	@$(BIN)/python tools/test_programs.py
	$(BIN)/python -m pytest -m long $(PARALLEL) $(ARGS)

test-postgresql: $(VENV)/.installed  ## Run the identity half's tests on PostgreSQL
	@$(BIN)/python tools/test_programs.py
	$(BIN)/python -m pytest tests/identity tests/database tests/ledger -m "not e2e and not peers" --database postgresql $(PARALLEL) $(ARGS)

conformance: $(VENV)/.installed  ## Run Node-RED's own specs against our runtime (ARGS="--specs DIR [file …]")
	@$(BIN)/python tools/build_web.py
	$(BIN)/python -m tests.conformance $(ARGS)

check: $(VENV)/.installed  ## Linters, types, floors, formats, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/reference.py --check
	$(BIN)/python tools/build_web.py npm run check

fix: $(VENV)/.installed  ## Apply what the linters can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tools/build_web.py npm run fix

bench: $(VENV)/.installed  ## Benchmarks beside the peers
	@$(BIN)/python tools/build_web.py
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.installed  ## The editor for half an hour with live traffic: nothing may grow (ARGS=minutes)
	@$(BIN)/python tools/build_web.py
	$(BIN)/python -m benchmarks.editor_soak $(ARGS)

corpus-layout: $(VENV)/.installed  ## Every file of the corpus laid out as in Node-RED, with pictures in build/
	@$(BIN)/python tools/build_web.py
	WIRELATCH_LAYOUT=$${WIRELATCH_LAYOUT:-all} $(BIN)/python -m pytest tests/peers/test_corpus_layout.py $(ARGS)

docs: $(VENV)/.installed  ## Write the reference pages from the program
	$(BIN)/python tools/reference.py

lock: $(VENV)/.installed  ## Pin the newest versions that pyproject.toml allows
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --universal --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements.lock

wheel: $(VENV)/.installed  ## Build the wheel into dist/
	@$(BIN)/python tools/build_web.py
	$(BIN)/python -m hatchling build -t wheel

clean:  ## Remove what was built
	rm -rf $(VENV) dist web/node_modules src/wirelatch/webkit/static src/wirelatch/jshost/dist src/wirelatch/adminapi/dist
