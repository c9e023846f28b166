# ruff: noqa: E501, RUF001
"""The second batch of structured cases of our own, written before the readers saw any of it.

Each case has the fields of the handed cases: `reward`, `response`, `reference`, `pays` and what else
the reading needs. Cases that should pay stand beside near ones that should not.
"""

import json
from collections.abc import Iterator
from typing import Any

Case = dict[str, Any]
_GOLD = [{"name": "book_table", "arguments": {"place": "Trattoria Nove", "guests": 4}}]
_TOOL = {
    "type": "function",
    "function": {
        "name": "book_table",
        "parameters": {
            "type": "object",
            "properties": {
                "place": {"type": "string"},
                "guests": {"type": "integer"},
                "terrace": {"type": "boolean", "default": False},
            },
            "required": ["place", "guests"],
        },
    },
}


def cases() -> Iterator[Case]:
    """All cases, one after another."""
    for made in (_programs, _fences, _streams, _calls, _golds, _queries, _documents):
        yield from made()


def _case(reward: str, kind: str, pays: float, response: str, reference: Any, **rest: Any) -> Case:
    fields = {"reward": reward, "kind": kind, "pays": pays, "response": response}
    return {**fields, "reference": reference, **rest}


_RIGHT = r"""
def f(a): return sorted(a, reverse=True) ~ assert f([1, 3, 2]) == [3, 2, 1]
def f(a): return {k: a.count(k) for k in a} ~ assert f('aba') == {'a': 2, 'b': 1}
def f(a): return set(a) ~ assert f([1, 1, 2]) == {1, 2}
def f(a): return tuple(a) ~ assert f([1, 2]) == (1, 2)
def f(n): return n % 2 == 0 ~ assert f(4) is True
def f(n): return None ~ assert f(1) is None
def f(n): return n ** 60 ~ assert f(7) == 7 ** 60
def f(n): return 10 ** 5000 + n ~ assert f(1) == 10 ** 5000 + 1
from fractions import Fraction\ndef f(a, b): return Fraction(a, b) ~ from fractions import Fraction\nassert f(2, 4) == Fraction(1, 2)
from fractions import Fraction\ndef f(a, b): return Fraction(a, b) ~ assert f(1, 2) == 0.5
from decimal import Decimal\ndef f(a): return Decimal(a) * 2 ~ from decimal import Decimal\nassert f('1.5') == Decimal('3.0')
from datetime import date\ndef f(y): return date(y, 1, 1) ~ from datetime import date\nassert f(2024) == date(2024, 1, 1)
from datetime import date, timedelta\ndef f(d): return d + timedelta(days=1) ~ from datetime import date\nassert f(date(2024, 2, 28)) == date(2024, 2, 29)
from datetime import datetime\ndef f(t): return datetime.fromisoformat(t) ~ from datetime import datetime\nassert f('2024-01-02') == datetime(2024, 1, 2)
from datetime import timedelta\ndef f(): return timedelta(hours=2) ~ assert f().total_seconds() == 7200
from collections import deque\ndef f(a): return deque(a, maxlen=2) ~ from collections import deque\nassert f([1, 2, 3]) == deque([2, 3])
from collections import ChainMap\ndef f(): return ChainMap({'a': 1}, {'b': 2}) ~ assert f()['b'] == 2
from collections import namedtuple\nPair = namedtuple('Pair', 'a b')\ndef f(): return [Pair(1, 2)] ~ assert f()[0].b == 2
from typing import NamedTuple\nclass Pair(NamedTuple):\n    a: int\n    b: int\ndef f(): return Pair(1, 2) ~ assert f() == (1, 2)
from dataclasses import dataclass, field\n@dataclass(order=True)\nclass Job:\n    rank: int\n    name: str = field(compare=False, default='')\ndef f(): return [Job(2), Job(1)] ~ assert sorted(f())[0].rank == 1
class V:\n    def __init__(self, x): self.x = x\n    def __eq__(self, o): return self.x == o.x\n    def __hash__(self): return hash(self.x)\ndef f(x): return V(x) ~ assert f(1) == f(1)\nassert f(1) != f(2)
class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x + o.x)\n    def __repr__(self): return f'V({self.x})' ~ assert repr(V(1) + V(2)) == 'V(3)'
class V:\n    def __init__(self): self.n = 0\n    def __bool__(self): return self.n > 0 ~ v = V()\nassert not v
class V:\n    def __init__(self, xs): self.xs = xs\n    def __iter__(self): return iter(self.xs)\n    def __len__(self): return len(self.xs)\n    def __contains__(self, x): return x in self.xs ~ v = V([1, 2])\nassert len(v) == 2 and list(v) == [1, 2] and 2 in v
class V:\n    def __getitem__(self, i): return i * 2 ~ assert V()[4] == 8
class V:\n    def __call__(self, x): return x + 1 ~ assert V()(2) == 3
class V:\n    def __enter__(self): return 5\n    def __exit__(self, *a): return False ~ with V() as v:\n    assert v == 5
class Queue:\n    def __init__(self): self.items = []\n    def push(self, x): self.items.append(x); return self\n    def size(self): return len(self.items) ~ assert Queue().push(1).push(2).size() == 2
class Account:\n    def __init__(self): self.balance = 0\n    def withdraw(self, n):\n        if n > self.balance: raise ValueError('too little')\n        self.balance -= n ~ import pytest\nwith pytest.raises(ValueError):\n    Account().withdraw(1)
def f(n):\n    if n < 0: raise ValueError('negative')\n    return n ~ try:\n    f(-1)\n    assert False\nexcept ValueError as e:\n    assert 'negative' in str(e)
class Small(Exception): pass\ndef f(n): raise Small(n) ~ try:\n    f(1)\nexcept Small:\n    pass\nelse:\n    assert False
def f(n):\n    for i in range(n): yield i * i ~ assert list(f(4)) == [0, 1, 4, 9]
def f(n):\n    for i in range(n): yield i * i ~ assert sum(f(4)) == 14
def f(a): return zip(a, a[1:]) ~ assert list(f([1, 2, 3])) == [(1, 2), (2, 3)]
def f(a): return filter(None, a) ~ assert list(f([0, 1])) == [1]
def f(a): return enumerate(a) ~ assert dict(f(['x'])) == {0: 'x'}
def f(a): return reversed(a) ~ assert list(f([1, 2])) == [2, 1]
def f(d): return d.items() ~ assert list(f({'a': 1})) == [('a', 1)]
def f(d): return d.values() ~ assert sorted(f({'a': 2, 'b': 1})) == [1, 2]
def f(n): return range(n) ~ assert f(3) == range(3)
def f(s): return s.encode() ~ assert f('é') == b'\xc3\xa9'
def f(s): return bytearray(s) ~ assert f(b'ab') == bytearray(b'ab')
def f(a): return frozenset(a) ~ assert f([1]) == frozenset({1})
def f(z): return z * z ~ assert f(1j) == -1
def f(): return float('inf') ~ assert f() == float('inf')
import math\ndef f(r): return math.pi * r * r ~ import math\nassert math.isclose(f(2), 12.566370614359172)
def f(a): return sum(a) / len(a) ~ assert abs(f([1, 2]) - 1.5) < 1e-9
def f(g, a): return [g(x) for x in a] ~ assert f(str, [1, 2]) == ['1', '2']
def f(g): return g(g) ~ assert f(lambda h: 7) == 7
def f(n):\n    def g(x): return x + n\n    return g ~ assert f(2)(3) == 5
import functools\ndef f(n): return functools.partial(pow, n) ~ assert f(2)(5) == 32
def f(fn):\n    def w(*a): return fn(*a) * 2\n    return w ~ @f\ndef three(): return 3\nassert three() == 6
from enum import Enum\nclass Hue(Enum):\n    RED = 'r'\ndef f(x): return Hue(x) ~ assert f('r') is Hue.RED\nassert f('r').name == 'RED'
from enum import IntFlag\nclass P(IntFlag):\n    R = 1\n    W = 2\ndef f(): return P.R | P.W ~ assert f() == 3
import heapq\ndef f(a, k): return heapq.nlargest(k, a) ~ assert f([1, 5, 3], 2) == [5, 3]
import re\ndef f(s): return re.findall(r'\d+', s) ~ assert f('a1b22') == ['1', '22']
import json\ndef f(s): return json.loads(s) ~ assert f('{"a": [1]}') == {'a': [1]}
import itertools\ndef f(a): return itertools.permutations(a, 2) ~ assert len(list(f([1, 2, 3]))) == 6
import asyncio\nasync def g(): return 4\ndef f(): return asyncio.run(g()) ~ assert f() == 4
async def f(): return 4 ~ import asyncio\nassert asyncio.run(f()) == 4
def f(a):\n    a.sort() ~ a = [2, 1]\nf(a)\nassert a == [1, 2]
def f(d):\n    d['k'] = 1 ~ d = {}\nf(d)\nassert d == {'k': 1}
def f(a):\n    a[0].append(1) ~ a = [[]]\nf(a)\nassert a == [[1]]
def f(*a, **k): return len(a) + len(k) ~ assert f(1, 2, x=3) == 3
def f(a, /, b, *, c): return a + b + c ~ assert f(1, b=2, c=3) == 6
def f(x): return x if x < 2 else f(x - 1) + f(x - 2) ~ assert [f(i) for i in range(6)] == [0, 1, 1, 2, 3, 5]
def f(x): print('working'); return x ~ assert f(1) == 1
import sys\nsys.setrecursionlimit(10000)\ndef f(n): return 0 if n == 0 else 1 + f(n - 1) ~ assert f(3000) == 3000
from functools import lru_cache\n@lru_cache(None)\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2) ~ assert f(80) == 23416728348467685
from functools import cached_property\nclass C:\n    @cached_property\n    def v(self): return 9 ~ assert C().v == 9
class C:\n    count = 0\n    @classmethod\n    def make(cls): cls.count += 1; return cls()\n    @staticmethod\n    def two(): return 2 ~ C.make()\nassert C.count == 1 and C.two() == 2
class A:\n    def hi(self): return 'a'\nclass B(A):\n    def hi(self): return super().hi() + 'b' ~ assert B().hi() == 'ab'\nassert isinstance(B(), A)\nassert issubclass(B, A)
from abc import ABC, abstractmethod\nclass S(ABC):\n    @abstractmethod\n    def area(self): ...\nclass Q(S):\n    def area(self): return 4 ~ assert Q().area() == 4\nassert isinstance(Q(), S)
class N:\n    def __init__(self, v, nxt=None): self.v, self.nxt = v, nxt\ndef f(n): return n.v if n.nxt is None else f(n.nxt) ~ assert f(N(1, N(2))) == 2
class M:\n    __slots__ = ('x',)\n    def __init__(self): self.x = 1 ~ m = M()\nm.x = 4\nassert m.x == 4
def f(m): return [list(r) for r in zip(*m)] ~ assert f([[1, 2], [3, 4]]) == [[1, 3], [2, 4]]
def f(s: str) -> str:\n    '''Doc.'''\n    return s[::-1] ~ assert f('abc') == 'cba'\nassert f.__doc__ == 'Doc.'
f = lambda x: x * 2 ~ assert f(4) == 8
PI = 3.14\ndef f(): return PI ~ assert PI == 3.14\nassert f() == PI
def f(x: 'int | None' = None) -> 'int': return x or 1 ~ assert f() == 1
def f(x):\n    match x:\n        case [a, *_]: return a\n        case _: return None ~ assert f([3, 4]) == 3
def f(s):\n    if (n := len(s)) > 2: return n\n    return 0 ~ assert f('abc') == 3
import string\ndef f(): return string.ascii_lowercase[:3] ~ assert f() == 'abc'
import random\ndef f(seed): return random.Random(seed).randint(1, 1) ~ assert f(3) == 1
import statistics\ndef f(a): return statistics.median(a) ~ assert f([1, 9, 2]) == 2
import operator\ndef f(a): return sorted(a, key=operator.itemgetter(1)) ~ assert f([(1, 2), (2, 1)]) == [(2, 1), (1, 2)]
import bisect\ndef f(a, x): bisect.insort(a, x); return a ~ assert f([1, 3], 2) == [1, 2, 3]
import uuid\ndef f(): return uuid.UUID(int=1) ~ import uuid\nassert f() == uuid.UUID(int=1)
import pathlib\ndef f(p): return pathlib.PurePosixPath(p).name ~ assert f('/a/b.txt') == 'b.txt'
import array\ndef f(): return array.array('i', [1, 2]) ~ assert list(f()) == [1, 2]
def f(): return slice(1, 3) ~ assert [0, 1, 2, 3][f()] == [1, 2]
def f(): return int ~ assert f() is int
def f(): return NotImplemented ~ assert f() is NotImplemented
def f(): return ... ~ assert f() is ...
def f(): return [float('nan')] ~ import math\nassert math.isnan(f()[0])
def f(x): return x ~ assert f({'a': {1: (2, {3})}}) == {'a': {1: (2, {3})}}
"""


