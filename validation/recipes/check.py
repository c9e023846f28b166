"""Holding a recipe to the rules, and mending what has one right value.

Recipe, Evidence ──▶ check_recipe ──▶ RecipeFinding, errors first ──▶ mend_recipe ──▶ text
"""

import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from validation.recipes.document import Recipe
from validation.recipes.finding import Evidence, RecipeFinding, plan_run
from validation.recipes.places import PLACE_RULES, check_service
from validation.recipes.training import TRAINING_RULES


def check_recipe(recipe: Recipe, evidence: Evidence | None = None) -> list[RecipeFinding]:
    """What is wrong with a recipe: errors first, each group in the order of the file's settings."""
    plan = plan_run(recipe, evidence or Evidence())
    found: list[RecipeFinding] = []
    for rule in (*PLACE_RULES, *TRAINING_RULES):
        named = {finding.place for finding in found if finding.harm == "error"}
        # The service's model says again what a rule has said in plainer words.
        found += [
            finding
            for finding in rule(plan)
            if rule is not check_service or finding.place not in named
        ]
    lines = {setting.place: at for at, setting in enumerate(recipe.settings.values())}
    return sorted(
        found, key=lambda finding: (finding.harm != "error", lines.get(finding.place, len(lines)))
    )


def mend_recipe(recipe: Recipe, findings: Iterable[RecipeFinding]) -> str:
    """The recipe's text with what has one right value written in; comments and order are kept."""
    document = recipe.document
    for finding in findings:
        for path, value in finding.mend.items():
            holder, key = _find_holder(document, path)
            # CreateTrainingJob takes texts alone.
            is_text = path.startswith("HyperParameters.") and not isinstance(value, str)
            holder[key] = str(value) if is_text else value
        for path, name in finding.rename.items():
            _rename(*_find_holder(document, path), name)
    if not hasattr(document, "lc"):
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 4096  # no line is wrapped that was not
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _find_holder(document: Any, path: str) -> tuple[Any, str]:
    """The mapping that holds the path's last key, and that key. A key may itself hold dots."""
    holder, rest = document, path
    while True:
        if rest in holder:
            return holder, rest
        key = next(key for key in holder if rest.startswith(f"{key}."))
        holder, rest = holder[key], rest[len(str(key)) + 1 :]


def _rename(holder: Any, old: str, new: str) -> None:
    """The entry under its new key, in the same place and with its comment."""
    if not hasattr(holder, "insert"):  # a plain dict, of JSON
        entries = [(new if key == old else key, value) for key, value in holder.items()]
        holder.clear()
        holder.update(entries)
        return
    at = list(holder).index(old)
    comment = holder.ca.items.pop(old, None)
    holder.insert(at, new, holder.pop(old))
    if comment is not None:
        holder.ca.items[new] = comment


def is_mendable(finding: RecipeFinding) -> bool:
    """Whether `--fix` has something to write for it."""
    return bool(finding.mend or finding.rename)


def as_dict(finding: RecipeFinding) -> Mapping[str, str]:
    return {
        "harm": finding.harm,
        "rule": finding.rule,
        "place": finding.place,
        "says": finding.says,
        "fix": finding.fix,
        "source": finding.source,
    }
