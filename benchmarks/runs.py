"""What comes before a paid run: reading its recipe, and hashing the data that were judged."""

import json
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.commands import ASSAY, child_seconds
from benchmarks.timing import Figure, command, in_turn
from validation.gate_file import find_gate
from validation.options import DEFAULT_OPTIONS
from validation.prices import prices_of
from validation.provenance import read_versions
from validation.storage import hash_file

# A Nova recipe of the length that AWS publishes, with every section that a training job has.
RECIPE = """# A recipe of a training job.
run:
  name: sums  # a name of its own
  model_type: amazon.nova-2-lite-v1:0:256k
  model_name_or_path: nova-lite-2/prod
  data_s3_path: s3://bucket-of-sums/rows.jsonl
  output_s3_path: s3://bucket-of-sums/out/
  reward_lambda_arn: arn:aws:lambda:us-east-1:123456789012:function:SageMaker-sums
training_config:
  max_length: 8192
  global_batch_size: 128
  reasoning_effort: high
  data:
    shuffle: false
  rollout:
    rollout_strategy:
      type: off_policy_async
      age_tolerance: 2
    advantage_strategy:
      number_generation: 8
    generator:
      max_new_tokens: 6000
      set_random_seed: true
      temperature: 1
      top_k: 0
    rewards:
      api_endpoint:
        lambda_arn: arn:aws:lambda:us-east-1:123456789012:function:SageMaker-sums
        lambda_concurrency_limit: 12
  trainer:
    max_steps: 100
    save_steps: 20
    save_top_k: 5
    refit_freq: 4
    clip_ratio_high: 0.2
    ent_coeff: 0.001
    loss_scale: 1
    optim_config:
      lr: 7e-7
      weight_decay: 0.0
      adam_beta1: 0.9
      adam_beta2: 0.95
    peft:
      peft_scheme: lora
      lora_tuning:
        loraplus_lr_ratio: 64.0
        alpha: 32
"""
PARSE = "import sys\nfrom ruamel.yaml import YAML\nYAML().load(open(sys.argv[1]))"
GIBIBYTE = 2**30


def figures() -> list[Figure]:
    """Each by processor time and by the clock on the wall, both sides in turn."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_recipe(Path(folder)), *_verify(Path(folder))]


def _recipe(folder: Path) -> list[Figure]:
    file = folder / "recipe.yaml"
    file.write_text(RECIPE)
    ours = command(ASSAY, "recipe", str(file), statuses=(0, 1))
    theirs = command(sys.executable, "-c", PARSE, str(file))
    return _both("assay recipe, against ruamel.yaml parsing it", ours, theirs, 7, 1.5)


def _verify(folder: Path) -> list[Figure]:
    rows = folder / "rows.jsonl"
    line = b'{"id": "%08d", "text": "' + b"x" * 990 + b'"}\n'
    with rows.open("wb") as out:
        for start in range(0, GIBIBYTE // (len(line) + 4), 1024):
            out.writelines(line % number for number in range(start, start + 1024))
    report = folder / "report.json"
    report.write_text(json.dumps(_report(rows)))
    ours, theirs = command(ASSAY, "verify", str(report)), command("sha256sum", str(rows))
    return _both("assay verify on 1 GiB, against sha256sum", ours, theirs, 2, 1.2)


def _report(rows: Path) -> dict[str, object]:
    prices = prices_of(DEFAULT_OPTIONS)
    gate = {"source": "the preset verifiable", "digest": find_gate("verifiable").digest}
    reward = Path(__file__).parents[1] / "rewards" / "numeric_match.py"
    source = hash_file(reward)
    header: dict[str, object] = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "options": {},
        "target": {
            "code": "rewards.numeric_match.numeric_match",
            "digest": source,
            "files": {"rewards.numeric_match": source},
            "paths": {"rewards.numeric_match": str(reward)},
        },
        "data": {"path": str(rows), "digest": hash_file(rows)},
        "gate": gate | {"weaker": []},
        "judges": {},
        "prices": {"as_of": prices.as_of, "digest": prices.digest},
        "versions": read_versions([]),
        "function": None,
    }
    return {"verdict": "PASS", "header": header}


def _both(
    name: str, ours: Callable[[], None], theirs: Callable[[], None], rounds: int, most: float
) -> list[Figure]:
    spent = in_turn(ours, theirs, rounds, clock=child_seconds)
    return [
        Figure(f"{name}, processor", *spent, at_most=most),
        Figure(f"{name}, wall", *in_turn(ours, theirs, rounds), at_most=most),
    ]