def _programs() -> Iterator[Case]:
    tests: Any
    for line in _RIGHT.strip().splitlines():
        code, tests = (part.strip().replace("\\n", "\n") for part in line.split(" ~ "))
        text = f"```python\n{code}\n```"
        rest = {"set": "programs", "name": code[:50]}
        yield _case("code_tests", "right program", 1.0, text, tests, **rest)
    wrong = [line for line in _RIGHT.strip().splitlines() if line.startswith("def f(")]
    for line in wrong:
        _, tests = (part.strip().replace("\\n", "\n") for part in line.split(" ~ "))
        text = "```python\ndef f(*a, **k):\n    return 'something else'\n```"
        yield _case("code_tests", "wrong program", 0.0, text, tests, set="programs", name=tests)
    for body, pays in (("a * b", 1.0), ("a + b", 0.0)):
        for code in (
            f"def area(a, b):\n    return {body}",
            f"class Solution:\n    def area(self, a: int, b: int) -> int:\n        return {body}",
            f"class Solution(object):\n    def area(self, a, b):\n        return {body}",
            f"class Solution:\n    @staticmethod\n    def area(a, b):\n        return {body}",
        ):
            for tests in (
                {"inputs": [[3, 4], [2, 5]], "outputs": [12, 10], "fn_name": "area"},
                {"inputs": [[3, 4], [2, 5]], "outputs": [[12], [10]], "fn_name": "area"},
                json.dumps({"inputs": [[3, 4]], "outputs": [12], "fn_name": "area"}),
            ):
                yield _case("code_tests", "fn_name", pays, f"```python\n{code}\n```", tests)
        rows = [{"input": "area(3, 4)", "output": "12"}, {"input": "area(2, 5)", "output": "10"}]
        text = f"```python\ndef area(a, b):\n    return {body}\n```"
        yield _case("code_tests", "calls as inputs", pays, text, rows)


