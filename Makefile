# Each target sets up .venv when it is missing or pyproject.toml has changed: plain venv and pip.
# A Python of one's own choice: make PYTHON=/path/to/python test

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JUDGE_STAMP := $(VENV)/.installed-judge
DIST_STAMP := $(VENV)/.installed-dist
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python)
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help demo test coverage lint fmt bench judge torture algebra derivations documents schema reason lock dist web clean

help:
	@echo 'make demo    check a package that conforms and one that breaks rules'
	@echo 'make test    run all tests'
	@echo 'make coverage  the same, and which lines and branches they reach'
	@echo 'make lint    check style and types'
	@echo 'make fmt     format the Python'
	@echo 'make bench   measure load, check, every question and repairs'
	@echo 'make judge   let pySHACL and TopBraid judge 100,000 random packages (PACKAGES=n, JUDGES=topbraid)'
	@echo 'make torture  fuzzers, storms, kills and mutated rules for an hour (MINUTES=n, SEED=n)'
	@echo 'make algebra rebuild shapes/algebra.json after a change to a rule kind'
	@echo 'make derivations  rebuild shapes/derivations/classes.ttl after a change to the ontology'
	@echo 'make documents  rebuild the list in docs/documents.md after a change to a kind of document'
	@echo 'make schema  rebuild the ids in deals/package.schema.json after a change to the things a package names'
	@echo 'make reason  rebuild the inferences (inferred.nt) with HermiT; needs Java'
	@echo 'make lock    rebuild deploy/requirements.lock, what a server installs'
	@echo 'make dist    build the wheel, the source archive and the list of parts (SBOM) of this commit'
	@echo 'make web     bundle the script of the site'"'"'s search (kg/publish/search.js) after a change in web/; needs Node.js'
	@echo 'make clean   delete .venv and everything that was built'

$(STAMP): pyproject.toml
	@python=; \
	for name in $(PYTHONS); do \
		if "$$name" -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo 'No Python 3.11 or newer with venv found (tried: $(PYTHONS)).' >&2; \
		echo 'Install one (Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python …' >&2; \
		exit 1; \
	fi; \
	if ! $(BIN)/python -c '$(NEW_ENOUGH)' >/dev/null 2>&1; then \
		echo "setting up $(VENV) with $$python" >&2; \
		"$$python" -m venv --clear $(VENV); \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(DIST_STAMP): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dist]'
	@touch $@

# A Java runtime and TopBraid, 120 MB that nothing else needs.
$(JUDGE_STAMP): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[judge]'
	@touch $@

demo: $(STAMP)
	@echo '$$ sanctions-kg validate deals/wertz-2019-framework.yaml'
	@$(BIN)/sanctions-kg validate deals/wertz-2019-framework.yaml
	@echo
	@echo '$$ sanctions-kg validate deals/hanoi-2019-dprk-offer.yaml'
	@$(BIN)/sanctions-kg validate deals/hanoi-2019-dprk-offer.yaml; code=$$?; \
	if [ $$code -ne 1 ]; then \
		echo "exit code $$code, but the offer breaks rules: 1 was expected" >&2; exit 1; \
	fi

test: $(STAMP)
	@$(BIN)/python -m pytest -n auto --dist worksteal

# Of a part of the tests (PART=tests/unit), or of all.
PART :=
OF := kg/*
FLOOR := 0
# Each worker of the tests is a process, and follows itself.
coverage: $(STAMP)
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n auto --dist worksteal $(PART)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --include '$(OF)' --fail-under $(FLOOR)

lint: $(STAMP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy kg

fmt: $(STAMP)
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

bench: $(STAMP)
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/questions.py
	@$(BIN)/python benchmarks/repair.py
	@$(BIN)/python benchmarks/verbs.py
	@$(BIN)/python benchmarks/lists.py --megabytes 100

PACKAGES := 100000
JUDGES := pyshacl,topbraid
judge: $(JUDGE_STAMP)
	@$(BIN)/python benchmarks/judge.py --packages $(PACKAGES) --judges $(JUDGES)
	@$(BIN)/python benchmarks/judge.py --packages 1000 --judges $(JUDGES) --rules
	@$(BIN)/python benchmarks/outside.py deals tests/rules

schema: $(STAMP)
	@$(BIN)/python -m kg.deal.schema

MINUTES := 60
SEED := 1
torture: $(STAMP)
	@$(BIN)/python benchmarks/torture --minutes $(MINUTES) --seed $(SEED)

lock: $(DIST_STAMP)
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
		--extra serve --extra documents pyproject.toml --output-file deploy/requirements.lock

dist: $(DIST_STAMP)
	@PATH="$(abspath $(BIN)):$$PATH" deploy/dist

documents: $(STAMP)
	@$(BIN)/python -m kg.answers.kinds

derivations: $(STAMP)
	@$(BIN)/python -m kg.deal.derive.class_rules

algebra: $(STAMP)
	@$(BIN)/python -m kg.check.compiled

reason: $(STAMP)
	@java -version >/dev/null 2>&1 || { \
		echo 'No Java found, which HermiT needs (Debian: apt-get install default-jre-headless).' >&2; exit 1; }
	@$(BIN)/python -m kg.graph.reason
	@$(BIN)/python -m kg.graph.reason tests/data/mini

web:
	@cd web && npm ci --ignore-scripts --silent && npm run --silent build

clean:
	rm -rf $(VENV) web/node_modules build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
