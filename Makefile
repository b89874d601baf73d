# The one vocabulary. CI calls these targets and no others.
SHELL := /bin/bash
SWIFT ?= swift
# Compiler flags that SwiftPM has no setting for.
BUILD := --explicit-target-dependency-import-check error
# Set where the debug build is known to be there: it is not planned anew.
BUILT ?=
PACKAGES := pkg-config libpcap-dev libnl-3-dev libnl-route-3-dev libsqlite3-dev g++ python3
DEMO_PACKAGES := iproute2 util-linux nftables dnsmasq-base udhcpc
TEST_PACKAGES := $(DEMO_PACKAGES) ebtables iptables isc-dhcp-client isc-dhcp-server kea-dhcp4-server \
  isc-dhcp-relay kea-admin wide-dhcpv6-client dhcpstarv yersinia dhcpig \
  tcpdump tshark iputils-ping python3-minimal procps strace gcc libc6-dev curl bzip2 xz-utils zstd lz4
METRICS_PACKAGES := prometheus python3-minimal curl
BENCH_PACKAGES := fail2ban python3-pyinotify
VM_PACKAGES := qemu-system-x86 kmod cpio xz-utils ethtool
PACKAGING_PACKAGES := dpkg-dev debhelper fakeroot lintian rpm rpmlint man-db groff zsh fish bash-completion \
  debootstrap systemd
# What is released runs where no Swift is: its runtime is inside, and so are those of C++ and of its exceptions, which
# the linker finds here, by the names that it is given, before it finds the shared ones.
STATIC := .build/static
RELEASE := -c release --static-swift-stdlib --disable-local-rpath -Xlinker -L$(CURDIR)/$(STATIC)
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
BASH_COMPLETIONS ?= $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS ?= $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS ?= $(PREFIX)/share/fish/vendor_completions.d
UNITS ?= $(PREFIX)/lib/systemd/system
SYSUSERS ?= $(PREFIX)/lib/sysusers.d
VERSION = $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/dhcpward/Dhcpward.swift)
# Tests that change the network they run in.
PRIVILEGED := ControlSocketTests|(System|HostNetwork|PacketFilter|ServerDiscovery|XDP)Tests|IntegrationTests|LiveCaptureTests|OracleTests
BUNDLE := .build/debug/dhcpwardPackageTests.xctest
# Tests that kill a program at each of its moments take every third one, others for each commit; `make test-all` takes all.
export DHCPWARD_STRIDE ?= 3
export DHCPWARD_OFFSET ?= $(shell printf '%d' 0x$$(git rev-parse --short=6 HEAD 2>/dev/null || echo 0))
TIMED := Tests/Tools/timed

.PHONY: help
help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: packages demo-packages test-packages vm-packages all-packages downloads
packages: ## install what the build needs (Debian, root)
	@Tests/Tools/install-packages $(PACKAGES)
demo-packages: packages ## install what the demo needs
	@Tests/Tools/install-packages $(DEMO_PACKAGES)
test-packages: packages ## install what the tests and the bench need
	@Tests/Tools/install-packages $(TEST_PACKAGES)
vm-packages: test-packages ## install what stock kernels in qemu need
	@Tests/Tools/install-packages $(VM_PACKAGES)
all-packages: ## install what all tests together need, in one go
	@Tests/Tools/install-packages $(PACKAGES) $(TEST_PACKAGES) $(METRICS_PACKAGES) $(VM_PACKAGES) $(PACKAGING_PACKAGES)
downloads: all-packages ## fetch the kernels and the Debian that vm-test and packaging-test boot
	@Tests/VM/prepare bookworm .build/vm/bookworm
	@Tests/VM/prepare trixie .build/vm/trixie
	@Tests/Packaging/make-root .build/packaging/root
	@Tests/Docs/install-servers .build/packaging/root .build/packaging/servers

.PHONY: build release
build: packages ## build for development, with the tests
	@$(if $(BUILT),,$(TIMED) build Tests/Tools/in-own-tmp $(SWIFT) build $(BUILD) --build-tests)
release: packages ## build for use, the Swift runtime inside: .build/release/dhcpward
	@mkdir -p $(STATIC)
	@ln -sf "$$(gcc -print-file-name=libstdc++.a)" $(STATIC)/libstdc++.a
	@ln -sf "$$(gcc -print-file-name=libgcc_eh.a)" $(STATIC)/libgcc_s.a
	@$(TIMED) release Tests/Tools/in-own-tmp $(SWIFT) build $(BUILD) $(RELEASE)

.PHONY: demo
demo: demo-packages release ## a real dnsmasq, real clients, a real flood; without and with dhcpward
	@Tests/Demo/demo

.PHONY: test test-all unit integration captures-test docs-test
test: announce-test test-packages unit integration captures-test docs-test ## all that this kernel can show; under 10 minutes after a build
test-all: export DHCPWARD_STRIDE = 1
test-all: export DHCPWARD_VM_TESTS = all
test-all: check test metrics-test packaging-test vm-test bound fuzz ## the nightly: everything, every step, every kernel; some 2 hours
.PHONY: announce-test
announce-test:
	@echo 'make test: builds, then tests for up to 10 minutes on two cores.'
	@echo 'It runs what is privileged in network namespaces of its own, and uses these packages, installing those that are missing:'
	@echo '$(PACKAGES) $(TEST_PACKAGES)' | fold -s -w 100 | sed 's/^/  /'
unit: build ## tests that need no privilege: unit, golden, property, replay
	@$(TIMED) unit $(BUNDLE) --testing-library swift-testing --skip '$(PRIVILEGED)'
