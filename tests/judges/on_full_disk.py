"""Fills the disk of a folder while sixteen questions are being answered, and prints what is kept.

The folder is the only argument, and should be a small file system of its own.
"""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from judges.ask import Ask, Question, Reply
from judges.errors import AnswerStoreError
from judges.openai_compatible import OpenAICompatible
from judges.remembered import AnswerStore

folder = Path(sys.argv[1])
WORKERS = 16
ASK = OpenAICompatible("m")

paid: list[str] = []
asked_together = threading.Barrier(WORKERS, timeout=60)


def answer(ask: Ask, question: Question) -> Reply:
    paid.append(question.text)
    if len(paid) <= WORKERS:
        if asked_together.wait() == 0:
            fill_disk()
        asked_together.wait()
    return Reply(question.text + "x" * 8000, 1, 2, 0.5, "m")


def fill_disk() -> None:
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


def outcome(number: int) -> str:
    try:
        return f"answered {store.ask_once(ASK, Question(str(number))).text[:2]}"
    except AnswerStoreError as error:
        return str(error)


def refuse(ask: Ask, question: Question) -> Reply:
    raise AssertionError(f"{question.text} was paid for, and is not kept")


store = AnswerStore(folder / "answers", asking=answer)
with ThreadPoolExecutor(WORKERS) as threads:
    outcomes = list(threads.map(outcome, range(WORKERS + 2)))
store.close()
(folder / "filler").unlink()
for text in paid:
    AnswerStore(folder / "answers", asking=refuse).ask_once(ASK, Question(text))
print(len(paid), *outcomes[WORKERS:], sep="\n")
