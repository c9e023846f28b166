"""assay recipe: a recipe or request for a paid run, held to what is known before it starts."""

import json
import os
from pathlib import Path
from typing import Any

import click

from assay.output import open_results, say
from validation.errors import name_unusable_file, printable_json
from validation.recipes.check import as_dict, check_recipe, is_mendable, mend_recipe
from validation.recipes.document import RUN_PLATFORMS, Recipe, RunPlatform, read_recipe
from validation.recipes.evidence import read_evidence
from validation.recipes.finding import Evidence, RecipeFinding, plan_run
from validation.recipes.training import read_steps, translate_batch

HELP = """Check a recipe or a request before the run that it starts is paid for.

FILE is the YAML of a training job or of HyperPod, a map of hyperparameters of a serverless run, or
a request to Bedrock, as JSON or YAML. An error stops the run or spoils it; advice is worth a
thought. Each says its setting and line, what to do, and whose rule it is. docs/recipe.md has all.

With a report, rows or a function, the recipe is held to what was measured: whether groups of that
size differ, whether prompts fit, whether a batch fits into an event and into the timeout.

Exit status: 0 no error, 1 an error, 2 could not run.
"""


@click.command("recipe", help=HELP)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--platform", type=click.Choice(RUN_PLATFORMS), help="Who runs it; by default as its keys say."
)
@click.option("--report", metavar="FILE", help="The report.json of the reward that steers the run.")
@click.option("--rows", metavar="FILE", help="The JSON Lines that the run would train on.")
@click.option(
    "--function", metavar="NAME", help="The deployed function, whose timeout and limits are read."
)
@click.option(
    "--inference-effort",
    type=click.Choice(["low", "medium", "high", "none"]),
    help="The reasoning effort with which the model is used afterwards.",
)
@click.option("--fix", is_flag=True, help="Write what has one right value into FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def command(
    file: Path,
    platform: RunPlatform | None,
    report: str | None,
    rows: str | None,
    function: str | None,
    inference_effort: str | None,
    fix: bool,
    as_json: bool,
) -> int:
    effort = {"none": None, None: ""}.get(inference_effort, inference_effort)
    with open_results() as out:
        evidence = read_evidence(report, rows, function, effort)
        recipe = read_recipe(file, platform)
        findings = check_recipe(recipe, evidence)
        if fix and any(map(is_mendable, findings)):
            replace_text(file, mend_recipe(recipe, findings))
            for finding in filter(is_mendable, findings):
                say(f"mended: {finding.place}: {finding.fix}")
            recipe = read_recipe(file, platform)
            findings = check_recipe(recipe, evidence)
        lines = [printable_json(json.dumps(_as_object(recipe, findings, evidence), indent=2))]
        print(*(lines if as_json else render(recipe, findings, evidence)), sep="\n", file=out)
    return int(any(finding.harm == "error" for finding in findings))


def render(recipe: Recipe, findings: list[RecipeFinding], evidence: Evidence) -> list[str]:
    """The lines of the terminal, the number of errors first."""
    errors = sum(finding.harm == "error" for finding in findings)
    advice = len(findings) - errors
    lines = [
        f"{recipe.file}: {_count(errors, 'error')}, {_count(advice, 'piece', 'pieces')} of advice "
        f"({recipe.form}, run by {recipe.platform})"
    ]
    for finding in findings:
        lines += [
            "",
            f"{finding.harm}: {finding.rule}: {finding.place}",
            f"  {finding.says}",
            f"  to do: {finding.fix}",
            f"  source: {finding.source}",
        ]
    plan = plan_run(recipe, evidence)
    steps = read_steps(plan)
    if steps:
        lines += ["", "one step, by what the batch size counts:"]
        lines += [
            f"  {step.reading}: {step.prompts:g} prompts, {step.samples:g} replies ({step.source})"
            for step in steps
        ]
        lines += [f"  {line}" for line in [translate_batch(plan)] if line]
    if any(map(is_mendable, findings)):
        lines += ["", f"assay recipe {recipe.file} --fix writes what has one right value"]
    return lines


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _as_object(recipe: Recipe, findings: list[RecipeFinding], evidence: Evidence) -> dict[str, Any]:
    return {
        "file": recipe.file,
        "form": recipe.form,
        "platform": recipe.platform,
        "findings": [as_dict(finding) for finding in findings],
        "steps": [vars(step) for step in read_steps(plan_run(recipe, evidence))],
    }


def replace_text(path: Path, text: str) -> None:
    """The file with this text, as a whole or not at all; it stays as readable as it was."""
    import tempfile  # not for every recipe that is only read

    with name_unusable_file(path):
        mode = path.stat().st_mode
        if path.is_symlink():
            path = path.resolve()
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(handle, "w", encoding="utf-8") as new:
                new.write(text)
            os.chmod(name, mode)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
