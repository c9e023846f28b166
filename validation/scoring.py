"""The score table: what the target and every judge said of every sample."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rewards.scoring import Outcome, ScoringError, ratings_by_path, score_all
from rewards.types import Reward, Score
from validation.dataset import Dataset, LabelledSample, prompt_digest
from validation.errors import InputError, outage_cause
from validation.statistics.values import round_values
from validation.targets.target import NO_NUMBER, Target, rating_outcomes

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Errors that end the asking and say nothing of the reply: money or calls are spent, time is up.
_NOT_OF_THE_REPLY = frozenset({"BudgetError", "CallLimitError", "SampleLimitError"})


@dataclass(frozen=True)
class UnscoredReply:
    """A reply that the kit made itself, and for which the target gave no finite number.

    Attributes:
        prompt_id: the prompt that it answers, or the sample of the contract's event.
        reply: its text; "" for a batch of several.
        made: how it was made, in words.
        fault: the type and the text of the exception.
        origin: where the exception was raised, as `file.py:12`; "" where that is unknown.
    """

    prompt_id: str
    reply: str
    made: str
    fault: str
    origin: str = ""

    @property
    def says(self) -> str:
        """`ValueError: … at mine.py:7, on a reply that … made: '…'`."""
        at = f" at {self.origin}" if self.origin else ""
        reply = f": {self.reply[:120]!r}" if self.reply else ""
        return f"{self.fault[:200]}{at}, on {self.made}{reply}"


def unscored_reply(prompt_id: str, reply: str, made: str, outcome: Outcome) -> UnscoredReply | None:
    """The reply, where the target raised on it or gave no finite number; None where it scored it.

    An abstention is an answer, and what says nothing of the reply does not count: a limit of money
    or calls, a provider that is not there, and a handler's answer in a form that is illegal
    whatever it scores, which the checks of the contract name.
    """
    if not isinstance(outcome, ScoringError) or outcome.cause_type in _NOT_OF_THE_REPLY:
        return None
    kind, text = outcome.cause_type, outcome.cause_text
    is_illegal = kind == "WireError" and not any(said in text for said in NO_NUMBER)
    if is_illegal or outage_cause(kind, text) is not None:
        return None
    return UnscoredReply(prompt_id, reply, made, fault_of(outcome), outcome.origin)


def fault_of(outcome: Outcome) -> str:
    """What went wrong, "" where nothing did."""
    if not isinstance(outcome, ScoringError):
        return ""
    return f"{outcome.cause_type}: {outcome.cause_text}"


def unscored_on_usable(
    unscored: Iterable[UnscoredReply], usable: Collection[str]
) -> tuple[UnscoredReply, ...]:
    """Those on prompts whose reference the target can use, as some reply there was scored.

    Where it raises on every reply to a prompt, the reference is at fault, and raising is right;
    where it does so on all prompts, it is not the references, and all of them count.
    """
    found = tuple(unscored)
    return tuple(one for one in found if one.prompt_id in usable) if usable else found


def unscored_rows(
    rows: Sequence[LabelledSample], outcomes: Sequence[Outcome]
) -> tuple[UnscoredReply, ...]:
    """The rows that the kit made, as rungs of a ladder, and that have no score."""
    pairs = list(zip(rows, outcomes, strict=True))
    scored = {row.prompt_id for row, outcome in pairs if row.quality and isinstance(outcome, Score)}
    made = [(row, outcome) for row, outcome in pairs if row.made]
    found = (
        unscored_reply(row.prompt_id, row.sample.response, row.made or "", outcome)
        for row, outcome in made
    )
    return unscored_on_usable(filter(None, found), scored)


Source = Literal["target", "judge", "ratings", "panel"]

# Passes outcomes through while somebody watches: the outcomes, whose they are, how many.
Watch = Callable[[Iterator[Outcome], str, int], Iterable[Outcome]]


@dataclass(frozen=True)
class Column:
    """What the target or one rater said of each sample.

    A rater was asked (`judge`), had spoken before (`ratings`), or sits in the target (`panel`).
    """

    name: str
    outcomes: tuple[Outcome, ...]
    source: Source

    @cached_property
    def values(self) -> Floats:
        """One score a sample, NaN where there is none; rounded, so that 0.1 + 0.2 ties with 0.3."""
        said = [o.value if isinstance(o, Score) else np.nan for o in self.outcomes]
        return round_values(np.array(said, dtype=np.float64))

    @cached_property
    def is_failure(self) -> Bools:
        """Where scoring failed, which is not where it abstained."""
        failed = np.isnan(self.values)
        for place in np.flatnonzero(failed):
            failed[place] = isinstance(self.outcomes[place], ScoringError)
        return failed

    @property
    def errors(self) -> list[ScoringError]:
        found = (self.outcomes[place] for place in np.flatnonzero(self.is_failure))
        return [outcome for outcome in found if isinstance(outcome, ScoringError)]

    @property
    def abstentions(self) -> int:
        return int((np.isnan(self.values) & ~self.is_failure).sum())


@dataclass(frozen=True)
class ScoreTable:
    """The rows, the target's column, and one column a judge.

    `repeats` are what the target said when it was called again, on every row; `judge_repeats` the
    same of a judge, by its name.
    """

    rows: tuple[LabelledSample, ...]
    target: Column
    judges: tuple[Column, ...]
    repeats: tuple[Column, ...] = ()
    judge_repeats: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What everybody said, the target first, and what they said when they were asked again."""
        again = (column for columns in self.judge_repeats.values() for column in columns)
        return (self.target, *self.judges, *self.repeats, *again)

    @property
    def raters(self) -> tuple[Column, ...]:
        """The judges that gave any rating."""
        return tuple(judge for judge in self.judges if np.isfinite(judge.values).any())

    @property
    def scored_share(self) -> float:
        """Share of samples that the target scored and no calling of it or of a judge failed on."""
        failed = [column.is_failure for column in self.columns]
        return float((np.isfinite(self.target.values) & ~np.any(failed, axis=0)).mean())

    @cached_property
    def prompts(self) -> NDArray[np.intp]:
        """The prompt of each sample, as a number from 0; copies of one prompt share theirs."""
        ids: dict[str, int] = {}
        codes: dict[str, int] = {}
        for row in self.rows:
            if row.prompt_id not in ids:
                same = prompt_digest(row.sample) or row.prompt_id
                ids[row.prompt_id] = codes.setdefault(same, len(codes))
        return np.array([ids[row.prompt_id] for row in self.rows])

    @property
    def copied_prompts(self) -> int:
        """How many prompt ids ask what another one asks, with the same reference."""
        return len({row.prompt_id for row in self.rows}) - self.prompt_count

    @property
    def prompt_count(self) -> int:
        """How many distinct prompts the samples answer."""
        return int(self.prompts.max()) + 1

    @cached_property
    def quality(self) -> Floats:
        """The known grade of each sample, NaN where it has none."""
        return np.array([np.nan if r.quality is None else r.quality for r in self.rows])


