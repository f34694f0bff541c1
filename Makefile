# Two commands do everything: `make demo` opens the demo site, `make test` runs every check. Both set up what is missing.
SHELL := bash
BIN := .venv/bin
export PYTHON

.PHONY: help .venv libraries readers demo test lint format faults benchmarks words traceability installer lock clean
.NOTPARALLEL:
.DEFAULT_GOAL := help

help: ## say what can be made
	@grep -hE '^[.a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([.a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

.venv: ## set up alone: .venv with the locked packages and the two programs
	@bash resources/setup/python_environment.sh

libraries: # system libraries of the program
	@bash resources/setup/system_libraries.sh demo

readers: # and of the independent readers that the tests compare with
	@bash resources/setup/system_libraries.sh test

demo: libraries .venv ## open the demo site in a window (no display: the tour into demo-out/)
	@bash resources/setup/demo.sh

test: readers .venv lint ## every check: lint, types, import law, tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: .venv ## ruff, mypy strict, the import law
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; echo "make format puts this right"; exit 1; }
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv ## put the layout of the code right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix --quiet .

faults: readers .venv ## killed processes, full disks, damaged files; the counts go to build/faults-report.txt as they come
	rm -f build/faults-report.txt
	HAIRTRIAL_FAULTS=full $(BIN)/python -m pytest -q tests/faults tests/bootstrap/test_key_rotation.py \
	  tests/store/test_faults.py tests/test_released_sites.py

benchmarks: libraries .venv ## measured, reported, never asserted
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only

words: .venv ## bring the catalogue up to date and list what is not yet translated
	$(BIN)/python -m tests.words.update_catalogue

traceability: .venv ## docs/validation/traceability.csv: which test shows which requirement
	$(BIN)/python -m tests.traceability

installer: libraries .venv ## dist/hairtrial-desktop: the program with everything it needs
	$(BIN)/pyinstaller --noconfirm --log-level WARN --workpath build build_installer.spec
	dist/hairtrial-desktop/hairtrial-desktop --version

lock: .venv ## renew requirements.lock from pyproject.toml
	@bash resources/setup/lock.sh

clean: ## remove what was built; .venv and demo-data stay
	rm -rf build dist demo-out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
