"""Holding handlers to the contract: honest ones pass, and each broken one fails its check."""

import random
from pathlib import Path

import pytest

import assay
from lambda_handlers.adapter import reward_handler
from lambda_handlers.arithmetic import reward as arithmetic
from rewards.exact_match import exact_match
from rewards.json_match import json_match
from rewards.multiple_choice import multiple_choice
from rewards.numeric_match import numeric_match
from rewards.sql_match import sql_match
from rewards.tool_calls_match import tool_calls_match
from rewards.types import Message, Sample
from rewards.wire import PLATFORMS
from tests.samples import shared
from tests.validation.conformance.broken import ADVISED, BROKEN, UNREAD
from tests.validation.conformance.by_hand import BARE, HONEST, check_named, checks_of, failures
from validation.conformance.duties import DUTIES
from validation.conformance.failures import check_sample_unchanged
from validation.options import RunOptions


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_honest_handler_by_hand_passes_every_check(platform):
    checks = checks_of(HONEST[platform], platform)
    assert failures(checks) == []
    assert not [check for check in checks if check.open]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_deployed_reward_passes_every_check(platform):
    checks = checks_of(reward_handler(arithmetic, platform=platform), platform)
    assert failures(checks) == []
    assert not [check for check in checks if check.open]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "reward",
    [exact_match, json_match, multiple_choice, numeric_match, sql_match, tool_calls_match],
    ids=lambda reward: str(reward),
)
def test_a_ready_reward_finds_an_example_that_it_can_score(reward, platform):
    checks = checks_of(reward_handler(reward, platform=platform), platform)
    assert failures(checks) == []
    assert not [check for check in checks if check.open]


@pytest.mark.parametrize(
    ("platform", "handler", "failed"),
    [broken[1:] for broken in BROKEN],
    ids=[f"{name}-{platform}" for name, platform, _, _ in BROKEN],
)
def test_a_broken_handler_fails_the_one_check_of_its_fault(platform, handler, failed):
    checks = checks_of(handler, platform, reward_range=(-1, 5))
    assert failures(checks) == [failed]
    check = check_named(checks, failed)
    assert check.fix
    assert check.source
    assert check.title not in ("", check.name)


@pytest.mark.parametrize(
    ("platform", "handler", "advised"),
    [advised[1:] for advised in ADVISED],
    ids=[f"{name}-{platform}" for name, platform, _, _ in ADVISED],
)
def test_a_handler_that_chance_or_an_undocumented_event_troubles_is_advised(
    platform, handler, advised
):
    checks = checks_of(handler, platform, reward_range=(-1, 5))
    assert failures(checks) == []
    assert check_named(checks, advised).outcome == "advice"


@pytest.mark.parametrize(
    ("platform", "handler", "form"),
    [unread[1:] for unread in UNREAD],
    ids=[f"{name}-{platform}" for name, platform, _, _ in UNREAD],
)
def test_a_documented_form_that_a_handler_does_not_read_is_advice_with_its_page(
    platform, handler, form
):
    checks = checks_of(handler, platform, reward_range=(-1, 5))
    record = PLATFORMS[platform]
    [page] = [sent.page for sent in (*record.rows, *record.variants) if sent.name == form]
    check = check_named(checks, f"event: {form}")
    assert failures(checks) == []
    assert (check.outcome, check.source) == ("advice", page)
    assert check.fix


def test_conformance_of_a_sound_handler_asks_for_no_fix():
    checks = checks_of(BARE)
    assert not [check.name for check in checks if check.fix]


def test_every_broken_handler_of_the_vendors_trial_fails():
    # What AWS's own verifier lets through: the trial of it, as handlers.
    told = {name for name, *_ in BROKEN}
    scores = {"constant", "NaN", "gold below garbage", "numbers as text", "booleans"}
    assert told >= scores | {"wrong ids", "null ids", "an entry too many", "body as a list"}


def test_a_reward_that_scores_no_example_asks_for_data():
    def needs_more(sample):
        raise KeyError("tool_log")

    checks = checks_of(reward_handler(needs_more))
    assert failures(checks) == []
    assert "assay conform TARGET DATA" in check_named(checks, "the plain event").fix
    assert check_named(checks, "the plain event").open


def test_a_reward_of_form_alone_asks_for_data_that_it_can_tell_apart():
    # Text without a full stop at its end is worth less, whatever it says.
    checks = checks_of(reward_handler(lambda sample: 1.0 if sample.response[-1:] == "." else 0.5))
    assert check_named(checks, "right above wrong").open


def test_a_handler_that_varies_less_than_the_tolerance_passes():
    def wobbly(sample):
        return float(numeric_match(sample)) + random.uniform(0, 0.01)

    varied = check_named(checks_of(reward_handler(wobbly)), "the same twice")
    within = check_named(checks_of(reward_handler(wobbly), tolerance=0.011), "the same twice")
    assert (varied.outcome, within.outcome) == ("advice", "passed")


