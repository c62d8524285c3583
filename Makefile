# Everything a person or CI does here; `make help` lists it.
PYTHON ?= python3
VENV ?= .venv
POSTS ?= 1000
IMAGE_BUILD ?= docker build
SOURCE ?= $(shell git remote get-url origin 2>/dev/null | sed -E 's,//[^/@]*@,//,')
BIN := $(VENV)/bin
UV := $(BIN)/uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml

unexport PYTHONDONTWRITEBYTECODE # what is compiled once starts sooner the next time

.DEFAULT_GOAL := help
.PHONY: help run install install-server install-dev image test test-one coverage check format bench fit fit-lessons fit-captions words figures lock clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

run: install ## Start the bot; without DISCORD_TOKEN, the try-out in your browser
	@$(BIN)/lectern run --or-tryout

install: $(VENV)/run.stamp ## Make .venv with what running needs

install-server: $(UV) ## Make .venv with what a server needs, readable by the service's user
	umask 022; $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/server.txt
	umask 022; $(UV) pip install --quiet --python $(BIN)/python --compile-bytecode --no-cache --reinstall-package lectern \
		--no-deps --no-build-isolation .
	@rm -f $(VENV)/.lock # uv leaves it writable by everybody

install-dev: $(VENV)/dev.stamp ## Make .venv with what developing needs

$(UV): requirements/build.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Lectern needs Python 3.11 or newer; try: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "This Python cannot make virtual environments; install its venv package (Debian: apt install python3-venv)"; exit 1; }
	umask 022; $(PYTHON) -m venv $(VENV)
	umask 022; $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp

image: ## Build the container image, with its source and revision on it
	$(IMAGE_BUILD) --build-arg REVISION="$(shell git rev-parse HEAD)" --build-arg SOURCE="$(SOURCE)" --tag lectern .

test: install-dev ## Run every test
	@PYTHON=$(BIN)/python sh tests/run.sh

coverage: install-dev ## Run the tests that count for coverage, and hold its floors
	@PYTHON=$(BIN)/python sh tests/coverage.sh

test-one: install-dev ## Run one file or folder: make test-one T=tests/unit/test_jobs.py
	@test -n "$(T)" || { echo "Name a file or folder: make test-one T=tests/unit/test_jobs.py"; exit 2; }
	$(BIN)/python -m pytest -q $(T)

check: install-dev ## Formatter, linters, types, import rules and conventions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/hadolint Dockerfile
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/python -m pytest -q tests/conventions

format: install-dev ## Format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install-dev ## Measure speed and memory, side by side
	$(BIN)/python -m benchmarks --posts $(POSTS)

fit: install-dev ## Fit the weights by which questions are told from talk
	$(BIN)/python -m benchmarks.fit

fit-lessons: install-dev ## Fit the weights for courses without a glossary: COURSES=folder
	$(BIN)/python -m benchmarks.fit_lessons $(COURSES)

fit-captions: install-dev ## Fit the weights by which subtitles alone answer a question: CAPTIONS=folder
	$(BIN)/python -m benchmarks.fit_captions $(CAPTIONS)

words: install-dev ## Bring the catalogues up to the texts in the code
	$(BIN)/pybabel -q extract -F pyproject.toml --no-default-keywords -k say -k count:1,2 -k locale_str \
		--no-location --sort-output --project=Lectern --omit-header -o .words.pot bot cogs tryout
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header -D lectern -i .words.pot -d bot/text/catalogues
	@rm .words.pot

figures: install-dev ## Write docs/figures.md, the list of all figures in the code
	$(BIN)/python -m tests.conventions.figures

lock: install-dev ## Pin the requirements anew, with hashes and without addresses
	$(LOCK) --extra postgres -o requirements/server.txt
	$(LOCK) --extra tryout -o requirements/run.txt
	$(LOCK) --extra tryout --extra dev -o requirements/dev.txt
	printf 'uv\nhatchling\n' | $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" - -o requirements/build.txt

clean: ## Remove what was made
	rm -rf $(VENV) build dist *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
