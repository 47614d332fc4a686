# The front door: `make run`, `make test`. The rest is for those who build the house.
CARGO ?= cargo

.PHONY: run test bench fmt lint schema

run: ## Open the portal on http://127.0.0.1:8080 over a seeded province that never was
	$(CARGO) run --quiet -p titian -- demo

test: ## Everything: format, lints, unit tests, cases, properties, SQL on both databases
	./scripts/test.sh

bench: ## Figures for docs/benchmarks.md
	./scripts/bench.sh

fmt:
	$(CARGO) fmt --all

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

schema: ## Write the JSON schemas of `titian judge --format json`
	$(CARGO) run --quiet -p titian -- judge --schema judgement > docs/schema/judgement.schema.json
	$(CARGO) run --quiet -p titian -- judge --schema judgements > docs/schema/judgements.schema.json
