# Every target makes what it needs: a fresh machine has Python 3.11 or later and nothing else of ours. The system's own
# comes first: it is compiled with optimizations that one out of a version manager is often without.
PYTHON ?= $(shell for each in /usr/bin/python3.11 python3.11 python3; do \
  $$each -c "import ensurepip, venv" 2>/dev/null && command -v $$each && break; done || echo python3)
BIN := .venv/bin
PORT ?= 4000

.PHONY: serve test check format lint types coverage wheel clean

serve: .venv/ready          ## show this repository's own blog while it is being written
	$(BIN)/blogbuild serve --port $(PORT)

test: .venv/ready           ## run the tests
	$(BIN)/pytest -n auto

check: lint types test      ## all that must be green before a change is handed over

lint: .venv/ready
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: .venv/ready
	$(BIN)/mypy

format: .venv/ready         ## put the code in order
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

coverage: .venv/ready       ## how much of the code the tests run
	$(BIN)/coverage run -m pytest -q --ignore tests/browser
	$(BIN)/coverage report --show-missing --skip-covered

wheel: .venv/ready          ## dist/blogbuild-VERSION.whl
	$(BIN)/python -m hatchling build -t wheel

clean:                      ## remove everything that was made
	rm -rf .venv _site .blogbuild dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The lock names every version; hatchling comes from it too, so nothing is built in an environment of its own.
.venv/ready: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@
