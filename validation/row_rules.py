"""What each platform asks of a row of its data set, by its pages and its validators.

    row as it is written, platform ──▶ check_row ──▶ Breach(place, what is wrong, what to do)

The rules for conversations are those of Nova Forge's validator, which refuses the file before a job
starts; those for verl's rows are what its loader and its reward manager read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from validation.recipes.document import RecipeForm
from validation.recipes.finding import Harm

# Whose data set it is, as users write it in `--platform` of `assay lint`.
RowPlatform = Literal[
    "nova", "bedrock", "serverless-oss", "scorer", "hyperpod-multi-turn", "serverless-multi-turn"
]

# The platform of a recipe's rows.
PLATFORM_OF_ROWS: Mapping[RecipeForm, RowPlatform] = {
    "nova training job": "nova",
    "nova on HyperPod": "nova",
    "nova evaluation": "nova",
    "nova serverless": "nova",
    "open weights serverless": "serverless-oss",
    "multi-turn": "serverless-multi-turn",
    "Bedrock": "bedrock",
    "open weights on Bedrock": "bedrock",
}

_FORGE = "the validator of rows in amzn-nova-forge 1.4.10"
_NOVA_OVERVIEW = "AWS's guide to reinforcement fine-tuning of Nova: text alone, one turn"
_VERL = "the rows of verl that AWS's serverless recipes for open weights read"
_SCORER = "AWS's page on custom scorers (model-customize-evaluation-preset-custom-scorers)"
_MULTI_TURN = "the validator of multi-turn rows in amzn-nova-forge 1.4.10"
_SERVERLESS_MULTI_TURN = "AWS's pages on serverless multi-turn training (model-customize-mtrl)"


KIT = "this kit"


@dataclass(frozen=True)
class RowFinding:
    """One thing to mend in the rows, or to think about.

    Attributes:
        harm: "error" for what stops or spoils a run, "advice" for the rest.
        rule: the name of what was looked at, as `--skip` takes it.
        line: the line of the file, counted from 1; None where it is about all of them.
        says: what was found.
        fix: what to do.
        source: whose rule it is.
    """

    harm: Harm
    rule: str
    line: int | None
    says: str
    fix: str
    source: str = KIT


@dataclass(frozen=True)
class Breach:
    """One rule of a platform that a row breaks.

    Attributes:
        place: the field of the row.
        says: what was expected there, and what stands there.
        fix: what to do.
        source: whose rule it is.
        is_error: whether the platform refuses the row, or the run goes wrong. Default True.
    """

    place: str
    says: str
    fix: str
    source: str
    is_error: bool = True


def check_row(row: Mapping[str, Any], platform: RowPlatform) -> Iterator[Breach]:
    """What the platform does not take in this row."""
    return _RULES[platform](row)


def _check_chat_row(row: Mapping[str, Any]) -> Iterator[Breach]:
    turns = row.get("messages")
    if not isinstance(turns, list) or not turns:
        yield Breach(
            "messages",
            f"expected a list of turns, got {_short(turns)}",
            "write the prompt as messages with role and content (assay prepare does)",
            _FORGE,
        )
    else:
        yield from _check_turns(turns)
    if "id" in row and not (isinstance(row["id"], str) and row["id"].strip()):
        yield Breach(
            "id",
            f"expected a text, got {_short(row['id'])}",
            "write the id as a text, or leave it out",
            _FORGE,
        )
    gold = row.get("reference_answer")
    if gold is not None and not (isinstance(gold, str | dict) and gold and str(gold).strip()):
        yield Breach(
            "reference_answer",
            f"expected a text or an object that is not empty, got {_short(gold)}",
            'write a number as a text ("42"), and a list as an object ({"answers": […]})',
            f"{_FORGE}, although AWS's pages say any type",
        )
    if "tools" in row:
        yield from _check_tools(row["tools"])


_TURN_ROLES = ("system", "user", "assistant", "tool", "bot", "developer")
_TURN_KEYS = {"role", "content", "tool_calls", "tool_call_id"}


def _check_turns(turns: list[Any]) -> Iterator[Breach]:
    for at, turn in enumerate(turns):
        if isinstance(turn, dict):
            yield from _check_turn(turn, at)
        else:
            expected = f"expected an object, got {_short(turn)}"
            fix = 'write turns as {"role": …, "content": …}'
            yield Breach(f"messages[{at}]", expected, fix, _FORGE)
    roles = [turn.get("role") for turn in turns if isinstance(turn, dict)]
    if "user" not in roles:
        fix = "write what is asked as a turn of the user"
        yield Breach("messages", "expected a turn of the user, got none", fix, _FORGE)
    if roles.count("user") > 1:
        yield Breach(
            "messages",
            f"{roles.count('user')} turns of the user, and training is documented for one",
            "write one turn, or use a multi-turn run",
            _NOVA_OVERVIEW,
            is_error=False,
        )


def _check_turn(turn: Mapping[str, Any], at: int) -> Iterator[Breach]:
    place, role, content = f"messages[{at}]", turn.get("role"), turn.get("content")
    if role not in _TURN_ROLES:
        expected = f"expected one of {', '.join(_TURN_ROLES)}, got {_short(role)}"
        fix = "rename the role; nova_assistant occurs in events of an evaluation, and not in data"
        yield Breach(f"{place}.role", expected, fix, _FORGE)
    elif role == "system" and at:
        fix = "move the system turn to the front"
        yield Breach(f"{place}.role", "a system turn stands after others", fix, _FORGE)
    is_blank = content == [] or (isinstance(content, str) and not content.strip())
    if is_blank or not (content is None or isinstance(content, str | list)):
        expected = f"expected text, a list of parts or null, got {_short(content)}"
        yield Breach(f"{place}.content", expected, "write the text of the turn", _FORGE)
    for key in sorted(turn.keys() - _TURN_KEYS):
        expected = f"a turn holds {', '.join(sorted(_TURN_KEYS))}, and nothing else"
        fix = "take the key out of the turn; keys beside `messages` are free"
        yield Breach(f"{place}.{key}", expected, fix, _FORGE)
    if isinstance(content, list) and any(_is_no_text(part) for part in content):
        fix = "write text alone, or take the row out"
        yield Breach(f"{place}.content", "a part is no text", fix, _NOVA_OVERVIEW)


def _is_no_text(part: Any) -> bool:
    return isinstance(part, dict) and not isinstance(part.get("text"), str)


def _check_tools(tools: Any) -> Iterator[Breach]:
    if not isinstance(tools, list) or not tools:
        expected = f"expected a list of tools, got {_short(tools)}"
        yield Breach("tools", expected, "leave the key out where there is no tool", _FORGE)
        return
    names: set[str] = set()
    for at, tool in enumerate(tools):
        place = f"tools[{at}]"
        described = tool.get("function") if isinstance(tool, dict) else None
        if not isinstance(described, dict) or tool.get("type") != "function":
            expected = f'expected {{"type": "function", "function": …}}, got {_short(tool)}'
            yield Breach(place, expected, "write the tool as chat completions do", _FORGE)
            continue
        for key in ("name", "description"):
            if not (isinstance(described.get(key), str) and described[key].strip()):
                expected = f"expected a text, got {_short(described.get(key))}"
                yield Breach(f"{place}.function.{key}", expected, f"write a {key}", _FORGE)
        schema = described.get("parameters", {"type": "object"})
        if not isinstance(schema, dict) or schema.get("type") != "object":
            expected = f"expected a schema of type object, got {_short(schema)}"
            fix = 'write {"type": "object", "properties": …}'
            yield Breach(f"{place}.function.parameters", expected, fix, _FORGE)
        name = str(described.get("name"))
        if name in names:
            yield Breach(place, f"a second tool is called {name!r}", "rename one", _FORGE)
        names.add(name)


def _check_verl_row(row: Mapping[str, Any]) -> Iterator[Breach]:
    turns = row.get("prompt")
    if not isinstance(turns, list) or not turns or not all(map(_is_turn, turns)):
        yield Breach(
            "prompt",
            f"expected a list of turns with role and content, got {_short(turns)}",
            "write the prompt's turns under `prompt`, as verl has them",
            _VERL,
        )
    if not (isinstance(row.get("data_source"), str) and row["data_source"].strip()):
        yield Breach(
            "data_source",
            f"expected a text, got {_short(row.get('data_source'))}",
            "name the data set; the reward manager reads it from every row",
            _VERL,
        )
    held = row.get("reward_model")
    if not isinstance(held, dict) or "ground_truth" not in held:
        yield Breach(
            "reward_model",
            f"expected an object with ground_truth, got {_short(held)}",
            'write {"ground_truth": GOLD, "style": "rule"}',
            _VERL,
        )


def _is_turn(turn: Any) -> bool:
    return isinstance(turn, dict) and {"role", "content"} <= turn.keys()


def _check_scorer_row(row: Mapping[str, Any]) -> Iterator[Breach]:
    forms = ({"messages"}, {"prompt", "completion"}, {"query", "response"}, {"prompt", "chosen"})
    is_verl = "prompt" in row and ("reward_model" in row or "extra_info" in row)
    if not is_verl and not any(form <= row.keys() for form in forms):
        yield Breach(
            "the row",
            f"of no form that is documented; its keys are {', '.join(sorted(row)[:8])}",
            "write messages, prompt and completion, query and response, chosen and rejected, or "
            "a row of verl",
            _SCORER,
        )


_MULTI_TURN_KEYS = ("prompt", "answer", "task", "info")


def _check_hyperpod_multi_turn(row: Mapping[str, Any]) -> Iterator[Breach]:
    for key in sorted(row.keys() - {"id", "metadata"}):
        fix = f"move what the environment reads into metadata: {', '.join(_MULTI_TURN_KEYS)}"
        yield Breach(key, "a row holds id and metadata, and nothing else", fix, _MULTI_TURN)
    if not (isinstance(row.get("id"), str) and row["id"].strip()):
        expected = f"expected a text, got {_short(row.get('id'))}"
        yield Breach("id", expected, "give the row an id of its own", _MULTI_TURN)
    held = row.get("metadata")
    if not isinstance(held, dict):
        expected = f"expected an object with prompt, got {_short(held)}"
        yield Breach("metadata", expected, 'write {"prompt": …}', _MULTI_TURN)
        return
    for key in sorted(held.keys() - {*_MULTI_TURN_KEYS}):
        expected = f"metadata holds {', '.join(_MULTI_TURN_KEYS)}, and nothing else"
        yield Breach(f"metadata.{key}", expected, "put it into metadata.info", _MULTI_TURN)
    prompt = held.get("prompt")
    is_turns = isinstance(prompt, list) and bool(prompt) and all(map(_is_turn, prompt))
    if not is_turns and not (isinstance(prompt, str) and prompt.strip()):
        expected = f"expected a text or turns, got {_short(prompt)}"
        yield Breach("metadata.prompt", expected, "write what starts the rollout", _MULTI_TURN)
    info = held.get("info", {})
    if not isinstance(info, dict) and not (isinstance(info, str) and _is_json_object(info)):
        expected = f"expected an object, or its JSON as text, got {_short(info)}"
        yield Breach("metadata.info", expected, "write an object", _MULTI_TURN)


def multi_turn_keys(row: Mapping[str, Any]) -> frozenset[str]:
    """Those of `answer`, `task` and `info` that a row of HyperPod has: all rows, or none."""
    held = row.get("metadata")
    return frozenset({*held} & {*_MULTI_TURN_KEYS[1:]} if isinstance(held, dict) else ())


def _check_serverless_multi_turn(row: Mapping[str, Any]) -> Iterator[Breach]:
    if not (isinstance(row.get("prompt"), str) and row["prompt"].strip()):
        yield Breach(
            "prompt",
            f"expected a text, got {_short(row.get('prompt'))}",
            'write {"prompt": "…"}; turns and a system prompt belong into the agent',
            _SERVERLESS_MULTI_TURN,
        )
    for key in sorted(row.keys() - {"prompt"}):
        fix = "take it out, or look it up in the agent by the prompt"
        said = "the agent is documented to be sent the prompt alone"
        yield Breach(key, said, fix, _SERVERLESS_MULTI_TURN, is_error=False)


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _short(value: Any) -> str:
    return "nothing" if value is None else f"{value!r:.80}"


_RULES: Mapping[RowPlatform, Callable[[Mapping[str, Any]], Iterator[Breach]]] = {
    "nova": _check_chat_row,
    "bedrock": _check_chat_row,
    "serverless-oss": _check_verl_row,
    "scorer": _check_scorer_row,
    "hyperpod-multi-turn": _check_hyperpod_multi_turn,
    "serverless-multi-turn": _check_serverless_multi_turn,
}

# Every platform that `assay lint` knows.
ROW_PLATFORMS: tuple[RowPlatform, ...] = tuple(_RULES)
