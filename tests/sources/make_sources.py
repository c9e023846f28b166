"""The files beside this one, as the libraries that people use write them; run by hand.

pandas 3.1.1, pyarrow 26.0.1, datasets 5.2.0, openai 3.57.0 and inspect-ai 0.3.285 have written
them. Tests read the files and need none of these but pyarrow.
"""

import json
import shutil
from pathlib import Path

import pandas
from datasets import Dataset
from openai.types.chat import ChatCompletion

HERE = Path(__file__).parent
BOXES = range(3, 27)
QUESTION = "A box holds 7 pens. How many pens are in {} boxes and 5 more pens?"
asked = [QUESTION.format(boxes) for boxes in BOXES]
golds = [7 * boxes + 5 for boxes in BOXES]
right = [f"There are {gold} pens. The answer is {gold}." for gold in golds]
wrong = [f"There are {gold + 2} pens. The answer is {gold + 2}." for gold in golds]


def graded():
    for at, (question, gold) in enumerate(zip(asked, golds, strict=True)):
        for reply, grade in ((right[at], 1), (wrong[at], 0)):
            yield at, question, gold, reply, grade


def write_lines(name, rows):
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (HERE / name).write_text(text, "utf-8")


columns = ["question_id", "question", "answer", "model_output", "is_correct"]
table = pandas.DataFrame([(q, p, g, r, bool(k)) for q, p, g, r, k in graded()], columns=columns)
table.to_csv(HERE / "graded.csv", index=False)
table.to_json(HERE / "graded.json", orient="records")

verl = [
    {
        "data_source": "pens",
        "prompt": [{"role": "user", "content": question}],
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": float(gold)},
        "extra_info": {"index": at, "split": "train"} | ({"note": "first"} if at == 0 else {}),
    }
    for at, (question, gold) in enumerate(zip(asked, golds, strict=True))
]
pandas.DataFrame(verl).to_parquet(HERE / "verl.parquet")

shutil.rmtree(HERE / "dataset", ignore_errors=True)
rows = [{"prompt": p, "completion": r, "score": float(k)} for _, p, _, r, k in graded()]
Dataset.from_list(rows).save_to_disk(HERE / "dataset")

turns = [
    [{"role": "user", "content": q}, {"role": "assistant", "content": str(g)}]
    for q, g in zip(asked, golds, strict=True)
]
write_lines("chat.jsonl", [{"messages": pair} for pair in turns])
write_lines(
    "prompt_completion.jsonl",
    [{"prompt": q, "completion": str(g)} for q, g in zip(asked, golds, strict=True)],
)
pairs = [
    {"prompt": q, "chosen": r, "rejected": w} for q, r, w in zip(asked, right, wrong, strict=True)
]
Dataset.from_list(pairs).to_json(HERE / "pairs.jsonl")
share = [
    {
        "id": f"s{at}",
        "conversations": [{"from": "human", "value": q}, {"from": "gpt", "value": str(golds[at])}],
    }
    for at, q in enumerate(asked)
]
(HERE / "sharegpt.json").write_text(json.dumps(share), "utf-8")
write_lines(
    "openai_evals.jsonl",
    [
        {"input": [{"role": "user", "content": q}], "ideal": str(g)}
        for q, g in zip(asked, golds, strict=True)
    ],
)
stored = [
    ChatCompletion.model_validate(
        {
            "id": f"chatcmpl-{at}-{grade}",
            "created": 1764000000,
            "model": "a-model",
            "object": "chat.completion",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": reply},
                }
            ],
            "messages": [{"role": "user", "content": question}],
            "metadata": {"gold": str(gold)},
        }
    ).model_dump(exclude_none=True)
    for at, question, gold, reply, grade in graded()
]
write_lines("stored_completions.jsonl", stored)


def write_inspect_logs():
    """A solver answers in the place of a model, which would download a table of tokens."""
    from inspect_ai import Task, eval
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ModelOutput
    from inspect_ai.scorer import includes
    from inspect_ai.solver import solver

    @solver
    def answer():
        async def solve(state, generate):
            at = int(str(state.sample_id)[1:])
            text = (right if state.epoch == 1 else wrong)[at]
            state.output = ModelOutput.from_content("a-model", text)
            state.messages.append(state.output.message)
            return state

        return solve

    samples = [
        Sample(input=q, target=str(g), id=f"q{at}")
        for at, (q, g) in enumerate(zip(asked, golds, strict=True))
    ]
    for form, limit in (("eval", None), ("json", 4)):
        [log] = eval(
            Task(dataset=MemoryDataset(samples), scorer=includes(), solver=answer()),
            model="mockllm/model",
            epochs=2,
            limit=limit,
            log_dir=str(HERE / "logs"),
            log_format=form,
            display="none",
        )
        Path(log.location).rename(HERE / f"inspect.{form}")
    shutil.rmtree(HERE / "logs")


write_inspect_logs()
