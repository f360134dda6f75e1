# reeve: build, test, demo. `make help` lists the targets.

SWIFT ?= swift
BUILD_FLAGS ?=
PREFIX ?= /usr/local
RELEASE = $(SWIFT) build -c release --static-swift-stdlib --product
BIN = .build/release

.PHONY: help demo build test check bench install docs soak clean setup format

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install the system packages and the MCP servers of demo and tests
	@scripts/setup.sh

build: ## Build the release binaries: .build/release/reeve and reeve-verify
	$(RELEASE) reeve $(BUILD_FLAGS)
	$(RELEASE) reeve-verify $(BUILD_FLAGS)

demo: setup build ## Apply manifests/, sync tools, run jobs/, write a report
	@scripts/demo.sh $(BIN)/reeve

test: setup ## Run all tests
	@scripts/test.sh

check: ## Check the format of the sources
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift

format: ## Format the sources
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift

bench: setup build ## Measure against the limits in docs/benchmarks.md
	@Benchmarks/run.sh

soak: setup build ## The long rounds: kill loop and store faults at full count
	@scripts/soak.sh

docs: ## Write the generated reference below docs/
	@scripts/docs.sh

install: build ## Install the binaries below PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BIN)/reeve $(BIN)/reeve-verify $(DESTDIR)$(PREFIX)/bin

clean: ## Remove what builds and demos leave
	rm -rf .build .build-* .demo .reeve
