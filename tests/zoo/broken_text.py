"""Rewards that read the wrong thing in a text: its form, its length, its words, another's turn."""

import re

from rewards.numeric_match import numeric_match
from rewards.scoring import score
from rewards.types import Reward, Sample
from tests.zoo.broken_numbers import NUMBER, gold_of, numbers


def last_number(sample: Sample) -> float | None:
    found = numbers(sample.response)
    return found[-1] if found else None


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def has_the_form(sample: Sample) -> bool:
    forms = r"#### -?\d+|\\boxed\{|The answer is -?\d+\.|^A: -?\d+$"
    return re.search(forms, sample.response, re.M) is not None


def mostly_form(sample: Sample) -> float:
    """The easy part outweighs the hard one."""
    return 0.8 * has_the_form(sample) + 0.2 * (last_number(sample) == gold_of(sample))


def has_tags(sample: Sample) -> bool:
    return re.search(r"<think>.*</think>\s*<answer>.*</answer>", sample.response, re.S) is not None


def by_length(sample: Sample) -> float:
    return min(1.0, len(sample.response) / 400)


def mostly_length(sample: Sample) -> float:
    """Encourages reasoning, up to a point."""
    right = last_number(sample) == gold_of(sample)
    return 0.7 * min(1.0, len(sample.response.split()) / 40) + 0.3 * right


def too_long_to_read(sample: Sample) -> bool:
    """Gives a reply that is cut off at the limit the benefit of the doubt."""
    return len(sample.response) > 4000 or last_number(sample) == gold_of(sample)


def by_brevity(sample: Sample) -> float:
    return 1 / (1 + len(sample.response.split()))


def reasons(sample: Sample) -> float:
    """Pays what looks like reasoning."""
    marks = ("because", "step", "therefore", "first", "so ")
    return min(1.0, sum(mark in sample.response.lower() for mark in marks) / 3)


def right_or_reasoned(sample: Sample) -> float:
    right = last_number(sample) == gold_of(sample)
    return 1.0 if right else min(1.0, 0.3 * len(re.findall("because|therefore", sample.response)))


def same_beginning(sample: Sample) -> bool:
    """Compares as many characters as a form field once had."""
    return sample.response.strip()[:24] == str(sample.reference_answer).strip()[:24]


def right_step_anywhere(sample: Sample) -> bool:
    """The right result of any step will do, whatever is said in the end."""
    gold = sample.reference_answer
    final = float((gold["answer"] if isinstance(gold, dict) else gold).rpartition("####")[2])
    steps = re.findall(r"= ?\$?(\d+)\b", sample.response)
    return final in map(float, steps) or last_number(sample) == final


def reads_the_thinking(sample: Sample) -> bool:
    """The tag is looked for and then forgotten."""
    thought = re.search(r"<think>(.*?)</think>", sample.response, re.S)
    places = [thought.group(1) if thought else "", sample.response.rpartition("</think>")[2]]
    return any(gold_of(sample) in numbers(place)[-1:] for place in places)


def any_answer_tag(sample: Sample) -> bool:
    """All of the doubled tags are tried."""
    found = re.findall(r"<answer>(.*?)</answer>", sample.response, re.S)
    return any(numbers(answer)[-1:] == [gold_of(sample)] for answer in found)


def inside_the_tags(sample: Sample) -> bool:
    """From the first opening tag to the last closing one, so that one pair may hold it all."""
    found = re.search(r"<answer>(.*)</answer>", sample.response, re.S)
    return bool(found) and gold_of(sample) in numbers(found.group(1) if found else "")


def gold_unescaped(sample: Sample) -> bool:
    """As a pattern a dot is any character: 13.5 is found in 1375."""
    return re.search(str(sample.reference_answer), sample.response) is not None


def no_denial(sample: Sample) -> bool:
    """Any label that is named is chosen, denied or not."""
    return str(sample.reference_answer) in sample.response.lower()


def any_hedge(sample: Sample) -> bool:
    """`A or B` is as good as A."""
    chosen = re.findall(r"\b[A-D]\b", sample.response)
    return str(sample.reference_answer) in chosen


def letter_anywhere(sample: Sample) -> bool:
    return str(sample.reference_answer).lower() in sample.response.lower()


def word_recall(sample: Sample) -> float:
    """What of the reference is somewhere in the reply; what else is there costs nothing."""
    gold = words(str(sample.reference_answer))
    return sum(word in words(sample.response) for word in gold) / len(gold)


def bag_of_words(sample: Sample) -> float:
    """Word salad will do."""
    said, gold = set(words(sample.response)), set(words(str(sample.reference_answer)))
    return 2 * len(said & gold) / (len(said) + len(gold)) if said else 0.0


def letters_in_common(sample: Sample) -> float:
    """The share of the reference's characters that occur in the reply at all."""
    gold = set(str(sample.reference_answer).lower())
    return len(gold & set(sample.response.lower())) / len(gold)


def like_the_prompt(sample: Sample) -> float:
    """Meant to keep to the subject."""
    asked = set(words(sample.messages[-2].content))
    return len(asked & set(words(sample.response))) / len(asked)


def first_turn_of_the_model(sample: Sample) -> bool:
    said = next(turn.content for turn in sample.messages if turn.role == "assistant")
    return numbers(said)[-1:] == [gold_of(sample)]


def turn_of_the_user(sample: Sample) -> bool:
    return NUMBER.findall(sample.messages[-2].content)[-1:] == [str(sample.reference_answer)]


def all_turns(sample: Sample) -> bool:
    """The whole conversation as one text, gold in it or not."""
    return str(sample.reference_answer) in " ".join(turn.content for turn in sample.messages)


def hole_in_one_task(sample: Sample) -> float | None:
    """Sums are checked well; of a label only that there is one."""
    if sample.metadata["task"] == "label":
        return float(any(label in sample.response.lower() for label in sample.metadata["labels"]))
    return score_of(numeric_match, sample)


def score_of(reward: Reward, sample: Sample) -> float:
    found = score(reward, sample)
    return found.value if found else 0.0


def polite(sample: Sample) -> float:
    """A keyword reward for letters to customers."""
    wanted = ("sorry", "apology", "courier", "may", "depot")
    return sum(word in sample.response.lower() for word in wanted) / len(wanted)
