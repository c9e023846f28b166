"""How fast answers are read: beside an earlier commit, asked again, and by the length of a reply.

All are seconds of processor time; two sides take turns, and of each the least counts.
"""

import json
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.data import rows
from benchmarks.rewards.all_rewards import Case, cases
from benchmarks.rewards.replies import SIZE
from benchmarks.timing import ROOT, Figure
from rewards.math_match import MathMatch
from rewards.types import Message, Reward, Sample

# The commit before numbers, formulas, letters and labels were read by one engine.
EARLIER = "336f5be"
_ROUNDS, _ROWS, _GROWTH, _SMALL = 5, 1320, 2.3, 0.002
# What a reply is made of, by name: each is repeated up to its length.
PIECES = {
    "marks": "*_`$\"'", "dashes": "-", "spaces": " ", "lines": "\n", "backslashes": "\\",
    "nesting": "[({", "open boxes": "\\boxed{", "boxes": "\\boxed{7} ", "numbers": "12 ",
    "digits": "7", "grouped digits": "1,000,", "sums": "1 + 1 = 2, ", "units": "7 cm 8 mm ",
    "cues": "the answer is 7. ", "labels of lines": "Answer: ", "hashes": "#### ", "or": "7 or ",
    "denials": "not ", "questions": "is it 7? ", "corrections": "7. Oops, I mean 8. ",
    "tags": "<answer>7</answer> ", "open tags": "<answer>", "reasoning": "<think>a</think>",
    "tool calls": "<tool_call>", "channels": "<|channel|>analysis", "fences": "```json\n{}\n```\n",
    "words": "some words of prose ", "letters": "A ", "letters in brackets": "(B) ",
    "one word": "a", "number words": "seven ", "hyphens": "twenty-", "formulas": "$x^2+1$, ",
    "Chinese": "答案是七。", "accents": "e\u0301", "list": "1. a\n", "citations": "[1] ",
    "strikes": "~~a~~ ",
}  # fmt: skip
_READERS = (
    *("numeric_match", "multiple_choice, of four", "label_match", "label_f1", "one_of"),
    *("cites_source", "quotes_exist", "json_match", "valid_json", "tool_calls_match"),
    *("math_match, a number", "token_f1"),
)
# A reply, its gold and its metadata.
Reply = tuple[str, Any, dict[str, Any]]
# One side: it reads a name a line and writes the seconds of that name's work.
_SIDE = """
import json, sys, time
from importlib import import_module
from rewards.types import Message, Sample
jobs, rounds = json.loads(sys.stdin.readline()), 0
for line in sys.stdin:
    name, samples = jobs[int(line)]
    module = import_module(f"rewards.{name}")
    reward = type(getattr(module, name))()
    rounds += 1  # no reply is the same twice, so that nothing is only remembered
    made = [
        Sample("s", (Message("assistant", text + " " * rounds),), gold, more)
        for text, gold, more in samples
    ]
    start = time.process_time()
    for sample in made:
        reward(sample)
    print(time.process_time() - start, flush=True)
"""


def figures() -> Iterator[Figure | str]:
    """Ratios to the earlier commit, of a pair asked again, and of twice the length."""
    yield from _against_earlier()
    yield _asked_again()
    yield from _growth()


def _against_earlier() -> Iterator[Figure | str]:
    solutions: list[Reply] = [
        (row["messages"][-1]["content"], row["reference_answer"], {}) for row in rows(_ROWS)
    ]
    choices = {"choices": ["London", "Paris", "Rome", "Berlin"]}
    long = [piece * (SIZE // len(piece)) for piece in ("12 ", "some words of prose ", "(B) ", "[")]
    jobs = [
        ("numeric_match", solutions),
        ("multiple_choice", [(text, "B", choices) for text in long]),
        ("tool_calls_match", [(text, [{"name": "f", "arguments": {}}], {}) for text in long]),
    ]
    names = (
        "numeric_match on solutions of GSM8K",
        "multiple_choice, 200 KB",
        "tool_calls_match, 200 KB",
    )
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            ["git", "archive", EARLIER, "rewards"], cwd=ROOT, capture_output=True, check=False
        )
        if done.returncode:
            yield f"not compared with {EARLIER}: this checkout does not have that commit"
            return
        with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        with _started(ROOT, jobs) as ours, _started(Path(folder), jobs) as earlier:
            for at, name in enumerate(names):
                taken = [(ours(at), earlier(at)) for _ in range(_ROUNDS)]
                now, before = (min(side) for side in zip(*taken, strict=True))
                yield Figure(f"{name}, against {EARLIER}", now, before, at_most=0.3)


@contextmanager
def _started(tree: Path, jobs: object) -> Iterator[Callable[[int], float]]:
    """A process that imports the rewards of `tree`, and what asks it for the seconds of a job."""
    with subprocess.Popen(
        [sys.executable, "-c", _SIDE],
        cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise RuntimeError("expected pipes")

        def seconds(job: int) -> float:
            print(job, file=asked, flush=True)
            return float(answered.readline())

        print(json.dumps(jobs), file=asked, flush=True)
        yield seconds
        asked.close()


def _asked_again() -> Figure:
    """A pair of formulas asked a second time, against the first."""
    reward, first, again = MathMatch(), 0.0, 0.0
    for at in range(20):
        sample = _sample(f"The answer is $\\frac{{{at + 3}}}{{2}}x$.", f"{at + 3}x/2", {})
        first += _wall(reward, sample)
        again += _wall(reward, sample)
    return Figure("math_match, a pair that was asked before", again, first, at_most=0.05)


def _growth() -> Iterator[Figure]:
    """Of each reader the piece with which twice the length costs most, up to 200 KB."""
    for name in _READERS:
        worst = max((_doubled(cases()[name], piece), of) for of, piece in PIECES.items())
        ratio, of = worst
        yield Figure(f"{name}, twice the length of {of}", ratio, 1, at_most=_GROWTH, unit="x")


def _doubled(case: Case, piece: str) -> float:
    """The time for 200 KB over that for half; times that are too short to tell count as linear."""
    reward, gold, metadata = case
    half, whole = (
        _sample(piece * (size // len(piece)), gold, metadata) for size in (SIZE // 2, SIZE)
    )
    taken = [(_seconds(lambda: reward(whole)), _seconds(lambda: reward(half))) for _ in range(3)]
    long, short = (min(side) for side in zip(*taken, strict=True))
    return long / short if long > _SMALL else 2.0


def _sample(text: str, gold: object, metadata: dict[str, object]) -> Sample:
    return Sample("s", (Message("user", "Which?"), Message("assistant", text)), gold, metadata)


def _seconds(timed: Callable[[], object]) -> float:
    start = time.process_time()
    timed()
    return time.process_time() - start


def _wall(reward: Reward, sample: Sample) -> float:
    """Seconds of the clock, since the reward waits for a process of its own."""
    start = time.perf_counter()
    reward(sample)
    return time.perf_counter() - start
