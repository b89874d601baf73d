# The one vocabulary. CI calls these targets and no others.
SHELL := /bin/bash
SWIFT ?= swift
# Compiler flags that SwiftPM has no setting for.
BUILD := --explicit-target-dependency-import-check error
PACKAGES := pkg-config libpcap-dev libnl-3-dev libsqlite3-dev g++ python3
TEST_PACKAGES := iproute2 util-linux nftables ebtables iptables dnsmasq-base udhcpc isc-dhcp-client isc-dhcp-server kea-dhcp4-server \
  isc-dhcp-relay kea-admin wide-dhcpv6-client dhcpstarv yersinia dhcpig \
  tcpdump tshark iputils-ping python3-minimal procps strace gcc libc6-dev curl
BENCH_PACKAGES := fail2ban python3-pyinotify
VM_PACKAGES := qemu-system-x86 kmod cpio xz-utils
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
PRIVILEGED := KernelTests|IntegrationTests|LiveCaptureTests|OracleTests

.PHONY: help
help: ## what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: packages test-packages vm-packages
packages: ## install what the build needs (Debian, root)
	@Tests/Tools/install-packages $(PACKAGES)
test-packages: packages ## install what the tests, the demo and the bench need
	@Tests/Tools/install-packages $(TEST_PACKAGES)
vm-packages: test-packages ## install what stock kernels in qemu need
	@Tests/Tools/install-packages $(VM_PACKAGES)

.PHONY: build release
build: ## build for development
	$(SWIFT) build $(BUILD) --build-tests
release: packages ## build for use, the Swift runtime inside: .build/release/dhcpward
	@mkdir -p $(STATIC)
	@ln -sf "$$(gcc -print-file-name=libstdc++.a)" $(STATIC)/libstdc++.a
	@ln -sf "$$(gcc -print-file-name=libgcc_eh.a)" $(STATIC)/libgcc_s.a
	$(SWIFT) build $(BUILD) $(RELEASE)

.PHONY: demo
demo: test-packages release ## a real dnsmasq, real clients, a real flood; without and with dhcpward
	@Tests/Demo/demo

.PHONY: test unit integration
test: test-packages unit integration ## everything
unit: build ## tests that need no privilege: unit, golden, property, replay
	$(SWIFT) test --skip-build --skip '$(PRIVILEGED)'
integration: build ## tests in private network namespaces, as root or by unshare -r
	@Tests/Tools/in-private-namespaces $(SWIFT) test --skip-build --no-parallel --filter '$(PRIVILEGED)'
	@DHCPWARD=.build/debug/dhcpward Tests/Captures/compare-with-tshark
	@Tests/Docs/check .build/debug/dhcpward

.PHONY: metrics-test
metrics-test: build ## metrics, alerts and dashboard, by promtool and a real Prometheus
	@Tests/Metrics/check

.PHONY: bound
bound: build ## ten million sources, in bounded memory, and a flooder among them
	DHCPWARD_SOURCES=10000000 $(SWIFT) test --skip-build --filter BoundTests

.PHONY: vm-test
vm-test: vm-packages build release ## the privileged tests under the stock kernels of Debian 12 and 13, in qemu
	@Tests/VM/on-stock-kernels Tests/VM/privileged-tests .build/debug/dhcpwardPackageTests.xctest '$(PRIVILEGED)'

.PHONY: check
check: packages ## format, warnings as errors, import rules
	$(SWIFT) format lint --strict -r Package.swift Sources Tests
	@Tests/Tools/check-house
	$(SWIFT) build $(BUILD) --build-tests

.PHONY: bench
bench: test-packages release ## offline count, a block, the ledger, the daemon; beside their peers, as ratios
	@Tests/Tools/install-packages $(BENCH_PACKAGES)
	@Tests/Bench/offline
	@Tests/Bench/allocations
	@Tests/Bench/blocks
	@directory=$$(mktemp -d /var/tmp/dhcpward-bench.XXXXXX); \
	  .build/release/LedgerCost "$$directory/state.db"; status=$$?; rm -rf "$$directory"; exit $$status
	@Tests/Bench/daemon

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
packaging-test: test-packages packaging-packages deb rpm ## both packages and every quick start, under a systemd of their own
	@Tests/Packaging/run
	@Tests/Docs/start

.PHONY: format clean
format: ## rewrite the sources in the house's format
	$(SWIFT) format -i -r Package.swift Sources Tests
clean: ## remove what was built
	rm -rf .build .build-fuzz
