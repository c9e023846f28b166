"""`assay price`: what the reward of a run costs, what is unknown, and whether it is too much."""

import json

import pytest

from tests.assay.command import assay
from tests.validation.recipes.good import write_recipe


@pytest.fixture
def folder(tmp_path):
    write_recipe(tmp_path, "nova training job")
    tokens = {"model": "amazon.nova-micro-v1:0", "samples": 100, "input_tokens": 1000.0}
    tokens |= {"output_tokens": 100.0, "input_error": 0.0, "output_error": 0.0}
    report = {
        "header": {"target": {"paths": {}}, "data": {}, "gate": {}, "judges": {}, "versions": {}},
        "measurements": [],
        "times": {"the time of a batch": {"a batch of 64": 2.0, "p95 of one sample x 64": 8.0}},
        "cost": {"per_sample": [tokens]},
    }
    (tmp_path / "report.json").write_text(json.dumps(report))
    return tmp_path


def test_price_says_the_whole_first_then_its_parts(folder):
    ran = assay("price", "recipe.yaml", "report.json", "--memory", "512", cwd=folder)
    assert ran.status == 0, ran.err
    first, second, lambda_, model, rates, *_ = ran.out.splitlines()
    # 6,400 samples: 6.4 million tokens at $0.035 and 0.64 million at $0.14 are $0.3136; 51,200 are
    # $2.5088; and 100 to 3,200 GB-seconds at $0.0000166667 are $0.0017 to $0.0533
    assert first == "$0.32 to $2.56 for the reward of this run"
    assert second == "  steps: 100; replies to score: 6,400 to 51,200"
    assert lambda_ == "  Lambda: $0.0017 to $0.0534: 50 to 400 calls, 100 to 3,200 GB-seconds"
    assert model.startswith("  amazon.nova-micro-v1:0: $0.31 to $2.51: 6,400,000 to 51,200,000 ")
    assert "questions" in rates


def test_price_says_what_is_unknown_and_what_would_tell_it(folder):
    ran = assay("price", "recipe.yaml", "report.json", cwd=folder)
    assert ran.out.startswith("at least $0.31 for the reward of this run; the rest is unknown")
    assert "unknown: the function's memory: give its MB" in ran.out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--memory", "512"), 0),
        (("--memory", "512", "--price", "amazon.nova-micro-v1:0=1,1"), 1),
        ((), 3),
    ],
)
def test_price_ends_by_what_the_run_may_cost_at_most(folder, words, status):
    ran = assay("price", "recipe.yaml", "report.json", "--at-most", "3", *words, cwd=folder)
    assert ran.status == status
