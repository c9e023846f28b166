"""Reading a gate from TOML: a preset of ours, the gate.toml of the user's folder, or any file."""

import hashlib
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from rewards.types import AssayError
from rewards.wire.errors import problem
from validation.assumptions import RunAssumptions, Scale
from validation.errors import InputError, name_unusable_file, unknown_name
from validation.gate import Bound, Gate
from validation.metrics import METRICS, find_metric

_GATES = Path(__file__).parent / "gates"
PRESETS = {name: _GATES / f"{name}.toml" for name in ("judged", "verifiable", "strict")}
DEFAULT_GATE = PRESETS["judged"]
# For what is no reward that is about to be trained on: a judge, and the demo.
OTHER_PRESETS = {name: _GATES / f"{name}.toml" for name in ("judges", "demo")}
# Read where no gate is named, if it is in the current folder.
OWN_GATE = Path("gate.toml")

# Characters that a reason for an override has at least: a word is none.
LEAST_REASON = 20


Ends = Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", populate_by_name=True)


class _Bound(_Table):
    pass_at: FiniteFloat | None = Field(default=None, alias="pass")
    fail_at: FiniteFloat | None = Field(default=None, alias="fail")
    warn_at: FiniteFloat | None = Field(default=None, alias="warn")
    provenance: str = ""
    unless_graded: bool = False
    if_callable: bool = False
    steps: list[Ends] = Field(default_factory=list)

    @model_validator(mode="after")
    def _check_ends(self) -> "_Bound":
        if not self.model_fields_set & {"pass_at", "fail_at", "warn_at", "steps"}:
            raise ValueError("expected at least one of pass, fail, warn and steps")
        if self.steps and self.pass_at is not None:
            raise ValueError("expected either pass or steps, got both")
        if [start for start, _ in self.steps] != sorted({start for start, _ in self.steps}):
            raise ValueError(f"steps: expected rising pass rates, got {self.steps}")
        return self


class _Range(_Table):
    reward: Ends


class _Rating(_Table):
    scale: Ends | None = None
    human: bool = False
    level: Literal["nominal", "ordinal", "interval"] | None = None


class _Declarations(_Table):
    range: _Range | None = None
    ratings: dict[str, _Rating] = Field(default_factory=dict)
    generations: Annotated[int, Field(ge=2)] | None = None
    preset: str | None = None
    std: bool = True
    made_answers: bool = False
    override: dict[str, Annotated[str, Field(min_length=LEAST_REASON)]] = Field(
        default_factory=dict
    )


def find_gate(named: str | Path | Gate | None = None) -> Gate:
    """The gate of a preset's name or a file; unless one is named, gate.toml here, else `judged`.

    Its `source` says which was read. Raises InputError as `read_gate` does.
    """
    if isinstance(named, Gate):
        return named
    if named is None:
        named = OWN_GATE if OWN_GATE.is_file() else "judged"
    if path := {**PRESETS, **OTHER_PRESETS}.get(str(named)):
        return replace(read_gate(path), source=f"the preset {named}")
    if not isinstance(named, str | Path):
        raise InputError(f"gate: expected a preset or a file, got {type(named).__name__} {named!r}")
    if not Path(named).exists():
        said = unknown_name(str(named), PRESETS)
        raise InputError(f"gate: {said}; no preset has this name ({', '.join(PRESETS)}), no file")
    return read_gate(Path(named))


def read_gate(path: Path) -> Gate:
    """The gate of a TOML file.

    Raises InputError, as `path:line: key: what is wrong`, for a file that cannot be read, a key
    that names no measurement, a bound that makes no sense, or a gate that decides nothing.
    """
    try:
        with name_unusable_file(path):
            text = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        gate = replace(_parse_gate(tomllib.loads(text)), source=str(path), digest=digest)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    except _GateKeyError as error:
        raise InputError(f"{path}{_line_suffix(text, error.key)}: {error}") from error
    if not any(bound.decides for bound in gate.bounds.values()):
        raise InputError(f"{path}: expected at least one bound with pass or fail, got none")
    return gate


class _GateKeyError(AssayError):
    def __init__(self, key: str, what: str) -> None:
        super().__init__(f"{key}: {what}")
        self.key = key


def _parse_gate(tables: dict[str, Any]) -> Gate:
    said = {key: table for key, table in tables.items() if key in _Declarations.model_fields}
    bounds = {key: _parse_bound(key, table) for key, table in tables.items() if key not in said}
    try:
        read = _Declarations.model_validate(said)
    except ValidationError as error:
        place, what = problem(error)
        raise _GateKeyError(place.removeprefix("."), what) from error
    if read.preset is not None:
        if read.preset not in PRESETS:
            raise _GateKeyError(
                "preset", f"expected one of {', '.join(PRESETS)}, got {read.preset!r}"
            )
        bounds = {**read_gate(PRESETS[read.preset]).bounds, **bounds}
    for name in read.override:
        if name not in bounds:
            raise _GateKeyError(f"override.{name}", "expected the name of a bound in this gate")
    declared = _run_assumptions(read)
    return Gate(bounds, declared, read.override, made_answers=read.made_answers)


