# `make demo` shows what smtplint says about examples/; `make test` runs every check and test. Both set up what they need.

BIN := .venv/bin

.PHONY: help demo test generate clean

help:
	@echo "make demo      smtplint check examples"
	@echo "make test      generated files, ruff, mypy and pytest, against the installed wheel"
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
	$(BIN)/python -m pytest -q

generate:
	@sh tools/setup.sh --tests
	$(BIN)/python tools/generate.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
