"""Judging by named criteria: each has its choices, its weight, and its own part of the score."""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, NoReturn

from judges.ask import GREEDY, Ask, Entry, Sampling, VerdictSchema
from judges.prompt import Against, JudgePrompt, check_view, run_judge
from judges.verdict import Verdict
from rewards.parts import score_parts, total_usage
from rewards.types import Sample, Score

_NAME = re.compile(r"[a-z][a-z0-9_]{0,50}")
# The end of the name of the entry that holds a criterion's reason.
_REASON = "_reason"


@dataclass(frozen=True)
class Criterion:
    """One thing that a reply is judged by: what is asked, and the choices from worst to best.

    The first choice is worth 0, the last 1, and those between them equal steps. Raises ValueError
    for fewer than two choices, the same one twice, or a weight that is not finite and above 0.

    Attributes:
        name: of a-z, 0-9 and _; the name of its part of the score.
        says: what is asked of the reply.
        choices: the model picks one of these.
        weight: its share of the mean, beside the weights of the others.
    """

    name: str
    says: str
    choices: tuple[str, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name.endswith(_REASON):
            self._refuse(f"expected a name of a-z, 0-9 and _, not ending in {_REASON}")
        if not self.says.strip():
            self._refuse("says: expected what is asked of the reply, got nothing")
        different = {choice.strip() for choice in self.choices} - {""}
        if len(self.choices) < 2 or len(different) < len(self.choices):
            self._refuse(f"choices: expected two or more, all different, got {self.choices}")
        if not 0 < self.weight < math.inf:
            self._refuse(f"weight: expected a finite number above 0, got {self.weight!r}")

    def value(self, choice: str) -> float:
        """A choice on 0..1."""
        return self.choices.index(choice) / (len(self.choices) - 1)

    def _refuse(self, problem: str) -> NoReturn:
        raise ValueError(f"criterion {self.name!r}: {problem}")


@dataclass(frozen=True)
class Criteria:
    """The weighted mean of the criteria, each judged by its choices; every one is a part.

    Raises ValueError for no criteria, the same name twice or an unknown setting; when called, what
    `Judge` raises: a criterion that the model leaves out or judges twice is an error and never left
    out of the mean.

    Attributes:
        ask: the model that is asked.
        criteria: what the reply is judged by; see `read_criteria` for a file of them.
        asking: all in one question ("together"), or each in a question of its own ("apart"), which
            costs more and keeps one criterion's opinion out of the next one's.
        against: what the reply is held against beside the criteria; as in `Judge`.
        shown: fields of the sample's metadata that the judge sees too.
        sampling: how the model draws its answer.
    """

    ask: Ask
    criteria: tuple[Criterion, ...]
    _: KW_ONLY
    asking: Literal["together", "apart"] = "together"
    against: Against = "nothing"
    shown: tuple[str, ...] = ()
    sampling: Sampling = GREEDY

    def __post_init__(self) -> None:
        names = [criterion.name for criterion in self.criteria]
        if not names or len({*names}) < len(names):
            raise ValueError(f"criteria: expected one or more, all different, got {names}")
        if self.asking not in ("together", "apart"):
            raise ValueError(f"asking: expected together or apart, got {self.asking!r}")
        check_view(self.against, self.shown)

    def __call__(self, sample: Sample) -> Score:
        if self.asking == "together":
            return run_judge(self._prompt(self.criteria), self.ask, sample, self._score_together)
        parts = {
            c.name: partial(run_judge, self._prompt((c,)), self.ask, read=partial(_part, c))
            for c in self.criteria
        }
        return self._mean(dict(score_parts(parts, sample)))

    def _prompt(self, criteria: Iterable[Criterion]) -> JudgePrompt:
        entries: list[Entry] = []
        rules = ["Judge the reply by each of these:"]
        for c in criteria:
            reason = f"What in the reply decides on {c.name}, step by step."
            choice = f"The choice for {c.name}."
            entries += [Entry(c.name + _REASON, reason), Entry(c.name, choice, c.choices)]
            choices = " / ".join(c.choices)
            rules.append(f"{c.name}: {c.says}\nIts choices, from worst to best: {choices}")
        form = VerdictSchema(tuple(entries))
        return JudgePrompt("\n\n".join(rules), form, self.against, self.shown, self.sampling)

    def _score_together(self, verdict: Verdict) -> Score:
        return self._mean({c.name: _part(c, verdict) for c in self.criteria})

    def _mean(self, parts: Mapping[str, Score]) -> Score:
        weights = math.fsum(criterion.weight for criterion in self.criteria)
        total = math.fsum(c.weight * parts[c.name].value for c in self.criteria)
        reason = "; ".join(f"{name}: {part.reason}" for name, part in parts.items())
        return Score(total / weights, reason, parts=parts, usage=total_usage(parts.values()))


def _part(criterion: Criterion, verdict: Verdict) -> Score:
    choice = verdict.text(criterion.name)
    return Score(criterion.value(choice), f"{choice}: {verdict.text(criterion.name + _REASON)}")


def read_criteria(path: str | Path) -> tuple[Criterion, ...]:
    """The criteria of a TOML file, one table each with `says`, `choices` and perhaps `weight`.

    Raises ValueError, with the path and the criterion, for what is not in that form: a criterion
    that is there twice, an unknown key, a choice that is no text.
    """
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        if not tables:
            raise ValueError("expected at least one criterion, got none")
        return tuple(_criterion(name, table) for name, table in tables.items())
    except (ValueError, OverflowError) as error:  # of TOML, of the text's encoding, or one of ours
        raise ValueError(f"{path}: {error}") from error


def _criterion(name: str, table: Any) -> Criterion:
    if not isinstance(table, Mapping):
        raise ValueError(f"{name}: expected a table, [{name}], got {table!r}")
    unknown = {*table} - {"says", "choices", "weight"}
    if unknown:
        raise ValueError(f"{name}.{min(unknown)}: expected says, choices or weight")
    says, choices, weight = table.get("says"), table.get("choices"), table.get("weight", 1.0)
    if not isinstance(says, str):
        raise ValueError(f"{name}.says: expected a text, got {says!r}")
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise ValueError(f"{name}.choices: expected a list of texts, got {choices!r}")
    if isinstance(weight, bool) or not isinstance(weight, int | float):
        raise ValueError(f"{name}.weight: expected a number, got {weight!r}")
    return Criterion(name, says, tuple(choices), float(weight))