def test_a_missing_reference_that_earns_nothing_is_reported_and_fails_nobody():
    # The smallest reward there is: to None it compares, and says False.
    checks = checks_of(reward_handler(lambda sample: sample.response == sample.reference_answer))
    assert failures(checks) == []
    assert "nothing tells" in check_named(checks, "a missing reference is no score").says


def test_conformance_sends_no_more_samples_than_are_allowed():
    sent = []

    def counting(event, context):
        sent.extend(event if isinstance(event, list) else [event])
        return BARE(event, context)

    checks = checks_of(counting, calls=100)
    assert len(sent) <= 100
    assert check_named(checks, "the plain event").outcome == "passed"
    spent = [check for check in checks if "(--calls; in Python calls)" in check.fix]
    assert spent
    assert all(check.open for check in spent)


def test_events_hold_one_sample_where_the_recipe_says_so():
    def alone(event, context):
        assert isinstance(event, dict) or len(event) <= 1
        return BARE(event, context)

    checks = checks_of(alone, batch_size=1)
    assert failures(checks) == []


def test_a_batch_slower_than_the_timeout_fails():
    checks = checks_of(BARE, timeout=1e-9)
    assert failures(checks) == ["the time of a batch"]


def test_a_batch_within_the_timeout_passes():
    assert check_named(checks_of(BARE, timeout=900), "the time of a batch").outcome == "passed"


def test_a_handler_that_fails_under_a_whole_batch_is_found_out():
    def small(event, context):
        if len(event) > 100:
            raise MemoryError("too many")
        return BARE(event, context)

    assert failures(checks_of(small)) == ["the time of a batch"]
    assert failures(checks_of(small, batch_size=64)) == []


def samples():
    turns = (Message("user", "Q"), Message("assistant", "A"))
    return [Sample(f"s{n}", turns, {"answer": str(n)}) for n in range(3)]


def test_check_sample_unchanged_fails_a_reward_that_changes_the_reference():
    def eats(sample):
        return float(sample.reference_answer.pop("answer") == sample.response)

    check = check_sample_unchanged(eats, samples())
    assert (check.outcome, "'s0' was changed" in check.says) == ("failed", True)


def test_check_sample_unchanged_passes_a_reward_that_only_reads():
    assert check_sample_unchanged(lambda sample: 1.0, samples()).outcome == "passed"


def test_check_sample_unchanged_passes_a_reward_that_raises():
    assert (
        check_sample_unchanged(lambda sample: float(sample.response), samples()).outcome == "passed"
    )


PAGE = (Path(__file__).parents[3] / "docs" / "conform.md").read_text("utf-8")


@pytest.mark.parametrize("duty", DUTIES.values(), ids=lambda duty: duty.name)
def test_every_duty_stands_on_the_page_with_its_title_and_its_source(duty):
    outcome = "advice" if duty.advice_on else "failed"
    source = duty.source or "the page of the platform"
    assert f"| {duty.name} | {outcome}: {duty.breach} | {source} |" in PAGE
    assert duty.name == duty.breach or f"| {duty.name} |" in PAGE.partition("## Who says so")[0]


def test_every_check_that_is_made_has_a_duty():
    checks = checks_of(BARE)
    unknown = {check.name for check in checks} - DUTIES.keys()
    assert {name for name in unknown if not name.startswith("event: ")} == set()


@pytest.mark.parametrize(
    ("handler", "rows", "platform", "failed"),
    [
        (
            "noids.py:lambda_handler",
            "plain.jsonl",
            "bedrock",
            {"reply: ids", "a broken row is no score", "right above wrong"},
        ),
        ("swallow.py:lambda_handler", "plain.jsonl", "nova", {"a broken row is no score"}),
        (
            "quick_forge.py:lambda_handler",
            "plain.jsonl",
            "nova",
            {"the plain event", "a missing reference is no score"},
        ),
        ("top.py:lambda_handler", "plain.jsonl", "bedrock", set()),
        ("top.py:lambda_handler", None, "bedrock", set()),
        ("gptoss_like.py:lambda_handler", "gptoss_rows.jsonl", "bedrock", set()),
    ],
)
def test_handlers_as_people_write_them_fail_for_what_they_do_wrong(handler, rows, platform, failed):
    data = None if rows is None else str(shared(f"handlers/{rows}"))
    target = str(shared(f"handlers/{handler.partition(':')[0]}")) + ":lambda_handler"
    options = RunOptions(platform=platform)
    report = assay.conform(target, data, skip=["failing-model"], options=options)
    found = {c.name for c in report.conformance.checks if c.outcome == "failed"}
    assert found >= failed
    assert (report.verdict == "FAIL") == bool(failed)
