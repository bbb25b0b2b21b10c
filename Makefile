# Credentry: everything a person or CI runs. Long-lived state: .venv (tools), web/dist (client), var (data).
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
CREDENTRY_PORT ?= 8000
PYTEST_WORKERS ?= 2
BENCH_ROWS ?= 1000000
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export CREDENTRY_PORT
# What was compiled once is kept: every command and every test starts in half the time.
export PYTHONDONTWRITEBYTECODE :=

# A stamp carries the hash of what it was made from: another input, another file name, work to do again.
key = $(shell (echo $(1); cat $(1)) 2>/dev/null | sha256sum | cut -c1-20)
APP := $(STAMPS)/app-$(call key,requirements/build.txt pyproject.toml)
DEV := $(STAMPS)/dev-$(call key,requirements/dev.txt pyproject.toml)
HAS_WEB := $(wildcard web/package.json)
WEB_SOURCES := $(if $(HAS_WEB),$(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/dist/*' | LC_ALL=C sort))
NODE_MODULES := web/node_modules/.installed-$(call key,web/package.json web/package-lock.json web/.npmrc)
WEB := $(if $(HAS_WEB),web/dist/.built-$(call key,$(WEB_SOURCES)))
NPM = scripts/npm $(VENV)
PYTEST = $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadgroup --ignore tests/journeys
# Browser journeys by themselves: the browser's event loop and Django's database calls do not share a process, and a
# journey's file stays with one server.
JOURNEYS = $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist loadfile

##@ Use it
.PHONY: demo
demo: $(APP) $(WEB) ## install, build, load sample data, serve on 127.0.0.1:8000 (CREDENTRY_PORT)
	@CREDENTRY_HOME="$${CREDENTRY_HOME:-var/demo}" $(BIN)/credentry demo

.PHONY: run
run: $(APP) $(WEB) ## your own empty instance in var/home, same address
	@export CREDENTRY_HOME="$${CREDENTRY_HOME:-var/home}"; $(BIN)/credentry init && exec $(BIN)/credentry serve

##@ Prove it
.PHONY: test
test: $(DEV) $(WEB) browser mailserver ## every test that needs no extra service: rooms, API, browser, web
	@echo "» tests on SQLite"
	@$(PYTEST) $(ARGS)
	@$(MAKE) web-test
	@$(if $(ARGS),,$(MAKE) journeys)

.PHONY: journeys
journeys: $(DEV) $(WEB) browser ## what people do, in a real browser against a real server
	@echo "» browser journeys"
	@$(JOURNEYS) tests/journeys $(ARGS)

.PHONY: test-all
test-all: test postgresql ## the same behaviour on PostgreSQL too
	@echo "» tests on PostgreSQL"
	@$(BIN)/python -m tests.postgres -- $(PYTEST) --second-database $(ARGS)

.PHONY: hunt
hunt: $(DEV) ## look for counter-examples: property tests from random seeds, ten times the examples (CREDENTRY_EXAMPLES)
	@CREDENTRY_EXAMPLES="$${CREDENTRY_EXAMPLES:-10}" $(PYTEST) --hunt --timeout 3600 $(ARGS)

.PHONY: check
check: lint types floors ## lint, types, import floors, migrations, kinds, house rules
	@echo "» migrations match the models"
	@CREDENTRY_HOME=$$(mktemp -d) $(BIN)/python -m django makemigrations --check --dry-run --settings credentry.config.settings
	@echo "» kinds, labels, translations"
	@CREDENTRY_HOME=$$(mktemp -d) $(BIN)/credentry check
	@echo "» house rules"
	@$(BIN)/python -m pytest -q tests/house

.PHONY: lint
lint: $(DEV) $(if $(HAS_WEB),$(NODE_MODULES)) ## ruff and, for the client, Biome
	@echo "» lint"
	@$(BIN)/ruff check .
	@if [ -n "$(HAS_WEB)" ]; then $(NPM) run lint; fi

.PHONY: types
types: $(DEV) $(if $(HAS_WEB),$(NODE_MODULES)) ## mypy strict and tsc
	@echo "» types"
	@$(BIN)/mypy
	@if [ -n "$(HAS_WEB)" ]; then $(NPM) run types; fi

.PHONY: floors
floors: $(DEV) ## import contracts of ARCHITECTURE.md
	@echo "» import floors"
	@PYTHONPATH=src $(BIN)/lint-imports

.PHONY: demands
demands: $(DEV) $(WEB) browser mailserver ## run the tests and print which demands have passing tests and which have none
	@DJANGO_ALLOW_ASYNC_UNSAFE=1 $(JOURNEYS) -q --demands $(ARGS)

.PHONY: bench
bench: $(DEV) $(WEB) postgresql ## 1,000,000 credentials on both databases beside hand-written SQL (BENCH_ROWS)
	@$(BIN)/python -m tests.postgres --tuned -- $(BIN)/python -m bench --rows $(BENCH_ROWS) $(ARGS)

##@ Build it
.PHONY: web
web: $(APP) $(WEB) ## build the web client into web/dist

.PHONY: web-test
web-test: $(DEV) $(if $(HAS_WEB),$(NODE_MODULES))
	@if [ -n "$(HAS_WEB)" ]; then echo "» web unit tests"; $(NPM) run test; fi

.PHONY: locks
locks: $(DEV) ## recompile requirements/*.txt from pyproject.toml
	@scripts/locks $(BIN)/pip-compile

.PHONY: browser
browser:
	@scripts/need chromium:chromium fc-list:fontconfig NotoSansCJK:fonts-noto-cjk

.PHONY: mailserver
mailserver:
	@scripts/need dovecot:dovecot-imapd

.PHONY: postgresql
postgresql:
	@scripts/need postgres:postgresql

.PHONY: clean
clean: ## remove what make built (never var/, your data)
	rm -rf $(VENV) web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo; echo "The command line is $(BIN)/credentry (try: $(BIN)/credentry --help)."

# ------------------------------------------------------------------ how things come to be
$(VENV)/bin/python:
	@scripts/venv $(PYTHON) $(VENV)

$(APP): | $(VENV)/bin/python
	@scripts/install $(VENV) requirements/build.txt $@

$(DEV): | $(VENV)/bin/python
	@scripts/install $(VENV) requirements/dev.txt $@

$(NODE_MODULES): | $(APP)
	@echo "» installing web parts (npm ci, about a minute the first time)"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund
	@rm -f web/node_modules/.installed-*; touch $@

web/dist/.built-%: | $(NODE_MODULES)
	@echo "» building the web client"
	@$(NPM) run build
	@rm -f web/dist/.built-*; touch $@
