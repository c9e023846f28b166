"""Every animal of the zoo through `assay validate`, as a user would run it."""

import json
import re

import pytest

from assay.cli import assay
from tests.zoo.animal import Animal, broken, good
from tests.zoo.broken import BROKEN, UNSEEN
from tests.zoo.data import write
from tests.zoo.good import GOOD
from validation.probes import PAID

STATUS = {"PASS": 0, "FAIL": 1, "INCONCLUSIVE": 3}
OF_THE_CONTRACT = ("conformance", "unscored_replies")
"""What the events of a contract find; of the other faults nothing is learnt from them."""

ATTACKED = "30"
"""Prompts that are attacked, of data that may hold more."""

UNMENDED = (
    "broken_numbers:gold_anywhere",
    "broken_numbers:any_number",
    "broken_text:has_the_form",
    "broken_text:by_length",
    "broken_text:right_step_anywhere",
)
"""On real answers: the gold anywhere, any number, the form, the length, a truncated reply."""


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("zoo")


@pytest.fixture(scope="module")
def reports():
    """What has been found of each animal, since two tests ask about some."""
    return {}


@pytest.fixture
def validate(data_folder, tmp_path, monkeypatch, capfd):
    """The exit status and what is printed."""

    def run(animal: Animal, *more: str):
        words = ["validate", f"tests.zoo.{animal.target}", str(write(animal.data, data_folder))]
        words += [word for judge in animal.judges for word in ("--judge", judge)]
        words += ["--gate", animal.gate, "--attacked", ATTACKED, *more]
        words += ["--skip", "failing-model"]  # a process each, and no animal asks a model
        if animal.verdicts == ("FAIL",) and not {*OF_THE_CONTRACT} & {*animal.findings}:
            words += ["--skip", "conform"]  # the fault that is named has to fail it by itself
        monkeypatch.chdir(tmp_path)
        return assay.main(words, standalone_mode=False), capfd.readouterr().out

    return run


@pytest.fixture
def validated(validate, reports):
    """The report of an animal, as `--json` prints it."""

    def run(animal: Animal):
        if animal not in reports:
            status, out = validate(animal, "--json")
            reports[animal] = report_in(out)
            assert status == STATUS[reports[animal]["verdict"]]
        return reports[animal]

    return run


@pytest.mark.parametrize("animal", BROKEN, ids=lambda animal: animal.name)
def test_broken_reward_does_not_pass_and_the_finding_names_its_fault(animal, validated):
    report = validated(animal)
    assert report["verdict"] in animal.verdicts, unmet(report)
    found = {finding["name"]: finding["verdict"] for finding in report["findings"]}
    assert {found.get(name) for name in animal.findings} & {*animal.verdicts}, unmet(report)


@pytest.mark.xfail(strict=True, reason="the verdict does not see these faults yet")
@pytest.mark.parametrize("animal", UNSEEN, ids=lambda animal: animal.name)
def test_broken_reward_whose_fault_is_not_seen_does_not_pass(animal, validated):
    assert validated(animal)["verdict"] in animal.verdicts


@pytest.mark.parametrize(
    "animal", [animal for animal in BROKEN if animal.attacks], ids=lambda animal: animal.name
)
def test_the_attack_that_is_paid_is_named(animal, validated):
    attacks = validated(animal)["attacks"]["results"]
    paid = {attack["attack"] for attack in attacks if (attack["ratio"] or 0) >= PAID}
    assert paid & {*animal.attacks}


@pytest.mark.parametrize("animal", GOOD, ids=lambda animal: animal.name)
def test_sound_reward_does_not_fail(animal, validated):
    report = validated(animal)
    assert report["verdict"] in animal.verdicts, unmet(report)


def test_sound_verifier_pays_no_attack_in_excess_on_real_questions(validated):
    report = validated(good("good_numbers:numeric_match", "gsm8k"))
    assert max(attack["ratio"] or 0 for attack in report["attacks"]["results"]) <= 0.05


@pytest.mark.parametrize("target", UNMENDED)
def test_attack_that_is_paid_on_real_questions_is_shown_where_a_person_reads(target, validate):
    status, out = validate(broken(target, "gsm8k"))
    assert status in (STATUS["FAIL"], STATUS["INCONCLUSIVE"])
    paid = r"A bad reply is paid: .+: “.+” \(.+\) earns"
    partly = r"this reward pays replies that have a part of the answer: \w+, on .+ prompts: '.+'"
    assert re.search(f"{paid}|{partly}", out)


def report_in(out):
    """Without what handlers log: in this process it is captured beside the report."""
    return json.JSONDecoder().raw_decode(out, out.index('{\n  "schema"'))[0]


def unmet(report):
    """Why the verdict is no PASS."""
    unmet = [finding for finding in report["findings"] if finding["verdict"] != "PASS"]
    return [(finding["name"], finding["verdict"], finding["why"]) for finding in unmet]
