"""What models cost: the kit's own list, a file of the user's, and prices given one by one."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rewards.types import Usage
from rewards.wire.errors import problem
from validation.errors import InputError, name_unusable_file
from validation.options import RunOptions

PRICES = Path(__file__).with_name("prices.toml")
# Read in place of ours, where it is in the current folder.
OWN_PRICES = Path("prices.toml")

_MILLION = 1_000_000

Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(BaseModel):
    """US dollars a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    input: Dollars
    output: Dollars

    def cost(self, usage: Usage) -> float:
        """What this many tokens cost, in US dollars."""
        return (usage.input_tokens * self.input + usage.output_tokens * self.output) / _MILLION


class LambdaPrices(BaseModel):
    """US dollars a million requests, and a gigabyte of memory for one second by processor."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    as_of: str = Field(min_length=4)
    source: str = Field(min_length=1)
    requests: Dollars
    x86_64: Dollars
    arm64: Dollars


class Prices(BaseModel):
    """Prices by model, when they held, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    as_of: str = Field(min_length=4)
    source: str = Field(min_length=1)
    models: Mapping[str, Price]
    functions: LambdaPrices | None = Field(default=None, alias="lambda")

    @property
    def digest(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

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


def prices_of(options: RunOptions) -> Prices:
    """The prices of the options' file, and those that are given beside it, which go first."""
    read = read_prices(options.prices)
    given = {
        model: Price(input=float(into), output=float(out))
        for model, (into, out) in options.price.items()
    }
    return read.model_copy(update={"models": {**read.models, **given}}) if given else read


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
