"""Attacks on 200 prompts with a verifiable reward."""

import random
import time

from benchmarks.timing import Figure
from rewards.numeric_match import numeric_match
from validation.dataset import Dataset, LabelledRow
from validation.probes import probe
from validation.targets.target import RewardTarget

PROMPTS = 200


def dataset() -> Dataset:
    """Word problems with a worked solution, and a right and a wrong reply to each."""
    draw = random.Random(0)
    rows: list[dict[str, object]] = []
    for number in range(PROMPTS):
        boxes, pens = draw.randint(11, 97), draw.randint(11, 97)
        question = f"A school buys {boxes} boxes of {pens} pens each. How many pens does it buy?"
        work = f"Each of the {boxes} boxes holds {pens}.\nThe pens are {boxes} * {pens}."
        gold = boxes * pens
        for quality, answer in ((1.0, gold), (0.0, boxes + pens)):
            turns = [
                {"role": "user", "content": question},
                {"role": "assistant", "content": f"{work}\n#### {answer}"},
            ]
            fields = {"reference_answer": str(gold), "quality": quality, "prompt_id": str(number)}
            rows.append({"id": len(rows), "messages": turns, **fields})
    labelled = (LabelledRow.model_validate(row).to_sample(at) for at, row in enumerate(rows))
    return Dataset("made", "0" * 64, tuple(labelled))


def figures() -> list[Figure]:
    """One figure: the processor time of the attacks, against a second."""
    data = dataset()
    begun = time.process_time()
    probing = probe(RewardTarget("numeric_match", numeric_match), data)
    seconds = time.process_time() - begun
    name = f"assay probe, {PROMPTS} prompts, {probing.calls:,} calls, against 1 s"
    return [Figure(name, seconds, 1.0, at_most=10)]
