#!/usr/bin/env bash
# botocore 1.44.8: hundreds of the patterns in its service models are no expressions of Python's.
#
# botocore does not hold a request to the patterns of its models, so whoever wants to know before a
# paid run whether the service will refuse a name or a tag has to do so. The models are JSON files
# inside a Python package.
#
# Guess, written before the run: every pattern compiles with Python's re, or all but a handful.
# Seen: 748 of 10,093 patterns, in 144 services, do not compile. 612 use classes of Java's such as
# \p{L}, which tags of most services have; others write \uXXXX as a range in Java's way, or \z.
# The values of SageMaker's tags are among them, so that a check of a request for a training job
# raises re.error on a tag that is quite in order.
#
# Exits 1 where the numbers change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --disable-pip-version-check botocore==1.44.8
"$folder/env/bin/python" - <<'PYTHON'
import re
import sys
from collections import Counter

import botocore
from botocore.session import get_session

session, total, broken, services = get_session(), 0, Counter(), set()
for service in session.get_available_services():
    model = session.get_service_model(service)
    for name in model.shape_names:
        pattern = model.shape_for(name).metadata.get("pattern")
        if pattern is None:
            continue
        total += 1
        try:
            re.compile(pattern)
        except re.error as error:
            broken[str(error).split(" at ")[0]] += 1
            services.add(service)

tag = session.get_service_model("sagemaker").shape_for("TagValue").metadata["pattern"]
print(f"botocore {botocore.__version__}: {sum(broken.values())} of {total} patterns in", end=" ")
print(f"{len(services)} services do not compile: {broken.most_common(4)}")
print(f"a tag's value on SageMaker: {tag}")
java = broken[r"bad escape \p"] + broken[r"bad escape \P"]
sys.exit((total, sum(broken.values()), len(services), java) != (10_093, 748, 144, 612))
PYTHON
