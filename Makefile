# `make demo` and `make test` do all their own set-up; they need Python 3.11 or later and nothing else.
# Without make (Windows): see "Without make" in README.md.

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready
OUT := demo-out

.PHONY: help demo test lint lock clean

help:
	@echo "make demo    a synthetic city goes in, a checked draft release comes out ($(OUT)/)"
	@echo "make test    everything that is checked: lint, types, tests"
	@echo "make lint    lint and types alone"
	@echo "make lock    resolve the dependencies again (needs uv in $(VENV))"
	@echo "make clean   remove $(VENV) and $(OUT)/"

demo: $(READY)
	@$(PYTHON) -m redact demo --out $(OUT)

lint: $(READY)
	@echo "lint"
	@$(PYTHON) -m ruff check .
	@echo "types"
	@$(PYTHON) -m mypy

test: lint
	@echo "tests"
	@$(PYTHON) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

# Made again only when what is to be installed changed.
$(READY): requirements.lock pyproject.toml
	@set -e; found=; bare=; \
	for name in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	    command -v $$name >/dev/null 2>&1 || continue; \
	    $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1 || continue; \
	    if $$name -c 'import venv, ensurepip' >/dev/null 2>&1; then found=$$name; break; fi; \
	    bare=$${bare:-$$name}; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	    echo "$$bare cannot make virtual environments. What helps:  sudo apt-get install $$bare-venv" >&2; exit 16; fi; \
	if [ -z "$$found" ]; then \
	    echo "Python 3.11 to 3.14 is needed and is not on PATH. What helps:  sudo apt-get install python3 python3-venv" >&2; exit 16; fi; \
	if ! $(PYTHON) -c 'import sys, pip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then \
	    echo "setting up $(VENV) with $$($$found --version)"; \
	    $$found -m venv --clear $(VENV); \
	fi; \
	echo "installing what requirements.lock lists (the first time takes a few minutes)"; \
	$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock; \
	$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	touch $(READY)

lock:
	@{ echo "# Every distribution that redact is run and tested with, by digest. Made by: make lock"; \
	   $(PYTHON) -m uv pip compile pyproject.toml --universal --python-version 3.11 --extra dev --extra notebooks --extra opendp \
	       --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
	       --exclude-newer "$$(date -u -d '7 days ago' +%F)"; } > requirements.lock.tmp
	@mv requirements.lock.tmp requirements.lock

clean:
	rm -rf $(VENV) $(OUT)
