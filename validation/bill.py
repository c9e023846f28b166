"""The bill of a run: all that is asked, counted as it is asked, priced, and kept to its limits.

    judges' questions ──current_asking──▶ AnswerStore ──what is new──▶ Bill.ask ──▶ model
    replies to the target ──current_meter──▶ Bill.send
    outcomes ──▶ Bill.watch ──▶ whoever measures them     InputError once a limit or outage is met

A judge of ours is seen when it asks. A handler, a folder or a function may ask by itself: of that,
only the replies that it is sent are seen (`check_opaque`).
"""

import json
import sqlite3
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from judges.answer_file import AnswerFile
from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from judges.errors import AnswerStoreError, VerdictError
from judges.remembered import AnswerStore, has_stable_repr
from lambda_handlers.adapter import RewardHandler
from rewards.parts import merge_usage
from rewards.scoring import ScoringError, describe
from rewards.types import AssayError, Usage
from validation.errors import CallLimitError, InputError, OutageBreaker, name_options
from validation.options import RunOptions
from validation.prices import Prices, prices_of
from validation.sample_tokens import SampleTokens, tokens_per_sample
from validation.scoring import ScoreTable
from validation.targets.endpoint import current_meter
from validation.targets.target import EndpointTarget, HandlerEndpoint, Target

Item = TypeVar("Item")

# Tokens that a server may add to a question: roles, the frame of a tool or of a schema.
FRAME = 1024


class BudgetError(AssayError):
    """The next question might cost more than is left, or nobody knows what it costs."""


