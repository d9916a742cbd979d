# make hostile   10,000 damaged files of every format that the program reads, and published
#                files of other programs, damaged likewise

SPOILT ?= 10000

.PHONY: hostile
hostile:
	@for p in law assume plan ingest court dialect compare; do \
		$(GO) test ./internal/$$p -count=1 -run '^Test(Spoilt|Forged|Liars|Bombs)' -v -args -spoilt $(SPOILT) > hostile.log 2>&1 || { cat hostile.log; rm -f hostile.log; exit 1; }; \
		awk '/^=== RUN/ {name = $$3} /damaged files:/ {sub(/^.*go:[0-9]*: /, ""); print name ": " $$0}' hostile.log; \
	done; \
	$(GO) test ./cmd/impact -count=1 -run '^TestSpoilt' -v -args -spoilt $(SPOILT) > hostile.log 2>&1 || { cat hostile.log; rm -f hostile.log; exit 1; }; \
	awk '/^=== RUN/ {name = $$3} /damaged files:/ {sub(/^.*go:[0-9]*: /, ""); print name ": " $$0}' hostile.log; rm -f hostile.log
	cd test/hostile && $(GO) vet ./... && $(GO) test -count=1 -v . -args -spoilt 20 | grep -E 'damaged files|SKIPPED|^ *--- |^(ok|FAIL)'
