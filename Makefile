# Every target that needs tools calls `env` first, and `env` does nothing when nothing changed.
PYTHON     ?= python3
# The managed runtime's Python and processor; ARCH is x86_64 or arm64.
PY          = 3.13
ARCH       ?= x86_64
# The oldest Python that the kit itself runs on.
OLDEST      = 3.11

MACHINE  = $(if $(filter arm64,$(ARCH)),aarch64,x86_64)
UV      := $(or $(shell command -v uv),.tools/uv/bin/uv)
BIN      = .venv/bin
SHIPPED  = rewards judges lambda_handlers
# A function is named for its handler: WorkedSolutionFunction is lambda_handlers/worked_solution.py.
HANDLER  = $(shell echo $* | sed -E 's/Function$$//; s/([a-z0-9])([A-Z])/\1_\2/g' | tr A-Z a-z)
# Its lock is the common one, or its own beside it, which holds the common one.
OWN_LOCK = $(wildcard lambda_handlers/$(HANDLER).requirements.txt)

# pyenv's shims stand on PATH even for versions that are not selected, and then fail.
FIND_PY  = $(UV) python find --system --no-project $(PY) 2>/dev/null || \
           PYENV_VERSION=$(PY) $(UV) python find --system --no-project $(PY) 2>/dev/null
# "make lock UPGRADE=" keeps every version that still fits.
UPGRADE ?= --upgrade
COMPILE  = $(UV) pip compile -q $(UPGRADE) --universal --generate-hashes --no-emit-index-url \
           --custom-compile-command "make lock"

# What a built folder holds, with licences and what needs what: with -S that folder is all that is seen.
BILL     = echo "Listing what is in $$built in build/sbom/$${built\#\#*/}.cdx.json"; PYTHONPATH="$$built" \
           .tools/sbom/bin/cyclonedx-py environment -S --output-reproducible --of JSON --pyproject pyproject.toml \
           -o "build/sbom/$${built\#\#*/}.cdx.json" $(BIN)/python

