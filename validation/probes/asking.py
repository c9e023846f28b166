"""Asking the target what it pays for replies, each reply once, within a budget of calls."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field

from rewards.scoring import Outcome
from rewards.types import Message, Score
from validation.dataset import LabelledSample
from validation.errors import CallLimitError
from validation.ladder.gold import reply_key
from validation.probes.case import AttackPrompt, sample_with_reply
from validation.scoring import UnscoredReply, Watch, unscored_on_usable, unscored_reply
from validation.targets.target import Target

# A prompt, by one row of it, and a reply to it.
PromptReply = tuple[LabelledSample, Message]

CALLS, CALLS_TO_MODELS, CALLS_WITH_PROGRAMS = 20_000, 3_000, 2_000
# Constant answers that each of the screened prompts is tried with, at most.
CONSTANTS = 25
# Calls that a prompt takes beside the attacks: gold, wrong answers, paraphrases.
BESIDE = 15
# The share of the calls that screening may take at most.
FOR_SCREENING = 0.5


@dataclass
class Asker:
    """The target, and every outcome that it has given so far.

    Attributes:
        target: what is attacked.
        executor: where its calls run; this thread where it is None.
        watch: sees each outcome as it arrives.
        calls: how many replies the target was really asked about.
        tokens: tokens that its calls have cost.
        failed: the replies that it did not score, with their prompts.
    """

    target: Target
    executor: Executor | None
    watch: Watch
    calls: int = 0
    tokens: int = 0
    failed: list[tuple[PromptReply, Outcome]] = field(default_factory=list)
    _known: dict[tuple[str, str], Outcome] = field(default_factory=dict)

    def __call__(self, shown: Sequence[PromptReply]) -> list[Outcome]:
        """The outcome of each; the same reply to the same prompt is asked about once.

        None, as of an abstention, where the limit of the run leaves no reply to be sent.
        """
        keys = [_key(one) for one in shown]
        fresh = {key: one for key, one in zip(keys, shown, strict=True) if key not in self._known}
        if fresh:
            said = self.target.outcomes(self._rows(fresh.values()), self.executor)
            heard = self.watch(said, f"probe {self.target.name}", len(fresh))
            with suppress(CallLimitError):
                for (key, shown_reply), outcome in zip(fresh.items(), heard, strict=True):
                    self._record(key, shown_reply, outcome)
            self.calls += len(fresh)
        return [self._known.get(key) for key in keys]

    def repeat(self, shown: Sequence[PromptReply], times: int) -> list[list[Outcome]]:
        """What the target says of each when it is asked so many times more; None past a limit."""
        asked = [*shown] * times
        said = self.target.outcomes(self._rows(asked), self.executor)
        heard = self.watch(said, f"probe {self.target.name} again", len(asked))
        found: list[Outcome] = []
        with suppress(CallLimitError):
            found.extend(heard)
        self.calls += len(asked)
        found += [None] * (len(asked) - len(found))
        return [found[n : n + len(shown)] for n in range(0, len(asked), len(shown))]

    def _record(self, key: tuple[str, str], shown: PromptReply, outcome: Outcome) -> None:
        self._known[key] = outcome
        if not isinstance(outcome, Score):
            self.failed.append((shown, outcome))
        usage = () if outcome is None else outcome.usage
        self.tokens += sum(entry.input_tokens + entry.output_tokens for entry in usage)

    def pays(self, shown: Sequence[PromptReply]) -> list[float | None]:
        """The score of each; None for a fault and an abstention."""
        return [pay_of(outcome) for outcome in self(shown)]

    def pays_by_prompt(
        self, shown: Iterable[tuple[AttackPrompt, Message | None]]
    ) -> dict[str, float]:
        """What one reply to each prompt earns, where there is one and it is scored."""
        held = [(case.row, reply) for case, reply in shown if reply is not None]
        pays = zip(held, self.pays(held), strict=True)
        return {row.prompt_id: pay for (row, _), pay in pays if pay is not None}

    def unscored_replies(
        self, cases: Iterable[AttackPrompt], made: Callable[[PromptReply], str]
    ) -> tuple[UnscoredReply, ...]:
        """The replies that the kit made and the target did not score; `made` says how of each.

        A prompt counts where the gold, or a reply of the data, was scored (`unscored_on_usable`).
        """
        own: set[tuple[str, str]] = set()
        usable: set[str] = set()
        for case in cases:
            data = [_key((case.row, it)) for it in (case.real, case.worst) if it is not None]
            own.update(data)
            known = [*data, *([] if case.gold is None else [_key((case.row, case.gold))])]
            if any(isinstance(self._known.get(key), Score) for key in known):
                usable.add(case.prompt_id)
        found = (
            unscored_reply(row.prompt_id, reply.content or repr(reply.tool_calls), how, outcome)
            for (row, reply), outcome in self.failed
            if _key((row, reply)) not in own and (how := made((row, reply)))
        )
        return unscored_on_usable(filter(None, found), usable)

    def cost(self, shown: Iterable[PromptReply]) -> int:
        """How many calls asking about these would take."""
        return len({_key(one) for one in shown} - self._known.keys())

    def _rows(self, fresh: Iterable[PromptReply]) -> Iterator[LabelledSample]:
        """Each with an id of its own: a reward may remember ids."""
        for number, (row, reply) in enumerate(fresh, start=self.calls):
            sample = sample_with_reply(row, reply, id=f"{row.sample.id}/probe-{number}")
            yield LabelledSample(sample, row.prompt_id)


def _key(shown: PromptReply) -> tuple[str, str]:
    return shown[0].prompt_id, reply_key(shown[1])


def pay_of(outcome: Outcome) -> float | None:
    """A score's value; None for a fault and an abstention."""
    return outcome.value if isinstance(outcome, Score) else None


@dataclass(frozen=True)
class Budget:
    """How many calls may be made, and what for.

    Attributes:
        calls: calls in all.
        screened: prompts on which every variant of every attack is tried.
        search: calls that the search for one shortest reply may take.
        beside: calls that a prompt takes beside the attacks: gold, wrong answers, paraphrases.
        only: the attacks to try; all where it is empty.
        confirming: whether the variants are tried that are kept for this.
    """

    calls: int
    screened: int
    search: int
    beside: int = BESIDE
    only: frozenset[str] = frozenset()
    confirming: bool = False

    def calls_left(self, ask: Asker) -> int:
        return max(self.calls - ask.calls, 0)

    def calls_for_rest(self, ask: Asker, screened: int) -> int:
        """The calls left for prompts beyond those screened."""
        return max(self.calls_left(ask) - (CONSTANTS + self.beside) * screened, 0)


def budget_of(
    ask: Asker, calls: int | None, only: frozenset[str], programs: bool, confirming: bool
) -> Budget:
    """The budget for a target: fewer calls where they cost tokens, or run programs."""
    dear = ask.tokens > 0 or programs
    default, screened, search = (CALLS_TO_MODELS, 8, 40) if dear else (CALLS, 16, 300)
    if programs and not ask.tokens:
        default = CALLS_WITH_PROGRAMS
    most = default if calls is None else calls
    screened = max(min(screened, most // 150), 1)
    return Budget(most, screened, search, only=only, confirming=confirming)
