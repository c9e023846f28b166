"""The rules of `assay watch`: each on a series that breaks it, and none on a steady rise."""

import json
import math
from datetime import UTC, datetime, timedelta

import boto3
import numpy as np
import pytest
from moto import mock_aws

from assay import watch
from benchmarks.training.runs import read_series
from tests.scripted_server import Answer, Asked, run_server
from tests.validation.data import write_rows
from validation.errors import InputError
from validation.run_series import read_run_series
from validation.watching import RULES, RunSeries, find_alarms, find_drift

_WAVE = np.array([0.01 * math.sin(2.4 * n) for n in range(60)])
_RISE = np.linspace(0.1, 0.7, 60) + _WAVE


def run_series(**columns):
    steps = np.arange(1.0, 61.0)
    steady = {
        "reward": _RISE,
        "reward_std": np.full(60, 0.3),
        "dead_groups": np.full(60, 0.2),
        "kl": np.linspace(0.01, 0.05, 60),
        "length": np.full(60, 100.0),
    }
    held = {**steady, **{name: np.array(values, float) for name, values in columns.items()}}
    return RunSeries("run", steps, held, {name: name for name in held})


def held_out(*values):
    """Known every tenth step."""
    every = np.full(60, np.nan)
    every[9::10] = values
    return every


_JUMP = np.concatenate([np.linspace(0.1, 0.9, 8), np.full(52, 0.9)]) + _WAVE
_ALIKE = np.concatenate([np.full(10, 0.2), np.full(50, 1.0)])
_SPIKE = np.concatenate([np.full(40, 0.02), np.full(20, 0.4)])

BREAKS = {
    "accuracy falls": {"held_out": held_out(0.3, 0.5, 0.45, 0.4, 0.3, 0.2)},
    "fast rise, then a plateau": {"reward": _JUMP, "dead_groups": np.minimum(_ALIKE, 0.9)},
    "rise, then a fall": {
        "reward": np.concatenate([np.linspace(0.1, 0.9, 30), np.linspace(0.9, 0.2, 30)]) + _WAVE
    },
    "stuck floor": {"reward": np.zeros(60), "dead_groups": np.full(60, 1.0)},
    "no spread in groups": {"dead_groups": _ALIKE},
    "rising variance": {"reward": _RISE + _WAVE * np.linspace(0, 12, 60)},
    "KL spike": {"kl": _SPIKE},
    "length drifts with reward": {"length": np.linspace(100, 220, 60)},
}


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_each_rule_names_a_series_that_breaks_it(rule):
    assert rule in {alarm.rule for alarm in find_alarms(run_series(**BREAKS[rule]))}


def test_a_steady_rise_with_rising_accuracy_raises_no_alarm():
    assert find_alarms(run_series(held_out=held_out(0.1, 0.2, 0.3, 0.4, 0.5, 0.6))) == []


def test_an_alarm_has_the_step_at_which_a_watch_during_the_run_would_have_raised_it():
    # .50 at step 20, then .45 and .40: the second fall in a row is at step 40
    series = run_series(**BREAKS["accuracy falls"])
    assert [alarm.step for alarm in find_alarms(series)] == [40.0]
    cut = {name: values[:39] for name, values in series.columns.items()}
    assert find_alarms(RunSeries("run", series.steps[:39], cut, series.names)) == []


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ([0.0, 0.5, 1.0], ""),
        ([0.2, 0.7, 1.2], "+0.200 in the mean"),
        ([0.1, 0.4, 1.0], ""),  # the mean did not move
        ([0.0, None, 1.0], "1 of 3 probes get no score"),
    ],
)
def test_probes_are_held_to_what_was_recorded(now, says):
    assert says in "".join(alarm.says for alarm in find_drift([0.0, 0.5, 1.0], now))
    assert bool(says) == bool(find_drift([0.0, 0.5, 1.0], now))


def test_rows_of_trl_and_of_verl_are_read_by_their_own_keys(tmp_path):
    trl, verl = tmp_path / "trl.jsonl", tmp_path / "verl.csv"
    trl.write_text('{"step": 10, "reward": 0.5, "kl": 0.1}\n{"step": 20, "reward": NaN}\n')
    verl.write_text("step,critic/rewards/mean,response_length/mean\n1,0.25,80\n2,0.5,\n")
    first, second = read_run_series(str(trl)), read_run_series(str(verl))
    assert first.columns["kl"].tolist() == [0.1]
    assert second.steps.tolist() == [1.0, 2.0]
    assert second.names == {"reward": "critic/rewards/mean", "length": "response_length/mean"}


