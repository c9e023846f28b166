"""Tool calls that a model has written in its text, in the form of any family that is fine-tuned.

A form is a mark and a reader of what the mark holds. The first form whose mark stands in the text
is read, and only that one; a mark whose inside cannot be read is a call without a name, since the
model has called something. Without any mark, a call is JSON, Python or ReAct, by itself.
"""

import ast
import builtins
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
    *("action_input", "kwargs", "params", "tool_args", "tool_arguments", "function_args"),
)
_WRAPPERS = ("function", "function_call", "functionCall", "toolUse", "tool_use", "tool_call")
_LISTS = ("tool_calls", "tool_uses", "toolCalls", "calls", "function_calls", "content")
# The parts of a message that say something beside its calls.
_SPOKEN = {"text", "thinking", "redacted_thinking", "reasoning", "output_text", "message"}
_BESIDE = {"name", "id", "type", "index", "toolUseId", "call_id"}
_PREFIX = re.compile(r"(?:functions|default_api|tools|function)\.(?=\w)")
_PARALLEL = "multi_tool_use.parallel"
_FENCES = ("", "json", "jsonc", "json5", "javascript", "js", "tool_call", "tool_calls")
_PYTHON_FENCES = ("tool_code", "python", "py", "")
_CONSTANTS = {"true": True, "false": False, "null": None}
# Characters of the longest text that is read as Python.
_LONGEST = 20_000
# Marks and fences that are read.
_MOST = 256

# The parameters of the declared tools, as JSON Schemas, by the tool's name.
Schemas = Mapping[str, Mapping[str, Any]]


def written_calls(text: str, schemas: Schemas) -> list[ToolCall]:
    """The calls in the text after its reasoning.

    The `schemas` say what type a value without quotes has, and which parameter an argument without
    a name is. A text that holds the mark of a call, or a declared tool's name with arguments, and
    no call that can be read, is one call without a name. Of marks after the first 256 each is such
    a call.
    """
    text = reply_body(text).strip()
    signed = (sign in text for first, signs in _SIGNS.items() if first in text for sign in signs)
    if any(signed) and _ANY_MARK.search(text):
        for mark, read in _FORMS:
            calls: list[ToolCall] = []
            for at, found in enumerate(mark.finditer(text)):
                calls += read(found, schemas) if at < _MOST else [ToolCall("", found[0])]
            if calls:
                return calls
        return [ToolCall("", text)]
    calls = _json_calls(text) or _python_calls(text, schemas) or _declared_calls(text, schemas)
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
        items = [item for item in value if not is_spoken(item)]
        found = [calls_in(item) if isinstance(item, Mapping) else [] for item in items]
        return [call for calls in found for call in calls] if all(found) else []
    call = _object_call(value)
    return [call] if call else []


def is_spoken(part: Any) -> bool:
    """Whether it is a part of a message that says something, as Anthropic and Bedrock have them."""
    if not isinstance(part, Mapping):
        return False
    return part.get("type") in _SPOKEN or list(part) in (["text"], ["reasoningContent"])


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
    if text[0] in "{[" and (calls := calls_in(json_value(text))):
        return calls
    blocks = blocks_in(text, most=_MOST)
    fenced = [block.content for block in blocks if block.language in _FENCES]
    for values in (map(json_value, fenced), map(json_value, json_values(text))):
        if calls := [call for value in values for call in calls_in(value)]:
            return calls
    return []


_CALL_KEY = re.compile(rf'"(?:{"|".join(_CALLED)}|functionCall|toolUse)"\s*:')


def _python_calls(text: str, schemas: Schemas) -> list[ToolCall]:
    """Calls in Python: in a fence, as the whole text, or as a list at its end."""
    if "(" not in text:
        return []
    blocks = blocks_in(text, most=_MOST)
    fenced = [block for block in blocks if block.language in _PYTHON_FENCES]
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


