# `make` lists the targets.

PREFIX ?= /usr/local
DESTDIR ?=
CARGO ?= cargo
FUZZ_SECONDS ?= 60

target := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
bin := $(DESTDIR)$(PREFIX)/bin
musl = $(shell uname -m)-unknown-linux-musl
share := $(DESTDIR)$(PREFIX)/share
bash := $(share)/bash-completion/completions
zsh := $(share)/zsh/site-functions
fish := $(share)/fish/vendor_completions.d

.PHONY: help demo check fresh fuzz build static packages reproducible install install-links uninstall docs bench clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'PREFIX=$(PREFIX) and DESTDIR= set the install location; ETCD= and ETCDCTL= set the etcd and'
	@echo 'etcdctl to use, ETCD_PEERS=DIRECTORY:... those to compare with; FRESH=quick runs fewer tests,'
	@echo 'FRESH=packages only those of the package; PACKAGE_TARGETS=native packs for this machine only.'
	@echo 'LINK_OPTIONS= builds with the options of the system, for a linker without scripts, such as mold.'

demo: ## Show what etcdctl cannot do, on a throwaway cluster of three members
	@tools/needs.sh cargo cc protoc
	@tools/with-etcd.sh sh -c '$(CARGO) build --locked && \
		ECTL="$(abspath $(target))/debug/ectl" examples/demo.sh'

check: ## Check formatting and lints, and run all tests; installs missing tools
	@tools/needs.sh cargo rustfmt clippy cc protoc shellcheck bash bash-completion zsh fish
	$(CARGO) fmt --check
	shellcheck --external-sources completions/*.bash examples/*.sh tools/*.sh packaging/deb/p* .ci/run
	awk '/^```sh$$/ { on = 1; next } /^```/ { on = 0 } on' README.md docs/*.md | \
		shellcheck --shell bash --exclude SC2016 -
	$(CARGO) clippy --locked --all-targets -- -D warnings
	tools/with-etcd.sh --all $(CARGO) test --locked $(TESTS)

fresh: ## Run demo, check, install and uninstall on empty Debian and Ubuntu systems; needs root
	tools/fresh.sh

fuzz: ## Fuzz all input parsers, FUZZ_SECONDS=60 each; installs cargo-fuzz
	@tools/needs.sh cargo cc c++ protoc cargo-fuzz
	tools/fuzz.sh $(FUZZ_SECONDS)

build: ## Build the release binary
	@tools/needs.sh cargo cc protoc
	@# See "Start-up" in ARCHITECTURE.md.
	options=$${LINK_OPTIONS-$$(tools/link-options.sh)} && $(CARGO) rustc --release --locked --bin ectl -- $$options

static: ## Build a static Linux binary, for containers
	@tools/needs.sh cargo cc musl-gcc protoc
	rustup target add $(musl)
	options=$${LINK_OPTIONS-$$(tools/link-options.sh $(musl))} && \
		$(CARGO) rustc --release --locked --bin ectl --target $(musl) -- $$options
	@echo '$(target)/$(musl)/release/ectl'

packages: ## Make the packages of a release: tar, deb, rpm, container image, formula
	tools/package.sh

reproducible: ## Check that two builds in different directories give the same packages
	tools/reproducible.sh

# Under sudo, what was built before is installed: root may have no cargo, or another one.
install: ## Install ectl, its man pages and completions under PREFIX
	@if [ -n "$$SUDO_USER" ] && [ -x $(target)/release/ectl ]; then :; \
		elif command -v $(CARGO) >/dev/null; then $(MAKE) build; else test -x $(target)/release/ectl || \
		{ echo 'error: cargo not found; run "make build" first, without sudo' >&2; exit 1; }; fi
	install -d '$(bin)' '$(share)/man/man1' '$(share)/man/man7' '$(bash)' '$(zsh)' '$(fish)'
	install -m 755 '$(target)/release/ectl' '$(bin)/ectl'
	install -m 644 man/*.1 '$(share)/man/man1/'
	install -m 644 man/*.7 '$(share)/man/man7/'
	install -m 644 completions/ectl.bash '$(bash)/ectl'
	install -m 644 completions/_ectl '$(zsh)/_ectl'
	install -m 644 completions/ectl.fish '$(fish)/ectl.fish'

install-links: ## Link etcdctl and etcdutl to ectl under PREFIX, unless others are there
	@for link in '$(bin)/etcdctl' '$(bin)/etcdutl'; do \
		if [ -e "$$link" ] && [ ! -L "$$link" ]; then \
			echo "error: $$link exists and is not a link" >&2; exit 1; \
		fi; \
	done
	@for link in '$(bin)/etcdctl' '$(bin)/etcdutl'; do \
		ln -sfn ectl "$$link" && echo "$$link -> ectl" || exit 1; \
	done
	@# bash and fish look for a script by the name of the command; that of zsh names all three.
	@for name in etcdctl etcdutl; do \
		for script in '$(bash)/ectl' '$(fish)/ectl.fish'; do \
			link="$${script%/*}/$$name$${script##*/ectl}"; \
			[ ! -e "$$script" ] || [ -e "$$link" ] || ln -s "$${script##*/}" "$$link"; \
		done; \
	done

uninstall: ## Remove everything that install and install-links installed
	rm -f '$(bin)/ectl' '$(share)'/man/man1/ectl*.1 '$(share)'/man/man7/ectl*.7 \
		'$(bash)/ectl' '$(zsh)/_ectl' '$(fish)/ectl.fish'
	@for name in etcdctl etcdutl; do \
		for link in '$(bin)'/$$name '$(bash)'/$$name '$(fish)'/$$name.fish; do \
			case $$(readlink "$$link") in ectl | ectl.fish) rm "$$link" ;; esac; \
		done; \
	done

docs: ## Regenerate completions/ and man/
	@tools/needs.sh cargo cc protoc
	ECTL_WRITE_DOCS=1 $(CARGO) test --locked --test it generated::

bench: ## Compare time, CPU and memory with etcdctl and etcdutl
	@tools/needs.sh hyperfine time
	$(MAKE) build
	@if [ "$$(uname)" = Linux ] && command -v rustup >/dev/null; then $(MAKE) static; else \
		echo 'without rustup on Linux, the static binary is not measured'; fi
	@static='$(abspath $(target))/$(musl)/release/ectl'; ECTL='$(abspath $(target))/release/ectl' \
		ECTL_STATIC="$$(ls "$$static" 2>/dev/null)" tools/with-etcd.sh --newest tools/bench.sh

clean: ## Remove everything built and fetched
	$(CARGO) clean
	rm -rf target fuzz/target fuzz/corpus fuzz/artifacts
