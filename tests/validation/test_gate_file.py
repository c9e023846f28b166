import pytest

from validation.assumptions import Scale
from validation.errors import InputError
from validation.gate import Bound
from validation.gate_file import DEFAULT_GATE, PRESETS, find_gate, read_gate
from validation.metrics import find_metric


def gate(tmp_path, text):
    path = tmp_path / "gate.toml"
    path.write_text(text)
    return read_gate(path)


def ends(bound):
    return bound.pass_at, bound.fail_at


def test_the_default_gate_holds_the_published_bounds_each_with_its_provenance():
    bounds = read_gate(DEFAULT_GATE).bounds
    assert ends(bounds["within_prompt_accuracy"]) == (0.65, 0.55)
    assert ends(bounds["krippendorff_alpha"]) == (0.667, None)
    assert ends(bounds["zero_variance_groups"]) == (None, 0.9)
    assert ends(bounds["scored_share"]) == (1.0, None)
    assert ends(bounds["judges"]) == (2, None)
    assert all(bound.provenance for bound in bounds.values())


@pytest.mark.parametrize("name", PRESETS)
def test_every_bound_of_every_preset_says_where_it_comes_from(name):
    assert all(bound.provenance for bound in read_gate(PRESETS[name]).bounds.values())


def test_a_strict_gate_asks_for_all_that_the_default_asks_and_more():
    default, strict = (read_gate(PRESETS[name]).bounds for name in ("judged", "strict"))
    assert set(default) < set(strict)
    for name, bound in default.items():
        stricter = strict[name].pass_at
        if bound.pass_at is not None and find_metric(name).direction == "at_least":
            assert stricter is not None
            assert stricter >= bound.pass_at


def test_a_gate_says_steps_by_the_pass_rate(tmp_path):
    read = gate(tmp_path, "excess_pay_ratio = { steps = [[0, 0], [0.2, 0.1]], fail = 0.95 }")
    bound = read.bounds["excess_pay_ratio"]
    assert (bound.steps, bound.fail_at, bound.decides) == (((0, 0), (0.2, 0.1)), 0.95, True)


def test_an_override_needs_a_reason_in_writing(tmp_path):
    reason = "Both judges are replaced before the run; agreed on 3 May."
    read = gate(tmp_path, f"judges = {{ pass = 2 }}\n[override]\njudges = '{reason}'")
    assert read.overrides == {"judges": reason}


def test_a_gate_says_bounds_and_scales(tmp_path):
    read = gate(
        tmp_path,
        """
        generations = 8
        prompts = { pass = 50, warn = 100 }
        "within_prompt_accuracy:ann" = { fail = 0.5 }
        [range]
        reward = [-1, 1]
        [ratings.ann]
        scale = [1, 5]
        human = true
        """,
    )
    assert read.bounds == {
        "prompts": Bound(50, None, 100),
        "within_prompt_accuracy:ann": Bound(None, 0.5),
    }
    assert read.declared.generations == 8
    assert read.declared.humans == {"ann"}
    assert read.declared.reward_range == Scale(-1.0, 1.0, "declared")
    assert read.declared.rating_scales == {"ann": Scale(1.0, 5.0, "declared")}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected at least one bound with pass or fail, got none"),
        ("prompts = { warn = 5 }", "expected at least one bound with pass or fail"),
        ("generations = 8", "expected at least one bound with pass or fail"),
        (
            "\nwithin_prompt_acuracy = { pass = 1 }",
            ":2: within_prompt_acuracy: unknown; did you mean 'within_prompt_accuracy'",
        ),
        ("prompts = 5", ":1: prompts: expected an object, got 5"),
        ("prompts = {}", ":1: prompts: expected at least one of pass, fail, warn and steps"),
        (
            "prompts = { steps = [[0, 1], [0, 2]] }",
            ":1: prompts: steps: expected rising pass rates",
        ),
        ("prompts = { steps = [[0, 1]], pass = 1 }", "expected either pass or steps, got both"),
        ("prompts = { pas = 5 }", ":1: prompts.pas: unknown key"),
        ("prompts = { pass = 'many' }", r":1: prompts.pass: Input should be a valid number"),
        ("prompts = { pass = nan }", ":1: prompts.pass: Input should be a finite number"),
        ("prompts = { pass = 1, fail = 2 }", r"expected fail to be at most pass \(1\), got 2"),
        ("ceiling_rate = { pass = 0.5, fail = 0.2 }", r"fail to be at least pass \(0.5\), got 0.2"),
        (
            "prompts = { pass = 1 }\n[range]\nreward = [1, 0]",
            ":2: range.reward: expected the lower",
        ),
        (
            "prompts = { pass = 1 }\n[ratings.ann]\nscale = [1]",
            ":2: ratings.ann.scale: List should",
        ),
        ("prompts = { pass = 1 }\ngenerations = 1", ":2: generations: Input should be greater"),
        ("prompts = ", "gate.toml: Invalid value"),
        ("prompts = { pass = 1 }\n[override]\nprompts = 'ok'", "override.prompts: String should"),
        (
            "prompts = { pass = 1 }\n[override]\njudges = 'there are none, and none will come'",
            ":2: override.judges: expected the name of a bound in this gate",
        ),
    ],
)
def test_a_gate_that_makes_no_sense_is_refused_with_the_place(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        gate(tmp_path, text)


def test_a_missing_gate_says_so(tmp_path):
    with pytest.raises(InputError, match=r"gate\.toml: No such file"):
        read_gate(tmp_path / "gate.toml")


def test_a_gate_takes_the_bounds_of_a_preset_and_changes_some(tmp_path):
    read = gate(
        tmp_path, "preset = 'judged'\nmade_answers = true\nstd = false\njudges = { pass = 3 }"
    )
    default = read_gate(DEFAULT_GATE).bounds
    assert read.bounds == {**default, "judges": Bound(pass_at=3)}
    assert (read.made_answers, read.declared.std) == (True, False)


def test_a_gate_names_a_preset_that_there_is_not(tmp_path):
    with pytest.raises(InputError, match=r"preset: expected one of judged, .*, got 'loose'"):
        gate(tmp_path, "preset = 'loose'")


@pytest.mark.parametrize("name", ["judged", "verifiable", "strict"])
def test_presets_for_rewards_bound_what_a_run_is_expected_to_learn(name):
    bounds = read_gate(PRESETS[name]).bounds
    assert {"expected_learning", "signal_to_noise", "advantage_kept"} <= set(bounds)


def test_the_preset_for_judges_asks_stored_ratings_for_no_attack():
    bounds = find_gate("judges").bounds
    asked = {name for name, bound in bounds.items() if bound.decides and not bound.if_callable}
    assert asked.isdisjoint({"gold_pay", "excess_pay_ratio", "expected_learning", "conformance"})
