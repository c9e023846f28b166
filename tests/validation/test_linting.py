"""What is found in rows before a run: each rule on the smallest rows that break it."""

import json
from pathlib import Path

import pytest

from assay import lint
from rewards import numeric_match
from tests.samples import shared
from validation.errors import InputError
from validation.linting import LintRows, check_rows, read_lines
from validation.recipes.document import Recipe, Setting
from validation.recipes.finding import Evidence, plan_run
from validation.row_keys import PLAIN_RULES


def asked(*questions, gold="1"):
    return [
        {"messages": [{"role": "user", "content": text}], "reference_answer": gold}
        for text in questions
    ]


def found(rows, *rules, **options):
    return [
        (finding.harm, finding.rule, finding.line)
        for finding in lint(rows, **options).findings
        if finding.rule in rules
    ]


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("row_nova_chemistry", "nova"),
        ("row_nova_math_extras", "nova"),
        ("row_nova_tools", "nova"),
        ("row_bedrock_gsm8k_string_reference", "bedrock"),
        ("row_verl_oss", "serverless-oss"),
        ("row_mtrl_prompt", "serverless-multi-turn"),
        ("row_hyperpod_multiturn", "hyperpod-multi-turn"),
        ("bad_row_nova_assistant_role", None),
        ("bad_row_list_reference", None),
        ("bad_row_numeric_reference", None),
        ("bad_row_system_not_first", None),
    ],
)
def test_platform_rules_pass_the_documented_rows_and_refuse_the_bad_ones(name, platform):
    row = json.loads(shared(f"events/{name}.json").read_text())
    broken = found([row], "platform", "form", platform=platform or "nova")
    assert (("error", "platform", 1) in broken) == (platform is None)
    assert platform is None or broken == []


@pytest.mark.parametrize(
    ("platform", "row"),
    [
        ("hyperpod-multi-turn", {"id": "1", "metadata": {"prompt": "Go", "turns": 3}}),
        ("hyperpod-multi-turn", {"id": "1", "metadata": {"prompt": "Go", "info": "no JSON"}}),
        ("serverless-multi-turn", {"prompt": [{"role": "user", "content": "Go"}]}),
        ("serverless-oss", {"prompt": "Go", "data_source": "own", "reward_model": {}}),
        ("nova", {"messages": [{"role": "user", "content": "  "}]}),
        ("nova", {"messages": [{"role": "user", "content": "Go", "name": "Ann"}]}),
        ("nova", {**asked("Go")[0], "tools": [{"type": "function", "function": {"name": "f"}}]}),
        ("nova", {**asked("Go")[0], "id": 7}),
    ],
)
def test_platform_rules_refuse_siblings_of_the_bad_rows(platform, row):
    assert ("error", "platform", 1) in found([row], "platform", platform=platform)


def test_platform_rules_want_the_same_keys_in_all_rows_of_an_environment():
    rows = [
        {"id": "1", "metadata": {"prompt": "Go", "answer": "a"}},
        {"id": "2", "metadata": {"prompt": "Stop"}},
    ]
    assert found(rows, "platform", platform="hyperpod-multi-turn") == [("error", "platform", 2)]


def test_golds_conflict_where_one_prompt_has_two_and_not_where_a_number_is_written_anew():
    rows = [*asked("What is  3+4?", gold="7"), *asked("what is 3+4?", gold=7.0)]
    assert found(rows, "conflicting golds", "duplicates") == [("advice", "duplicates", 2)]
    rows += asked("What is 3+4?", gold="8")
    assert ("error", "conflicting golds", 3) in found(rows, "conflicting golds")


def test_duplicates_are_no_two_replies_to_one_prompt():
    turn = {"role": "user", "content": "What is 3+4?"}
    rows = [
        {"messages": [turn, {"role": "assistant", "content": text}], "reference_answer": "7"}
        for text in ("7", "8", "7")
    ]
    assert found(rows, "duplicates") == [("advice", "duplicates", 3)]


