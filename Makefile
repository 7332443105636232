# Quancheng. `make help` lists the targets; the first one that runs makes .venv.

PYTHON ?= python3.11
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILE := $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help demo test up down check bench lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## play a day in Jinan on real Kafka and MongoDB: make demo ARGS="--claims 20000"
	@$(BIN)/quancheng demo $(ARGS)

test: $(READY) ## the whole suite, on servers that it starts itself: make test ARGS="-k claim"
	@$(BIN)/pytest $(ARGS)

up: $(READY) ## start the local stack; it stays until `make down`
	@$(BIN)/quancheng up $(ARGS)

down: $(READY) ## end the local stack; its data stays
	@$(BIN)/quancheng down

check: $(READY) ## lint, format, types, and the walls between the packages
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo

bench: $(READY) ## measure against a bare floor: make bench ARGS="claims"
	@$(BIN)/quancheng bench $(ARGS)

lock: $(READY) ## write both locks anew from pyproject.toml
	@$(COMPILE) --all-extras pyproject.toml -o requirements.lock
	@$(COMPILE) --constraint requirements.lock pyproject.toml -o deploy/requirements.lock

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not here: install it, or name another with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: name another with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make a venv: on Debian and Ubuntu, apt install $(notdir $(PYTHON))-venv" >&2; exit 1; }
	@echo "Installing into $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