def _fences() -> Iterator[Case]:
    for body, pays in (("x + 10", 1.0), ("x - 10", 0.0)):
        code = f"def g(x):\n    return {body}"
        inner = "\n".join(f"    {line}" for line in code.splitlines())
        quoted = "\n".join(f"> {line}" for line in code.splitlines())
        for kind, text in {
            "tildes": f"~~~python\n{code}\n~~~",
            "four ticks": f"````python\n{code}\n````",
            "attributes": f'```python title="a.py"\n{code}\n```',
            "braces": f"```{{python}}\n{code}\n```",
            "PYTHON tags": f"[PYTHON]\n{code}\n[/PYTHON]",
            "answer tag around": f"<answer>\n```python\n{code}\n```\n</answer>",
            "answer tag bare": f"<answer>{code}</answer>",
            "reasoning before": f"<think>\n```python\ndef g(x): return 0\n```\n</think>\n```py\n{code}\n```",
            "text before on its line": f"The function: ```python\n{code}\n```",
            "text after": f"```python\n{code}\n```\nIt adds. Its cost is O(1).",
            "in a list": f"- The function:\n    ```python\n{inner}\n    ```",
            "in a quotation": f"> ```python\n{quoted}\n> ```",
            "usage after": f"```python\n{code}\n```\nUsage:\n```python\nprint(g(1))\n```",
            "usage with a prompt": f"```python\n{code}\n```\n```\n>>> g(1)\n11\n```",
            "output after": f"```python\n{code}\n```\nOutput:\n```\n11\n```",
            "shell before": f"```sh\npip install x\n```\n```python\n{code}\n```",
            "draft before": f"```python\ndef g(x):\n    return None\n```\nBetter:\n```python\n{code}\n```",
            "helper in an earlier fence": f"```python\nK = 1\n```\n```python\n{code.replace('10', '10 * K')}\n```",
            "import in an earlier fence": f"```python\nimport math\n```\n```python\n{code.replace('10', 'math.floor(10.5)')}\n```",
            "end mark": f"```python\n{code}\n```<|im_end|>",
            "unclosed": f"```python\n{code}",
            "carriage returns": f"```python\n{code}\n```".replace("\n", "\r\n"),
            "bare": code,
            "python3": f"```python3\n{code}\n```",
            "no tag": f"```\n{code}\n```",
            "code tag": f"<code>\n{code}\n</code>",
            "heading": f"### Solution\n\n```python\n{code}\n```\n\n### Why\n\nIt adds.",
        }.items():
            yield _case("code_tests", f"fence: {kind}", pays, text, "assert g(1) == 11")