def _declared_calls(text: str, schemas: Schemas) -> list[ToolCall]:
    """Calls of declared tools that begin a line: a name before JSON, with brackets after it, as
    an element that holds the arguments, or as a key of JSON."""
    names = "|".join(re.escape(name) for name in schemas if name in text)
    if not names or len(text) > _LONGEST:
        return []
    calls: list[ToolCall] = []
    for found in re.finditer(_LINE_OF_A_CALL.format(names=names), text, re.MULTILINE | re.DOTALL):
        name, given = found["name"] or found["element"], found["given"] or found["inside"] or ""
        if found["call"]:
            calls += _parse_calls(name + found["call"], schemas, strict=True)
        elif isinstance(arguments := _arguments_of(given, schemas[name]), Mapping):
            calls.append(ToolCall(name, arguments))
    return calls or _keyed_calls(json_value(text), schemas)


_LINE_OF_A_CALL = (
    r"^[ \t*#>_-]*(?:Action[* ]*:[ \t]*)?[`*]*(?:(?P<name>{names})[`*]*"
    r"(?:[ \t]*(?P<call>\([^\n]*\))[`*]*[ \t]*$"
    r"|\s*\[?(?P<given>\{{.*?\}})\]?[ \t]*(?:$(?!\s*[\]}},])))"
    r"|<(?P<element>{names})>(?P<inside>.*?)</(?P=element)>)"
)


def _keyed_calls(value: Any, names: Collection[str] | None) -> list[ToolCall]:
    """Calls as objects with the tool's name as their only key, and its arguments as the value."""
    items = value if isinstance(value, list) else [value]
    pairs = [(*it.items(),) if isinstance(it, Mapping) else () for it in items]
    if not all(
        len(it) == 1 and (names is None or it[0][0] in names) and isinstance(it[0][1], Mapping)
        for it in pairs
    ):
        return []
    return [ToolCall(name, given) for ((name, given),) in pairs]


Reader = Callable[[re.Match[str], Schemas], list[ToolCall]]


def _read_inside(found: re.Match[str], schemas: Schemas) -> list[ToolCall]:
    """Calls in JSON, one value or several, in Python, or as a name with elements."""
    inside = _QUOTED_OBJECT.sub(r": \1", found["inside"].strip())
    calls = calls_in(json_value(inside)) or _json_calls(inside) or _python_calls(inside, schemas)
    if not calls and (named := _NAME_AND_ELEMENTS.fullmatch(inside)):
        calls = _read_named(named, schemas)
    return calls or [ToolCall("", inside)]


def _read_named(found: re.Match[str], schemas: Schemas) -> list[ToolCall]:
    """A name beside its arguments: in JSON, or in an element for each."""
    name = called_name(found["name"])
    return [ToolCall(name, _arguments_of(found["given"].strip(), schemas.get(name, {})))]


def _read_keyed(found: re.Match[str], _: Schemas) -> list[ToolCall]:
    """Objects with a name as their key (Apertus)."""
    return _keyed_calls(json_value(found["inside"]), None) or [ToolCall("", found["inside"])]


