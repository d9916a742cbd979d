# What is made with Python: the notebooks, and the benchmarks beside other engines. Each has
# a folder of its own in .venv, with what its requirements.txt names.

.PHONY: notebooks bench-peers bench-scenarios

notebooks: $(VENV)/ready
	$(GO) build -o $(VENV)/impact ./cmd/impact
	IMPACT=$(CURDIR)/$(VENV)/impact $(VENV)/bin/python notebooks/check.py $(VENV)/run

$(VENV)/ready: notebooks/requirements.txt
	@command -v python3 >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3 python3-venv; }
	python3 -m venv $(VENV) || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv && python3 -m venv $(VENV); }
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r notebooks/requirements.txt
	touch $@

# Files of so many rows are made in BENCH_DATA, about 2 GB for 10M, and kept until `make clean`.
BENCH = $(VENV)/bench
BENCH_DATA ?= bin/bench
BENCH_ROWS ?= 10M
BENCH_PAIRS ?= 5
BENCH_FLAGS ?=

bench-peers: $(BENCH)/ready
	$(GO) build -o bin/impact ./cmd/impact
	$(BENCH)/bin/python bench/compare.py $(BENCH_DATA) --rows $(BENCH_ROWS) --pairs $(BENCH_PAIRS) --impact bin/impact --older $(BENCH)/older $(BENCH_FLAGS)

# One more scenario, at each of so many rows: with 50M, 2 GB more and a quarter of an hour.
BENCH_SIZES ?= 1M,10M

bench-scenarios: $(BENCH)/ready
	$(GO) build -o bin/impact ./cmd/impact
	$(BENCH)/bin/python bench/scenarios.py $(BENCH_DATA) --rows $(BENCH_SIZES) --impact bin/impact

$(BENCH)/ready: bench/requirements.txt bench/older.txt $(VENV)/ready
	python3 -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	rm -rf $(BENCH)/older
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --target $(BENCH)/older -r bench/older.txt
	touch $@
