#!/usr/bin/env bash
# inspect-ai 0.3.285: its .eval logs are zip files that Python's zipfile cannot unpack before 3.14.
#
# The logs of evaluations are where graded replies come from. The format .eval is a zip of JSON
# files, and zipfile lists its members.
#
# Guess, written before the run: members are deflated, as in nearly every zip, and
# zipfile.ZipFile(...).read works on Python 3.11 to 3.13.
# Seen: each member is packed with Zstandard (method 93). zipfile lists the names, and read raises
# NotImplementedError "That compression method is not supported". In a process that has imported
# inspect_ai the same call works, since a package of its own patches zipfile there: a reader that is
# tried beside inspect passes, and fails for everybody else. Python 3.14 reads the method by itself.
#
# Exits 1 where the method changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --disable-pip-version-check inspect-ai==0.3.285
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import shutil
import sys
import zipfile

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.model import ModelOutput
from inspect_ai.scorer import exact
from inspect_ai.solver import solver


@solver
def say_four():
    async def solve(state, generate):
        state.output = ModelOutput.from_content("a-model", "4")
        return state

    return solve


task = Task(dataset=[Sample(input="2 + 2?", target="4")], scorer=exact(), solver=say_four())
[log] = eval(task, model="mockllm/model", log_dir="logs", log_format="eval", display="none")
path = log.location.removeprefix("file://")
with zipfile.ZipFile(path) as archive:
    members = archive.infolist()
    methods = sorted({member.compress_type for member in members})
    print(f"{len(members)} members, methods {methods}, status {log.status}")
    print(f"beside inspect_ai: {len(archive.read(members[0]))} bytes are read")
sys.exit(methods != [93] or bool(shutil.copy(path, "log.eval") != "log.eval"))
PYTHON
"$folder/env/bin/python" - <<'PYTHON'
import sys
import zipfile

with zipfile.ZipFile("log.eval") as archive:
    try:
        archive.read(archive.infolist()[0])
    except NotImplementedError as error:
        print(f"alone: NotImplementedError: {error}")
    else:
        sys.exit(sys.version_info < (3, 14) and "zipfile could read a member")
PYTHON
