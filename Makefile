# `make run` to see it, `make test` to trust it; both need Python 3.10 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# What the JupyterLab panel is built from, by pip, which brings its own Node.js.
PANEL := $(wildcard labextension/*.js* labextension/yarn.lock labextension/*/*.ts labextension/*/*.css labextension/schema/*)

IN_PANEL := cd labextension && PATH="$(CURDIR)/$(BIN):$$PATH" jlpm run

# The markers are told in pyproject.toml. What is left out anyway is not even imported: that alone takes seconds.
FAST := -m "not (container or browser or server or root or network or slow)" -p no:schemathesis \
        $(addprefix --ignore=tests/,container server standalone ui)

.PHONY: help run test fast faults lint docs wheel clean

help:
	@echo "make run    JupyterLab as Kubeflow starts it, on 127.0.0.1:8888, with kfcheck's panel and report"
	@echo "make test   everything: the linters and the tests (as root on Debian it installs what they need)"
	@echo "make fast   the tests that need no container, browser, server, root or network, in half a minute"
	@echo "make faults every fault of docs/faults.md made for real, named and mended, and healthy notebooks: a scoreboard"
	@echo "make lint   the linters alone: ruff, mypy, eslint, prettier"
	@echo "make wheel  build dist/jupyter_kfcheck-VERSION-py3-none-any.whl, to install elsewhere"
	@echo "make docs   write what is made from the code: docs/checks.md and two files that ship"
	@echo "make clean  remove what was built or cached here"

run: $(VENV)/installed
	@exec env PATH="$(CURDIR)/$(BIN):$$PATH" dev/run-as-kubeflow

# The pod that root gets holds what a user would install.
build/pod/wheel: $(VENV)/installed $(shell find jupyter_kfcheck s6 -name __pycache__ -prune -o -type f -print)
	@$(MAKE) -s wheel >/dev/null
	@mkdir -p build/pod
	@touch $@

test: lint
	@tests/system-packages.sh
	$(IN_PANEL) test
	$(BIN)/python -m pytest --durations=20 $(ARGS)

fast: $(VENV)/installed-for-tests
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q $(FAST) $(ARGS)

faults: $(VENV)/installed-for-tests
	@$(BIN)/python -m tests.faults.scoreboard --write $(ARGS)

lint: $(VENV)/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(IN_PANEL) lint

docs: $(VENV)/installed-for-tests
	$(BIN)/python dev/write-docs

# pip builds it as it would for anyone who installs from here. It takes what it needs, Node.js too, from PyPI.
wheel: $(VENV)/pyvenv.cfg
	@rm -f dist/jupyter_kfcheck-*.whl
	$(BIN)/python -m pip wheel -q --no-deps --wheel-dir=dist .
	@echo dist/jupyter_kfcheck-*.whl

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .schemathesis
	rm -rf jupyter_kfcheck/labextension labextension/lib labextension/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip installs again only when what it reads has changed; the code itself is used in place.
$(VENV)/installed: pyproject.toml $(PANEL) | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install -q -e . jupyterlab
	@touch $@

$(VENV)/installed-for-tests: pyproject.toml $(PANEL) | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install -q -e '.[test,dev]'
	@touch $@ $(VENV)/installed

$(VENV)/pyvenv.cfg:
	@dev/make-venv $(PYTHON) $(VENV)
