"""What a measurement is about, told by its name: the titles that the page groups them under."""

from collections.abc import Collection, Mapping
from typing import Literal

Theme = Literal["data", "order", "signal", "spread", "bias", "parts", "attacks", "judges"]

TITLES: Mapping[Theme, str] = {
    "data": "The data",
    "order": "Does the reward tell good from bad?",
    "signal": "Is there signal inside a group?",
    "spread": "How are the scores spread?",
    "bias": "Does it pay for what it should not?",
    "parts": "What the reward is made of",
    "attacks": "What known-bad answers are paid",
    "judges": "The judges",
}

_WORDS: Mapping[Theme, str] = {
    "parts": "part component cancel collapse",
    "attacks": "excess_pay attack probe gold_pay lazy_policy false_refusal learning conformance",
    "bias": "length position",
    "judges": "judge alpha agreement kappa gwet fleiss scott randolph icc ccc kendall_w bland "
    "alt_test preference consistency changed_ratings missing_judges "
    "flip_rate bias_to_people rater rating_mode disattenuated",
    "signal": "variance advantage reliability snr pass_rate",
    "spread": "ceiling floor mode distinct entropy",
}
_DATA = ("prompts", "samples", "scored_share")


def theme_of(name: str, raters: Collection[str] = ()) -> Theme:
    """Where a measurement belongs; `NAME:rater` is the judges', whatever NAME is."""
    base, _, of = name.partition(":")
    if of in raters and of:
        return "judges"
    if base in _DATA:
        return "data"
    found = (
        theme for theme, words in _WORDS.items() if any(word in base for word in words.split())
    )
    return next(found, "order")
