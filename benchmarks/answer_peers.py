"""What other kits pay for replies: Math-Verify, TRL, verl, lm-eval. Run by the peers' Python.

`.tools/peers/bin/python -m benchmarks.answer_peers FOLDER` reads cases, an object a line, and
writes for each an object with what each peer pays for it. verl and lm-eval lie in FOLDER without
what they depend on, since their scorers and filters need none of it: verl's files are loaded by
their paths, because its package imports torch.
"""

import json
import logging
import re
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

Peer = Callable[[dict[str, Any]], float]


def main() -> None:
    folder, out = sys.argv[1], sys.stdout
    sys.path.append(folder)
    sys.stdout = sys.stderr  # some packages print
    logging.disable(logging.WARNING)
    peers = _peers(Path(folder))
    cases = [json.loads(line) for line in sys.stdin]
    letters = iter(_letters([case for case in cases if case["reward"] == "multiple_choice"]))
    for case in cases:
        paid = {name: peer(case) for name, peer in peers.get(case["reward"], {}).items()}
        if case["reward"] == "multiple_choice":
            paid["lm-eval multi_choice_regex"] = float(next(letters) == case["reference"])
        print(json.dumps(paid), file=out, flush=True)


def _peers(folder: Path) -> dict[str, dict[str, Peer]]:
    strict = _lm_eval_numbers(r"#### (\-?[0-9\.\,]+)", 0)
    flexible = _lm_eval_numbers(r"(-?[$0-9.,]{2,})|(-?[0-9]+)", -1)
    gsm8k, math = _verl(folder, "gsm8k"), _verl(folder, "math_reward")
    return {
        "numeric_match": {
            "Math-Verify": _math_verify,
            "TRL accuracy_reward": _trl,
            "verl gsm8k, flexible": lambda it: gsm8k(it["response"], it["reference"], "flexible"),
            "verl gsm8k, strict": lambda it: gsm8k(it["response"], it["reference"]),
            "lm-eval gsm8k, flexible": flexible,
            "lm-eval gsm8k, strict": strict,
        },
        "math_match": {
            "Math-Verify": _math_verify,
            "TRL accuracy_reward": _trl,
            "verl math": lambda it: math(it["response"], it["reference"]),
        },
    }


def _math_verify(case: dict[str, Any]) -> float:
    kit = import_module("math_verify")
    gold = kit.parse(f"${case['reference'].strip('$')}$", parsing_timeout=None)
    said = kit.parse(case["response"], parsing_timeout=None)
    return float(kit.verify(gold, said, timeout_seconds=None))


def _trl(case: dict[str, Any]) -> float:
    reward = import_module("trl.rewards").accuracy_reward
    golds = [f"${case['reference'].strip('$')}$"]
    paid = reward(completions=[[{"content": case["response"]}]], solution=golds)
    return float(paid[0] or 0.0)


def _verl(folder: Path, name: str) -> Callable[..., float]:
    path = folder / "verl/utils/reward_score" / f"{name}.py"
    spec = spec_from_file_location(f"verl_{name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path}: expected verl's file there; run `make bench`")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    score: Callable[..., float] = module.compute_score
    return score


def _lm_eval_numbers(pattern: str, which: int) -> Peer:
    """The filter and the comparison of lm-eval's task gsm8k."""
    kit = import_module("lm_eval.filters.extraction")
    find = kit.RegexFilter(regex_pattern=pattern, group_select=which)

    def plain(text: str) -> str:
        return re.sub(r",|\$|(?s:.*)#### |\.$", "", text).lower()

    return lambda it: float(
        plain(next(iter(find.apply([[it["response"]]], [{}])))[0]) == plain(it["reference"])
    )


def _letters(cases: list[dict[str, Any]]) -> list[str]:
    """What the filter of lm-eval's tasks of letters finds; one call, for each lists Unicode."""
    kit = import_module("lm_eval.filters.extraction")
    find = kit.MultiChoiceRegexFilter(
        regex_pattern=r"(\([A-Z]\))", group_select=-1, ignore_case=True, ignore_punctuation=True
    )
    choices = [case["metadata"]["choices"] for case in cases]
    docs = [{"choices": list(it.values()) if isinstance(it, dict) else it} for it in choices]
    found = find.apply([[case["response"]] for case in cases], docs)
    return [str(each[0]).strip("() ") for each in found]


if __name__ == "__main__":
    main()