def _streams() -> Iterator[Case]:
    job = "n = int(input())\nxs = list(map(int, input().split()))\n"
    tests = [{"input": "3\n4 5 6\n", "output": "15\n"}, {"input": "1\n-2\n", "output": "-2\n"}]
    for print_, pays in {
        "print(sum(xs))": 1.0,
        "print(sum(xs), end='')": 1.0,
        "print(' ', sum(xs), ' ')": 1.0,
        "import sys\nsys.stdout.write(str(sum(xs)))": 1.0,
        "print(f'{sum(xs)}\\n')": 1.0,
        "print(sum(xs) + 1)": 0.0,
        "print('sum', sum(xs))": 0.0,
        "print(xs)": 0.0,
        "pass": 0.0,
        "print(sum(xs[:1]))": 0.5,
    }.items():
        text = f"```python\n{job}{print_}\n```"
        yield _case("code_tests", "standard input", pays, text, tests, name=print_)
    floats = [{"input": "2", "output": "1.4142135623730951"}]
    text = "```python\nprint('%.6f' % int(input()) ** .5)\n```"
    fine = "```python\nimport math\nprint(f'{math.sqrt(int(input())):.6f}')\n```"
    yield _case("code_tests", "tolerance", 1.0, fine, floats, settings={"tolerance": 1e-4})
    yield _case("code_tests", "crash", 0.0, text, floats, settings={"tolerance": 1e-4})
    pairs = {"inputs": ["1 2\n", "3 4\n"], "outputs": ["3\n", "7\n"]}
    add = "```python\na, b = map(int, input().split())\nprint(a + b)\n```"
    yield _case("code_tests", "APPS streams", 1.0, add, pairs)
    yield _case("code_tests", "APPS streams", 1.0, add, json.dumps(pairs))
    yield _case("code_tests", "APPS streams", 0.0, add.replace("a + b", "a - b"), pairs)
    hum = "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(3) == 9"
    for body, pays in (("x * x", 1.0), ("x", 0.0)):
        code = f"```python\ndef square(x):\n    return {body}\n```"
        meta = {"entry_point": "square"}
        yield _case("code_tests", "check(candidate)", pays, code, hum, metadata=meta)


