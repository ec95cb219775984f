# harken: `make demo` needs only Python 3.11 or newer and make; `make help` lists the rest.

ARGS ?=
VENV := .venv
PY := $(VENV)/bin/python
LAYERS := schemas agents streams examples tests benchmarks deploy
# Engines that cannot live beside harken's pins have pins of their own.
ENGINES := benchmarks/engines/pins
APART := quix pathway
PINS := constraints.txt pyproject.toml deploy/install.py

.DEFAULT_GOAL := help
.PHONY: help demo test lint chaos soak bench engines latency growth restart real docs constraints clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## everything on this machine, in one screen (ARGS="--seconds 75" ends by itself)
	@$(VENV)/bin/harken demo $(ARGS)

test: $(VENV)/.dev ## all tests; finds its Kafka and Redis as docs/development.md says
	@$(PY) -m pytest -m "not soak" $(ARGS)

lint: $(VENV)/.dev ## ruff and strict mypy
	@$(PY) -m ruff check $(LAYERS)
	@$(PY) -m mypy $(LAYERS)

chaos: $(VENV)/.dev ## only what kills, pauses and cuts off
	@$(PY) -m pytest -m "chaos and not soak" $(ARGS)

soak: $(VENV)/.dev ## half an hour of random faults; writes docs/results/soak.md (HARKEN_SOAK_MINUTES)
	@$(PY) -m pytest -m soak $(ARGS)

bench: $(VENV)/.dev ## events per second of the whole pipeline, beside a stock Faust agent
	@$(PY) -m benchmarks.pipeline $(ARGS)

engines: $(VENV)/.peers ## events per second of the bare runtime, beside other engines at the same task
	@$(PY) -m benchmarks.engines $(ARGS)

latency: $(VENV)/.peers ## from event to alert, seen from outside, beside other engines
	@$(PY) -m benchmarks.latency $(ARGS)

growth: $(VENV)/.dev ## what an event costs with more customers, items, events a batch (ARGS=--keep writes docs/results/growth.md)
	@$(PY) -m benchmarks.growth $(ARGS)

restart: $(VENV)/.dev ## seconds from a stopped or killed worker to the next one's first event (ARGS=--keep: docs/results/restart.md)
	@$(PY) -m benchmarks.restart $(ARGS)

real: $(VENV)/.dev ## the real data sets through a real Kafka and Redis; writes docs/results/
	@$(PY) -m benchmarks.real $(ARGS)

docs: $(VENV)/.dev ## write the reference pages that are made from code
	@$(PY) -m harken.settings_reference > docs/reference/settings.md
	@$(PY) -m harken.meters.reference > docs/reference/metrics.md
	@$(PY) -m harken.asyncapi > docs/reference/asyncapi.json
	@$(PY) -m harken.ruling.reference > docs/reference/rules.md
	@$(PY) -m tests.pages.alerts_page
	@$(PY) -m tests.pages.lifecycle_page

constraints: $(VENV)/.pin ## pin the newest versions that pyproject.toml allows (ARGS="--upgrade-package NAME" for one)
	@$(VENV)/pin/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
	    --group build --custom-compile-command "make constraints" --output-file constraints.txt $(ARGS) pyproject.toml
	@for name in $(APART); do $(VENV)/pin/bin/uv pip compile --quiet --universal --python-version 3.11 --no-annotate \
	    --custom-compile-command "make constraints" --output-file $(ENGINES)/$$name.txt $(ARGS) $(ENGINES)/$$name.in; done

clean: ## remove the environment and all that was made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .demo

# The first of these that is new enough makes the environment. A Python of your own: make demo PYTHON=/path/to/python
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

$(PY):
	@test -n "$(PYTHON)" || { echo "harken needs Python 3.11 or newer: none found on the path" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { \
	    echo "could not make an environment; on Debian and Ubuntu: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 2; }

# What is installed stands in a file as new as the pins it was installed from.
$(VENV)/.demo: $(PINS) | $(PY)
	@echo "installing harken into $(VENV) (once; about a minute)"
	@$(PY) deploy/install.py --editable demo
	@touch $@

$(VENV)/.dev: $(PINS) | $(PY)
	@echo "installing harken and what its tests need into $(VENV) (once; about a minute)"
	@$(PY) deploy/install.py --editable demo dev
	@touch $@ $(VENV)/.demo

$(VENV)/.peers: $(PINS) | $(PY)
	@echo "installing harken and the engines it is measured beside into $(VENV) (once; about a minute)"
	@$(PY) deploy/install.py --editable demo dev peers
	@touch $@ $(VENV)/.dev $(VENV)/.demo

$(VENV)/.pin: | $(PY)
	@$(PY) -m venv $(VENV)/pin && $(VENV)/pin/bin/pip install --quiet "uv>=0.9"
	@touch $@
