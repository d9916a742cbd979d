# make hostile   10,000 damaged files of every format that the program reads, and published
#                files of other programs, damaged likewise

SPOILT ?= 10000
HOSTILE_LOG = $(CURDIR)/hostile.log

.PHONY: hostile
hostile:
	@for p in law assume plan ingest court dialect compare cmd/impact; do \
		case $$p in cmd/*) dir=$$p;; *) dir=internal/$$p;; esac; \
		$(GO) test ./$$dir -count=1 -run '^Test(Spoilt|Forged)' -v -args -spoilt $(SPOILT) > $(HOSTILE_LOG) 2>&1 || { cat $(HOSTILE_LOG); exit 1; }; \
		awk '/^=== RUN/ {name = $$3} /damaged files:/ {sub(/^.*go:[0-9]*: /, ""); print name ": " $$0}' $(HOSTILE_LOG); \
	done
	@cd test/hostile && $(GO) vet ./... && { $(GO) test -count=1 -v . -args -spoilt 20 > $(HOSTILE_LOG) 2>&1; code=$$?; \
		grep -E 'damaged files|^ *--- |^(ok|FAIL)' $(HOSTILE_LOG); [ $$code = 0 ] || cat $(HOSTILE_LOG); exit $$code; }
	@rm -f $(HOSTILE_LOG)