@dataclass
class Bill:
    """What a run has asked and paid, in tokens and in dollars. Safe with many threads.

    With a limit a question is only asked when the most that it can cost fits under the limit,
    beside what is paid, the most that questions still being answered can cost, and the most that
    the unanswered ones can have cost: by all runs and processes that share the ledger. The first
    question to a model is asked alone, and where its usage is above what the question can cost,
    nothing more is asked: no limit would hold.

    Attributes:
        prices: What models cost.
        ledger: The file that holds what all runs have paid.
        limit: US dollars at most; None is no limit.
        calls: Replies to the target at most, and questions at most; None is no limit.
        price_per_call: US dollars for a reply that the target is sent; None where nobody says.
        questions: How many were asked.
        unanswered: Those without an answer that tells its cost: the client gave up, and the
            server may have worked on.
        sent: How many replies the target was sent.
        kept_back: How many of those that it may be sent are kept for later.
        usage: The tokens that are paid for, by model.
        stopped: Why nothing more is asked; None while questions are asked.
    """

    prices: Prices
    ledger: AnswerFile
    limit: float | None = None
    calls: int | None = None
    price_per_call: float | None = None
    questions: int = 0
    unanswered: int = 0
    sent: int = 0
    kept_back: int = 0
    usage: tuple[Usage, ...] = ()
    stopped: str | None = None
    _begun: int = field(default=0, repr=False)
    _in_flight: int = field(default=0, repr=False)
    _known: set[str] = field(default_factory=set, repr=False)
    _asked_alone: set[str] = field(default_factory=set, repr=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)
    _models: OutageBreaker = field(default_factory=OutageBreaker, repr=False)
    _target: OutageBreaker = field(default_factory=OutageBreaker, repr=False)

    @property
    def dollars(self) -> float | None:
        """What models are known to be paid; None where that is nothing, or a price is unknown."""
        if self.unanswered and not self.usage:
            return None
        return self.prices.cost(self.usage)

    def ask(self, ask: Ask, question: Question) -> Reply:
        """The reply, put on the bill; so is one that is no verdict.

        Raises BudgetError, without asking, where a limit might be passed, the price of the model
        is unknown, or the asking was stopped before. Twenty questions in a row without an answer
        for a fault of a provider or of access stop the asking.
        """
        if self.stopped is not None:
            raise BudgetError(self.stopped)
        with self._changed:
            self._begun += 1
            if self.calls is not None and self._begun > self.calls:
                raise self.stop(
                    f"{self.calls} questions were put to models, which is all that "
                    "calls allows; what models answered is kept"
                )
        held = None if self.limit is None else self._reserve(ask, question, self.limit)
        paid: tuple[Usage, ...] = ()
        try:
            reply = ask(question)
            paid = (reply.usage,)
        except VerdictError as error:
            paid = error.usage
            raise
        finally:
            self._record(held, paid, sys.exception())
        return reply

    @property
    def most_calls(self) -> int | None:
        """How many replies the target may be sent, by their number and their price; None for any.

        A price of one reply bounds them as soon as there is a limit of the cost.
        """
        paid = []
        if self.limit is not None and self.price_per_call:
            paid = [int(self.limit / self.price_per_call + 1e-9)]
        return min([*paid, *([] if self.calls is None else [self.calls])], default=None)

    def check_calls(self, replies: int, questions: int = 0) -> None:
        """Raises InputError, before anything is asked, where so many calls are not allowed."""
        most = self.most_calls
        if most is not None and replies > most:
            raise InputError(
                f"calls: scoring the data takes {replies:,} replies to the target, and {most:,} "
                f"are allowed: allow more ({name_options('--calls, --max-cost')}), or give fewer "
                "rows"
            )
        if self.calls is not None and questions > self.calls:
            raise InputError(
                f"calls: scoring the data takes {questions:,} questions to models, and "
                f"{self.calls:,} are allowed: allow more ({name_options('--calls')}), or give "
                "fewer rows"
            )

    def send(self, replies: int) -> None:
        """Count replies before the target is sent them.

        Raises CallLimitError, so that none is sent, where they would pass a limit.
        """
        with self._changed:
            most = self.most_calls
            if most is not None and self.sent + self.kept_back + replies > most:
                kept = f", with {self.kept_back:,} kept for the data" if self.kept_back else ""
                raise CallLimitError(
                    f"the limit of {most:,} replies to the target "
                    f"({name_options('--calls, or --max-cost by --price-per-call')}) leaves no "
                    f"room for {replies:,} more: {self.sent:,} were sent{kept}"
                )
            self.sent += replies

    def _reserve(self, ask: Ask, question: Question, limit: float) -> "ReservedCost":
        """Set aside what the question costs at most, once it may be asked."""
        model = model_of(ask)
        price = None if model is None else self.prices.price_of(model)
        if model is None or price is None:
            raise self.stop(self._needs_price(model or describe(ask)))
        most = price.cost(token_limit(model, question)) * getattr(ask, "attempts", 1)
        with self._changed:
            while (number := self._try_to_reserve(model, most, limit)) is None:
                self._changed.wait()  # what is being answered mostly costs less than it could
            self._in_flight += 1
            if model not in self._known:
                self._asked_alone.add(model)
        return ReservedCost(number, model, most)

    def _try_to_reserve(self, model: str, most: float, limit: float) -> int | None:
        """The number of the reservation, or None where one that is being answered may free it."""
        if self.stopped is not None:
            raise BudgetError(self.stopped)
        if model in self._asked_alone:
            return None
        spent = 0.0

        def fits(paid: Sequence[Usage], held: float) -> bool:
            nonlocal spent
            spent = self._cost_of_ledger(paid) + held + self.sent * (self.price_per_call or 0.0)
            return spent + most <= limit

        number = self.ledger.reserve(most, fits)
        if number is None and not self._in_flight:
            raise self.stop(
                f"the cost limit of ${limit:g} ({name_options('--max-cost')}) might be passed: "
                f"${spent:.4f} are spent or may be, by all runs that keep their answers in "
                f"{self.ledger.path}, and the next question may cost ${most:.4f}; what was paid is "
                "kept, so a run with a higher limit goes on from here"
            )
        return number

    def _cost_of_ledger(self, paid: Sequence[Usage]) -> float:
        unknown = [usage.model for usage in paid if self.prices.price_of(usage.model) is None]
        if unknown:
            raise self.stop(self._needs_price(unknown[0]))
        return self.prices.cost(paid) or 0.0

    def _needs_price(self, model: str) -> str:
        return (
            f"a cost limit ({name_options('--max-cost')}) needs the price of {model}, which is not "
            f"in the prices: give it, in dollars for a million tokens "
            f"({name_options(f'--price {model}=INPUT,OUTPUT')}), or add it to prices.toml"
        )

    @property
    def _kept_text(self) -> str:
        return (
            "; this is a fault of the provider or of access, and none of the reward's: mend it and "
            f"run the same command again, since what was answered is kept in {self.ledger.path}"
        )

    @property
    def kept_text(self) -> str:
        """What an interrupted run has kept, in words."""
        sent = f"{self.sent:,} replies were sent to the target, whose scores are not kept"
        if not self.questions:
            return sent
        answered = self.questions - self.unanswered
        return f"{answered:,} answers of models are kept in {self.ledger.path}; {sent}"

    def check_limit(self) -> None:
        """Raises InputError where a limit or an outage stopped the asking: a part is no verdict.

        An outage that left no question answered is one however few were asked.
        """
        if self.stopped is not None:
            raise InputError(self.stopped)
        for breaker in (self._models, self._target):
            if breaker.never_answered is not None:
                raise InputError(breaker.never_answered + self._kept_text)

    def check_opaque(self, target: Target) -> None:
        """Raises InputError for a limit of the cost that cannot hold: the target may ask models."""
        if self.limit is None or self.price_per_call is not None or not is_opaque(target):
            return
        raise InputError(
            f"{target.name}: a cost limit ({name_options('--max-cost')}) alone cannot hold here, "
            "since this target may ask models by itself, which Assay does not see: say what one "
            f"reply costs at most, 0 if it asks no model ({name_options('--price-per-call USD')}), "
            f"or bound how often it is asked ({name_options('--calls N')}) and leave the cost "
            "limit out"
        )

    def watch(
        self, progress: "Progress", items: Iterable[Item], name: str, count: int | None
    ) -> Iterator[Item]:
        """The items, shown as they pass; raises InputError once the asking was stopped.

        Twenty outcomes in a row that are faults of a provider or of access stop it too: a target
        may ask models by itself.
        """
        for item in progress(items, name, count, self):
            if self.stopped is not None:
                raise InputError(self.stopped)
            if isinstance(item, ScoringError):
                why = self._target.record_failure(item.cause_type, item.cause_text)
                if why is not None:
                    raise InputError(why + self._kept_text)
            elif item is not None:
                self._target.record_success()
            yield item

    def stop(self, why: str) -> BudgetError:
        """Let nothing more be asked, and say why."""
        self.stopped = self.stopped or why
        return BudgetError(why)

    def _record(
        self, held: "ReservedCost | None", paid: tuple[Usage, ...], error: BaseException | None
    ) -> None:
        if paid or error is None or isinstance(error, VerdictError):
            self._models.record_success()
        elif why := self._models.record_failure(type(error).__name__, str(error)):
            self.stop(why + self._kept_text)
        with self._changed:
            self.questions += 1
            self.unanswered += not paid
            self.usage = merge_usage([*self.usage, *paid])
            try:
                # else what was reserved stays so: it may have been spent
                if paid or self._models.was_refused:
                    self.ledger.settle(held.number if held else None, paid)
            except AnswerStoreError as error:  # the answer itself is not to be lost for that
                self.stop(str(error))
            if held is not None:
                self._in_flight -= 1
                self._asked_alone.discard(held.model)
                self._check_usage(held, paid)
            self._changed.notify_all()

    def _check_usage(self, held: "ReservedCost", paid: tuple[Usage, ...]) -> None:
        if not paid:
            return
        cost = self.prices.cost(paid)
        if cost is None:
            self.stop(self._needs_price(" or ".join(usage.model for usage in paid)))
        elif cost <= held.dollars:
            self._known.add(held.model)
        else:
            used = ", ".join(f"{it.input_tokens:,} + {it.output_tokens:,}" for it in paid)
            self.stop(
                f"{held.model}: a question was expected to cost at most ${held.dollars:.4f}, and "
                f"its answer says {used} tokens, input and output; no limit of the cost "
                "holds with such a model, so nothing more is asked: check the client's limit "
                "of tokens and price"
            )


