# `make demo` shows what smtplint says about examples/; `make test` runs the checks and tests; `make real` holds smtplint to real
# servers and libraries. Each sets up what it needs.

BIN := .venv/bin
REAL := tests/conformance tests/live/test_real_servers.py

.PHONY: help demo test real conformance generate clean

help:
	@echo "make demo      smtplint check examples"
	@echo "make test      generated files, ruff, mypy and pytest, against the installed wheel"
	@echo "make real      real mail servers and client libraries on loopback (Debian packages: root; Python 3.10 to 3.13; npm)"
	@echo "make conformance every conformance cell (Debian packages: root); writes docs/conformance.md and README's table"
	@echo "make generate  compile rules/ and write the generated files"
	@echo "make clean     remove .venv, build/ and caches"

demo:
	@sh tools/setup.sh
	@echo; echo '$$ smtplint check examples'; echo
	@$(BIN)/smtplint check examples; status=$$?; echo; echo "exit status $$status"; test $$status -le 1

test:
	@sh tools/setup.sh --tests
	$(BIN)/python tools/generate.py --check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src
	$(BIN)/python -m pytest -q $(REAL:%=--ignore=%)

real:
	@sh tools/setup.sh --tests
	PYTHON=$(BIN)/python sh tests/live/setup.sh
	sh tests/conformance/setup.sh fast
	$(BIN)/python -m pytest -q $(REAL)

conformance:
	@sh tools/setup.sh --tests
	$(BIN)/python tests/conformance/run.py

generate:
	@sh tools/setup.sh --tests
	$(BIN)/python tools/generate.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