def _arguments_of(given: str, schema: Mapping[str, Any]) -> Any:
    """The arguments of a call: an element for each, or JSON, be it in other text."""
    pairs: dict[str, Any] = {}
    for pair in _PAIR.finditer(given) if "<" in given else ():
        key = (pair["name"] or pair["key"] or pair["element"]).strip()
        value = next(it for it in (pair["value"], pair["held"], pair["inside"]) if it is not None)
        is_text = pair["name"] is not None and 'string="true"' in (pair["attributes"] or "")
        pairs[key] = value if is_text else _typed_value(value, schema, key)
    if pairs:
        return pairs
    arguments = read_arguments(given)
    if isinstance(arguments, str) and (inner := json_values(given)):
        arguments = read_arguments(inner[0])
    return arguments


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
_DSML = r"(?:\uff5cDSML\uff5c|__)?"
_PAIR = re.compile(
    rf"""<{_DSML}parameter(?:=|\s+name=)["']?(?P<name>[^>"']+)["']?(?P<attributes>[^>]*)>
         (?P<value>.*?)(?:</{_DSML}parameter>|(?=<{_DSML}parameter)|\Z)
      | <arg_key>(?P<key>.*?)</arg_key>\s*<arg_value>(?P<held>.*?)</arg_value>
      | <(?P<element>(?!arg_)\w+)>(?P<inside>[^<]*)</(?P=element)>""",
    re.DOTALL | re.VERBOSE,
)
_NAME_AND_ELEMENTS = re.compile(
    rf"{_NAME}\s*(?:<tool_sep>\s*)?(?P<given>(?:<arg_key>.*)?)", re.DOTALL
)
# The arguments as JSON in single quotes, as Glaive's data have them.
_QUOTED_OBJECT = re.compile(r":\s*'(\{.*\})'(?=\s*[,}])", re.DOTALL)
# One line for each way to write a call, the most particular first.
_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.MULTILINE), read)
    for pattern, read in (
        # Qwen3-Coder, Llama 3, Functionary; Anthropic's and MiniMax's elements
        (r"<(?:__)?function=(?P<name>[^>]+)>(?P<given>.*?)(?:</(?:__)?function>|(?=<function=)|\Z)",
         _read_named),
        (rf"<{_DSML}invoke\s+name=[\"'](?P<name>[^\"'>]+)[\"']\s*>(?P<given>.*?)"
         rf"(?:</{_DSML}invoke>|\Z)", _read_named),
        (rf"<invoke>\s*<tool_name>\s*{_NAME}\s*</tool_name>\s*(?:<parameters>)?(?P<given>.*?)"
         r"(?:</parameters>|</invoke>|\Z)", _read_named),
        # DeepSeek V3 and V3.1, Kimi K2
        (rf"<\uff5ctool[▁_]call[▁_]begin\uff5c>\s*(?:function<\uff5ctool[▁_]sep\uff5c>)?\s*{_NAME}"
         r"\s*(?:<\uff5ctool[▁_]sep\uff5c>)?(?P<given>.*?)(?:<\uff5ctool[▁_]call[▁_]end\uff5c>|\Z)",
         _read_named),
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
                      "tool_use", "minimax:tool_call", "tool_code", "functioncall")),
        (r"<\|(?:python_tag|python_start|tool_calls?(?:_start)?|START_ACTION)\|>(?P<inside>.*?)(?:<\|/?"
         r"(?:python_end|tool_calls?(?:_end)?|END_ACTION|eom_id|eot_id)\|>|(?=<\|python_tag\|>)|\Z)",
         _read_inside),
        (r"<\|tools_prefix\|>(?P<inside>.*?)(?:<\|tools_suffix\|>|\Z)", _read_keyed),
        (r"<\|action_start\|>\s*<\|\w+\|>(?P<inside>.*?)(?:<\|action_end\|>|\Z)", _read_inside),
        (r"^`{3,}[ \t]*tool_(?:code|calls?)[ \t]*\n(?P<inside>.*?)(?:^[ \t]*`{3,}|\Z)",
         _read_inside),
    )
)  # fmt: skip
# One of these signs stands in every mark, after what is found faster, and most texts have none.
_SIGNS = {
    "<": (
        *("<tool", "<func", "<TOOL", "<mini", "</tool_call>", "<__func", "invoke", "<|python_"),
        *("<|tool", "<|START_ACTION", "<|action_start", "<\uff5ctool", "<\uff5cDSML"),
        "<start_function_call>",
    ),
    "[TOOL_CALLS]": ("",),
    "```": ("tool_c",),
    "Action Input": ("",),
    "=": ("to=functions.",),
    ">": (">>>",),
    "✿FUNCTION✿": ("",),
}
# What no text holds unless it calls a tool.
_ANY_MARK = re.compile(
    r"<(?:tool_calls?|function_?calls?|TOOLCALL|tool_use|minimax:tool_call|tool_code)\s*>"
    r"|</tool_call>|<(?:__)?function=|<(?:\uff5cDSML\uff5c)?invoke[\s>]|\[TOOL_CALLS\]"
    r"|<\|(?:python_tag|python_start|tool_call|tools_prefix|START_ACTION|action_start)"
    r"|<\uff5c(?:tool[▁_]call|DSML\uff5cfunction_calls)|<start_function_call>"
    r"|^`{3,}[ \t]*tool_(?:code|call)"
    r"|^[ \t*#>_]*+Action[* ]*:.*\n\s{0,9}[*#>_ ]*Action Input"
    r"|\bto=functions\.|^>>>\s*\w+\n\{|✿FUNCTION✿",
    re.MULTILINE,
)
