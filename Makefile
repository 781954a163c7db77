# `make run` serves the site; `make test` and `make lint` check it. All they need is python3 and make;
# `make test` needs Debian's Chromium and promtool too and `make bench` its wrk, which they install
# where they may;
# `make test-js` needs Node.

PYTHON ?= python3
UV_VERSION = 0.13.9
BIN = .venv/bin
CHROMIUM = /usr/bin/chromium
WRK = /usr/bin/wrk
PROMTOOL = $(BIN)/promtool
TYPESCRIPT = tests/clients/typescript
UV = UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv $(BIN)/uv
# What a public server has to be given; the values are only for the checks of `make lint`.
AS_PRODUCTION = PRODUCTION=yes SECRET_KEY=checks-only-not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz \
	ALLOWED_HOSTS=books.example.com SITE_URL=https://books.example.com

.PHONY: run test test-js bench golden lint format clean

run: .venv/for-running
	@$(BIN)/python manage.py serve

test: .venv/for-developing $(CHROMIUM) $(PROMTOOL)
	@$(BIN)/python -m tests.both_databases $(TESTS)

test-js: .venv/for-developing
	@npm --version >/dev/null 2>&1 || { echo "make test-js needs Node 20 or newer, with npm." >&2; exit 1; }
	@npm ci --prefix $(TYPESCRIPT) --no-audit --no-fund
	@folder=$$(mktemp -d) && VAR_DIR=$$folder ENV_FILE=/dev/null $(BIN)/python -m pytest -q -m node tests/clients; \
		code=$$?; rm -rf $$folder; exit $$code

bench: .venv/for-developing $(WRK)
	@$(BIN)/python -m tests.benchmarks

golden: .venv/for-developing
	@folder=$$(mktemp -d) && VAR_DIR=$$folder ENV_FILE=/dev/null RENEW_GOLDEN=yes \
		$(BIN)/python -m pytest -q -m golden; code=$$?; rm -rf $$folder; exit $$code

lint: .venv/for-developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/djhtml --check templates
	$(BIN)/djcss --check static/css
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	@folder=$$(mktemp -d) && export VAR_DIR=$$folder $(AS_PRODUCTION) && \
		$(BIN)/python manage.py migrate --verbosity 0 && \
		$(BIN)/python manage.py check --deploy --fail-level WARNING; \
		code=$$?; rm -rf $$folder; exit $$code

format: .venv/for-developing
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml templates
	$(BIN)/djcss static/css

clean:
	rm -rf .venv var

$(CHROMIUM):
	@[ "$$(id -u)" = 0 ] && apt-get --version >/dev/null 2>&1 || \
		{ echo "The browser tests need Chromium: sudo apt-get install chromium" >&2; exit 1; }
	apt-get update -qq && apt-get install -qq --no-install-recommends chromium

$(WRK):
	@[ "$$(id -u)" = 0 ] && apt-get --version >/dev/null 2>&1 || \
		{ echo "The benchmarks need wrk: sudo apt-get install wrk" >&2; exit 1; }
	apt-get update -qq && apt-get install -qq --no-install-recommends wrk

# Taken out of Debian's package, which would start a server of Prometheus where it is installed.
$(PROMTOOL): | .venv/bin/uv
	@if command -v promtool >/dev/null; then ln -sf "$$(command -v promtool)" $@; exit; fi; \
		apt-get --version >/dev/null 2>&1 || \
		{ echo "The tests need promtool, of Prometheus, on the PATH." >&2; exit 1; }; \
		[ "$$(id -u)" != 0 ] || apt-get update -qq; \
		folder=$$(mktemp -d) && chmod 755 $$folder && \
		(cd $$folder && apt-get download -qq prometheus && dpkg-deb --extract prometheus_*.deb .) && \
		cp $$folder/usr/bin/promtool $@; code=$$?; rm -rf $$folder; exit $$code

.venv/bin/uv:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Frontlist needs Python 3.11 or newer, with venv (on Debian: python3-venv); name one with PYTHON=." >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/for-running: .venv/bin/uv pyproject.toml uv.lock
	@$(UV) sync --quiet --locked --no-dev --inexact
	@touch $@

.venv/for-developing: .venv/bin/uv pyproject.toml uv.lock
	@$(UV) sync --quiet --locked --inexact
	@touch $@ .venv/for-running
