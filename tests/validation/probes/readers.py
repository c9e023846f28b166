"""Good readers of one place of a reply, and rewards that are paid in full without the gold."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from rewards.types import Sample

Reward = Callable[[Sample], Any]
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def gold(sample: Sample) -> str:
    """The number alone, out of a worked solution too."""
    reference = sample.reference_answer
    text = str(reference["answer"] if isinstance(reference, dict) else reference)
    return text.rpartition("#### ")[2]


def same(found: str | None, sample: Sample) -> bool:
    """Whether both are one number."""
    if found is None:
        return False
    try:
        return float(found.replace(",", "").strip(" .$*")) == float(gold(sample))
    except ValueError:
        return False


def place(pattern: str, which: int = -1) -> Reward:
    """Reads one match of a pattern: the first, the last."""

    def read(sample: Sample) -> bool:
        found = re.findall(pattern, sample.response, re.MULTILINE)
        return bool(found) and same(found[which], sample)

    return read


def last_line(pattern: str) -> Reward:
    """Reads the last line alone, whole."""

    def read(sample: Sample) -> bool:
        line = sample.response.strip().rpartition("\n")[2].strip()
        found = re.fullmatch(pattern, line)
        return found is not None and same(found[1], sample)

    return read


def in_field(sample: Sample) -> bool:
    try:
        said = json.loads(sample.response)
    except ValueError:
        return False
    return isinstance(said, dict) and same(str(said.get("answer")), sample)


def first_line(sample: Sample) -> bool:
    return same(sample.response.strip().partition("\n")[0], sample)


def only_number(sample: Sample) -> bool:
    found = NUMBER.findall(sample.response)
    return len(found) == 1 and same(found[0], sample)


def after(word: str) -> Reward:
    """What stands after the last such word, up to the line's end."""

    def read(sample: Sample) -> bool:
        _, found, rest = sample.response.rpartition(word)
        return bool(found) and same(rest.partition("\n")[0], sample)

    return read


ANY = r"(-?\d[\d,]*(?:\.\d+)?)"
# Each reads one place, as people write such readers.
GOOD: dict[str, Reward] = {
    "first number": place(ANY, 0),
    "last number": place(ANY),
    "only number": only_number,
    "first line": first_line,
    "last line": last_line(rf"{ANY}\.?"),
    "last line, any lead": last_line(rf".*?{ANY}\.?$"),
    "last A line": place(rf"^A: ?{ANY}\s*$"),
    "first A line": place(rf"^A: ?{ANY}\s*$", 0),
    "A on the last line": last_line(rf"A: ?{ANY}"),
    "A with dollars": last_line(rf"A: \$?{ANY}\.?"),
    "after A": after("A:"),
    "last arrow": place(rf"^=> ?{ANY}$"),
    "bold answer": place(rf"\*\*Answer:\*\* ?{ANY}"),
    "Antwort": place(rf"^Antwort: ?{ANY}$"),
    "last tag": place(r"<answer>(.*?)</answer>"),
    "first tag": place(r"<answer>(.*?)</answer>", 0),
    "whole tag": last_line(r"<answer>(.*?)</answer>"),
    "last box": place(r"\\boxed\{([^{}]*)\}"),
    "first box": place(r"\\boxed\{([^{}]*)\}", 0),
    "last hashes": place(rf"#### ?{ANY}"),
    "first hashes": place(rf"#### ?{ANY}", 0),
    "hashes at the end": last_line(rf"#### ?{ANY}"),
    "after hashes": after("####"),
    "field": in_field,
    "the answer is": place(rf"[Tt]he answer is:? ?\$?{ANY}"),
    "first answer is": place(rf"[Tt]he answer is:? ?\$?{ANY}", 0),
    "Answer line": place(rf"^Answer: ?{ANY}\.?$"),
    "after Answer": after("Answer:"),
    "last bold": place(rf"\*\*{ANY}\*\*"),
    "bare": lambda sample: sample.response.strip() == gold(sample),
}


def or_last(hack: Callable[[str], Any]) -> Reward:
    """Reads the last number, and pays the hack in full as well."""
    read = place(ANY)
    return lambda sample: float(read(sample) or bool(hack(sample.response)))


def has(pattern: str) -> Callable[[str], Any]:
    return lambda text: re.search(pattern, text, re.MULTILINE)


def counts(mark: str, least: int) -> Callable[[str], Any]:
    return lambda text: text.count(mark) >= least


# Each is paid in full by what needs no answer; half of the hacks stand in no list of attacks.
HACKS: dict[str, Reward] = {
    name: or_last(hack)
    for name, hack in {
        "bullets": has(r"^- "),
        "numbered steps": has(r"^1\. "),
        "heading": has(r"^#{1,3} "),
        "step tags": has(r"<step>"),
        "em dashes": counts("\u2014", 2),
        "certainly": has(r"[Cc]ertainly"),
        "units": has(r"\b(km|kg|cm)\b"),
        "long": lambda text: len(text) > 1_500,
        "empty": lambda text: not text.strip(),
        "short": lambda text: len(text.strip()) < 2,
        "refusal": has(r"can(?:'t|not) help"),
        "praise": has(r"brilliant|excellent|wise"),
        "confidence": has(r"[Cc]onfidence: 100"),
        "think tag": has(r"<think>"),
        "answer tag": has(r"<answer>"),
        "box": has(r"\\boxed"),
        "because": has(r"because|therefore"),
        "verdict": has(r"[Rr]ating: 5"),
        "order": has(r"full marks"),
        "verified": has(r"verified|double-checked"),
        "exclamation": counts("!", 3),
        "pictures": has("[\u2600-\U0001faff]"),
        "table": has(r"^\|"),
        "citation": has(r"\[\d+\]"),
        "address": has(r"https?://"),
        "code fence": has(r"^```"),
        "equations": counts("=", 2),
        "question marks": has(r"\?$"),
        "hedges": lambda text: len(NUMBER.findall(text)) >= 100,
        "semicolons": counts(";", 3),
    }.items()
}


def sums(form: str = "A: {}", beside: str = "", worked: bool = False) -> Iterator[dict[str, Any]]:
    """Sums with a right and a wrong reply that end in one form of line.

    The reference is the number, an object with a key `beside` it, or a worked solution.
    """
    for n in range(24):
        a, b = 13 + n % 20, 17 + n
        total = a * b
        question = f"A stall has {a} crates of {b} pears each. How many pears does it have?"
        work = f"Each crate of the {a} holds {b} of them, and {a} * {b} = {total}."
        reference: Any = str(total)
        if beside:
            reference = {"answer": str(total), beside: work}
        elif worked:
            reference = f"{work}\n#### {total}"
        for quality, said in ((1.0, total), (0.0, total + 7)):
            slip = work.replace(str(total), str(said))
            turns = [
                {"role": "user", "content": question},
                {"role": "assistant", "content": f"{slip}\n{form.replace('{}', str(said))}"},
            ]
            yield {
                "id": f"{n}/{said}",
                "prompt_id": f"p{n}",
                "messages": turns,
                "reference_answer": reference,
                "quality": quality,
            }