def _parse_bound(key: str, table: object) -> Bound:
    if key.partition(":")[0] not in METRICS:
        known = [*_Declarations.model_fields, *METRICS]
        raise _GateKeyError(key, unknown_name(key, known).removeprefix(f"{key!r} is "))
    try:
        read = _Bound.model_validate(table)
    except ValidationError as error:
        place, what = problem(error)
        raise _GateKeyError(key + place, what) from error
    passes, fails = max([at for _, at in read.steps], default=read.pass_at), read.fail_at
    if passes is not None and fails is not None:
        more_is_better = find_metric(key).direction == "at_least"
        if fails > passes if more_is_better else fails < passes:
            side = "at most" if more_is_better else "at least"
            raise _GateKeyError(key, f"expected fail to be {side} pass ({passes:g}), got {fails:g}")
    steps = tuple((start, at) for start, at in read.steps)
    return Bound(**{**dict(read), "steps": steps})


def _run_assumptions(said: _Declarations) -> RunAssumptions:
    return RunAssumptions(
        reward_range=_parse_scale("range.reward", said.range.reward) if said.range else None,
        rating_scales={
            name: _parse_scale(f"ratings.{name}.scale", rating.scale)
            for name, rating in said.ratings.items()
            if rating.scale is not None
        },
        generations=said.generations,
        humans=frozenset(name for name, rating in said.ratings.items() if rating.human),
        std=said.std,
        levels={name: r.level for name, r in said.ratings.items() if r.level is not None},
    )


def _parse_scale(key: str, ends: list[float]) -> Scale:
    low, high = ends
    if low >= high:
        raise _GateKeyError(key, f"expected the lower end first, got [{low:g}, {high:g}]")
    return Scale(low, high, "declared")


def _line_suffix(text: str, key: str) -> str:
    """`:7` for the line that first names the key or, for a dotted one, its last table."""
    name = re.escape(key.split(".")[0])
    found = re.search(rf"^[ \t]*\[?[\"']?{name}\b", text, re.MULTILINE)
    return f":{text.count(chr(10), 0, found.start()) + 1}" if found else ""


@dataclass(frozen=True)
class WeakenedGate:
    """What of a gate is weaker than in a preset.

    Attributes:
        preset: the preset that shares most bounds with the gate.
        weaker: a line for each bound that the preset has stricter, or alone.
    """

    preset: str = ""
    weaker: tuple[str, ...] = ()


def compare_to_preset(gate: Gate) -> WeakenedGate:
    """The gate beside the preset nearest to it: the one of which it has most bounds unchanged."""
    presets = {name: read_gate(path).bounds for name, path in PRESETS.items()}

    def count_equal(name: str) -> int:
        return sum(gate.bounds.get(key) == bound for key, bound in presets[name].items())

    nearest = max(presets, key=count_equal)
    weaker = (
        _weaker_text(name, gate.bounds.get(name, Bound()), bound)
        for name, bound in presets[nearest].items()
        if bound.decides
    )
    return WeakenedGate(nearest, tuple(filter(None, weaker)))


def _weaker_text(name: str, own: Bound, preset: Bound) -> str:
    """`gold_pay: pass 0.5, not 0.85`; "" for a bound that is as strict as the preset's."""
    if not own.decides:
        return f"{name}: no bound"
    rates = sorted({0.0, *(start for start, _ in (*own.steps, *preset.steps))})
    ends = [("pass", _pass_at(own, rate), _pass_at(preset, rate)) for rate in rates]
    for end, mine, theirs in (*ends, ("fail", own.fails_at, preset.fails_at)):
        if _is_looser(name, mine, theirs):
            return f"{name}: {end} {'nowhere' if mine is None else f'{mine:g}'}, not {theirs:g}"
    if own.unless_graded and not preset.unless_graded:
        return f"{name}: only where no quality is known"
    return ""


def _pass_at(bound: Bound, rate: float) -> float | None:
    if not bound.steps:
        return bound.pass_at
    held = [at for start, at in bound.steps if rate >= start]
    return held[-1] if held else bound.steps[0][1]


def _is_looser(name: str, mine: float | None, theirs: float | None) -> bool:
    if theirs is None or mine is None:
        return theirs is not None
    return mine < theirs if find_metric(name).direction == "at_least" else mine > theirs
