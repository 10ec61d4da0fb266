# Thin: each target is a line or two; the work is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run test check bench models fuzz web e2e

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build, fetch the models, start the server, print something to try
	@scripts/run

test: ## everything that must hold before a change is taken
	@scripts/test

check: ## formatting, lints, what the documents name, licences and advisories of dependencies
	@scripts/check

bench: ## measure accuracy and speed, write docs/accuracy.md, docs/performance.md and docs/hostile.md; load, kills, the API's contract
	@scripts/accuracy
	@bench/verify
	@bench/token
	@bench/hostile
	@bench/load
	@bench/model
	@scripts/contract
	@bench/crash
	@SAFE=1 scripts/with-postgres bench/crash
	@bench/risk
	@SAFE=1 scripts/with-postgres bench/risk
	@bench/pages

web: ## build, check and test what browsers get
	@scripts/web test

e2e: ## walk the person's pages in a real browser
	@scripts/e2e

models: ## fetch the pinned model files (MIRROR=dir: from a folder)
	@scripts/models

fuzz: ## fuzz the parsers and the decoder, each for TIME=600 seconds
	@scripts/fuzz $(or $(TIME),600)