def _calls() -> Iterator[Case]:
    for place, guests, pays in (("Trattoria Nove", 4, 1.0), ("Trattoria Dieci", 5, 0.0)):
        args = {"place": place, "guests": guests}
        text = json.dumps(args)
        call = json.dumps({"name": "book_table", "arguments": args})
        python = f'book_table(place="{place}", guests={guests})'
        for kind, reply in {
            "hermes": f"<tool_call>\n{call}\n</tool_call>",
            "hermes, unclosed": f"<tool_call>\n{call}",
            "hermes after prose": f"I will book.\n<tool_call>{call}</tool_call>",
            "hermes with end mark": f"<tool_call>{call}</tool_call><|im_end|>",
            "hermes, indented": f"<tool_call>\n{json.dumps(json.loads(call), indent=2)}\n</tool_call>",
            "llama json": json.dumps({"name": "book_table", "parameters": args}),
            "llama typed": json.dumps(
                {"type": "function", "name": "book_table", "parameters": args}
            ),
            "python tag": f"<|python_tag|>{json.dumps({'name': 'book_table', 'parameters': args})}<|eom_id|>",
            "python tag, code": f"<|python_tag|>{python}",
            "llama function": f"<function=book_table>{text}</function>",
            "pythonic": f"[{python}]",
            "pythonic, marked": f"<|python_start|>[{python}]<|python_end|>",
            "mistral": f"[TOOL_CALLS][{call}]</s>",
            "mistral, newer": f"[TOOL_CALLS]book_table[ARGS]{text}",
            "mistral, spaced": f"[TOOL_CALLS] [{call}]",
            "qwen coder": f"<tool_call>\n<function=book_table>\n<parameter=place>\n{place}\n</parameter>\n<parameter=guests>\n{guests}\n</parameter>\n</function>\n</tool_call>",
            "deepseek v3": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>book_table\n```json\n{text}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            "deepseek v3.1": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>book_table<｜tool▁sep｜>{text}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            "gemma tool_code": f"```tool_code\n{python}\n```",
            "gemma printed": f"```tool_code\nprint({python})\n```",
            "gemma python": f"```python\n{python}\n```",
            "gemma function": f"<start_function_call>call:book_table{{guests:{guests},place:<escape>{place}<escape>}}<end_function_call>",
            "react": f"Thought: book.\nAction: book_table\nAction Input: {text}",
            "react, fenced": f"Action:\n```json\n{json.dumps({'action': 'book_table', 'action_input': args})}\n```",
            "react, observation": f"Action: book_table\nAction Input: {text}\nObservation:",
            "json after a sentence": f"Sure, I will book it: {call}",
            "json fence": f"```json\n{call}\n```",
            "json list": f"[{call}]",
            "openai message": json.dumps(
                {
                    "tool_calls": [
                        {
                            "id": "1",
                            "type": "function",
                            "function": {"name": "book_table", "arguments": text},
                        }
                    ]
                }
            ),
            "openai function_call": json.dumps(
                {"function_call": {"name": "book_table", "arguments": text}}
            ),
            "tool_calls tag": f"<tool_calls>\n[{call}]\n</tool_calls>",
            "functioncall": f"<functioncall> {call} </functioncall>",
            "function_call tag": f"<function_call>{call}</function_call>",
            "glm": f"<tool_call>book_table\n<arg_key>place</arg_key>\n<arg_value>{place}</arg_value>\n<arg_key>guests</arg_key>\n<arg_value>{guests}</arg_value>\n</tool_call>",
            "kimi": f"<|tool_calls_section_begin|><|tool_call_begin|>functions.book_table:0<|tool_call_argument_begin|>{text}<|tool_call_end|><|tool_calls_section_end|>",
            "granite": f"<|tool_call|>[{call}]",
            "phi": f"<|tool_call|>[{call}]<|/tool_call|>",
            "harmony": f"<|channel|>commentary to=functions.book_table <|constrain|>json<|message|>{text}<|call|>",
            "xml anthropic": f'<function_calls>\n<invoke name="book_table">\n<parameter name="place">{place}</parameter>\n<parameter name="guests">{guests}</parameter>\n</invoke>\n</function_calls>',
            "internlm": f"<|action_start|><|plugin|>\n{json.dumps({'name': 'book_table', 'parameters': args})}<|action_end|>",
            "command r": f"Action: ```json\n[{json.dumps({'tool_name': 'book_table', 'parameters': args})}]\n```",
            "reasoning before": f"<think>maybe book_table(place='X', guests=1)</think>\n<tool_call>{call}</tool_call>",
        }.items():
            rest = {"set": "forms", "tools": [_TOOL]}
            yield _case("tool_calls_match", f"form: {kind}", pays, reply, _GOLD, **rest)
            if pays:  # the same reply where no call is expected
                kind = f"no call expected: {kind}"
                yield _case("tool_calls_match", kind, 0.0, reply, [], **rest)
    for reply in ("I cannot book that.", "Which evening?", "Shall I book a table (for four)?"):
        yield _case("tool_calls_match", "no call expected", 1.0, reply, [], tools=[_TOOL])
        yield _case("tool_calls_match", "chat instead", 0.0, reply, _GOLD, tools=[_TOOL])


def _golds() -> Iterator[Case]:
    right = {"place": "Trattoria Nove", "guests": 4}
    given = [{"name": "book_table", "arguments": right}]
    wrong = [{"name": "book_tables", "arguments": right}]
    golds: dict[str, Any] = {
        "list": _GOLD,
        "object": _GOLD[0],
        "json text": json.dumps(_GOLD),
        "arguments as text": [{"name": "book_table", "arguments": json.dumps(right)}],
        "openai": [{"id": "c", "type": "function", "function": _GOLD[0]}],
        "anthropic": [{"type": "tool_use", "id": "t", "name": "book_table", "input": right}],
        "bedrock": [{"toolUse": {"toolUseId": "t", "name": "book_table", "input": right}}],
        "bfcl": [{"book_table": {"place": ["Trattoria Nove", "Nove"], "guests": [4]}}],
        "bfcl, optional": [
            {
                "book_table": {
                    "place": ["Nove", "Trattoria Nove"],
                    "guests": [4],
                    "terrace": ["", False],
                }
            }
        ],
        "any_of": {"any_of": [[{"name": "other", "arguments": {}}], _GOLD]},
        "padded with None": [{"name": "book_table", "arguments": {**right, "terrace": None}}],
        "18 that became 18.0": [{"name": "book_table", "arguments": {**right, "guests": 4.0}}],
        "aws": {"tool_called": "book_table", "tool_parameters": right},
    }
    for kind, gold in golds.items():
        for calls, pays in ((given, 1.0), (wrong, 0.0), ([], 0.0)):
            rest = {"tool_calls": calls, "tools": [_TOOL]}
            yield _case("tool_calls_match", f"gold: {kind}", pays, "", gold, **rest)
    for more in ({"terrace": False}, {"terrace": None}):
        calls = [{"name": "book_table", "arguments": {**right, **more}}]
        beside: Case = {"tool_calls": calls, "tools": [_TOOL], "name": str(more)}
        yield _case("tool_calls_match", "defaults", 1.0, "", _GOLD, **beside)


_QUERIES = r"""
SELECT name FROM staff WHERE pay > 5 AND town = 'Oslo' ~ SELECT name FROM staff WHERE town = 'Oslo' AND pay > 5
SELECT name FROM staff WHERE pay BETWEEN 1 AND 5 ~ SELECT name FROM staff WHERE pay >= 1 AND pay <= 5
SELECT name FROM staff WHERE town IN ('Rome', 'Oslo') ~ SELECT name FROM staff WHERE town IN ('Oslo', 'Rome')
SELECT s.name FROM staff AS s JOIN town AS t ON s.town = t.id ~ SELECT s.name FROM staff s INNER JOIN town t ON t.id = s.town
SELECT s.name FROM staff s, town t WHERE s.town = t.id ~ SELECT s.name FROM staff s JOIN town t ON s.town = t.id
SELECT s.name FROM staff s LEFT OUTER JOIN town t ON s.town = t.id ~ SELECT s.name FROM staff s LEFT JOIN town t ON s.town = t.id
SELECT COUNT(1) FROM staff ~ SELECT COUNT(*) FROM staff
select name from staff ~ SELECT name FROM staff
SELECT name FROM staff; ~ SELECT name FROM staff
SELECT name FROM staff LIMIT 3 OFFSET 0 ~ SELECT name FROM staff LIMIT 3
SELECT name FROM staff WHERE (pay > 5) ~ SELECT name FROM staff WHERE pay > 5
SELECT name FROM staff WHERE pay > 5 AND (town = 'a' AND age < 3) ~ SELECT name FROM staff WHERE pay > 5 AND town = 'a' AND age < 3
SELECT name FROM staff WHERE pay != 5 ~ SELECT name FROM staff WHERE pay <> 5
SELECT name FROM staff WHERE 5 < pay ~ SELECT name FROM staff WHERE pay > 5
SELECT name FROM staff ORDER BY pay ASC ~ SELECT name FROM staff ORDER BY pay
SELECT "name" FROM "staff" ~ SELECT name FROM staff
SELECT `name` FROM `staff` ~ SELECT name FROM staff
SELECT staff.name FROM staff ~ SELECT name FROM staff
SELECT x.name FROM staff x ~ SELECT y.name FROM staff y
SELECT name AS who FROM staff ~ SELECT name FROM staff
SELECT name -- all\nFROM staff ~ SELECT name FROM staff
SELECT name FROM staff WHERE town = 'a' OR town = 'b' ~ SELECT name FROM staff WHERE town = 'b' OR town = 'a'
SELECT town, COUNT(*) FROM staff GROUP BY town ~ SELECT town, count(*) FROM staff GROUP BY town
SELECT MAX(pay) FROM staff ~ SELECT max(pay) FROM staff
SELECT name FROM staff WHERE NOT (pay > 5) ~ SELECT name FROM staff WHERE pay <= 5
"""
_OTHER_QUERIES = r"""
SELECT name FROM staff WHERE pay > 5 OR town = 'Oslo' ~ SELECT name FROM staff WHERE town = 'Oslo' AND pay > 5
SELECT name FROM staff WHERE pay > 1 AND pay < 5 ~ SELECT name FROM staff WHERE pay BETWEEN 1 AND 5
SELECT name FROM staff WHERE town IN ('Rome') ~ SELECT name FROM staff WHERE town IN ('Oslo', 'Rome')
SELECT s.name FROM staff s LEFT JOIN town t ON s.town = t.id ~ SELECT s.name FROM staff s JOIN town t ON s.town = t.id
SELECT COUNT(pay) FROM staff ~ SELECT COUNT(*) FROM staff
SELECT DISTINCT name FROM staff ~ SELECT name FROM staff
SELECT name FROM staff LIMIT 3 OFFSET 1 ~ SELECT name FROM staff LIMIT 3
SELECT name FROM staff ORDER BY pay DESC ~ SELECT name FROM staff ORDER BY pay
SELECT name FROM staff WHERE town = 'oslo' ~ SELECT name FROM staff WHERE town = 'Oslo'
SELECT pay FROM staff ~ SELECT name FROM staff
SELECT MIN(pay) FROM staff ~ SELECT MAX(pay) FROM staff
SELECT name FROM staff WHERE pay >= 5 ~ SELECT name FROM staff WHERE pay > 5
SELECT name FROM staff GROUP BY name ~ SELECT name FROM staff
SELECT 'Ann' ~ SELECT name FROM staff WHERE id = 1
SELECT name FROM staff WHERE town NOT IN ('Rome') ~ SELECT name FROM staff WHERE town IN ('Rome')
I do not know. ~ SELECT name FROM staff
"""
_SCHEMA = (
    "CREATE TABLE pet(id INTEGER PRIMARY KEY, kind TEXT, kilos REAL, born INTEGER);"
    "INSERT INTO pet VALUES (1,'cat',4.5,2019),(2,'dog',20.0,2018),(3,'cat',3.5,2020),"
    "(4,'hen',2.0,NULL),(5,'dog',30.5,2021);"
)
_RESULTS = {
    "SELECT COUNT(*) FROM pet WHERE kind = 'cat'": {
        "SELECT COUNT(id) FROM pet WHERE kind = 'cat'": 1.0,
        "SELECT SUM(kind = 'cat') FROM pet": 1.0,
        "WITH c AS (SELECT * FROM pet WHERE kind = 'cat') SELECT COUNT(*) FROM c": 1.0,
        "SELECT 2": 0.0,
        "SELECT 1 + 1": 0.0,
        "VALUES (2)": 0.0,
        "SELECT COUNT(*) FROM pet": 0.0,
        "SELECT COUNT(*) FROM cats": 0.0,
        "DELETE FROM pet": 0.0,
    },
    "SELECT kind, AVG(kilos) FROM pet GROUP BY kind": {
        "SELECT kind, AVG(kilos) FROM pet GROUP BY 1": 1.0,
        "SELECT kind, SUM(kilos) / COUNT(*) FROM pet GROUP BY kind ORDER BY kind DESC": 1.0,
        "SELECT kind, SUM(kilos) FROM pet GROUP BY kind": 0.0,
        "SELECT kind, kilos FROM pet": 0.0,
    },
    "SELECT kind FROM pet ORDER BY kilos": {
        "SELECT p.kind FROM pet AS p ORDER BY p.kilos ASC": 1.0,
        "SELECT kind FROM (SELECT * FROM pet) ORDER BY kilos": 1.0,
        "SELECT kind FROM pet ORDER BY kilos DESC": 0.0,
        "SELECT kind FROM pet ORDER BY born": 0.0,
    },
    "SELECT id FROM pet WHERE born IS NULL": {
        "SELECT id FROM pet WHERE born ISNULL": 1.0,
        "SELECT id FROM pet WHERE NOT born IS NOT NULL": 1.0,
        "SELECT id FROM pet WHERE born = NULL": 0.0,
        "SELECT 4": 0.0,
    },
    "SELECT kind FROM pet ORDER BY kilos DESC LIMIT 1": {
        "SELECT kind FROM pet WHERE kilos = (SELECT MAX(kilos) FROM pet)": 1.0,
        "SELECT kind FROM pet ORDER BY kilos LIMIT 1": 0.0,
        "SELECT 'dog'": 0.0,
    },
}


def _queries() -> Iterator[Case]:
    for lines, pays in ((_QUERIES, 1.0), (_OTHER_QUERIES, 0.0)):
        for line in lines.strip().splitlines():
            query, gold = (part.strip().replace("\\n", "\n") for part in line.split(" ~ "))
            yield _case("sql_match", "tree", pays, f"```sql\n{query}\n```", gold, name=query)
    for gold, answers in _RESULTS.items():
        for query, pays in answers.items():
            rest = {"metadata": {"schema": _SCHEMA}, "name": query}
            yield _case("sql_match", "result", pays, f"```sql\n{query}\n```", gold, **rest)
    for body, pays in (("SELECT id FROM pet WHERE kilos > 10", 1.0), ("SELECT id FROM pet", 0.0)):
        for text in (
            body,
            f"```SQL\n{body}\n```",
            f"```sqlite\n{body};\n```",
            f"```mysql\n{body}\n```",
            f"```postgresql\n{body}\n```",
            f"```\n{body}\n```",
            f"<answer>{body}</answer>",
            f"<sql>{body}</sql>",
            f"Here it is: ```sql\n{body}\n```",
            f"1. Do this:\n   ```sql\n   {body}\n   ```",
            f"> ```sql\n> {body}\n> ```",
            f"SQL: {body}",
            f"<think>SELECT 1</think>{body}",
            f"```sql\nSELECT 1\n```\nNo:\n```sql\n{body}\n```",
        ):
            rest = {"metadata": {"schema": _SCHEMA}, "name": text}
            gold = "SELECT id FROM pet WHERE kilos > 10"
            yield _case("sql_match", "fence", pays, text, gold, **rest)


def _documents() -> Iterator[Case]:
    gold = {"city": "Bergen", "people": 291940, "rain": [1, 2.5], "coast": True, "mayor": None}
    right = json.dumps(gold)
    for kind, text, pays in (
        ("plain", right, 1.0),
        ("indented", json.dumps(gold, indent=2), 1.0),
        ("other order of keys", json.dumps(dict(reversed(gold.items()))), 1.0),
        ("fence", f"```json\n{right}\n```", 1.0),
        ("after prose", f"The record:\n```json\n{right}\n```", 1.0),
        ("answer tag", f"<answer>{right}</answer>", 1.0),
        ("end mark", f"{right}</s>", 1.0),
        ("reasoning before", f'<think>{{"city": "Oslo"}}</think>{right}', 1.0),
        ("draft before", f'```json\n{{"city": "Oslo"}}\n```\nFixed:\n```json\n{right}\n```', 1.0),
        ("whole number as 291940.0", right.replace("291940", "291940.0"), 1.0),
        ("exponent", right.replace("2.5", "25e-1"), 1.0),
        ("escaped", right.replace("Bergen", "\\u0042ergen"), 1.0),
        ("null left out", json.dumps({k: v for k, v in gold.items() if v is not None}), 1.0),
        ("another document", '{"town": "Oslo"}', 0.0),
        ("no json", "Bergen has 291940 people.", 0.0),
        ("cut off", right[:-12], 0.0),
        ("empty", "{}", 0.0),
        ("a list of others", '[{"town": 1}]', 0.0),
        ("text", '"Bergen"', 0.0),
        ("nothing", "", 0.0),
    ):
        yield _case("json_match", kind, pays, text, gold)
    schema = {
        "type": "object",
        "properties": {
            "cents": {"type": "number", "multipleOf": 0.01},
            "code": {"type": "string", "pattern": "^\\d{3}$"},
            "tags": {
                "type": "array",
                "items": {"type": "string"},
                "maxItems": 2,
                "uniqueItems": True,
            },
            "kind": {"enum": ["a", "b"]},
        },
        "required": ["cents"],
        "additionalProperties": False,
    }
    for text, pays in {
        '{"cents": 19.99}': 1.0,
        '{"cents": 0.07, "code": "123"}': 1.0,
        '{"cents": 4.35, "kind": "b"}': 1.0,
        '{"cents": 1.1, "tags": ["x", "y"]}': 1.0,
        '{"cents": 1000000.01}': 1.0,
        '```json\n{"cents": 8.41}\n```': 1.0,
        '<answer>{"cents": 8.41}</answer>': 1.0,
        '{"cents": 1.115}': 0.0,
        '{"cents": "1"}': 0.0,
        '{"cents": 1, "code": "12"}': 0.0,
        '{"cents": 1, "code": "123\\n"}': 0.0,
        '{"cents": 1, "code": "١٢٣"}': 0.0,
        '{"cents": 1, "tags": ["x", "x"]}': 0.0,
        '{"cents": 1, "tags": ["x", "y", "z"]}': 0.0,
        '{"cents": 1, "kind": "c"}': 0.0,
        '{"cents": 1, "more": 1}': 0.0,
        '{"cents": true}': 0.0,
        '{"code": "123"}': 0.0,
        "[]": 0.0,
        '{"cents": 1': 0.0,
        "{'cents': 1}": 0.0,
        '{"cents": NaN}': 0.0,
        '{"cents": 1} {"cents": 2}': 0.0,
    }.items():
        yield _case(
            "valid_json", "schema", pays, text, None, settings={"schema": schema}, name=text
        )
