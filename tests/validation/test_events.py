import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewards.types import Message, Sample, ToolCall
from rewards.wire import read_event
from tests.samples import shared
from tests.validation.built import DATA
from tests.validation.data import row, write_rows
from validation.dataset import read_dataset
from validation.targets.endpoint import REQUEST_LIMIT
from validation.targets.target import batches, encode_sample, write_event

TEXT = st.text(st.characters(codec="utf-8"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
CALLS = st.tuples(st.builds(ToolCall, TEXT, JSON)) | st.just(())
ASKED = st.builds(Message, st.sampled_from(["system", "user", "tool"]), TEXT)
REPLIES = st.builds(Message, st.just("assistant"), TEXT, CALLS)
SAMPLES = st.builds(
    lambda id, asked, reply, reference, extra: Sample(id, (asked, reply), reference, extra),
    TEXT | st.integers(0, 9),
    ASKED,
    REPLIES,
    JSON,
    st.fixed_dictionaries({}, optional={"task": JSON.filter(lambda value: value is not None)}),
)


def there_and_back(samples):
    return read_event(json.loads(write_event(map(encode_sample, samples))))


@pytest.mark.parametrize("name", ["gsm8k_rollouts.jsonl", "llmbar_rollouts.jsonl"])
def test_real_rows_are_the_same_samples_behind_the_wire(name):
    samples = [row.sample for row in read_dataset(str(shared(name))).rows]
    assert there_and_back(samples) == samples


@given(SAMPLES)
def test_a_sample_that_was_read_is_the_same_behind_the_wire(sample):
    [read] = there_and_back([sample])  # an empty reference, for one, is read as none
    assert (read.id, read.messages) == (sample.id, sample.messages)
    assert there_and_back([read]) == [read]


def test_events_hold_no_label(tmp_path):
    labels = {"prompt_id": "p", "quality": 1, "policy": "sft", "ratings": {"ann": 4}}
    path = write_rows(tmp_path / "d.jsonl", [{**row("A", id=7, task="algebra"), **labels}])
    [event] = json.loads(write_event([encode_sample(read_dataset(path).rows[0].sample)]))
    assert event == row("A", id=7, task="algebra")


def test_a_batch_holds_so_many_samples_at_most():
    samples = [encode_sample(row.sample) for row in read_dataset(str(DATA)).rows]
    assert [len(batch) for batch in batches(samples[:10], 4)] == [4, 4, 2]


def test_a_batch_is_never_longer_than_lambda_takes():
    # two samples of 2 MB and their brackets fit in 6 MB; three of them and their text do not
    turns = (Message("assistant", "x" * (2 * 1024 * 1024)),)
    made = list(batches([encode_sample(Sample(n, turns)) for n in range(5)], 128))
    assert [len(batch) for batch in made] == [2, 2, 1]
    assert all(len(write_event(batch)) <= REQUEST_LIMIT for batch in made)


def test_a_sample_that_is_too_long_is_alone():
    long = Message("assistant", "x" * REQUEST_LIMIT)
    turns = [Message("assistant", "a"), long, long]
    samples = [encode_sample(Sample(n, (turn,))) for n, turn in enumerate(turns)]
    assert [len(batch) for batch in batches(samples, 128)] == [1, 1, 1]
