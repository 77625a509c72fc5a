# Reassure. Everything happens in deploy/ (see deploy/README.md); these are the names to call it by.

works  = $(shell $(1) -c 'import sys; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null)
PYTHON = $(or $(call works,python3),$(call works,python3.14),$(call works,python3.13),$(call works,python3.12),$(call works,python3.11),\
           $(error Reassure needs Python 3.11 or later, and none was found on the PATH: install it and run this again))

.DEFAULT_GOAL := help
.PHONY: help run test content try bench bench-calls bench-understanding frustration-score intent-score setup lint format lock clean

help:    ## Say what can be done here
	@sed -n 's/^\([a-z-]*\): *## */  make \1\t/p' Makefile | expand -t 28

# `exec`, so that a signal to make reaches the product and not a shell in between.
run:     ## Set everything up the first time, then start the product and print where to click
	@exec $(PYTHON) -m deploy.setup live
	@exec .venv/bin/python -m deploy.run

test:    ## Set everything up the first time, then run every check and every test, browsers included
	@exec $(PYTHON) -m deploy.setup dev
	@exec .venv/bin/python -m deploy.check $(ARGS)

content: ## Check intents, rules and wording in seconds, without training; says file, line, what is wrong and what to do
	@$(PYTHON) -m deploy.setup scores >&2
	@exec .venv-bot/bin/python -m bot.content $(ARGS)

try:     ## Try wording and examples before they are published: write a sentence, see what is understood of it and said
	@$(PYTHON) -m deploy.setup scores >&2
	@exec .venv-bot/bin/python -m bot.content.trying

bench:   ## Measure start, replies, the way to a person and memory; figures go to bench/out/
	@exec $(PYTHON) -m deploy.setup dev
	@exec .venv/bin/python -m bench

bench-calls: ## Measure what a call costs and adds, beside aiortc as it comes and Janus; figures go to bench/out/
	@exec $(PYTHON) -m deploy.setup dev
	@exec .venv/bin/python -m bench.calls $(ARGS)

bench-understanding: ## Measure intents, frustration and their cost, beside others; tables, plots and figures go to bench/out/
	@exec $(PYTHON) -m deploy.setup dev
	@exec .venv/bin/python -m bench.understanding $(ARGS)

# Standard output is for the scores alone.
frustration-score: ## Score conversations: make -s frustration-score < conversations.jsonl > scores.jsonl
	@$(PYTHON) -m deploy.setup scores >&2
	@exec .venv-bot/bin/python -m bot.frustration.scoring

intent-score: ## Say what messages want: make -s intent-score [TRAIN=train.csv] < messages.txt > intents.jsonl
	@$(PYTHON) -m deploy.setup scores >&2
	@exec .venv-bot/bin/python -m bot.intent_score $(if $(TRAIN),--train "$(TRAIN)")

setup:   ## Only set everything up
	@exec $(PYTHON) -m deploy.setup dev

lint:    ## Run the checks without the tests
	@exec $(PYTHON) -m deploy.setup dev
	@exec .venv/bin/python -m deploy.check --without-tests

format:  ## Put every file into its usual form
	@exec $(PYTHON) -m deploy.setup dev
	@exec .venv/bin/python -m deploy.check --format

lock:    ## Resolve the Python requirements again (UPGRADE=yes takes newer releases)
	@exec $(PYTHON) -m deploy.lock $(if $(UPGRADE),--upgrade)

clean:   ## Remove what setting up made; var/ with its data stays
	rm -rf .venv .venv-bot .venv-uv .venv-node .venv-cc webrtc_gateway/compiled web/node_modules web/dist bot/weights .mypy_cache .ruff_cache .pytest_cache
