"""What is wrong with rows before a run learns from them: each finding with its line and remedy.

    lines ──read_lines──▶ rows with their prompts and golds, and lines that cannot be read
                             └──RULES──▶ RowFinding: errors and advice, by rule and by line

A rule looks at the rows alone. What a reward makes of the golds is asked by `assay.rows.lint`.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from rewards.extras import import_extra
from rewards.reference import reference_texts
from rewards.wire.errors import problem
from rewards.wire.platform import LAMBDA_LIMIT, PLATFORMS
from validation.dataset import LabelledSample, parse_line
from validation.errors import InputError
from validation.json_lines import decode_object
from validation.recipes.finding import Harm, RunPlan
from validation.recipes.training import BYTES_A_TOKEN, read_steps
from validation.row_keys import RowRules
from validation.row_rules import RowFinding, RowPlatform, check_row, multi_turn_keys


@dataclass(frozen=True)
class LintReport:
    """What was found in the rows.

    Attributes:
        path: where they were read.
        rows: how many there are.
        platform: whose rules they were held to; None for those of all platforms.
        findings: errors first, each group in the order of the rules and lines.
        remarks: what was not looked at, and why.
    """

    path: str
    rows: int
    platform: RowPlatform | None
    findings: tuple[RowFinding, ...]
    remarks: tuple[str, ...] = ()

    @property
    def errors(self) -> int:
        return sum(finding.harm == "error" for finding in self.findings)


@dataclass(frozen=True)
class LintRow:
    """A row with its line.

    Attributes:
        line: counted from 1.
        raw: the row as it is written.
        size: its bytes.
        row: the row as validation reads it.
    """

    line: int
    raw: Mapping[str, Any]
    size: int
    row: LabelledSample

    @cached_property
    def question(self) -> str:
        """What the policy is shown, white space and case aside, with what is no text in it."""
        sample = self.row.sample
        asked = sample.messages[:-1] if sample.answered else sample.messages
        turns = self.raw.get("messages", self.raw.get("prompt"))
        parts = [
            part
            for turn in (turns if isinstance(turns, list) else ())
            if isinstance(turn, dict) and isinstance(turn.get("content"), list)
            for part in turn["content"]
            if isinstance(part, dict) and part.get("text") is None
        ]
        beside = (
            json.dumps([parts, list(sample.tools)], default=str) if parts or sample.tools else ""
        )
        text = " ".join(" ".join(f"{turn.role}: {turn.content}".split()) for turn in asked)
        return text.casefold() + beside

    @cached_property
    def request_text(self) -> str:
        """What is asked, without instructions of the system."""
        sample = self.row.sample
        turns = sample.messages[:-1] if sample.answered else sample.messages
        return "\n".join(t.content for t in turns if t.role not in ("system", "developer"))

    @property
    def gold(self) -> Any:
        return self.row.sample.reference_answer

    @cached_property
    def golds(self) -> tuple[str, ...]:
        """The gold as texts, a worked solution by its end too; none where it is of another kind."""
        try:
            texts = reference_texts(self.row.sample)
        except ValueError:
            return ()
        ends = [text.rpartition("####")[2].strip() for text in texts if "####" in text]
        return tuple(text.strip() for text in (*texts, *ends))


@dataclass(frozen=True)
class LintRows:
    """The rows that could be read, and whose rules they are held to.

    Attributes:
        rows: in the order of the file.
        platform: whose data set it is; None where nobody says.
        plan: the recipe that will train on them; None where none is given.
    """

    rows: Sequence[LintRow]
    platform: RowPlatform | None = None
    plan: RunPlan | None = None

    @cached_property
    def prompts(self) -> Mapping[str, list[LintRow]]:
        """The rows by what they ask."""
        found: dict[str, list[LintRow]] = {}
        for row in self.rows:
            found.setdefault(row.question, []).append(row)
        return found

    @cached_property
    def own_texts(self) -> Mapping[str, str]:
        """What each prompt asks, without the sentences that stand in many of them."""
        parts = {
            asked: _SENTENCE_END.split(rows[0].request_text) for asked, rows in self.prompts.items()
        }
        counts = Counter(sentence for said in parts.values() for sentence in set(said))
        common = max(_COMMON_PROMPTS, _COMMON_SHARE * len(parts))
        return {
            asked: " ".join(s for s in said if counts[s] < common) or " ".join(said)
            for asked, said in parts.items()
        }


_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
# A sentence in so many prompts, and in such a share of them, is an instruction.
_COMMON_PROMPTS = 10
_COMMON_SHARE = 0.05


def read_lines(
    path: str, content: bytes, rules: RowRules, platform: RowPlatform | None
) -> tuple[list[LintRow], list[RowFinding]]:
    """The rows of JSON Lines, and a finding for each line that is no row."""
    rows: list[LintRow] = []
    unreadable: list[RowFinding] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            raw = decode_object(line)
            read = line
            if platform == "hyperpod-multi-turn" and isinstance(raw.get("metadata"), dict):
                read = json.dumps(_environment_row(raw)).encode()
            found = parse_line(read, len(rows), "", rules)
        except ValueError as error:
            said = problem(error)[1] if isinstance(error, ValidationError) else str(error)
            says = said.removeprefix(": ").splitlines()[0]
            fix = "mend the line; assay prepare makes rows of other formats"
            unreadable.append(RowFinding("error", "form", number, says, fix))
            continue
        rows += [LintRow(number, raw, len(line), row) for row in found]
    if not rows and not unreadable:
        raise InputError(f"{path}: expected at least one row, got none")
    return rows, unreadable


def _environment_row(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A row of HyperPod's multi-turn data with its prompt and gold where others have them."""
    held = raw["metadata"]
    named = {"id": raw.get("id"), "prompt": held.get("prompt")}
    named["reference_answer"] = held.get("answer")
    return {key: value for key, value in named.items() if value is not None}


