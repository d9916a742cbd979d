# The hashes that impact selftest holds the tables of the sample to, for the processor at
# hand. Those of others are kept where the figures did not change.
.PHONY: digests
digests:
	UPDATE_GOLDEN=1 $(GO) test ./cmd/impact -run '^TestDigests$$' -count 1

# A result that an emulated arm64 makes, held to one made here: tables agree to 9 significant
# digits. Without qemu, and without root to install it, it is skipped aloud.
PROCESSORS = bin/processors

.PHONY: processors processor-arm64 needs-qemu
processors: needs-qemu
	@if [ -z "$$(command -v qemu-aarch64-static)" ]; then \
		echo "SKIPPED: qemu-aarch64-static is needed to run a program for arm64, and only root can install it"; \
	else \
		$(MAKE) --no-print-directory processor-arm64; \
	fi

processor-arm64:
	rm -rf $(PROCESSORS) && mkdir -p $(PROCESSORS)
	CGO_ENABLED=0 $(GO) build -o $(PROCESSORS)/impact ./cmd/impact
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 $(GO) build $(SAMEFIGURES) -o $(PROCESSORS)/impact-arm64 ./cmd/impact 2> $(PROCESSORS)/build.log || \
		{ cat $(PROCESSORS)/build.log; exit 1; }
	qemu-aarch64-static $(PROCESSORS)/impact-arm64 run --quiet --draws 100 --switches=false --out $(PROCESSORS)/arm64 > /dev/null
	$(PROCESSORS)/impact verify $(PROCESSORS)/arm64

needs-qemu:
	@command -v qemu-aarch64-static >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq qemu-user-static; } >/dev/null
