import numpy as np
import pytest

from rewards.adapters.chat import chat_text, columns_of, prompt_and_completion, read_rollout
from rewards.types import Message, Sample
from rewards.wire import WireError
from tests.rewards.adapters.samples import SAMPLES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample.id))
def test_a_sample_becomes_messages_and_columns_and_a_sample_again(sample):
    prompt, completion = prompt_and_completion(sample)
    reference = sample.reference_answer
    assert read_rollout(prompt, completion, reference=reference, columns=columns_of(sample)) == (
        sample
    )


def test_the_completion_is_what_follows_the_last_turn_that_was_asked():
    prompt, completion = prompt_and_completion(SAMPLES[3])
    assert [turn["role"] for turn in prompt] == ["user"]
    assert [turn["role"] for turn in completion] == ["assistant", "tool", "assistant"]


def test_a_sample_without_a_reply_has_an_empty_completion():
    _, completion = prompt_and_completion(Sample("s", (Message("user", "Hi"),)))
    assert completion == [{"role": "assistant", "content": ""}]


def test_texts_are_the_users_and_the_models():
    assert read_rollout("Hi", "Hello").messages == (
        Message("user", "Hi"),
        Message("assistant", "Hello"),
    )


def test_messages_may_come_in_an_array():
    prompt = np.array([{"role": "user", "content": "Hi"}])
    assert read_rollout(prompt, "Hello").messages[0] == Message("user", "Hi")


def test_messages_may_be_objects_that_dump_themselves():
    class Turn:
        def model_dump(self):
            return {"role": "assistant", "content": "Hello", "tool_calls": None}

    assert read_rollout("Hi", [Turn()]).response == "Hello"


def test_the_text_of_messages_is_what_they_say():
    chat = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]
    assert chat_text(chat) == "Be brief.\n\nHi"


@pytest.mark.parametrize(
    ("prompt", "error", "message"),
    [
        (None, TypeError, "prompt: expected a text or a list of messages, got None"),
        ({"role": "user"}, TypeError, "prompt: expected a text or a list"),
        ([{"content": "Hi"}], WireError, r"messages\[0\]\.role"),
    ],
)
def test_prompt_that_is_none_is_an_error_with_its_place(prompt, error, message):
    with pytest.raises(error, match=message):
        read_rollout(prompt, "Hello")