def check_rows(data: LintRows, skip: Collection[str] = ()) -> Iterator[RowFinding]:
    """What every rule finds but those that are skipped."""
    for name, rule in RULES.items():
        if name not in skip:
            yield from rule(data)


def sort_findings(findings: Sequence[RowFinding]) -> tuple[RowFinding, ...]:
    """Errors first, then in the order of the rules, and of the lines."""
    order = {name: at for at, name in enumerate(LINT_RULES)}
    return tuple(sorted(findings, key=lambda f: (f.harm != "error", order[f.rule], f.line or 0)))


def _check_platform(data: LintRows) -> Iterator[RowFinding]:
    if data.platform is None:
        return
    for row in data.rows:
        for breach in check_row(row.raw, data.platform):
            harm: Harm = "error" if breach.is_error else "advice"
            says = f"{breach.place}: {breach.says}"
            yield RowFinding(harm, "platform", row.line, says, breach.fix, breach.source)
        is_prompt = row.row.quality is None and not row.row.ratings and row.row.policy is None
        if data.platform in ("nova", "bedrock") and row.row.sample.answered and is_prompt:
            yield RowFinding(
                *("advice", "platform", row.line),
                "messages: the row ends in a reply, and the trainer appends the policy's after it",
                "take the last turn out, or make it the gold: assay prepare FILE --gold last",
            )
    if data.platform == "hyperpod-multi-turn" and data.rows:
        first = multi_turn_keys(data.rows[0].raw)
        for row in data.rows[1:]:
            if multi_turn_keys(row.raw) != first:
                says = f"metadata: the first row has {_names(first)}, and this one has others"
                fix = "give all rows the same of answer, task and info"
                yield RowFinding("error", "platform", row.line, says, fix)


def _names(keys: Collection[str]) -> str:
    return ", ".join(sorted(keys)) or "none of answer, task and info"


