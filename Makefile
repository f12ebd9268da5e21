# Every chore has one command, and each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.stamp

# `check` ends with the tests, so that their summary is its last line.
.NOTPARALLEL:

.PHONY: dev
dev: $(STAMP)
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mailtriage needs Python 3.11 or newer; name it: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments. Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: lint
lint: $(STAMP)
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check

.PHONY: types
types: $(STAMP)
	$(VENV)/bin/mypy

.PHONY: imports
imports: $(STAMP)
	$(VENV)/bin/lint-imports

# The mail servers and the database that the tests run as private instances.
.PHONY: servers
servers:
	@tests/servers/install.sh

# What computes with time and reads the configuration, once more where the server's clock shows another zone.
ELSEWHERE := $(wildcard $(addprefix tests/unit/test_,agenda* calendar* clock* config_* derivation* entitlement* escalation* ladder* paging* queue* record*))

.PHONY: test
test: $(STAMP) servers
	TZ=America/New_York $(PY) -m pytest -n 2 $(ELSEWHERE)
	TZ=Asia/Kolkata $(PY) -m pytest -n 2 $(ELSEWHERE)
	$(PY) -m pytest -n 2 --dist worksteal

# Everything that needs no server, wherever the server stands: its zone decides nothing.
.PHONY: test-zones
test-zones: $(STAMP)
	set -e; for zone in UTC America/New_York Asia/Kolkata; do \
	  TZ=$$zone $(PY) -m pytest tests/unit tests/property tests/contracts -n 2 --dist worksteal; done

.PHONY: check
check: lint types imports test

# The properties, with fifty times the examples of `test`, and mutated mails from bytes to disposition.
MAILS ?= 100000
SEED ?= 1
.PHONY: fuzz
fuzz: $(STAMP) servers
	$(PY) -m pytest tests/property -n 2 --dist worksteal --hypothesis-profile fuzz
	$(PY) tests/fuzz_taking.py $(MAILS) $(SEED)

# Each file measures one thing beside a plain loop in the same run.
.PHONY: bench
bench: $(STAMP) servers
	set -e; for each in bench/*.py; do $(PY) $$each; done

# docs/contracts.md from the table of rules, the tests and the clauses.
.PHONY: contracts
contracts: $(STAMP)
	$(PY) tests/ruled.py

.PHONY: demo
demo: $(STAMP)
	$(VENV)/bin/mailtriage demo

# pip-compile does not know dependency groups, so it reads ours as a second list. Versions stay unless pyproject.toml moves them.
.PHONY: lock
lock: $(STAMP)
	$(PY) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
	| CUSTOM_COMPILE_COMMAND="make lock" $(VENV)/bin/pip-compile --quiet --extra demo --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file requirements.lock pyproject.toml -
	sed -i -e 's/-r -$$/mailtriage (pyproject.toml, group dev)/' -e '/considered to be unsafe/d' requirements.lock
