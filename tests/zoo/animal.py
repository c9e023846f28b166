"""What is known of a reward in the zoo before anybody measures it."""

from dataclasses import dataclass

from validation.gate import Verdict

MEASURED_ON_REPLIES = ("distinct_values", "within_prompt_accuracy", "zero_variance_groups")
GOLD, EXCESS, LAZY = "gold_pay", "excess_pay_ratio", "lazy_policy"
LEARNING = "expected_learning"


@dataclass(frozen=True)
class Animal:
    """A reward, what it is shown on, and what must come of it.

    `target` is `module:name` inside of this package. Of `findings` at least one must be a FAIL,
    or, where the verdict may be INCONCLUSIVE too, no PASS; of `attacks` at least one must be
    named where the user reads. `verdicts` are those that an expert would sign.
    """

    target: str
    data: str
    findings: tuple[str, ...] = ()
    attacks: tuple[str, ...] = ()
    gate: str = "verifiable"
    judges: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ("FAIL",)

    @property
    def name(self) -> str:
        """For the report of the tests."""
        return f"{self.target.partition('_')[2]} on {self.data}"


def broken(
    target: str, data: str, *findings: str, attacks: str = "", gate: str = "verifiable"
) -> Animal:
    """Nothing but FAIL will do."""
    return Animal(target, data, findings, tuple(attacks.split()), gate)


def doubtful(target: str, data: str, *findings: str, attacks: str = "") -> Animal:
    """Anything but PASS will do: the data alone do not settle how bad it is."""
    return Animal(target, data, findings, tuple(attacks.split()),
                  verdicts=("FAIL", "INCONCLUSIVE"))  # fmt: skip


def good(target: str, data: str, gate: str = "verifiable", judges: tuple[str, ...] = ()) -> Animal:
    """Nothing but PASS will do."""
    return Animal(target, data, gate=gate, judges=judges, verdicts=("PASS",))


def sound(target: str, data: str, gate: str = "verifiable", judges: tuple[str, ...] = ()) -> Animal:
    """Anything but FAIL will do: it is sound, though something may be left unsettled."""
    return Animal(target, data, gate=gate, judges=judges, verdicts=("PASS", "INCONCLUSIVE"))
