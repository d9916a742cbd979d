# make test   everything that must hold: format, vet, staticcheck, every test, the
#             quicker ones again with the race detector, the static build, the notebooks, the page
#             in a browser, the SQL on engines, 10,000 damaged files of every format
# make dist   static binaries in dist/
# make bench  the benchmarks of docs/performance.md
# make bench-peers   the reduction beside DuckDB, Polars and pandas, on ten million rows
# make bench-scenarios   what one more scenario costs, at 1 and at 10 million rows
# make bench-serve   the page of impact serve, asked by twenty at once
# make fuzz   every fuzz target, 60 s each
# make calibrate   the projection against 2,000 synthetic worlds; writes the tables
#             of docs/validation.md anew
# make digests   the hashes of tables that impact selftest holds its own to
# make processors   a run on an emulated arm64, held to one here

GO ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
VENV = .venv
RELEASE ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# The compiler is told not to multiply and add in one rounding where a processor can (arm64
# can, amd64 of the least level cannot), so that all releases make the same figures. It
# names every place where it obeys, which is of no interest here.
SAMEFIGURES = -gcflags=all=-d=fmahash=n
TARGETS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64
FUZZTIME ?= 60s

.PHONY: test lint unit build browser dist bench fuzz calibrate clean

test: lint build unit hostile notebooks browser engines

lint:
	@bad=$$(gofmt -l cmd data internal); if [ -n "$$bad" ]; then echo "not gofmt'ed: $$bad"; exit 1; fi
	$(GO) mod tidy -diff
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

build:
	CGO_ENABLED=0 $(GO) build ./...

unit: needs-cc needs-readers needs-chromium
	$(GO) test -timeout 40m ./...
	$(GO) test -race -short -timeout 40m ./...

# The race detector needs a C compiler; as root on Debian it is installed.
.PHONY: needs-cc
needs-cc:
	@command -v cc >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq gcc libc6-dev; } || \
		{ echo "a C compiler is needed for go test -race"; exit 1; }

# What reads back the note and the workbook; without it those tests say that they skip.
.PHONY: needs-readers
needs-readers:
	@{ command -v soffice && command -v pandoc && command -v pdftotext && /usr/bin/python3 -c 'import docx'; } >/dev/null 2>&1 || \
		[ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		libreoffice-writer-nogui libreoffice-calc-nogui pandoc poppler-utils python3 python3-docx fonts-liberation; } >/dev/null

include notebooks.mk

# The page of the sample, looked at by Chromium: what it shows when a switch is moved must
# be what a run with those provisions tells. Without Chromium, and without root to install
# it, it is skipped aloud.
PAGE = internal/report/browser
LOOK = bin/browser
CHOICES = rec-2,rec-3,rec-4,rec-5,rec-6,rec-7 rec-1,rec-3,rec-4,rec-5,rec-6,rec-7 rec-1,rec-2,rec-5,rec-6,rec-7 \
	rec-1,rec-2,rec-3,rec-5,rec-6,rec-7 rec-1,rec-2,rec-3,rec-4,rec-6,rec-7 rec-6,rec-7

browser: needs-chromium
	@if [ -z "$$(command -v chromium)" ] || [ -z "$$(command -v npm)" ]; then \
		echo "SKIPPED: chromium and npm are needed to look at the page, and only root can install them"; \
	else \
		$(MAKE) --no-print-directory look; \
	fi

.PHONY: look needs-chromium
look: $(PAGE)/node_modules/ready
	$(GO) build -o $(LOOK)/impact ./cmd/impact
	rm -rf $(LOOK)/run $(LOOK)/runs && $(LOOK)/impact run --no-progress --draws 500 --out $(LOOK)/run > $(LOOK)/run.txt
	@for c in $(CHOICES); do \
		$(LOOK)/impact run --quiet --draws 500 --switches=false --provisions $$c --out $(LOOK)/runs/$$c > $(LOOK)/run.txt || exit 1; \
	done
	CHROMIUM="$$(command -v chromium)" node $(PAGE)/check.mjs $(LOOK)/run $(LOOK)/runs
	CHROMIUM="$$(command -v chromium)" node internal/serve/browser/check.mjs $(LOOK)/impact

$(PAGE)/node_modules/ready: $(PAGE)/package.json $(PAGE)/package-lock.json
	cd $(PAGE) && npm ci --no-audit --no-fund --silent
	touch $@

# Only what is missing is asked for: Debian's npm cannot be put beside another Node.
needs-chromium:
	@missing=; command -v chromium >/dev/null || missing=chromium; command -v npm >/dev/null || missing="$$missing nodejs npm"; \
	[ -z "$$missing" ] || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; } >/dev/null

dist:
	@mkdir -p dist; for t in $(TARGETS); do \
		os=$${t%/*}; arch=$${t#*/}; end=; [ $$os = windows ] && end=.exe; \
		echo "dist/impact-$$os-$$arch$$end"; \
		CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath $(SAMEFIGURES) -ldflags "-s -w -X main.release=$(RELEASE)" -o dist/impact-$$os-$$arch$$end ./cmd/impact 2> dist/build.log || \
			{ cat dist/build.log; exit 1; }; \
	done; rm -f dist/build.log

bench:
	$(GO) test -run '^$$' -bench . -benchtime 1x ./...

fuzz:
	@for p in $$($(GO) list ./internal/...); do \
		for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 3x $$p || exit 1; \
		done; \
	done

WORLDS ?= 2000

calibrate:
	$(GO) test ./internal/world -run '^TestCalibration$$' -timeout 80m -v -args -worlds $(WORLDS) -first 70001 -document $(CURDIR)/docs/validation.md

clean:
	rm -rf dist $(VENV) impact-out bin/browser bin/bench bin/processors $(PAGE)/node_modules

include bench-serve.mk
include engines.mk
include processors.mk
include hostile.mk
