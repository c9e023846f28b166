# Every target makes the environments that it needs. One that is up to date costs nothing.
PYTHON  ?= python3
# The oldest Python that the kit runs on; the Python of Lambda's runtime; its processor, or arm64.
OLDEST   = 3.11
RUNTIME  = 3.13
ARCH    ?= x86_64
UV      := $(or $(shell command -v uv),.tools/uv/bin/uv)
BIN      = .venv/bin
# pyenv's shims stand on PATH even for versions that are not selected, and then they fail.
FIND     = $(UV) python find --system --no-project $(RUNTIME) 2>/dev/null
FIND_PY  = $(FIND) || PYENV_VERSION=$(RUNTIME) $(FIND)
FUNCTION = $(PYTHON) -m tools.build_function --uv $(UV) --python "$$($(FIND_PY))"
# One process of tests more than there are processors: some wait for a server or a clock.
TESTERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# "make lock UPGRADE=" keeps every version that still fits.
UPGRADE ?= --upgrade
COMPILE  = $(UV) pip compile -q $(UPGRADE) --universal --generate-hashes --no-emit-index-url \
           --custom-compile-command "make lock" --python-version

export ARCH
export AWS_DEFAULT_REGION ?= us-east-1
export SAM_CLI_TELEMETRY   = 0
# The machine's own certificates, where it has them: behind a proxy only those will do.
export UV_SYSTEM_CERTS    ?= $(if $(wildcard /etc/ssl/certs/*.pem /etc/ssl/certs/*.crt),1,0)

.DEFAULT_GOAL = help
.PHONY: help env test check format build artifact bench demo site lock clean

help:      ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

env: .venv/.made ## make the environment, with every extra, from a hash lock

test: env .tools/lambda/.made .tools/sam/.made artifact ## run every test
	$(BIN)/pytest -n $(TESTERS) --maxprocesses 8

check: env ## formatting, lint, types and the direction of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: env ## format the code and mend what lint can mend
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

build: env .tools/lambda/.made .tools/sam/.made .tools/sbom/.made ## validate the template, build it with SAM, list what ships; ARCH=arm64 for Graviton
	.tools/sam/bin/sam validate
	.tools/sam/bin/sam build --parameter-overrides Architecture=$(ARCH)
	@$(PYTHON) -m tools.list_contents

artifact: | $(UV) ## build the functions that the tests run, for both processors, into build/
	@$(FUNCTION) ArithmeticFunction WorkedSolutionFunction --arch x86_64 arm64

bench: env .tools/peers/.made .tools/scorers/.made ## measure against peers; PART=lint for one part
	$(BIN)/python -m benchmarks $(PART)

demo: env ## validate the bundled reward on the bundled data, into report/
	$(BIN)/assay demo

site: .tools/site/.made ## make the site of docs/, into site/
	.tools/site/bin/mkdocs build -q

lock: | $(UV) ## bring every lock up to date with pyproject.toml
	for tool in uv sam sbom site training; do $(COMPILE) $(OLDEST) --group $$tool -o requirements/$$tool.txt || exit; done
	$(COMPILE) $(OLDEST) --all-extras --group dev pyproject.toml -o requirements/dev.txt
	echo torch | $(COMPILE) $(OLDEST) --excludes - --group peers -o requirements/peers.txt
	$(COMPILE) $(OLDEST) --no-deps --group scorers -o requirements/scorers.txt
	$(COMPILE) $(RUNTIME) --group runtime -o requirements/lambda.txt
	$(COMPILE) $(RUNTIME) --group function -c requirements/dev.txt -o lambda_handlers/requirements.txt
	$(COMPILE) $(RUNTIME) --group function-judges -c lambda_handlers/requirements.txt -c requirements/dev.txt -o lambda_handlers/support_reply.requirements.txt
	$(COMPILE) $(RUNTIME) --group function-judges --group function-math -c lambda_handlers/support_reply.requirements.txt -c requirements/dev.txt -o lambda_handlers/worked_solution.requirements.txt

clean:     ## remove everything that was made
	rm -rf .venv .tools .aws-sam build report site .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

build-%: | $(UV) # SAM runs this in the source folder, once for each function
	@$(FUNCTION) $* --arch $(ARCH) --into "$(or $(ARTIFACTS_DIR),$(error SAM runs build-$*, and says where in ARTIFACTS_DIR))"

.venv/.made: requirements/dev.txt pyproject.toml | $(UV)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(UV) venv -q --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync -q --python .venv --require-hashes requirements/dev.txt
	$(UV) pip install -q --python .venv --no-deps --no-build-isolation --editable .
	@touch $@

# The tools, apart from the project. Artifacts run in lambda, whose Python may be absent: only running them needs it.
.tools/lambda/.made: TOOL_PY = $(FIND_PY) || { test ! -d $(@D) && $(UV) python install -q --no-bin $(RUNTIME) 2>/dev/null && $(FIND_PY); }
TOOL_PY  = echo $(PYTHON)
.tools/%/.made: requirements/%.txt | $(UV)
	@if python=$$($(TOOL_PY)); then set -ex; $(UV) venv -q --allow-existing --python "$$python" $(@D); \
	  $(UV) pip sync -q --python $(@D) --require-hashes $<; touch $@; \
	else mkdir -p $(@D); echo "No Python $(RUNTIME) is installed: what runs the built artifact needs one" >&2; fi

.tools/uv/bin/uv: requirements/uv.txt
	$(PYTHON) -m pip install -q --disable-pip-version-check --root-user-action ignore --upgrade --target .tools/uv --require-hashes -r $<
	@touch $@
