#!/usr/bin/env bash
# moto 5.2.5: Bedrock's CreateModelCustomizationJob stores a client token and never looks at it.
#
# The token is what keeps a retried request from starting, and paying for, a second training run:
# AWS's API reference says of clientRequestToken that a request with a token that was used before
# does not start the job again.
#
# Guess, written before the run: moto answers a request with a known token with the first job's ARN,
# since it keeps the token and gives it back.
# Seen: the very same request is refused with ResourceInUseException, and a request with the same
# token and another job name makes a second job. A test of idempotence against moto therefore fails
# for code that is right, and passes for code that makes a new name on every try. The reward
# function of the job (customizationConfig.rftConfig) is accepted and not given back either.
#
# Exits 1 where that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --disable-pip-version-check moto==5.2.5 boto3==1.44.8
export AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=testing AWS_SECRET_ACCESS_KEY=testing
"$folder/env/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import boto3
from moto import mock_aws

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:reward"
REQUEST = {
    "jobName": "first",
    "customModelName": "one",
    "roleArn": "arn:aws:iam::123456789012:role/tuning",
    "baseModelIdentifier": "amazon.nova-2-lite-v1:0:256k",
    "customizationType": "REINFORCEMENT_FINE_TUNING",
    "trainingDataConfig": {"s3Uri": "s3://our-data/train.jsonl"},
    "outputDataConfig": {"s3Uri": "s3://our-data/out/"},
    "customizationConfig": {
        "rftConfig": {"graderConfig": {"lambdaGrader": {"lambdaArn": FUNCTION}}}
    },
    "clientRequestToken": "a" * 64,
}

with mock_aws():
    bedrock = boto3.client("bedrock")

    def create(**changes):
        try:
            answer = bedrock.create_model_customization_job(**REQUEST | changes)
        except bedrock.exceptions.ClientError as error:
            return error.response["Error"]["Code"]
        return answer["jobArn"].rpartition("/")[2]

    seen = [create(), create(), create(jobName="second", customModelName="two")]
    job = bedrock.get_model_customization_job(jobIdentifier="first")

kept = [job.get("clientRequestToken") == REQUEST["clientRequestToken"], "customizationConfig" in job]
print(f"moto {version('moto')}: first, the same again, the same token under another name: {seen}")
print(f"the job has the token: {kept[0]}; the job has its reward function: {kept[1]}")
sys.exit((seen, kept) != (["first", "ResourceInUseException", "second"], [True, False]))
PYTHON