integration: build test-packages ## tests in private network namespaces, as root or by unshare -r
	@$(TIMED) integration Tests/Tools/in-shards $(BUNDLE) '$(PRIVILEGED)'
captures-test: build test-packages ## every capture counted once more by tshark
	@DHCPWARD=.build/debug/dhcpward $(TIMED) captures-test Tests/Captures/compare-with-tshark
	@DHCPWARD=.build/debug/dhcpward $(TIMED) captures-test Tests/Captures/compare-clients-with-tshark
	@$(TIMED) containers Tests/Captures/containers .build/debug/dhcpward
docs-test: build test-packages ## every command and setting in the docs, tried
	@$(TIMED) docs-test Tests/Docs/check .build/debug/dhcpward

.PHONY: metrics-test
metrics-test: build ## metrics, alerts and dashboard, by promtool and a real Prometheus
	@Tests/Tools/install-packages $(METRICS_PACKAGES)
	@$(TIMED) metrics-test Tests/Metrics/check

.PHONY: bound
bound: build ## ten million sources, in bounded memory, and a flooder among them
	DHCPWARD_SOURCES=10000000 $(SWIFT) test --skip-build --filter BoundTests

.PHONY: vm-test
vm-test: vm-packages build release ## the privileged tests under the stock kernels of Debian 12 and 13, in qemu
	@$(TIMED) vm-offloads Tests/VM/receive-offloads
	@$(TIMED) vm-test Tests/VM/on-stock-kernels Tests/VM/privileged-tests $(BUNDLE) '$(PRIVILEGED)'

.PHONY: check lint
check: lint build ## format, warnings as errors, import rules
lint: packages
	@$(TIMED) lint $(SWIFT) format lint --strict -r Package.swift Sources Tests
	@Tests/Tools/check-house

.PHONY: bench
bench: test-packages release ## offline count, a block, the ledger, the daemon; beside their peers, as ratios; a flood of random sources
	@Tests/Tools/install-packages $(BENCH_PACKAGES)
	@Tests/Bench/offline
	@Tests/Bench/relayed
	@Tests/Bench/allocations
	@Tests/Bench/blocks
	@Tests/Bench/hook
	@directory=$$(mktemp -d /var/tmp/dhcpward-bench.XXXXXX); \
	  .build/release/LedgerCost "$$directory/state.db"; status=$$?; rm -rf "$$directory"; exit $$status
	@Tests/Bench/daemon
	@Tests/Bench/guard
	@Tests/Bench/random-sources

.PHONY: fuzz
fuzz: packages ## libFuzzer on every parser of outside bytes, FUZZ_SECONDS (600) each; a finding fails
	@Tests/Fuzz/fuzz

.PHONY: golden
golden: build ## rewrite rules/ and the other recorded answers, to be looked at in the diff
	-RECORD=1 $(SWIFT) test --skip-build --filter Golden

.PHONY: table
table: test-packages vm-packages build ## measure docs/effectiveness.md anew: this kernel, and stock ones in qemu
	Tests/Tools/record-table
	Tests/Tools/record-table bookworm
	Tests/Tools/record-table trixie
	-RECORD=1 $(SWIFT) test --skip-build --filter EffectivenessGolden

.PHONY: drawings
drawings: ## draw docs/*.svg anew (graphviz)
	dot -Tsvg docs/frame.dot -o docs/frame.svg

# What `make install` copies: the program as it is shipped, and what is made from its own words.
STAGE := .build/package
.PHONY: packaging-packages man completions stage install install-files deb rpm packaging-test
packaging-packages: packages ## install what the packages and their tests need
	@Tests/Tools/install-packages $(PACKAGING_PACKAGES)
man: release ## manual pages, in .build/package/man
	packaging/man/make-man .build/release/dhcpward packaging/dhcpward.toml $(STAGE)/man
completions: release ## completions for bash, zsh and fish, in .build/package/completions
	packaging/make-completions .build/release/dhcpward $(STAGE)/completions
stage: release man completions
	install -D -s -m 755 .build/release/dhcpward $(STAGE)/dhcpward
	packaging/check-libraries $(STAGE)/dhcpward
install: stage install-files ## install to $(PREFIX); DESTDIR= puts a root before it
install-files:
	packaging/install-files $(STAGE) '$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' UNITS='$(UNITS)' \
	  SYSUSERS='$(SYSUSERS)' BASH_COMPLETIONS='$(BASH_COMPLETIONS)' ZSH_COMPLETIONS='$(ZSH_COMPLETIONS)' \
	  FISH_COMPLETIONS='$(FISH_COMPLETIONS)'
deb: packaging-packages stage ## a Debian package, in .build/deb
	packaging/debian/build $(STAGE) $(VERSION) .build/deb
rpm: packaging-packages stage ## an RPM package, in .build/rpm
	packaging/rpm/build $(STAGE) $(VERSION) .build/rpm
.PHONY: packages-tried quick-starts
packaging-test: packages-tried quick-starts ## both packages and every quick start, under a systemd of their own
packages-tried: test-packages packaging-packages deb rpm
	@$(TIMED) packages-tried Tests/Packaging/run
quick-starts: test-packages packaging-packages deb
	@$(TIMED) quick-starts Tests/Docs/start

.PHONY: format clean
format: ## rewrite the sources in the house's format
	$(SWIFT) format -i -r Package.swift Sources Tests
clean: ## remove what was built
	rm -rf .build .build-fuzz
