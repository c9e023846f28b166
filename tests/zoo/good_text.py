"""Sound rewards for options, labels and short answers."""

from rewards.exact_match import ExactMatch, exact_match
from rewards.label_match import label_match
from rewards.multiple_choice import multiple_choice
from rewards.token_f1 import token_f1
from rewards.types import Sample

choice = multiple_choice
label = label_match
label_alone = ExactMatch(ignore_case=True)
words = token_f1


def letter_alone(sample: Sample) -> bool:
    """The letter, whatever stands around it that is not a word."""
    said = sample.response.removeprefix("The answer is").removeprefix("Answer:")
    return bool(said.strip(" .()\n") == sample.reference_answer)


def name_alone(sample: Sample) -> bool:
    return exact_match(sample)