def pass_through(outcomes: Iterator[Outcome], name: str, count: int) -> Iterable[Outcome]:
    return outcomes


def score_table(
    dataset: Dataset,
    target: Target,
    judges: Mapping[str, Reward],
    executor: Executor | None = None,
    watch: Watch = pass_through,
    *,
    repeats: int = 1,
) -> ScoreTable:
    """Ask the target and the judges about every row, `repeats` times in all.

    Raises InputError when two raters have one name.
    """

    def ask(
        name: str, source: Source, outcomes: Callable[[int], Iterator[Outcome]]
    ) -> tuple[Column, ...]:
        return tuple(
            Column(name, tuple(watch(outcomes(repeat), name, len(dataset.rows))), source)
            for repeat in range(repeats)
        )

    def judge_outcomes(judge: Reward, repeat: int) -> Iterator[Outcome]:
        return score_all(judge, (row.sample for row in dataset.rows), executor, repeat=repeat)

    scored = ask(target.name, "target", partial(target.outcomes, dataset.rows, executor))
    asked = [ask(name, "judge", partial(judge_outcomes, judge)) for name, judge in judges.items()]
    given = [
        (Column(r, tuple(rating_outcomes(dataset.rows, r)), "ratings"),) for r in dataset.raters
    ]
    heard = [*asked, *given, *_panel_calls(scored)]
    columns = tuple(calls[0] for calls in heard)
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise InputError(
                f"judge {name!r}: two raters have this name; rename one (NAME=module:name)"
            )
    again = {calls[0].name: calls[1:] for calls in heard if len(calls) > 1}
    return ScoreTable(dataset.rows, scored[0], columns, scored[1:], again)


def _panel_calls(scored: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """The ratings of the target's own panel in each call, wherever in the reward it sits."""
    calls = [
        [ratings_by_path(o) if isinstance(o, Score) else {} for o in column.outcomes]
        for column in scored
    ]
    for name in dict.fromkeys(name for said in calls[0] for name in said):
        yield tuple(
            Column(name, tuple(Score(r[name]) if name in r else None for r in ratings), "panel")
            for ratings in calls
        )
