# The page of impact serve asked by twenty at once: median and 99th percentile beside a file
# that stands ready, and its memory over 10,000 requests.
.PHONY: bench-serve
ASKED ?= 400
LONG ?= 10000
LINKS ?= 0
bench-serve:
	CGO_ENABLED=0 $(GO) build -o bin/bench/impact ./cmd/impact
	$(GO) test ./cmd/impact -count=1 -timeout 60m -run '^TestServeLoad$$' -v -args -load $(CURDIR)/bin/bench/impact -load-asked $(ASKED) -load-long $(LONG) -load-links $(LINKS) | grep --line-buffered -E 'asked|FAIL|serveload'
