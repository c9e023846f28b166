"""Tool calls that a model has written in its text, in the form of any family that is fine-tuned.

A form is a mark and a reader of what the mark holds. The first form whose mark stands in the text
is read, and only that one; a mark whose inside cannot be read is a call without a name, since the
model has called something. Without any mark, a call is JSON, Python or ReAct, by itself.
"""

import ast
import builtins
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rewards.answers.fences import blocks_in, reply_body
from rewards.answers.marked_answer import json_values
from rewards.structured.json_reply import DEEPEST, NotJsonError, is_deep, strict_json
from rewards.types import ToolCall

# What names the tool in an object, and what holds its arguments, as families and APIs write them.
_CALLED = (
    *("name", "tool_name", "tool", "tool_called", "function_name", "recipient_name", "action"),
    *("function", "api_name", "api"),
)
_ARGUMENTS = (
    *("arguments", "parameters", "args", "input", "tool_input", "tool_parameters"),
    *("action_input", "kwargs", "params", "tool_args"),
)
_WRAPPERS = ("function", "function_call", "functionCall", "toolUse", "tool_use", "tool_call")
_LISTS = ("tool_calls", "tool_uses", "toolCalls", "calls", "function_calls")
_BESIDE = {"name", "id", "type", "index", "toolUseId", "call_id"}
_PREFIX = re.compile(r"(?:functions|default_api|tools|function)\.(?=\w)")
_PARALLEL = "multi_tool_use.parallel"
_FENCES = ("", "json", "jsonc", "json5", "javascript", "js", "tool_call", "tool_calls")
_PYTHON_FENCES = ("tool_code", "python", "py", "")
_CONSTANTS = {"true": True, "false": False, "null": None}
# Characters of the longest text that is read as Python.
_LONGEST = 20_000

# The parameters of the declared tools, as JSON Schemas, by the tool's name.
Schemas = Mapping[str, Mapping[str, Any]]


def written_calls(text: str, schemas: Schemas) -> list[ToolCall]:
    """The calls in the text after its reasoning.

    The `schemas` say what type a value without quotes has, and which parameter an argument without
    a name is. A text that holds the mark of a call, or a declared tool's name with arguments, and
    no call that can be read, is one call without a name.
    """
    text = reply_body(text).strip()
    if _ANY_MARK.search(text):
        for mark, read in _FORMS:
            if calls := [call for found in mark.finditer(text) for call in read(found, schemas)]:
                return calls
        return [ToolCall("", text)]
    calls = _json_calls(text) or _python_calls(text, schemas)
    return calls or ([ToolCall("", text)] if _names_a_tool(text, schemas) else [])


def _names_a_tool(text: str, schemas: Schemas) -> bool:
    """Whether a declared tool's name stands before arguments, in whatever form."""
    return any(
        re.search(rf"(?<![\w.]){re.escape(name)}[\"']?\s*{_GIVEN}", text)
        for name in schemas
        if name in text
    )


_GIVEN = r"(?:\(\s*(?:\w+\s*=|[\"'\d\[{)])|[:,]?\s*\{)"


def json_value(text: str) -> Any:
    """The JSON value of a text; None where it is no JSON."""
    text = text.strip()
    if not text:  # as empty fences are, thousands of which would each cost an exception
        return None
    try:
        return strict_json(text)
    except NotJsonError:
        return None


def read_arguments(arguments: Any) -> Any:
    """The arguments out of their JSON text; no text is an empty object, and other text stays."""
    if isinstance(arguments, str):
        value = json_value(arguments) if arguments.strip() else {}
        return arguments if value is None else value
    if is_deep(arguments):
        return f"more than {DEEPEST} levels deep"
    return {} if arguments is None else arguments


def calls_in(value: Any) -> list[ToolCall]:
    """The calls that a JSON value holds; none where any part of it is no call."""
    if isinstance(value, Mapping):
        held = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
        value = value if held is None else held
    if isinstance(value, list):
        found = [calls_in(item) if isinstance(item, Mapping) else [] for item in value]
        return [call for calls in found for call in calls] if all(found) else []
    call = _object_call(value)
    return [call] if call else []


