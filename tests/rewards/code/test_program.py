from typing import Any

import pytest

from rewards.code.program import pick_program, prelude
from rewards.code_tests import code_tests
from tests.samples import reply

DOUBLE = "def f(x):\n    return x * 2"
INDENTED = "   ```python\n   def f(x):\n       return x * 2\n   ```"
QUOTED = "> ```python\n> def f(x):\n>     return x * 2\n> ```"
USAGE = "Usage:\n```python\nprint(f(2))\n```"


@pytest.mark.parametrize(
    "text",
    [
        f"```python\n{DOUBLE}\n```",
        f"Here is the code: ```python\n{DOUBLE}\n```",
        f"<think>hm</think><answer>```python\n{DOUBLE}\n```</answer>",
        f"<answer>\n{DOUBLE}\n</answer>",
        f"[PYTHON]\n{DOUBLE}\n[/PYTHON]",
        f"1. So:\n{INDENTED}",
        QUOTED,
        f"```py3\n{DOUBLE}\n```",
        f"```solution\n{DOUBLE}\n```",
        f"```python\n{DOUBLE}```",
        f"````markdown\n```python\n{DOUBLE}\n```\n````",
        f"```bash\npip install x\n```\n```python\n{DOUBLE}\n```",
        DOUBLE,
        f"Here it is:\n\n{DOUBLE}\n\nIt doubles x.",
        ">>> def f(x):\n...     return x * 2\n>>> f(2)\n4",
        f"The code is ```python\n{DOUBLE}\n``` and that is it.",
        f'<pre><code class="language-python">\n{DOUBLE}\n</code></pre>',
        f"```python\n{DOUBLE}\n```\n```python\nfrom solution import f\nprint(f(3))\n```",
        f"```python\n{DOUBLE}\n```\n{USAGE}",
        "```python\ndef g(x):\n    return x * 2\n```\n```python\ndef f(x):\n    return g(x)\n```",
        f"```python\n{DOUBLE}\n```\n```python\ndef f(x: int) -> int: ...\n```",
    ],
)
def test_pick_program_finds_the_code_that_defines_what_is_called(text):
    program = pick_program(text, "python", {"f"})
    assert program is not None
    names: dict[str, Any] = {}
    exec(program.code, names)
    assert names["f"](2) == 4


def test_pick_program_takes_the_last_of_two_that_define_what_is_called():
    text = f"```python\n{DOUBLE}\n```\nBetter:\n```python\ndef f(x):\n    return 9\n```"
    assert code_tests(reply(text, "assert f(2) == 4")).value == 0.0


def test_code_tests_says_which_of_several_blocks_was_run():
    score = code_tests(reply(f"```python\n{DOUBLE}\n```\n{USAGE}", "assert f(2) == 4"))
    assert score.reason == "1 of 1 tests pass (block 1 of 2)"


@pytest.mark.parametrize("text", ["", "f doubles x.", "```sql\nSELECT 1\n```", "```json\n{}\n```"])
def test_pick_program_is_none_without_code(text):
    assert pick_program(text, "python", {"f"}) is None


@pytest.mark.parametrize(
    ("code", "sources", "before"),
    [
        ("def f(a: List): return gcd(*a)", (), "from typing import List\nfrom math import gcd"),
        ("def f(a): return g(a)", ("def g(x):\n    return x",), "def g(x):\n    return x"),
        ("def f(a): return m.sqrt(a)", ("import math as m",), "import math as m"),
        ("import math\ndef f(a): return math.sqrt(a)", (), ""),
        ("def f(a):\n    inf = a\n    return inf", (), ""),
        ("def f(a): return unknown", (), ""),
    ],
)  # fmt: skip
def test_prelude_defines_what_the_code_leaves_to_its_surroundings(code, sources, before):
    assert set(prelude(code, sources).splitlines()) == set(before.splitlines())


def test_code_tests_takes_a_helper_of_the_prompt_that_only_the_tests_call():
    prompt = "Complete:\n```python\ndef encode(s):\n    return s[::-1]\n```"
    tests = "def check(candidate):\n    assert candidate(encode('ab')) == 'ab'"
    answer = "def decode(s):\n    return s[::-1]"
    row = {"entry_point": "decode", "prompt": prompt}
    assert code_tests(reply(answer, tests, **row)).value == 1.0
