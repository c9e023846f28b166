"""Why a judge gave no verdict: one error for each cause, with what the model said and what it cost.

VerdictError
├── MalformedReplyError    the server's answer is not what its interface promises
├── TruncatedError         stopped by the limit of tokens or the context window
├── BlockedError           stopped by a guardrail or a content filter
├── RefusedError           the model declined
├── StopReasonError        stopped for another reason
├── NoVerdictError         nothing, prose, another form, a missing entry
├── SeveralVerdictsError   more than one verdict, or an entry twice
└── OffScaleError          none of the choices that were given
"""

from rewards.types import AssayError, Usage


class VerdictError(AssayError):
    """The model answered, and its answer is no verdict. Never a score.

    Attributes:
        message: what was expected, and what was found.
        text: what the model said, as far as it can be read.
        usage: what the model call cost; empty where that is not known.
    """

    def __init__(self, message: str, *, text: str = "", usage: tuple[Usage, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.usage = usage

    def __str__(self) -> str:
        end = self.text if len(self.text) <= 200 else f"…{self.text[-200:]}"
        return f"{self.message}; it said {end!r}" if self.text else self.message


class MalformedReplyError(VerdictError):
    """The server's answer is not in the form that its interface promises."""


class TruncatedError(VerdictError):
    """The model was stopped before it had finished: by its token limit or its context window."""


class BlockedError(VerdictError):
    """A guardrail or a content filter stood between the model and the verdict."""


class RefusedError(VerdictError):
    """The model declined to answer, in the way that its interface has for it."""


class StopReasonError(VerdictError):
    """The model stopped for a reason that no verdict ends with."""


class NoVerdictError(VerdictError):
    """There is no verdict in the reply: nothing, prose, or another form than was asked for."""


class SeveralVerdictsError(VerdictError):
    """There is more than one verdict in the reply, or one of its entries is there twice."""


class OffScaleError(VerdictError):
    """The value of an entry is not among the choices that were given."""


class AnswerStoreError(AssayError, ValueError):
    """The file of answers cannot be used: what cannot be kept is not paid for."""