LONG = "Natalia sold clips to 48 of her friends in April, and then half as many clips in May."


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (f"Please: {LONG}", True),
        (LONG.replace("clips", "pens", 1), True),
        (LONG.replace("48", "52"), False),  # other numbers are another question
        (
            "How many legs have seven spiders together, if none of them has lost a single one?",
            False,
        ),
    ],
)
def test_near_duplicates_share_text_and_numbers(other, expected):
    assert bool(found(asked(LONG, other), "near-duplicates")) == expected


def test_near_duplicates_are_not_made_by_an_instruction_that_all_prompts_share():
    instruction = "Think step by step, and put the final answer into a box at the end of it all."
    animals = [
        "ant",
        "bee",
        "cow",
        "dog",
        "elk",
        "fox",
        "gnu",
        "hen",
        "ibis",
        "jay",
        "kite",
        "lynx",
    ]
    prompts = [f"{instruction}\nWhat does a {animal} eat?" for animal in animals]
    assert found(asked(*prompts), "near-duplicates") == []


@pytest.mark.parametrize(
    ("prompt", "gold", "expected"),
    [
        ("What is 5*5? The answer is 25.", "25", True),
        ("What is 5*5? Answer: **25**", "25", True),
        ("What is 5*5? #### 25", "5 * 5 = 25\n#### 25", True),
        ("What is 5*5? The answer is 255.", "25", False),
        ("What is 5*5? The answer is 25.5 less 0.5.", "25", False),
        ("Is it so? The answer is yes or no.", "yes", False),
        ("Is 25 odd? Name a square.", "25", False),
    ],
)
def test_leaks_are_golds_that_the_prompt_tells_as_the_answer(prompt, gold, expected):
    assert (("error", "leaks", 1) in found(asked(prompt, gold=gold), "leaks")) == expected


def test_references_are_missed_where_other_rows_have_one():
    rows = [*asked("One?"), *asked("Two?", gold=" "), *asked("Three?", gold=None)]
    errors = [("error", "references", 2), ("error", "references", 3)]
    assert found(rows, "references") == errors
    assert found(rows[2:], "references") == [("advice", "references", None)]


def test_count_holds_bedrock_to_a_hundred_rows():
    rows = asked(*(f"Question {n}" for n in range(99)))
    assert found(rows, "count", platform="bedrock") == [("error", "count", None)]
    rows += asked("One more")
    assert found(rows, "count", platform="bedrock") == []


def test_lengths_are_those_of_the_recipe():
    settings = {
        name: Setting(name, value, value)
        for name, value in {
            "training_config.max_length": 120,
            "training_config.rollout.generator.max_new_tokens": 100,
        }.items()
    }
    plan = plan_run(Recipe("r", "nova training job", "training-job", settings, {}), Evidence())
    rows = [*asked("x" * 80), *asked("x" * 81), *asked("Short", gold="y" * 404)]
    content = "\n".join(map(json.dumps, rows)).encode()
    read, _ = read_lines("rows", content, PLAIN_RULES, None)
    lines = [f.line for f in check_rows(LintRows(read, None, plan)) if f.rule == "lengths"]
    assert lines == [2, 3]  # 21 tokens of prompt in 20, 101 tokens of gold in 100


def test_golds_are_sent_to_the_reward_and_named_where_it_does_not_pay_them():
    rows = [*asked(*(f"What is {n}+1?" for n in range(30)), gold="2"), *asked("Why?", gold="blue")]

    def pays_two(sample):
        return "2" in sample.response

    assert found(rows, "golds", reward=pays_two) == [("error", "golds", 31)]
    broken = lint(rows, reward=numeric_match).findings
    assert [f.says for f in broken if f.rule == "golds"] == [
        "the reward does not score the gold: ValueError: reference_answer: expected one number, "
        "got 'blue'"
    ]


def test_lint_refuses_an_unknown_rule_and_an_empty_file(tmp_path):
    with pytest.raises(InputError, match="skip: 'leeks' is unknown; did you mean 'leaks'"):
        lint(asked("Go"), skip=["leeks"])
    empty = Path(tmp_path / "empty.jsonl")
    empty.write_text("\n")
    with pytest.raises(InputError, match="expected at least one row"):
        lint(empty)
