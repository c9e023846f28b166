"""The bill of a run: every question that is paid for, counted as it is asked, kept to a limit."""

import json
import re
import sqlite3
import threading
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from judges.answer_file import AnswerFile
from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from judges.errors import AnswerStoreError, VerdictError
from judges.remembered import AnswerStore, has_stable_repr
from rewards.parts import merge_usage
from rewards.scoring import describe
from rewards.types import AssayError, Usage
from rewards.wire.errors import problem
from validation.errors import InputError, name_unusable_file
from validation.options import RunOptions
from validation.scoring import ScoreTable

PRICES = Path(__file__).with_name("prices.toml")
# Read in place of ours, where it is in the current folder.
OWN_PRICES = Path("prices.toml")

_MILLION = 1_000_000

Item = TypeVar("Item")

Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(BaseModel):
    """US dollars a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    input: Dollars
    output: Dollars

    def cost(self, usage: Usage) -> float:
        """What this many tokens cost, in US dollars."""
        return (usage.input_tokens * self.input + usage.output_tokens * self.output) / _MILLION


class Prices(BaseModel):
    """Prices by model, when they held, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    as_of: str = Field(min_length=4)
    source: str = Field(min_length=1)
    models: Mapping[str, Price]

    def price_of(self, model: str) -> Price | None:
        """The price of a model by its id, else by its id without ARN and region's prefix."""
        bare = model.rpartition("/")[2] if model.startswith("arn:") else model
        region, _, rest = bare.partition(".")  # `us.` of `us.amazon.nova-…`
        if not (re.fullmatch(r"[a-z]{2,6}(?:-gov)?", region) and "." in rest):
            rest = bare  # a model's id has its maker and its name left
        for name in (model, bare, rest):
            if name in self.models:
                return self.models[name]
        return None

    def cost(self, usages: Iterable[Usage]) -> float | None:
        """What they cost together, in US dollars; None where the price of any is unknown."""
        total = 0.0
        for usage in usages:
            price = self.price_of(usage.model)
            if price is None:
                return None
            total += price.cost(usage)
        return total


