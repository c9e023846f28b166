"""What a reply owes: each rule, the faults that break it, known by their text, and its mending."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rewards.wire import Platform


@dataclass(frozen=True)
class Rule:
    """A rule's name, the faults that break it, and how they are mended."""

    name: str
    about: re.Pattern[str]
    fix: str


COUNT = Rule(
    "reply: count",
    re.compile(r"entries, one a sample"),
    "Answer with one entry for each sample, in the event's order; never pass one over.",
)
IDS = Rule(
    "reply: ids",
    re.compile(r"^reply\[\d+\]\.id:|^reply: .*(?:missing for the sample|too many with the id)"),
    "Echo each sample's id as it came; give one that came without an id an id of its own.",
)
SCORES = Rule(
    "reply: scores",
    re.compile(r"^reply\[\d+\]\.aggregate_reward_score|is not a number of JSON"),
    "Answer with a finite number for each sample: no NaN, Infinity, null, text or bool. What "
    "cannot be scored raises.",
)
METRICS = Rule(
    "reply: metrics",
    re.compile(r"^reply\[\d+\]\.metrics_list"),
    'Give each metric a name of its own, a finite number and the type "Metric" or "Reward".',
)
FORM = Rule("reply: form", re.compile(""), "Answer with the bare list of entries, as strict JSON.")
"""What no other rule is about."""

RULES = (COUNT, IDS, SCORES, METRICS, FORM)

_FORMS: dict[Platform, str] = {
    "serverless-oss": 'Answer with {"statusCode": 200, "body": "<the list as JSON text>"}.',
    "scorer": "Answer with the bare list of entries, or with the list as JSON text in `body`.",
}


def rule_of(fault: str) -> Rule:
    """The rule that a fault breaks."""
    return next(rule for rule in RULES if rule.about.search(fault))


def fix_of(rule: Rule, platform: Platform) -> str:
    return _FORMS.get(platform, rule.fix) if rule is FORM else rule.fix


def told_once(faults: Iterable[str]) -> tuple[str, ...]:
    """The faults, without the ids of entries that lack: their count says it."""
    kept = list(faults)
    if any(rule_of(fault) is COUNT for fault in kept):
        kept = [fault for fault in kept if rule_of(fault) is not IDS]
    return tuple(kept)
