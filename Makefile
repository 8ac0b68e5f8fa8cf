# What one types here. On a bare Debian 12: apt install make python3-venv git

PYTHON ?= python3
HERE := .venv/bin/python
# Checks read the settings but must neither obey nor touch an installation on this machine.
CHECKED := env -i HOME="$(HOME)" PATH="$(PATH)" CHALOU_DATA=.venv/checking CHALOU_SECRET_KEY=only-for-checking-never-for-a-house
export PIP_ROOT_USER_ACTION = ignore
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Where `make test` puts what PostgreSQL's tests say, to show it whole after SQLite's.
ASIDE := .venv/test-postgres.log
# Where the two runs of `make test` write down which of them has taken what is done once.
SHARED := .venv/test-shared

.PHONY: help run test test-sqlite test-postgres check bench lock translations pages pictures looks crash fuzz clean

help:
	@echo 'make run           open a demo teahouse from ./demo-data'
	@echo 'make test          run every test: on SQLite, in the browser, on PostgreSQL with Redis'
	@echo 'make test-sqlite   only those on SQLite and in the browser; make test-postgres: only those on PostgreSQL'
	@echo 'make check         style, types, layers, migrations, translations, generated pages'
	@echo 'make bench         measure'
	@echo 'make crash         a hundred kills under load, on both databases, and every other fault'
	@echo 'make fuzz          throw a hundred times as much made-up input at the house as the tests do'
	@echo 'make translations  read new sentences out of the code into the catalogues'
	@echo 'make pages         write the generated pages of docs/ anew'
	@echo 'make pictures      take the pictures of docs/ anew'
	@echo 'make looks         look at every page on every screen: pictures in ./screenshots, and what is wrong with them'
	@echo 'make lock          choose the versions of all dependencies anew'

.venv/ready: requirements.lock pyproject.toml hatch_build.py
	@$(PYTHON) tools/machine.py venv
	@echo 'Making .venv with the dependencies of the house; this takes a minute, once.'
	@$(PYTHON) -m venv .venv
	@$(HERE) -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(HERE) -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/ready

run: .venv/ready
	@$(HERE) -m tools.translations compile >/dev/null
	@CHALOU_DATA=./demo-data exec $(HERE) -m chalou demo --open

test: .venv/ready
	@$(PYTHON) tools/machine.py test
	@echo 'PostgreSQL is tested at the same time as SQLite; what is said there follows at the end.'
	@rm -rf $(SHARED) && mkdir $(SHARED)
	@CHALOU_TEST_SHARED=$(SHARED) $(MAKE) --no-print-directory --jobs=2 POSTGRES_SAYS='>$(ASIDE) 2>&1' \
		test-sqlite test-postgres; failed=$$?; cat $(ASIDE); exit $$failed

# Two suites at once share the machine. What fails is tried once more, by itself: what fails again has failed, and what
# does not is still named above, to be mended.
define tested
CHALOU_TEST_ON=$(1) $(HERE) -m pytest --durations 25 --durations-min 2 $(TESTS); code=$$?; \
	[ $$code -ne 1 ] || { echo 'Once more, what failed on $(1):'; CHALOU_TEST_ON=$(1) $(HERE) -m pytest --last-failed; code=$$?; }; \
	exit $$code
endef

test-sqlite: .venv/ready
	@$(call tested,sqlite)

test-postgres: .venv/ready
	@( $(call tested,postgres) ) $(POSTGRES_SAYS)

check: .venv/ready
	@mkdir -p .venv/checking
	$(HERE) -m ruff check
	$(HERE) -m ruff format --check
	$(CHECKED) $(HERE) -m mypy
	.venv/bin/lint-imports
	$(CHECKED) $(HERE) -m django makemigrations --check --dry-run --settings chalou.server.settings
	$(HERE) -m tools.translations check
	$(HERE) -m tools.settings_page --check
	$(HERE) -m tools.events_page --check
	$(CHECKED) $(HERE) -m tools.metrics_page --check
	$(CHECKED) $(HERE) -m tools.customs_page --check
	$(HERE) -m tools.sharing_picture --check

bench: .venv/ready
	$(HERE) -m benchmarks

crash: .venv/ready
	@$(PYTHON) tools/machine.py test
	CHALOU_TEST_ON=sqlite CHALOU_TEST_KILLS=100 $(HERE) -m pytest -m crash --timeout 3600
	CHALOU_TEST_ON=postgres CHALOU_TEST_KILLS=100 $(HERE) -m pytest -m crash --timeout 3600

fuzz: .venv/ready
	CHALOU_TEST_FUZZ=15000 $(HERE) -m pytest tests/fuzz --timeout 7200

translations: .venv/ready
	$(HERE) -m tools.translations update

pages: .venv/ready
	$(HERE) -m tools.settings_page
	$(HERE) -m tools.events_page
	$(CHECKED) $(HERE) -m tools.metrics_page
	$(CHECKED) $(HERE) -m tools.customs_page
	$(HERE) -m tools.sharing_picture

pictures: .venv/ready
	@$(PYTHON) tools/machine.py test
	@$(HERE) -m tools.translations compile
	$(HERE) -m tools.pictures

looks: .venv/ready
	@$(PYTHON) tools/machine.py test
	@$(HERE) -m tools.translations compile >/dev/null
	$(HERE) -m tests.browser.shots screenshots

lock: .venv/ready
	$(HERE) -m piptools compile --upgrade --extra dev --generate-hashes --strip-extras --allow-unsafe --quiet \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
		--output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