def _object_call(call: Any) -> ToolCall | None:
    """The call that an object describes by a name and arguments; OpenAI's form may lack these."""
    if not isinstance(call, Mapping):
        return None
    inner = next((call[key] for key in _WRAPPERS if isinstance(call.get(key), Mapping)), call)
    called = next((key for key in _CALLED if isinstance(inner.get(key), str)), None)
    given = next((key for key in _ARGUMENTS if key in inner), None)
    if called is None or (given is None and (called != "name" or set(inner) - _BESIDE)):
        return None
    return ToolCall(called_name(inner[called]), read_arguments(inner[given]) if given else {})


def called_name(name: str) -> str:
    """The tool's own name, without the name space that some templates put before it."""
    name = name.strip()
    return name if name == _PARALLEL else _PREFIX.sub("", name, count=1)


def spread_parallel(calls: Sequence[ToolCall]) -> Iterator[ToolCall]:
    """The calls, and in place of OpenAI's `multi_tool_use.parallel` those that it holds."""
    for call in calls:
        inner = calls_in(call.arguments) if call.name == _PARALLEL else []
        yield from inner or [call]


def _json_calls(text: str) -> list[ToolCall]:
    """Calls in JSON: in fences, else anywhere in the text."""
    if not _CALL_KEY.search(text):
        return []
    fenced = [block.content for block in blocks_in(text) if block.language in _FENCES]
    for values in (map(json_value, fenced), map(json_value, json_values(text))):
        if calls := [call for value in values for call in calls_in(value)]:
            return calls
    return []


_CALL_KEY = re.compile(rf'"(?:{"|".join(_CALLED)}|functionCall|toolUse)"\s*:')


def _python_calls(text: str, schemas: Schemas) -> list[ToolCall]:
    """Calls in Python: in a fence, as the whole text, or as a list at its end."""
    fenced = [block for block in blocks_in(text) if block.language in _PYTHON_FENCES]
    for block in fenced:
        if calls := _parse_calls(block.content, schemas, strict=block.language != "tool_code"):
            return calls
    at_end = _LIST_AT_END.search(text, max(0, len(text) - _LONGEST))
    return _parse_calls(at_end[0] if at_end else text, schemas, strict=True)


_LIST_AT_END = re.compile(r"^\[\s*[A-Za-z_][\w.]*\(.*\)\s*,?\s*\]\s*\Z", re.MULTILINE | re.DOTALL)
_LOOKS_CALLED = re.compile(r"\s*(?:print\s*\(\s*|\[\s*|\w+\s*=\s*)*[A-Za-z_][\w.]*\s*\(")


def _parse_calls(text: str, schemas: Schemas, *, strict: bool) -> list[ToolCall]:
    """The calls that are all of the text. Where it is `strict`, none may be Python's own function,
    or have an argument that is no literal and has no name, as in mathematics."""
    if len(text) > _LONGEST or not _LOOKS_CALLED.match(text):
        return []
    try:
        body = ast.parse(text.strip()).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    nodes = [node for line in body for node in _call_nodes(getattr(line, "value", None))]
    if not all(isinstance(node, ast.Call) for node in nodes):
        return []
    calls = [_python_call(node, schemas) for node in nodes if isinstance(node, ast.Call)]
    own = (call.name in schemas or not (hasattr(builtins, call.name) or "..." in call.name)
           for call in calls)  # fmt: skip
    bare = any(isinstance(call.arguments, str) and call.name not in schemas for call in calls)
    return [] if strict and (bare or not all(own)) else calls


def _call_nodes(value: ast.expr | None) -> Iterator[ast.AST | None]:
    match value:
        case ast.List(inner) | ast.Tuple(inner) if inner:
            yield from inner
        case ast.Call(ast.Name("print"), [ast.Call() as inside], []):
            yield inside
        case _:
            yield value


def _python_call(node: ast.Call, schemas: Schemas) -> ToolCall:
    name = called_name(ast.unparse(node.func)).removesuffix(".call")
    properties = schemas.get(name, {}).get("properties")
    positions = list(properties) if isinstance(properties, Mapping) else []
    if len(node.args) > len(positions) or not all(word.arg for word in node.keywords):
        return ToolCall(name, ast.unparse(node))
    given = dict(zip(positions, map(_literal_value, node.args), strict=False))
    return ToolCall(name, {**given, **{str(w.arg): _literal_value(w.value) for w in node.keywords}})


