import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.openai_graders import read_grader
from rewards.scoring import score
from tests.judges.openai_graders.made import GOLD, TEXT, check, likeness
from tests.samples import reply

SAID = "{{sample.output_json.a}}"
METRICS = ["fuzzy_match", "bleu", "gleu", "rouge_1", "rouge_5", "rouge_l"]
GRADERS = [
    *(likeness(metric) for metric in METRICS),
    likeness("gleu", input=SAID),
    check(),
    check(operation="ilike", input=GOLD, reference=TEXT),
    check(operation="ne", input="{{sample.output_tools[0].function.name}}"),
]
JSON = ['{"a": NaN}', '{"a": "\\ud800"}', '{"a": 1e999}', '{"a": {}}', "[" * 9999]


@pytest.mark.parametrize("grader", GRADERS, ids=str)
@given(text=st.text(st.characters()) | st.sampled_from(JSON))
@settings(max_examples=50)
def test_graders_pay_any_reply_from_0_to_1_and_the_same_again(grader, text):
    reward, sample = read_grader(grader), reply(text, "The cat sat on the mat.")
    once, again = score(reward, sample), score(reward, sample)
    assert once == again
    assert once is not None
    assert 0 <= once.value <= 1
