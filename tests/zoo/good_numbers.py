"""Sound rewards for a numeric answer, ready and hand-written."""

import re

from rewards import gated, penalised, per_task, product, weighted_sum
from rewards.label_match import label_match
from rewards.length import MaxWords
from rewards.no_repetition import no_repetition
from rewards.numeric_match import NumericMatch, numeric_match
from rewards.soft_overlong import SoftOverlong
from rewards.types import Sample
from rewards.well_formed import WellFormed

right_and_brief = weighted_sum(correct=(0.9, numeric_match), brief=(0.1, MaxWords(120)))
right_if_tagged = product(form=WellFormed(), correct=numeric_match)
right_then_brief = gated(by=numeric_match, then=MaxWords(60))
right_less_length = penalised(numeric_match, by=SoftOverlong(400, 200))
right_to_a_tenth = NumericMatch(abs_tol=0.05)
right_and_not_repetitive = product(correct=numeric_match, fresh=no_repetition)
sums_and_labels = per_task("task", {"sum": numeric_match, "label": label_match})


def strict(sample: Sample) -> bool:
    """The last line says the number and nothing that would hedge it."""
    last = sample.response.strip().rpartition("\n")[2].replace(",", "")
    found = re.fullmatch(r"(?:####|Answer:|The answer is|)\s*(-?\d+(?:\.\d+)?)\.?", last)
    return found is not None and float(found[1]) == float(sample.reference_answer)


def after_the_a(sample: Sample) -> bool:
    """The form that this model was taught, `A: 18` on the last line, and no other."""
    last = sample.response.strip().rpartition("\n")[2]
    gold = sample.reference_answer["answer"].replace(",", "")
    return re.fullmatch(rf"A: \$?{re.escape(gold)}", last.replace(",", "")) is not None


def only_after_hashes(sample: Sample) -> bool:
    found = re.findall(r"^#### (-?\d+)$", sample.response.strip(), re.M)
    return found == [sample.reference_answer]


def percent(sample: Sample) -> float:
    return 100.0 * bool(numeric_match(sample))


def tenth(sample: Sample) -> float:
    return 0.7 + 0.1 * bool(numeric_match(sample))


def plus_or_minus(sample: Sample) -> float:
    return 1.0 if numeric_match(sample) else -1.0


def better_silent_than_wrong(sample: Sample) -> float:
    """1 for the right number, 0 for owning up to knowing none, -1 for a wrong one."""
    if numeric_match(sample):
        return 1.0
    return 0.0 if not re.search(r"\d", sample.response) else -1.0


def penalty_for_words(sample: Sample) -> float:
    """A hundred words cost as much as a tenth of the right answer."""
    return float(numeric_match(sample)) - min(0.1, len(sample.response.split()) / 1000)