def _literal_value(node: ast.expr) -> Any:
    """The value of a literal as JSON has it; the source of anything else."""
    match node:
        case ast.Constant(value) if value is None or isinstance(value, str | int | float):
            return value
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as number)):
            return -number
        case ast.List(items) | ast.Tuple(items) | ast.Set(items):
            return [_literal_value(item) for item in items]
        case ast.Dict(keys, values):
            names = [_literal_value(key) if key else "**" for key in keys]
            return dict(zip(map(str, names), map(_literal_value, values), strict=True))
        case ast.Name(name) if name in _CONSTANTS:
            return _CONSTANTS[name]
        case ast.Call(ast.Name("dict"), [], words):
            return {str(word.arg): _literal_value(word.value) for word in words}
        case _:
            return ast.unparse(node)


Reader = Callable[[re.Match[str], Schemas], list[ToolCall]]


def _read_inside(found: re.Match[str], schemas: Schemas) -> list[ToolCall]:
    """Calls in JSON, one value or several, in Python, or as a name with elements."""
    inside = found["inside"].strip()
    calls = calls_in(json_value(inside)) or _json_calls(inside) or _python_calls(inside, schemas)
    if not calls and (named := _NAME_AND_ELEMENTS.fullmatch(inside)):
        calls = _read_named(named, schemas)
    return calls or [ToolCall("", inside)]


def _read_named(found: re.Match[str], schemas: Schemas) -> list[ToolCall]:
    """A name beside its arguments: in JSON, or in an element for each."""
    name, given = called_name(found["name"]), found["given"].strip()
    schema = schemas.get(name, {})
    pairs = {
        key.strip(): _typed_value(value, schema, key.strip())
        for pair in _PAIR.finditer(given)
        for key, value in ((pair[1] or pair[3], pair[2] if pair[1] else pair[4]),)
    }
    if pairs:
        return [ToolCall(name, pairs)]
    arguments = read_arguments(given)
    if isinstance(arguments, str) and (inner := json_values(given)):
        arguments = read_arguments(inner[0])
    return [ToolCall(name, arguments)]


def _typed_value(text: str, schema: Mapping[str, Any], name: str) -> Any:
    """The value of an element, of the type that the schema says, or else that it looks like."""
    text = re.sub(r"\A\r?\n|\r?\n\Z", "", text)
    properties = schema.get("properties")
    declared = properties.get(name) if isinstance(properties, Mapping) else None
    if isinstance(declared, Mapping) and declared.get("type") in ("string", ["string"]):
        return text
    word = text.strip()
    if word in ("null", "None"):
        return None
    value = json_value(word.lower() if word in ("True", "False") else word)
    return text if value is None else value


def _read_gemma(found: re.Match[str], schemas: Schemas) -> list[ToolCall]:
    """`call:name{key:<escape>text<escape>,other:2}`: texts between marks, keys without quotes."""
    parts = re.split(r"<escape>|<\|\"\|>", found["given"])
    bare = (re.sub(r"([{,]\s*)([A-Za-z_]\w*)\s*:", r'\1"\2":', part) for part in parts[::2])
    texts = [json.dumps(text) for text in parts[1::2]] + [""]
    whole = "".join(part + text for part, text in zip(bare, texts, strict=False))
    return [ToolCall(called_name(found["name"]), read_arguments(whole))]