@dataclass(frozen=True)
class ReservedCost:
    """What is set aside in the ledger for one question that is being answered.

    Attributes:
        number: Of the reservation in the ledger.
        model: The model that is asked.
        dollars: The most that the question can cost, in US dollars.
    """

    number: int
    model: str
    dollars: float


def is_opaque(target: Target) -> bool:
    """Whether the target may ask models unseen: a handler of somebody's, a folder, a function."""
    if not isinstance(target, EndpointTarget):
        return False
    endpoint = target.endpoint
    return not (
        isinstance(endpoint, HandlerEndpoint) and isinstance(endpoint.handler, RewardHandler)
    )


class Progress(Protocol):
    """Shows items as they pass: whose they are, how many there will be, and what was paid.

    The number is None where it is not known before they have passed.
    """

    def __call__(
        self, items: Iterable[Item], name: str, count: int | None, bill: Bill
    ) -> Iterable[Item]: ...


def show_nothing(items: Iterable[Item], name: str, count: int | None, bill: Bill) -> Iterable[Item]:
    return items


@contextmanager
def open_bill(options: RunOptions) -> Iterator[Bill]:
    """While it lasts, judges ask by way of the store of answers, and what is new is billed.

    Raises InputError where the prices or the store cannot be read.
    """
    ledger = AnswerFile(options.answers)
    bill = Bill(
        *(prices_of(options), ledger, options.max_cost),
        calls=options.calls,
        price_per_call=options.price_per_call,
    )
    store = AnswerStore(ledger, fresh=options.fresh, asking=bill.ask)
    try:
        if options.answers.exists():  # else it is made when a model is first asked, if any is
            store.open()
    except (OSError, ValueError, sqlite3.Error) as error:
        raise InputError(f"answers: {options.answers}: {error}") from error

    def ask_and_bill(ask: Ask, question: Question) -> Reply:
        if not has_stable_repr(ask):
            return bill.ask(ask, question)
        try:
            return store.ask_once(ask, question)
        except (
            sqlite3.Error,
            AnswerStoreError,
        ) as error:  # what cannot be kept is not to be paid for
            raise bill.stop(f"answers: {options.answers}: {error}; stopped") from error

    token, meter = current_asking.set(ask_and_bill), current_meter.set(bill.send)
    try:
        yield bill
    except KeyboardInterrupt as error:
        error.add_note(bill.kept_text)
        raise
    finally:
        current_meter.reset(meter)
        current_asking.reset(token)
        store.close()


