"""Why a judge gave no verdict: one name for each way, with what it said and what it cost."""

from rewards.types import AssayError, Usage


class VerdictError(AssayError):
    """The model answered, and its answer is no verdict. Never a score.

    `text` is what it said, as far as it can be read; `usage` is what the asking cost.
    """

    def __init__(self, message: str, *, text: str = "", usage: tuple[Usage, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.usage = usage

    def __str__(self) -> str:
        return f"{self.message}; it said {_tail(self.text)!r}" if self.text else self.message


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
    """An entry of the verdict is none of the choices that were given."""


def _tail(text: str) -> str:
    return text if len(text) <= 200 else f"…{text[-200:]}"