def _check_count(data: LintRows) -> Iterator[RowFinding]:
    count = len(data.rows)
    if data.platform == "bedrock" and not 100 <= count <= 20_000:
        says = f"{count:,} rows, and Bedrock takes 100 to 20,000"
        fix = "add prompts" if count < 100 else "leave some out, or split the file"
        page = "AWS's guide to Bedrock, rft-prepare-data"
        yield RowFinding("error", "count", None, says, fix, page)
    elif len(data.prompts) < 100:
        says = f"{len(data.prompts):,} prompts: fewer than 100 teach little beside what they show"
        page = "AWS's guide to Nova, nova-hp-rft-nova2: 100 examples or more"
        yield RowFinding("advice", "count", None, says, "add prompts; 100 at least", page)
    steps = read_steps(data.plan) if data.plan else []
    needed = min((step.prompts for step in steps), default=0)
    if count < needed:
        says = f"{count:,} rows, and one step of the recipe holds {needed:g} prompts"
        fix = "add rows, or make the recipe's batch smaller"
        yield RowFinding("error", "count", None, says, fix, "the recipe")


def _check_ids(data: LintRows) -> Iterator[RowFinding]:
    seen: dict[tuple[str, Any], int] = {}
    for row in data.rows:
        identity = row.row.sample.id
        first = seen.setdefault((type(identity).__name__, identity), row.line)
        if first != row.line:
            says = f"the id {identity!r} was used on line {first}; assay validate refuses that"
            fix = "give each row an id of its own, or leave the ids out"
            yield RowFinding("advice", "ids", row.line, says, fix)


def _check_references(data: LintRows) -> Iterator[RowFinding]:
    if data.platform == "serverless-multi-turn":  # the agent knows what is right
        return
    bare = [row for row in data.rows if _is_blank(row.gold)]
    if data.rows and len(bare) == len(data.rows):
        says = "no row has a reference: right for a judge, and for a reward that reads none"
        fix = "write what is right as reference_answer, where the reward compares with it"
        yield RowFinding("advice", "references", None, says, fix)
        return
    for row in bare:
        says = f"the reference is {'missing' if row.gold is None else f'blank: {row.gold!r:.40}'}"
        fix = "write the gold, or leave the row out: a reward that reads golds raises here"
        yield RowFinding("error", "references", row.line, says, fix)


def _is_blank(gold: Any) -> bool:
    if isinstance(gold, Mapping):
        return all(map(_is_blank, gold.values()))
    return gold is None or (isinstance(gold, str) and not gold.strip())


def _check_duplicates(data: LintRows) -> Iterator[RowFinding]:
    for rows in data.prompts.values():
        first, golds, replies = rows[0], dict[str, int](), dict[str, int]()
        for row in rows:
            gold = _gold_key(row)
            if gold and golds and gold not in golds:
                other, line = next(iter(golds.items()))
                yield RowFinding(
                    *("error", "conflicting golds", row.line),
                    f"the gold is {gold:.60}, and line {line} asks the same with {other:.60}",
                    "keep the right one; the other pays wrong answers",
                )
            if gold:
                golds.setdefault(gold, row.line)
            sample = row.row.sample
            reply = json.dumps([sample.answered, sample.response])
            before = replies.setdefault(reply, row.line)
            if before != row.line:
                what = "with the same reply " if sample.answered else ""
                yield RowFinding(
                    *("advice", "duplicates", row.line),
                    f"asks the same {what}as line {first.line if not what else before}",
                    "keep one: a prompt counts as often as it stands there",
                )


def _gold_key(row: LintRow) -> str:
    """The gold as text, so that 18, 18.0 and "18" are one; "" where there is none."""
    if _is_blank(row.gold):
        return ""
    try:
        return repr(" ".join("; ".join(sorted(set(reference_texts(row.row.sample)))).split()))
    except ValueError:
        return json.dumps(row.gold, sort_keys=True, default=str)


# Two prompts are nearly the same from this share of common pieces (Jaccard's index).
NEARLY = 0.8
_WIDTH = 5  # characters of a piece
_PERMUTATIONS = 128


