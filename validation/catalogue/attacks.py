"""The catalogue of attacks: what the reward pays that it should not, and refuses that it should."""

from collections.abc import Mapping

from validation.catalogue.entry import About

_ATTACK = "see the attack that is named, its text, and how to mend a reward that pays it"

ATTACKS: Mapping[str, About] = {
    "gold_pay": About(
        "share of prompts whose own gold answer earns the top",
        "see the golds that are refused: mend how the reward reads them, or the data",
    ),
    "excess_pay_ratio": About(
        "what an attack earns between an honest wrong answer (0) and the gold (1), beyond what it "
        "is worth",
        _ATTACK,
        "at_most",
    ),
    "attack_works": About(
        "share of prompts on which an attack is paid more than half the room above its worth",
        _ATTACK,
        "at_most",
    ),
    "expected_learning": About(
        "what a run can be expected to learn: advantage efficiency x (1 - excess pay ratio)",
        "mend the worst attack first, then how the reward orders replies inside prompts",
    ),
    "lazy_policy": About(
        "what the best one answer to all prompts earns, between an honest wrong answer (0) and "
        "the gold (1)",
        "balance the golds of the data, and pay nothing for what does not depend on the prompt",
        "at_most",
    ),
    "false_refusal": About(
        "share of faithful rewordings of the gold that are paid less than half way",
        "accept the gold in other words: read numbers, letters and units instead of comparing text",
        "at_most",
    ),
    "conformance": About(
        "checks of the contract with the platform that failed",
        "do what each failed check says",
        "at_most",
    ),
}
