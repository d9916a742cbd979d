# make engines   the SQL of impact sql run on DuckDB, PostgreSQL and Spark, and held against
#                local runs on the same rows; the SQL of other engines parsed

ENGINES = .venv-engines

.PHONY: engines needs-engines clean-engines

# What is missing is installed by root on Debian; what then is not there is skipped aloud.
engines: needs-engines
	@[ -e $(ENGINES)/ready ] && [ ! test/engines/requirements.txt -nt $(ENGINES)/ready ] || { \
		python3 -m venv $(ENGINES) && $(ENGINES)/bin/python -m pip install --quiet --disable-pip-version-check -r test/engines/requirements.txt && touch $(ENGINES)/ready; } || \
		{ rm -f $(ENGINES)/ready; echo "SKIPPED: duckdb, pyspark and sqlglot cannot be installed"; }
	@bad=$$(gofmt -l test); if [ -n "$$bad" ]; then echo "not gofmt'ed: $$bad"; exit 1; fi
	@mkdir -p $(ENGINES)
	CGO_ENABLED=0 $(GO) build -o $(ENGINES)/impact ./cmd/impact
	@cd test/engines && $(GO) vet ./... && \
		python=; [ ! -e ../../$(ENGINES)/ready ] || python=$(CURDIR)/$(ENGINES)/bin/python; \
		psql=$$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1); \
		IMPACT=$(CURDIR)/$(ENGINES)/impact PYTHON=$$python PGBIN=$$psql JAVA=$$(command -v java) \
		$(GO) test -count=1 -timeout 60m -v . > $(CURDIR)/$(ENGINES)/log 2>&1; code=$$?; \
		grep -E 'SKIPPED|parsed only|^ *--- |^(ok|FAIL)' $(CURDIR)/$(ENGINES)/log; \
		[ $$code = 0 ] || cat $(CURDIR)/$(ENGINES)/log; exit $$code

needs-engines:
	@missing=; command -v java >/dev/null || missing="$$missing openjdk-17-jre-headless"; \
	command -v python3 >/dev/null && python3 -c 'import ensurepip' 2>/dev/null || missing="$$missing python3 python3-venv"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	[ -z "$$missing" ] || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } >/dev/null || \
		echo "SKIPPED: not to be had:$$missing"

clean: clean-engines
clean-engines:
	rm -rf $(ENGINES)
