"""The floor that `assay score` is held against: orjson, one regular expression, nothing of ours."""

import re
import sys
from pathlib import Path

import orjson

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")

with Path(sys.argv[1]).open("rb") as lines:
    for line in lines:
        row = orjson.loads(line)
        found = NUMBER.findall(row["messages"][-1]["content"])
        gold = row["reference_answer"]["answer"]
        value = 1.0 if found and found[-1].replace(",", "") == gold else 0.0
        sys.stdout.buffer.write(orjson.dumps({"id": row["id"], "value": value}) + b"\n")