def test_a_source_without_a_known_column_names_what_it_has_and_the_option(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("step,pay\n1,0.25\n")
    with pytest.raises(InputError, match=r"among pay, step; --map reward=NAME"):
        read_run_series(str(file))
    assert read_run_series(str(file), {"reward": "pay"}).columns["reward"].tolist() == [0.25]
    with pytest.raises(InputError, match="no column 'paid'; it has pay, step"):
        read_run_series(str(file), {"reward": "paid"})


def test_a_run_in_the_file_store_of_mlflow_is_read_with_names_that_hold_slashes(tmp_path):
    metric = tmp_path / "run" / "metrics" / "train" / "reward"
    metric.parent.mkdir(parents=True)
    metric.write_text("1700000000000 0.25 1\n1700000000001 0.5 2\n")
    read = read_run_series(str(tmp_path / "run"))
    assert (read.columns["reward"].tolist(), read.steps.tolist()) == ([0.25, 0.5], [1.0, 2.0])
    metric.write_text("0.25\n")
    with pytest.raises(InputError, match="reward:1: expected time, value and step"):
        read_run_series(str(tmp_path / "run"))


def test_the_server_of_mlflow_is_asked_page_by_page():
    def answer(request: Asked) -> Answer:
        if "runs/get" in request.path:
            return Answer({"run": {"data": {"metrics": [{"key": "reward"}]}}})
        if "page_token" in request.path:
            return Answer({"metrics": [{"key": "reward", "value": 0.5, "step": "2"}]})
        first = {"key": "reward", "value": 0.25, "step": "1"}
        return Answer({"metrics": [first], "next_page_token": "more"})

    with run_server(answer) as server:
        read = read_run_series(f"mlflow+{server.url}#abc")
    assert read.columns["reward"].tolist() == [0.25, 0.5]
    assert json.dumps(read.names) == '{"reward": "reward"}'


def test_a_server_of_mlflow_that_refuses_is_an_error_with_its_words():
    with (
        run_server(lambda request: Answer({"message": "no such run"}, 404)) as server,
        pytest.raises(InputError, match=r"404: .*no such run"),
    ):
        read_run_series(f"mlflow+{server.url}#abc")


def test_metrics_of_cloudwatch_are_read_in_the_order_of_their_minutes(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        client = boto3.client("cloudwatch")
        now = datetime.now(UTC)
        for minutes, value in ((3, 0.25), (2, 0.5), (1, 0.75)):
            point = {"MetricName": "reward", "Value": value}
            at = now - timedelta(minutes=minutes)
            client.put_metric_data(Namespace="Run", MetricData=[{**point, "Timestamp": at}])
        read = read_run_series("cloudwatch:Run")
        assert read.columns["reward"].tolist() == [0.25, 0.5, 0.75]
        with pytest.raises(InputError, match="no reward and no KL among nothing"):
            read_run_series("cloudwatch:Another")


def test_watch_scores_pinned_probes_again_and_refuses_half_of_a_pair(tmp_path):
    (tmp_path / "run.csv").write_text("step,reward\n" + "".join(f"{n},0.5\n" for n in range(30)))
    turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "4"}]
    probes = [{"id": str(n), "messages": turns, "ratings": {"recorded": n / 10}} for n in range(5)]
    write_rows(tmp_path / "probes.jsonl", probes)
    same = {str(n): n / 10 for n in range(5)}
    given = (tmp_path / "run.csv", tmp_path / "probes.jsonl")
    kept = watch(given[0], probes=given[1], target=lambda sample: same[str(sample.id)])
    moved = watch(given[0], probes=given[1], target=lambda sample: same[str(sample.id)] + 0.3)
    assert (kept.verdict, moved.verdict) == ("PASS", "FAIL")
    assert moved.alarms[0].says == "5 probes are scored +0.300 in the mean"
    with pytest.raises(InputError, match="both or neither of --probes and --target"):
        watch(given[0], probes=given[1])


def test_the_page_draws_each_column_and_escapes_what_it_quotes(tmp_path):
    file = tmp_path / "a<b>.csv"
    file.write_text("step,reward,kl\n" + "".join(f"{n},{n / 30},0.1\n" for n in range(30)))
    page = watch(file).save(tmp_path / "out").read_text()
    assert page.count("<svg") == 2
    assert "a&lt;b&gt;.csv" in page
    assert "<b>.csv" not in page


def recorded_series(line):
    """A run of benchmarks/training as the watch reads it."""
    called = {"frac_reward_zero_std": "dead_groups", "completion_length": "length"}
    columns = {
        called.get(name, name): np.array([math.nan if v is None else v for v in values])
        for name, values in line["columns"].items()
        if name != "step"
    }
    steps = np.array(line["columns"]["step"], float)
    return RunSeries(line["start"], steps, columns, {name: name for name in columns})


def test_real_runs_whose_accuracy_did_not_fall_raise_no_alarm():
    runs = read_series()
    held = [[v for v in run["columns"]["held_out"] if v is not None] for run in runs]
    good = [run for run, right in zip(runs, held, strict=True) if max(right) - right[-1] <= 0.03]
    assert len(good) >= 8
    assert [run["reward"] for run in good if find_alarms(recorded_series(run))] == []


def test_a_real_run_whose_accuracy_is_made_to_fall_is_named_before_half_of_its_steps():
    run = recorded_series(read_series()[0])
    known = ~np.isnan(run.columns["held_out"])
    right = run.columns["held_out"].copy()
    right[known] = [0.85, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    gamed = RunSeries("run", run.steps, {**run.columns, "held_out": right}, run.names)
    assert [alarm.step for alarm in find_alarms(gamed)] == [30.0]
