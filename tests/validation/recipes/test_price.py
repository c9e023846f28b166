"""What a run pays for its reward, worked out by hand beside each test."""

import pytest

from rewards.types import Score, Usage
from tests.validation.recipes.good import write_recipe
from validation.errors import InputError
from validation.prices import LambdaPrices, Price, Prices
from validation.recipes.document import read_recipe
from validation.recipes.finding import Evidence, plan_run
from validation.recipes.price import MeasuredCost, price_run, read_measured_cost
from validation.sample_tokens import tokens_per_sample
from validation.scoring import Column

_FUNCTIONS = LambdaPrices(as_of="2026", source="us", requests=0.2, x86_64=0.00002, arm64=0.00001)
PRICES = Prices.model_validate(
    {
        "as_of": "2026",
        "source": "us",
        "models": {"judge": Price(input=1.0, output=10.0)},
        "lambda": _FUNCTIONS,
    }
)
# A batch of 64 takes 2 to 8 s; a sample reads 1,000 tokens, and writes 90 to 110.
MEASURED = MeasuredCost((2.0, 8.0), 64, {"judge": ((1000.0, 1000.0), (90.0, 110.0))})
JOB = "nova training job"


def plan_of(folder, form=JOB, evidence=None, **changes):
    return plan_run(read_recipe(write_recipe(folder, form, **changes)), evidence or Evidence())


def test_price_run_counts_samples_by_both_readings_of_the_batch_size(tmp_path):
    # 100 steps of 64 samples, or of 64 prompts with 8 samples each; 128 samples a call
    price = price_run(plan_of(tmp_path), MEASURED, PRICES)
    assert price.steps == 100
    assert price.samples == (6_400, 51_200)
    assert price.calls == (50, 400)


def test_price_run_multiplies_calls_seconds_and_memory(tmp_path):
    # a call of 128 takes 4 to 16 s: 50 x 4 = 200 s to 400 x 16 = 6,400 s, at half a gigabyte;
    # $0.2 a million calls and $0.00002 a GB-second
    price = price_run(plan_of(tmp_path), MEASURED, PRICES, memory=512)
    assert price.gigabyte_seconds == (100.0, 3_200.0)
    assert price.lambda_dollars == pytest.approx((0.00001 + 0.002, 0.00008 + 0.064))
    half = price_run(plan_of(tmp_path), MEASURED, PRICES, memory=512, processor="arm64")
    assert half.lambda_dollars == pytest.approx((0.00001 + 0.001, 0.00008 + 0.032))


def test_price_run_counts_the_tokens_of_judges_and_their_dollars(tmp_path):
    # 6,400 samples: 6.4 million read, 0.576 million written: 6.4 + 5.76 dollars
    # 51,200 samples: 51.2 million read, 5.632 million written: 51.2 + 56.32 dollars
    (judge,) = price_run(plan_of(tmp_path), MEASURED, PRICES).models
    assert judge.dollars == pytest.approx((12.16, 107.52))


def test_price_run_takes_as_many_rounds_as_calls_at_once_leave(tmp_path):
    # 64 samples are one call of 4 s at least; 512 are four, one after the other, of 16 s at most
    changes = {"training_config.rollout.rewards.api_endpoint.lambda_concurrency_limit": 1}
    price = price_run(plan_of(tmp_path, **changes), MEASURED, PRICES)
    assert price.seconds_a_step == (4.0, 64.0)
    assert price.seconds == (400.0, 6_400.0)
    # 64 questions in 64 s at the least, and 512 in 4 s at the most
    assert price.models[0].requests_a_minute == (60.0, 7_680.0)


def test_price_run_counts_steps_from_passes_and_rows(tmp_path):
    # two passes through 1,000 rows, 128 prompts a step: 15.6, so 16 steps
    plan = plan_of(tmp_path, "open weights serverless", Evidence(rows=1000), max_epochs="2")
    assert price_run(plan, MEASURED, PRICES).steps == 16


def test_price_run_says_what_is_unknown_and_never_counts_it_as_nothing(tmp_path):
    plan = plan_of(tmp_path, "open weights serverless")
    unknown = MeasuredCost(None, 1, {"other": ((1.0, 1.0), (1.0, 1.0))})
    price = price_run(plan, unknown, PRICES)
    assert price.steps is None
    assert price.dollars is None
    assert price.lambda_dollars is None
    assert [what.partition(":")[0] for what in price.unknown] == [
        "steps",
        "time of a batch",
        "the function's memory",
        "the price of other",
    ]


def test_price_run_knows_no_price_of_lambda_where_the_table_has_none(tmp_path):
    prices = Prices(as_of="2026", source="us", models={})
    price = price_run(plan_of(tmp_path), MEASURED, prices, memory=512)
    assert price.gigabyte_seconds == (100.0, 3_200.0)
    assert price.lambda_dollars is None


def test_read_measured_cost_takes_the_batch_as_a_whole_and_the_p95_of_its_samples():
    times = {"the time of a batch": {"a batch of 32": 1.0, "p95 of one sample x 32": 4.0}}
    entry = {"model": "m", "samples": 4, "input_tokens": 100.0, "output_tokens": 5.0}
    tokens = [{**entry, "input_error": 10.0, "output_error": 5.0}]
    measured = read_measured_cost({"times": times, "cost": {"per_sample": tokens}})
    assert measured.batch_seconds == (1.0, 4.0)
    assert measured.batch == 32
    # 1.96 standard errors to each side, and no tokens below none
    read, written = measured.tokens["m"]
    assert read == pytest.approx((80.4, 119.6))
    assert written == pytest.approx((0.0, 14.8))


def test_read_measured_cost_refuses_an_old_report_of_a_reward_that_asks_models():
    with pytest.raises(InputError, match="validate again"):
        read_measured_cost({"times": {}, "cost": {"models": []}})


def test_tokens_per_sample_are_means_with_their_standard_errors():
    # 10 and 30 tokens: mean 20, deviation 14.14, over the root of 2: 10; nothing was asked for a
    # fault, and the second model was asked once in two samples
    outcomes = (
        Score(1.0, usage=(Usage("a", 10, 1), Usage("b", 4, 2))),
        Score(0.0, usage=(Usage("a", 30, 1),)),
        None,
    )
    first, second = tokens_per_sample(Column("reward", outcomes, "target"))
    assert (first.model, first.samples) == ("a", 2)
    assert first.input_tokens == 20.0
    assert first.input_error == pytest.approx(10.0)
    assert (first.output_tokens, first.output_error) == (1.0, 0.0)
    assert (second.model, second.input_tokens, second.output_tokens) == ("b", 2.0, 1.0)
