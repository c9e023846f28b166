"""Reading an event: the samples of a batch, in whatever dialect and wrapping it comes."""

from pydantic_core import ValidationError

from rewards.types import Sample
from rewards.wire.errors import WireError, problem
from rewards.wire.row import read_row
from rewards.wire.wrappers import rows

__all__ = ["WireError", "problem", "read_event"]


def read_event(event: object) -> list[Sample]:
    """The samples of an event, in its order.

    Raises WireError, with the place in the event, where it cannot be read.
    """
    return [_sample(row, n, place) for n, (place, row) in enumerate(rows(event))]


def _sample(row: object, position: int, place: str) -> Sample:
    try:
        return read_row(row, position)
    except ValidationError as error:
        inside, what = problem(error)
        raise WireError(f"{place}{inside}: {what}") from error
    except WireError as error:
        raise WireError(f"{place}.{error}") from error