_NAME = r"(?P<name>[A-Za-z_][\w.\-/]*)"
_PAIR = re.compile(
    r"""<parameter(?:=|\s+name=)["']?([^>"']+)["']?[^>]*>(.*?)(?:</parameter>|(?=<parameter)|\Z)
      | <arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>""",
    re.DOTALL | re.VERBOSE,
)
_NAME_AND_ELEMENTS = re.compile(rf"{_NAME}\s*(?P<given>(?:<arg_key>.*)?)", re.DOTALL)
# One line for each way to write a call, the most particular first.
_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.MULTILINE), read)
    for pattern, read in (
        # Qwen3-Coder, Llama 3, Functionary; Anthropic's and MiniMax's elements
        (r"<function=(?P<name>[^>]+)>(?P<given>.*?)(?:</function>|(?=<function=)|\Z)",
         _read_named),
        (r"<invoke\s+name=[\"'](?P<name>[^\"'>]+)[\"']\s*>(?P<given>.*?)(?:</invoke>|\Z)",
         _read_named),
        # DeepSeek V3 and V3.1, Kimi K2
        (rf"<\uff5ctool▁call▁begin\uff5c>\s*(?:function<\uff5ctool▁sep\uff5c>)?\s*{_NAME}\s*(?:<\uff5ctool▁sep\uff5c>)?"
         r"(?P<given>.*?)(?:<\uff5ctool▁call▁end\uff5c>|\Z)", _read_named),
        (r"<\|tool_call_begin\|>\s*(?P<name>[\w.\-]+?)(?::\d+)?\s*<\|tool_call_argument_begin\|>"
         r"(?P<given>.*?)(?:<\|tool_call_end\|>|\Z)", _read_named),
        # Mistral, the newer and the older form
        (rf"\[TOOL_CALLS\]\s*{_NAME}\s*(?:\[CALL_ID\][\w\-]*\s*)?(?:\[ARGS\]\s*)?(?P<given>\{{.*?)"
         r"(?=\[TOOL_CALLS\]|\Z)", _read_named),
        (r"\[TOOL_CALLS\](?P<inside>.*?)(?:\[/TOOL_CALLS\]|(?=\[TOOL_CALLS\])|\Z)", _read_inside),
        # FunctionGemma and Gemma 4, harmony, Functionary, ReAct, Qwen-Agent
        (rf"(?:<start_function_call>|<\|tool_call>)\s*call:{_NAME}\s*(?P<given>\{{.*?\}})\s*"
         r"(?:<end_function_call>|<tool_call\|>|\Z)", _read_gemma),
        (rf"\bto=(?:functions\.)?{_NAME}(?=[\s<])[^{{]{{0,200}}(?P<given>\{{.*?)(?:<\|call\|>|<\|end\|>|\Z)",
         _read_named),
        (rf"^>>>\s*{_NAME}\n(?P<given>\{{.*?)(?=^>>>|\Z)", _read_named),
        (r"^[ \t*#>_]*+Action[* ]*:[ \t]*[`*]*(?P<name>[\w.\-/]+)[`*]*[ \t]*\n\s{0,9}[*#>_ ]*"
         r"Action Input[* ]*:"
         r"(?P<given>.*?)(?=\n[ \t*#>_]*(?:Observation|Thought|Action|Final Answer)\b|\Z)",
         _read_named),
        (rf"✿FUNCTION✿:\s*{_NAME}\s*✿ARGS✿:(?P<given>.*?)(?=✿|\Z)", _read_named),
        # a tag or a token around JSON, Python or a name with elements
        *((rf"<{tag}\s*>(?P<inside>.*?)(?:</{tag}\s*>|(?=<{tag}\s*>)|\Z)", _read_inside)
          for tag in ("tool_call", "function_call", "(?:tool_calls|function_calls)", "TOOLCALL",
                      "tool_use", "minimax:tool_call", "tool_code")),
        (r"<\|(?:python_tag|python_start|tool_calls?|START_ACTION)\|>(?P<inside>.*?)(?:<\|/?"
         r"(?:python_end|tool_calls?|END_ACTION|eom_id|eot_id)\|>|(?=<\|python_tag\|>)|\Z)",
         _read_inside),
        (r"<\|action_start\|>\s*<\|\w+\|>(?P<inside>.*?)(?:<\|action_end\|>|\Z)", _read_inside),
        (r"^`{3,}[ \t]*tool_(?:code|calls?)[ \t]*\n(?P<inside>.*?)(?:^[ \t]*`{3,}|\Z)",
         _read_inside),
    )
)  # fmt: skip
# What no text holds unless it calls a tool.
_ANY_MARK = re.compile(
    r"<(?:tool_calls?|function_calls?|TOOLCALL|tool_use|minimax:tool_call|tool_code)\s*>"
    r"|</tool_call>|<function=|<invoke\s|\[TOOL_CALLS\]|<\|(?:python_tag|python_start|tool_call|START_ACTION"
    r"|action_start)|<\uff5ctool▁call|<start_function_call>|^`{3,}[ \t]*tool_(?:code|call)"
    r"|^[ \t*#>_]*+Action[* ]*:.*\n\s{0,9}[*#>_ ]*Action Input"
    r"|\bto=functions\.|^>>>\s*\w+\n\{|✿FUNCTION✿",
    re.MULTILINE,
)