def read_prices(path: Path | None = None) -> Prices:
    """The prices of a TOML file, by default prices.toml in this folder, else our own.

    Raises InputError, with the place, for what cannot be read.
    """
    path = path or (OWN_PRICES if OWN_PRICES.is_file() else PRICES)
    try:
        with name_unusable_file(path):
            return Prices.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        place, what = problem(error)
        raise InputError(f"{path}: {place.removeprefix('.')}: {what}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error


# Tokens that a server may add to a question: roles, the frame of a tool or of a schema.
FRAME = 1024


class BudgetError(AssayError):
    """The next question might cost more than is left, or nobody knows what it costs."""


@dataclass
class Bill:
    """What a run has paid, in tokens and in dollars. Safe with many threads.

    With a limit a question is only asked when the most that it can cost fits under the limit,
    beside what is paid, the most that questions still being answered can cost, and the most that
    the unanswered ones can have cost: by all runs and processes that share the ledger. The first
    question to a model is asked alone, and where its usage is above what the question can cost,
    nothing more is asked: no limit would hold.

    Attributes:
        prices: What models cost.
        ledger: The file that holds what all runs have paid.
        limit: US dollars at most; None is no limit.
        questions: How many were asked.
        unanswered: Those without an answer that tells its cost: the client gave up, and the
            server may have worked on.
        usage: The tokens that are paid for, by model.
        stopped: Why nothing more is asked; None while questions are asked.
    """

    prices: Prices
    ledger: AnswerFile
    limit: float | None = None
    questions: int = 0
    unanswered: int = 0
    usage: tuple[Usage, ...] = ()
    stopped: str | None = None
    _in_flight: int = field(default=0, repr=False)
    _known: set[str] = field(default_factory=set, repr=False)
    _asked_alone: set[str] = field(default_factory=set, repr=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)

    @property
    def dollars(self) -> float | None:
        """What is known to be paid; None where that is nothing, or a price is unknown."""
        if self.unanswered and not self.usage:
            return None
        return self.prices.cost(self.usage)

    def ask(self, ask: Ask, question: Question) -> Reply:
        """The reply, put on the bill; so is one that is no verdict.

        Raises BudgetError, without asking, where the limit might be passed, the price of the model
        is unknown, or the asking was stopped before.
        """
        if self.stopped is not None:
            raise BudgetError(self.stopped)
        held = None if self.limit is None else self._reserve(ask, question, self.limit)
        paid: tuple[Usage, ...] = ()
        try:
            reply = ask(question)
            paid = (reply.usage,)
        except VerdictError as error:
            paid = error.usage
            raise
        finally:
            self._record(held, paid)
        return reply

    def _reserve(self, ask: Ask, question: Question, limit: float) -> "ReservedCost":
        """Set aside what the question costs at most, once it may be asked."""
        model = model_of(ask)
        price = None if model is None else self.prices.price_of(model)
        if model is None or price is None:
            raise self.stop(self._needs_price(model or describe(ask)))
        most = price.cost(_token_limit(model, question)) * getattr(ask, "attempts", 1)
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
            spent = self._cost_of_ledger(paid) + held
            return spent + most <= limit

        number = self.ledger.reserve(most, fits)
        if number is None and not self._in_flight:
            raise self.stop(
                f"--max-cost {limit:g} might be passed: ${spent:.4f} are spent or may be, by all "
                f"runs that keep their answers in {self.ledger.path}, and the next question may "
                f"cost ${most:.4f}; what was paid is kept, so a run with a higher limit goes on "
                "from here"
            )
        return number

    def _cost_of_ledger(self, paid: Sequence[Usage]) -> float:
        unknown = [usage.model for usage in paid if self.prices.price_of(usage.model) is None]
        if unknown:
            raise self.stop(self._needs_price(unknown[0]))
        return self.prices.cost(paid) or 0.0

    def _needs_price(self, model: str) -> str:
        return (
            f"--max-cost needs the price of {model}, which is not in the prices; "
            "add it to prices.toml, or give --prices FILE"
        )

    def check_limit(self) -> None:
        """Raises InputError where the limit has stopped the asking: no verdict comes of a part."""
        if self.stopped is not None:
            raise InputError(self.stopped)

    def watch(
        self, progress: "Progress", items: Iterable[Item], name: str, count: int
    ) -> Iterator[Item]:
        """The items, shown as they pass; raises InputError once the limit stopped the asking."""
        for item in progress(items, name, count, self):
            self.check_limit()
            yield item

    def stop(self, why: str) -> BudgetError:
        """Let nothing more be asked, and say why."""
        self.stopped = self.stopped or why
        return BudgetError(why)

    def _record(self, held: "ReservedCost | None", paid: tuple[Usage, ...]) -> None:
        with self._changed:
            self.questions += 1
            self.unanswered += not paid
            self.usage = merge_usage([*self.usage, *paid])
            try:
                if paid:  # else what was reserved stays so: it may have been spent
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
                f"its answer says {used} tokens, input and output; no --max-cost holds with such "
                "a model, so nothing more is asked: check the client's limit of tokens and price"
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


class Progress(Protocol):
    """Shows items as they pass: whose they are, how many there will be, and what was paid."""

    def __call__(
        self, items: Iterable[Item], name: str, count: int, bill: Bill
    ) -> Iterable[Item]: ...


def show_nothing(items: Iterable[Item], name: str, count: int, bill: Bill) -> Iterable[Item]:
    return items


@contextmanager
def open_bill(options: RunOptions) -> Iterator[Bill]:
    """While it lasts, judges ask by way of the store of answers, and what is new is billed.

    Raises InputError where the prices or the store cannot be read.
    """
    ledger = AnswerFile(options.answers)
    bill = Bill(read_prices(options.prices), ledger, options.max_cost)
    store = AnswerStore(ledger, fresh=options.fresh, asking=bill.ask)
    try:
        if options.answers.exists():  # else it is made when a model is first asked, if any is
            store.open()
    except (OSError, ValueError, sqlite3.Error) as error:
        raise InputError(f"--answers {options.answers}: {error}") from error

    def ask_and_bill(ask: Ask, question: Question) -> Reply:
        if not has_stable_repr(ask):
            return bill.ask(ask, question)
        try:
            return store.ask_once(ask, question)
        except (
            sqlite3.Error,
            AnswerStoreError,
        ) as error:  # what cannot be kept is not to be paid for
            raise bill.stop(f"--answers {options.answers}: {error}; stopped") from error

    token = current_asking.set(ask_and_bill)
    try:
        yield bill
    finally:
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


def _token_limit(model: str, question: Question) -> Usage:
    """A token is at least a byte of what was written, and the reply ends at its token limit."""
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
    )
