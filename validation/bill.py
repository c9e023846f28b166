"""The bill of a run: every question that is paid for, counted as it is asked, kept to a limit."""

import json
import math
import re
import sqlite3
import threading
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from judges.ask import Ask, Question, Reply
from judges.asking import current_asking
from judges.errors import VerdictError
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
    the unanswered ones can have cost.

    Attributes:
        prices: What models cost.
        limit: US dollars at most; None is no limit.
        questions: How many were asked.
        unanswered: Those without an answer that tells its cost: the client gave up, and the
            server may have worked on.
        usage: The tokens that are paid for, by model.
        stopped: Why nothing more is asked; None while questions are asked.
    """

    prices: Prices
    limit: float | None = None
    questions: int = 0
    unanswered: int = 0
    usage: tuple[Usage, ...] = ()
    stopped: str | None = None
    _held: list[float] = field(default_factory=list, repr=False)
    _lost: float = field(default=0.0, repr=False)
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
        most = 0.0 if self.limit is None else self._reserve(ask, question, self.limit)
        paid: tuple[Usage, ...] = ()
        try:
            reply = ask(question)
            paid = (reply.usage,)
        except VerdictError as error:
            paid = error.usage
            raise
        finally:
            self._record(most, paid)
        return reply

    def _reserve(self, ask: Ask, question: Question, limit: float) -> float:
        """Hold what the question costs at most; how much that is."""
        model = model_of(ask)
        price = None if model is None else self.prices.price_of(model)
        if price is None:
            raise self.stop(
                f"--max-cost needs the price of {model or describe(ask)}, which is not in the "
                "prices; add it to prices.toml, or give --prices FILE"
            )
        most = price.cost(_token_limit(str(model), question)) * getattr(ask, "attempts", 1)
        with self._changed:
            while self._held and self._spent_dollars + math.fsum(self._held) + most > limit:
                self._changed.wait()  # what is being answered mostly costs less than it could
            if self._spent_dollars + most > limit:
                raise self.stop(
                    f"--max-cost {limit:g} might be passed: ${self._spent_dollars:.4f} are spent "
                    f"or may be, and the next question may cost ${most:.4f}; what was paid is "
                    "kept, so a run with a higher limit goes on from here"
                )
            self._held.append(most)
        return most

    @property
    def _spent_dollars(self) -> float:
        """What is paid and what may have been, in dollars."""
        return (self.prices.cost(self.usage) or 0.0) + self._lost

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

    def _record(self, held: float, paid: tuple[Usage, ...]) -> None:
        with self._changed:
            if self.limit is not None:
                self._held.remove(held)
            self._lost += 0.0 if paid else held
            self.questions += 1
            self.unanswered += not paid
            self.usage = merge_usage([*self.usage, *paid])
            self._changed.notify_all()


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
    bill = Bill(read_prices(options.prices), options.max_cost)
    store = AnswerStore(options.answers, fresh=options.fresh, asking=bill.ask)
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
        except sqlite3.Error as error:  # what cannot be kept is not to be paid for
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