export ARCH
export AWS_DEFAULT_REGION ?= us-east-1
export SAM_CLI_TELEMETRY   = 0
# The template has a loop over its functions.
export SAM_CLI_ENABLE_LANGUAGE_EXTENSIONS = 1
# The machine's own certificates, where it has them: behind a proxy only those will do.
export UV_SYSTEM_CERTS    ?= $(if $(wildcard /etc/ssl/certs/*.pem /etc/ssl/certs/*.crt),1,0)

.DEFAULT_GOAL = help
.PHONY: help env test check format build artifact bench demo lock clean

help:      ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

env: .venv/.made ## make the environment, with every extra, from a hash lock

test: env artifact .tools/lambda/.made .tools/sam/.made ## run every test
	$(BIN)/pytest

check: env ## formatting, lint, types and the direction of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: env ## format the code and mend what lint can mend
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

build: env .tools/sam/.made .tools/sbom/.made ## validate the template, build it with SAM, list what ships; ARCH=arm64 for Graviton
	.tools/sam/bin/sam validate --lint --region $(AWS_DEFAULT_REGION)
	.tools/sam/bin/sam build --build-in-source --parameter-overrides Architecture=$(ARCH)
	@rm -rf build/sbom && mkdir -p build/sbom
	@for built in .aws-sam/build/*Function; do $(BILL) || exit 1; done

artifact: env ## build the same folders without SAM, one a processor, for the tests
	@rm -rf build/arithmetic build/arithmetic-arm64 build/worked_solution build/worked_solution-arm64
	@$(MAKE) --no-print-directory build-ArithmeticFunction ARTIFACTS_DIR=$(CURDIR)/build/arithmetic
	@$(MAKE) --no-print-directory build-ArithmeticFunction ARTIFACTS_DIR=$(CURDIR)/build/arithmetic-arm64 ARCH=arm64
	@$(MAKE) --no-print-directory build-WorkedSolutionFunction ARTIFACTS_DIR=$(CURDIR)/build/worked_solution
	@$(MAKE) --no-print-directory build-WorkedSolutionFunction ARTIFACTS_DIR=$(CURDIR)/build/worked_solution-arm64 ARCH=arm64

bench: env .tools/peers/.made ## measure against peers
	$(BIN)/python -m benchmarks

demo: env ## validate the bundled reward on the bundled data, into report/
	$(BIN)/assay validate lambda_handlers.arithmetic:reward examples/arithmetic.jsonl \
	  --judge judges.offline:word_overlap --judge judges.offline:phrase_overlap --report report

lock: | $(UV) ## bring every lock up to date with pyproject.toml
	$(COMPILE) --python-version $(OLDEST) --group uv -o requirements/uv.txt
	$(COMPILE) --python-version $(OLDEST) --all-extras --group dev pyproject.toml -o requirements/dev.txt
	$(COMPILE) --python-version $(OLDEST) --group sam -o requirements/sam.txt
	$(COMPILE) --python-version $(OLDEST) --group sbom -o requirements/sbom.txt
	echo torch | $(COMPILE) --python-version $(OLDEST) --excludes - --group peers -o requirements/peers.txt
	$(COMPILE) --python-version $(PY) --group runtime -o requirements/lambda.txt
	$(COMPILE) --python-version $(PY) --group function -o lambda_handlers/requirements.txt
	$(COMPILE) --python-version $(PY) --group function-math -c lambda_handlers/requirements.txt -o lambda_handlers/worked_solution.requirements.txt

clean:     ## remove everything that was made
	rm -rf .venv .tools .aws-sam build report .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# SAM calls this in the source folder, with ARTIFACTS_DIR set, once for each function.
# No trace of this machine is left (scripts, their lines in RECORD, paths, dates), so equal sources make equal zips.
build-%: | $(UV)
	@echo "Building $* for $(ARCH) into $(or $(ARTIFACTS_DIR),$(error SAM calls build-$*, and says where in ARTIFACTS_DIR))"
	@$(UV) pip install -q --link-mode copy --python $(PYTHON) --target "$(ARTIFACTS_DIR)" --python-version $(PY) \
	  --python-platform $(MACHINE)-manylinux_2_28 --only-binary :all: --require-hashes \
	  -r $(or $(OWN_LOCK),lambda_handlers/requirements.txt)
	@tar -c --exclude __pycache__ --exclude '*requirements.txt' $(SHIPPED) | tar -x -C "$(ARTIFACTS_DIR)"
	@rm -rf "$(ARTIFACTS_DIR)/bin" "$(ARTIFACTS_DIR)/.lock"
	@sed -i.orig '/^bin\//d' "$(ARTIFACTS_DIR)"/*.dist-info/RECORD && rm "$(ARTIFACTS_DIR)"/*.dist-info/RECORD.orig
	@if python=$$($(FIND_PY)); then \
	  "$$python" -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)" -p /var/task "$(ARTIFACTS_DIR)"; \
	else echo "No Python $(PY) is installed: built without .pyc, so it starts slower" >&2; fi
	@TZ=UTC0 find "$(ARTIFACTS_DIR)" -exec touch -h -t 198001010000 {} +

.venv/.made: requirements/dev.txt pyproject.toml | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(UV) venv -q --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync -q --compile-bytecode --python .venv --require-hashes requirements/dev.txt
	$(UV) pip install -q --python .venv --no-deps --no-build-isolation --editable .
	@touch $@

.tools/sam/.made: requirements/sam.txt | $(UV)
	$(UV) venv -q --allow-existing --python $(PYTHON) .tools/sam
	$(UV) pip sync -q --python .tools/sam --require-hashes requirements/sam.txt
	@touch $@

.tools/sbom/.made: requirements/sbom.txt | $(UV)
	$(UV) venv -q --allow-existing --python $(PYTHON) .tools/sbom
	$(UV) pip sync -q --python .tools/sbom --require-hashes requirements/sbom.txt
	@touch $@

.tools/peers/.made: requirements/peers.txt | $(UV)
	$(UV) venv -q --allow-existing --python $(PYTHON) .tools/peers
	$(UV) pip sync -q --python .tools/peers --require-hashes requirements/peers.txt
	@touch $@

# The artifact's own Python may be absent: everything works without it but the tests that run the artifact.
.tools/lambda/.made: requirements/lambda.txt | $(UV)
	@test -d $(@D) || $(FIND_PY) >/dev/null || $(UV) python install -q --no-bin $(PY) 2>/dev/null || true
	@mkdir -p $(@D)
	@if python=$$($(FIND_PY)); then set -ex; \
	  $(UV) venv -q --allow-existing --python "$$python" $(@D); \
	  $(UV) pip sync -q --python $(@D) --require-hashes requirements/lambda.txt; \
	  touch $@; \
	else echo "No Python $(PY) is installed: the tests that run the built artifact need one" >&2; fi

.tools/uv/bin/uv: requirements/uv.txt
	$(PYTHON) -m pip install -q --disable-pip-version-check --root-user-action ignore --upgrade --target .tools/uv --require-hashes -r requirements/uv.txt
	@touch $@
