import math

import pytest

from judges.ask import GREEDY, Sampling
from judges.errors import NoVerdictError, OffScaleError
from judges.openai_graders import read_grader
from tests.judges.openai_graders.made import asked_of, nobody, paid, scoring
from tests.judges.scripted import answers, bill, form
from tests.samples import reply


class TestScoreModel:
    @pytest.mark.parametrize(
        ("ends", "said", "value"),
        [
            (None, 0.25, 0.25),
            ([0, 1], 1, 1.0),
            ([0, 10], 7.5, 7.5),
            ([-1, 1], -1, -1.0),
            ([-1, 1], 1e-1, 0.1),
        ],
    )
    def test_score_model_pays_the_number_as_it_is(self, ends, said, value):
        ask = answers(form(steps="s", result=said))
        assert paid(scoring(range=ends), reply("x", "y"), ask=ask) == value

    @pytest.mark.parametrize("said", ["1.1", "-0.1", "1e999"])
    def test_a_number_off_the_range_is_an_error_with_its_bill(self, said):
        text = f'{{"steps": "s", "result": {said}}}'
        with pytest.raises(OffScaleError, match="expected a number from 0 to 1") as caught:
            read_grader(scoring(), ask=answers(text))(reply("x", "y"))
        assert (caught.value.text, caught.value.usage) == (text, bill())

    @pytest.mark.parametrize("said", ["NaN", "Infinity", '"0.5"', "true", "null", '"4/5"', "[0.5]"])
    def test_score_model_takes_what_is_no_number_for_no_verdict_with_its_bill(self, said):
        text = f'{{"steps": "s", "result": {said}}}'
        with pytest.raises(NoVerdictError) as caught:
            read_grader(scoring(), ask=answers(text))(reply("x", "y"))
        assert (caught.value.text, caught.value.usage) == (text, bill())

    def test_a_reply_without_the_value_earns_the_low_end_and_nobody_is_asked(self):
        message = {"role": "user", "content": "Judge {{sample.output_json.a}}"}
        grader = scoring(input=[message], range=[-1, 1])
        assert paid(grader, reply("prose"), ask=nobody) == -1

    @pytest.mark.parametrize("ends", [[1, 0], [0, 0], [0], [0, None], [0, math.inf], [False, True]])
    def test_a_range_is_two_numbers_low_to_high(self, ends):
        with pytest.raises(ValueError, match=r"^grader: range: expected two finite numbers"):
            read_grader(scoring(range=ends), ask=nobody)

    @pytest.mark.parametrize(
        ("params", "sampling"),
        [
            (None, GREEDY),
            ({"temperature": 1, "top_p": 1, "seed": 42}, Sampling(temperature=1.0, top_p=1.0)),
            ({"reasoning_effort": "minimal"}, Sampling(temperature=None, reasoning="minimal")),
            ({"reasoning_effort": "xhigh"}, Sampling(temperature=None, reasoning="xhigh")),
            ({"reasoning_effort": None, "max_completion_tokens": 9}, Sampling(max_tokens=9)),
        ],
    )
    def test_score_model_draws_as_the_grader_says(self, params, sampling):
        assert asked_of(scoring(sampling_params=params), reply("x", "y")).sampling == sampling

    @pytest.mark.parametrize(
        ("params", "problem"),
        [
            ({"reasoning_effort": "huge"}, "reasoning_effort: expected one of none, minimal, low"),
            ({"temperature": "hot"}, "temperature: expected a finite number"),
            ({"max_completions_tokens": 0.5}, "max_completions_tokens: expected a whole number"),
            ({"top_k": 5}, "top_k: unknown field"),
        ],
    )
    def test_sampling_that_cannot_be_is_an_error_when_it_is_read(self, params, problem):
        with pytest.raises(ValueError, match=f"^grader: sampling_params.{problem}"):
            read_grader(scoring(sampling_params=params), ask=nobody)
