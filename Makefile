# Each target is one plain command, for those without make: python3 deploy/start.py TARGET
PYTHON ?= python3
START = $(PYTHON) deploy/start.py

.DEFAULT_GOAL := help
.PHONY: help run serve demo codes test journeys check bench trust lock assets translations

help:            ## this list
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: +## */\t/' | expand -t 16

run:             ## the demonstration on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(START) run

serve:           ## the real start: empty, never filled
	@$(START) serve

demo:            ## throw the demonstration away and make it again
	@$(START) demo

codes:           ## the demonstration's logins with their present codes
	@$(START) codes

test:            ## all tests, on SQLite and PostgreSQL (ARGS="tests/wbp -k name")
	@$(START) test $(ARGS)

journeys:        ## the journeys in a real browser
	@$(START) journeys $(ARGS)

check:           ## lint, types, import contracts, templates
	@$(START) check

bench:           ## measurements (ONLY=import,round for a part)
	@$(START) bench $(if $(ONLY),--only $(ONLY))

trust:           ## the long proofs
	@$(START) trust $(ARGS)

lock:            ## write the locks again
	@$(START) lock

assets:          ## build the front end
	@$(START) assets

translations:    ## bring the English catalogue up to date and list what it lacks
	@$(START) translations
