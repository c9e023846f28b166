import pytest

from rewards.adapters.chat import call_function

ARGUMENTS = {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("function", "answer"),
    [
        (lambda a: a, 1),
        (lambda b, c=3: (b, c), (2, 3)),
        (lambda **others: others, ARGUMENTS),
        (lambda a, **others: (a, others), (1, {"b": 2})),
    ],
    ids=["one", "default", "any", "one and any"],
)
def test_a_function_gets_what_it_names(function, answer):
    assert call_function(function, ARGUMENTS) == answer


def test_an_async_function_is_run_to_its_end():
    async def later(a: int) -> int:
        return a

    assert call_function(later, ARGUMENTS) == 1


def test_a_function_that_needs_more_is_told_so():
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'c'"):
        call_function(lambda a, c: a, ARGUMENTS)