def model_of(ask: object) -> str | None:
    """The model that an Ask names as its `model` or `model_id`, or that the Ask inside it does."""
    for name in ("model", "model_id"):
        model = getattr(ask, name, None)
        if isinstance(model, str):
            return model
    inner = getattr(ask, "ask", None)
    return None if inner is None else model_of(inner)


def token_limit(model: str, question: Question) -> Usage:
    """The most tokens that the question can cost.

    A token is at least a byte of what was written, and the reply ends at its token limit.
    """
    written = [question.system, question.text, *(turn.content for turn in question.history)]
    if question.form is not None:
        written.append(json.dumps(question.form.schema))
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in written)
    return Usage(model, size + FRAME, question.sampling.max_tokens)


@dataclass(frozen=True)
class ModelCost:
    """The tokens of one model, and what they cost in US dollars, None where that is unknown."""

    usage: Usage
    dollars: float | None


@dataclass(frozen=True)
class Cost:
    """The tokens behind every score and every fault, and what they cost in US dollars.

    This run itself has asked `questions`, for `paid` dollars; the rest was remembered. `dollars`
    and `paid` are None where the price of a model is unknown. `unanswered` questions have no
    known cost: the client gave up, and the server may have worked on.
    """

    models: tuple[ModelCost, ...]
    dollars: float | None
    questions: int
    unanswered: int
    paid: float | None
    as_of: str
    source: str
    per_sample: tuple[SampleTokens, ...] = ()


def cost_of(table: ScoreTable, bill: Bill) -> Cost | None:
    """The cost of scoring the table, at the bill's prices; None where no model was asked."""
    outcomes = (outcome for column in table.columns for outcome in column.outcomes)
    usages = merge_usage(usage for said in outcomes if said is not None for usage in said.usage)
    prices = bill.prices
    if not usages and not bill.questions:
        return None
    return Cost(
        tuple(ModelCost(usage, prices.cost([usage])) for usage in usages),
        None if bill.unanswered and not usages else prices.cost(usages),
        bill.questions,
        bill.unanswered,
        bill.dollars,
        prices.as_of,
        prices.source,
        tokens_per_sample(table.target),
    )
