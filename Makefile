# The commands of the README. Each installs what it needs where that is possible, and says so where it is not.
CARGO ?= cargo
.PHONY: demo test lint bench fonts

demo: fonts
	$(CARGO) run --release --quiet -- demo
	@echo "Not installed? From here: $(CARGO) run --release -- -w sucheng-demo list"

test: fonts
	$(CARGO) test --release

lint:
	$(CARGO) fmt --check
	$(CARGO) clippy --release --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --release --no-deps --document-private-items

bench: fonts
	$(CARGO) bench

# A Chinese font: without one no page can be set.
fonts:
	@sh .cargo/fonts.sh
