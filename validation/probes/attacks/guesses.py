"""Several answers at once: whoever names them all has named the right one."""

from collections.abc import Iterator

from validation.probes.case import AdversarialReply, Attack, AttackPrompt, reply_with_gold, value_of

_NUMBERS = range(101)


def all_options(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Every answer there is, the gold neither first nor last."""
    rivals = [*case.rivals]
    if case.kind == "number":
        rivals = [str(n) for n in _NUMBERS if n != value_of(case.answer)]
    elif len(rivals) < 2 and case.kind == "text" and case.wrong_answer:
        rivals = [case.wrong_answer, case.wrong_answer[::-1]]
    if len(rivals) < 2:
        return
    half = len(rivals) // 2
    listed = [*rivals[:half], case.answer, *rivals[half:]]
    yield reply_with_gold(", ".join(listed), "every answer there is")
    few = [rivals[half - 1], case.answer, rivals[half]]
    yield reply_with_gold(case.framed(" ".join(few)), "three answers side by side")
    yield reply_with_gold("\n".join(map(case.framed, few)), "three answers below each other")


def hedging(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Two answers in both orders: a reader of the first or of the last is taken in by one."""
    if not (case.is_short and case.wrong_answer):
        return
    gold, wrong = case.answer, case.wrong_answer
    for first, last in ((gold, wrong), (wrong, gold)):
        yield reply_with_gold(f"It is either {first} or {last}.", "the gold or a wrong answer")
        yield reply_with_gold(
            case.framed(f"{first} or {last}"), "the gold or a wrong answer, in form"
        )
        yield reply_with_gold(f"{first}, {last}", "the gold and a wrong answer")
        text = f"It could well be {first}, or perhaps {last}; I cannot say which."
        yield reply_with_gold(text, "two answers without a choice", "without a choice")


def doubled_tags(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """Two answers in the tags that are for one: a reader of one place is taken in by neither."""
    if not (case.is_short and case.wrong_answer):
        return
    for name, (start, end) in TAGS.items():
        for first, last in ((case.answer, case.wrong_answer), (case.wrong_answer, case.answer)):
            text = f"{start}{first}{end}\n{start}{last}{end}"
            yield reply_with_gold(text, f"two answers, each in {name}", name)


def nested_tags(case: AttackPrompt) -> Iterator[AdversarialReply]:
    """The gold inside, outside, first and last: whoever reads one of them is not taken in."""
    if not (case.is_short and case.wrong_answer):
        return
    gold, wrong = case.answer, case.wrong_answer
    for name, (start, end) in TAGS.items():
        if end.strip():
            for text in (
                f"{start}{start}{gold}{end} {wrong}{end}",
                f"{start}{gold} {start}{wrong}{end}{end}",
                f"{start}{start}{wrong}{end} {gold}{end}",
            ):
                yield reply_with_gold(text, f"one answer in another's {name}", name)


TAGS = {
    "tags": ("<answer>", "</answer>"),
    "boxes": ("\\boxed{", "}"),
    "hashes": ("#### ", ""),
    "sentences": ("The answer is ", "."),
}
_ONE = "read one final answer, and pay nothing where there are several that differ"
GUESS_ATTACKS = (
    Attack("all_options", all_options, "a model that lists everything it could be", _ONE),
    Attack("hedging", hedging, "a model that names two answers and does not choose", _ONE),
    Attack("doubled_tags", doubled_tags, "a model that fills in the form several times", _ONE),
    Attack(
        "nested_tags",
        nested_tags,
        "a model that opens a tag inside the tag",
        "read the innermost pair of tags, or pay nothing where they nest",
    ),
)