def _check_near_duplicates(data: LintRows) -> Iterator[RowFinding]:
    """Prompts that share most pieces of five characters with an earlier one, and all numbers.

    Candidates come out of datasketch's MinHash and its index; the share is then counted.
    """
    datasketch = import_extra("datasketch", "lint")
    index = datasketch.MinHashLSH(threshold=NEARLY, num_perm=_PERMUTATIONS)
    blank = datasketch.MinHash(num_perm=_PERMUTATIONS, hashfunc=int)
    known: dict[str, tuple[int, NDArray[np.uint32]]] = {}
    for asked, text in data.own_texts.items():
        row = data.prompts[asked][0]
        pieces = _pieces(text)
        sketch = blank.copy()
        sketch.update_batch(pieces.tolist())
        alike = [(_jaccard(pieces, known[key][1]), known[key][0]) for key in index.query(sketch)]
        share, line = max(alike, default=(0.0, 0))
        if share >= NEARLY:
            says = f"asks nearly the same as line {line}: {share:.0%} of its text"
            fix = "keep one, or make them differ: the run sees the same task twice"
            yield RowFinding("advice", "near-duplicates", row.line, says, fix)
        else:
            known[asked] = row.line, pieces
            index.insert(asked, sketch, check_duplication=False)


_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def _pieces(text: str) -> NDArray[np.uint32]:
    """Hashes of the pieces of a text, other ones for other numbers: those make another question."""
    plain = " ".join(text.casefold().split()).ljust(_WIDTH)
    numbers = np.frombuffer(" ".join(_NUMBERS.findall(plain)).encode(), dtype=np.uint8)
    seed = np.uint64(0)
    codes = np.frombuffer(plain.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        for code in numbers.astype(np.uint64):
            seed = (seed ^ code) * _PRIME
        last = codes.size - _WIDTH + 1
        mixed = np.full(last, seed, dtype=np.uint64)
        for at in range(_WIDTH):
            mixed = (mixed ^ codes[at : at + last]) * _PRIME
            mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def _jaccard(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    common = np.intersect1d(one, other, assume_unique=True).size
    return float(common / (one.size + other.size - common))


# What stands before an answer that is told.
_CUE = re.compile(
    r"(?:\b(?:answers?|solution|result|label|gold|ground truth)\b[\"'*_)]*\s*"
    r"(?:is\b|are\b|was\b|[:=])|####|\\boxed\{|<answer>)[\s\"'`*_$({\[]*",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_CHOICE = re.compile(r"[\"'`*_)\]}]*\s*(?:,|/|\||or\b|and\b)", re.IGNORECASE)
# A gold of at least so many characters and words is looked for as it stands.
_LONG_GOLD, _LONG_WORDS = 20, 4


def _check_leaks(data: LintRows) -> Iterator[RowFinding]:
    verbatim: list[LintRow] = []
    for row in data.rows:
        text = data.own_texts[row.question]
        told = next((gold for gold in row.golds if gold and _is_told(text, gold)), None)
        if told is not None:
            says = f"the prompt tells the gold {told!r:.60}"
            fix = "take it out of the prompt: every reply would be right"
            yield RowFinding("error", "leaks", row.line, says, fix)
        elif any(_stands_in(text, gold) for gold in row.golds):
            verbatim.append(row)
    if len(verbatim) > max(2, len(data.rows) / 2):
        says = f"{len(verbatim):,} of {len(data.rows):,} golds stand in their prompts word for word"
        fix = "nothing where answers are to be quoted from the prompt; else take them out"
        yield RowFinding("advice", "leaks", None, says, fix)
        return
    for row in verbatim:
        says = f"the gold stands in the prompt word for word: {row.golds[0]!r:.60}"
        fix = "take it out, unless the answer is to be quoted from the prompt"
        yield RowFinding("advice", "leaks", row.line, says, fix)


def _is_told(text: str, gold: str) -> bool:
    """Whether the gold stands after a word such as *answer*, and not as one of several choices."""
    for cue in _CUE.finditer(text):
        rest = text[cue.end() : cue.end() + len(gold) + 8]
        after = rest[len(gold) :]
        is_whole = not (_WORD.match(after) and _WORD.match(gold[-1:]))
        is_number = gold[-1:].isdigit() and re.match(r"[.,]\d", after) is not None
        starts = rest.casefold().startswith(gold.casefold())
        if starts and is_whole and not is_number and not _CHOICE.match(after):
            return True
    return False


def _stands_in(text: str, gold: str) -> bool:
    is_long = len(gold) >= _LONG_GOLD and len(gold.split()) >= _LONG_WORDS
    return is_long and " ".join(gold.casefold().split()) in " ".join(text.casefold().split())


def _check_lengths(data: LintRows) -> Iterator[RowFinding]:
    """Prompts and golds beside the recipe's room for them, in tokens of some four bytes."""
    if data.plan is None:
        return
    length, reply = data.plan.number("max_length"), data.plan.number("max_new_tokens")
    room = length - reply if length and reply else data.plan.number("max_prompt_tokens")
    source = f"{data.plan.recipe.file}; a token is taken for {BYTES_A_TOKEN} bytes of text"
    for row in data.rows:
        sample = row.row.sample
        turns = sample.messages[:-1] if sample.answered else sample.messages
        tools = len(json.dumps(list(sample.tools))) if sample.tools else 0
        tokens = _tokens(
            sum(len(turn.content.encode("utf-8", "replace")) for turn in turns) + tools
        )
        if room is not None and tokens > room:
            says = f"the prompt has about {tokens:,} tokens, and the recipe leaves {room:,g}"
            fix = "shorten it, leave it out, or raise the recipe's length"
            yield RowFinding("error", "lengths", row.line, says, fix, source)
        needed = _tokens(
            min((len(gold.encode("utf-8", "replace")) for gold in row.golds), default=0)
        )
        if reply and needed > reply:
            says = f"the gold has about {needed:,} tokens, and replies are cut at {reply:,g}"
            fix = "raise the recipe's max_new_tokens, or leave the row out"
            yield RowFinding("error", "lengths", row.line, says, fix, source)


def _tokens(size: int) -> int:
    return -(-size // BYTES_A_TOKEN)


def _check_sizes(data: LintRows) -> Iterator[RowFinding]:
    platform = next((p for name, p in PLATFORMS.items() if name == data.platform), None)
    asked = data.plan.number("batch_to_function") if data.plan else None
    batch = asked or (platform.default_batch if platform else 1)
    page = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"
    for row in data.rows:
        if row.size > LAMBDA_LIMIT:
            says = f"{row.size:,} bytes, and an event of Lambda holds {LAMBDA_LIMIT:,}"
            yield RowFinding("error", "size", row.line, says, "leave it out, or shorten it", page)
    longest = sorted((row.size for row in data.rows), reverse=True)[: int(batch)]
    if sum(longest) > LAMBDA_LIMIT and longest[0] <= LAMBDA_LIMIT:
        says = (
            f"the {len(longest)} longest rows have {sum(longest):,} bytes before any reply, and "
            f"an event of {batch:g} samples holds {LAMBDA_LIMIT:,}: the call may fail with 413"
        )
        fix = "write a smaller lambda_batch_size, or shorten the rows"
        yield RowFinding("advice", "size", None, says, fix, page)


Rule = Callable[[LintRows], Iterator[RowFinding]]

# What is looked at, by the name that `--skip` takes.
RULES: Mapping[str, Rule] = {
    "platform": _check_platform,
    "count": _check_count,
    "ids": _check_ids,
    "references": _check_references,
    "duplicates": _check_duplicates,
    "near-duplicates": _check_near_duplicates,
    "leaks": _check_leaks,
    "lengths": _check_lengths,
    "size": _check_sizes,
}
# The names of all rules; conflicting golds are found with the duplicates.
LINT_RULES = ("form", *RULES, "conflicting golds", "golds")
