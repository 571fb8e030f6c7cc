# `make help` says what there is. Another Python: make build PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Both are written last, so that an interrupted set-up is done again.
LOCKED := $(VENV)/installed.lock
READY := $(VENV)/ready

ifeq ($(filter oneshell,$(.FEATURES)),)
$(error this needs GNU make 3.82 or newer (on macOS: gmake))
endif
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help build test quick lock notebooks clean
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## say what there is
	@echo "make build | test | quick | lock | notebooks | clean, with:"
	sed -nE 's/^([a-z]+):[^#]*## (.*)/  \1\t\2/p' Makefile | expand -t 14

build: $(READY) ## set up .venv, check the records, publish tables, reports, map and pages
	@$(BIN)/refoul build

test: $(READY) ## set up .venv and the browser, run every test (ARGS="-k law" for some)
	@scripts/install_system.sh
	$(BIN)/python -m pytest $(ARGS)

quick: $(READY) ## run the tests that need no browser and little time
	@$(BIN)/python -m pytest -m "not browser and not slow" $(ARGS)

lock: $(READY) ## renew requirements.lock: the newest versions that pyproject.toml allows
	@$(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	  --extra build --extra screen --extra publish --extra lab --extra test --group house \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --output-file requirements.lock
	echo "requirements.lock is renewed; the next make installs it"

notebooks: $(READY) ## open JupyterLab on notebooks/
	@$(BIN)/jupyter lab notebooks

# .build-ready stays: where a build was stopped while it put its files in place, it holds the rest.
clean: ## remove .venv, what builds leave behind, and caches; no data and no reports
	@rm -rf $(VENV) .build dist .pytest_cache .ruff_cache .hypothesis
	find refoul_data tests scripts -name __pycache__ -prune -exec rm -rf {} +

# The copy of the lock is the mark: a lock that is newer only by its date installs nothing.
$(LOCKED): requirements.lock
	@if cmp -s requirements.lock $@ && $(BIN)/python -c ''; then touch $@; exit; fi
	rm -f $@ $(READY)
	version=$$($(PYTHON) -c 'import sys; print("%d%02d" % sys.version_info[:2])' 2>/dev/null) || version=0
	if [ "$$version" -lt 311 ] || [ "$$version" -gt 313 ]; then
	  echo "$(PYTHON) is missing or is not Python 3.11, 3.12 or 3.13." >&2
	  echo "Install one of them, or name it: make build PYTHON=python3.12" >&2
	  exit 1
	fi
	if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then
	  echo "$(PYTHON) cannot make virtual environments: on Debian and Ubuntu, apt-get install python3-venv" >&2
	  exit 1
	fi
	total=$$(grep -c == requirements.lock)
	echo "Setting up $(VENV): up to $$total packages, a minute or more"
	$(PYTHON) -m venv --clear $(VENV)
	fetched=0
	# pip warns once a package about each local index that a machine has set up: not worth reading.
	PYTHONUNBUFFERED=1 $(BIN)/python -m pip install --progress-bar off --require-hashes \
	  -r requirements.lock 2> >(grep -v '^WARNING: Location .* is ignored' >&2) |
	while IFS= read -r line; do
	  case $$line in
	    Collecting*|Processing*)
	      fetched=$$((fetched + 1))
	      if [ -t 1 ]; then printf '\r  fetched %d of %d' $$fetched $$total
	      elif [ $$((fetched % 40)) = 0 ]; then echo "  fetched $$fetched of $$total"; fi ;;
	    "Installing collected"*)
	      if [ -t 1 ]; then echo; fi
	      echo "  unpacking them" ;;
	  esac
	done
	cp requirements.lock $@

$(READY): $(LOCKED) pyproject.toml
	@rm -f $@
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
