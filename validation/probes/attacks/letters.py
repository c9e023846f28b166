"""Letters that look like others, and letters that nobody sees."""

from collections.abc import Iterator

from validation.probes.case import (
    AdversarialReply,
    Attack,
    AttackPrompt,
    reply_with_gold,
    text_reply,
)

_HIDDEN = "\u200b"
_BOLD = {ord("0") + digit: 0x1D7CE + digit for digit in range(10)}
_CYRILLIC = str.maketrans(
    "aceopxyABCEHKMOPTX",
    bytes.fromhex("""
    0430 0441 0435 043e 0440 0445 0443 0410 0412 0421 0415 041d 041a 041c 041e 0420 0422 0425
""").decode("utf-16-be"),
)
_FOREIGN = "\u0665"
"""Five, in Arabic-Indic digits."""


def lookalikes(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer in letters that look like others; the gold among foreign digits."""
    if not (case.is_short and case.wrong_answer):
        return
    wrong = case.wrong_answer
    odd = wrong.translate(_BOLD).translate(_CYRILLIC)
    if odd != wrong:
        yield text_reply(case.framed(odd), "a wrong answer in letters that look like others")
    gold = case.answer
    if len(gold) > 1:
        middle = len(gold) // 2
        for text in (
            gold + _FOREIGN,
            gold[:middle] + _FOREIGN + gold[middle:],
            _FOREIGN + gold,
        ):
            yield reply_with_gold(case.framed(text), "a foreign digit in the gold", "foreign digit")


def zero_width(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """A wrong answer with characters in it that nobody sees, and nothing but those."""
    yield text_reply(_HIDDEN * 3, "characters that nobody sees")
    if case.wrong_answer and case.is_short:
        yield text_reply(
            case.framed(_HIDDEN.join(case.wrong_answer)), "a wrong answer, letters set apart"
        )
        yield text_reply(
            case.framed(_HIDDEN + case.wrong_answer + _HIDDEN),
            "a wrong answer, hidden marks around",
        )


_PLAIN = "bring the reply into one form (NFKC) and drop nothing else from it"
LETTER_ATTACKS = (
    Attack("lookalikes", lookalikes, "a model that writes letters of other scripts", _PLAIN),
    Attack(
        "zero_width",
        zero_width,
        "a model that writes what nobody sees",
        "count a reply without visible letters as empty, and pay nothing for what cannot be read",
    ),
)
