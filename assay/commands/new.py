"""assay new: a reward with its handler, its test, its data and its entry in the template."""

from pathlib import Path

import click

from assay.new_reward import plan_files
from assay.output import open_results, say

HELP = """Start a reward: its handler, its test, five rows of data and its entry in the template.

NAME is what the reward is called, such as brief_answer. In a clone of the kit the files go to
lambda_handlers/, tests/ and examples/. In any other folder they go there, with a Makefile, the
settings of the tools, and a template.yaml that `sam build` takes. What is written passes
`make check test build` as it stands. No file is written over.

Exit status: 0, 2 could not run.
"""


@click.command("new", help=HELP)
@click.argument("name")
@click.option("--judge", is_flag=True, help="A reward that asks a model on Bedrock.")
def command(name: str, judge: bool) -> None:
    with open_results() as out:
        here = Path.cwd()
        plan = plan_files(name, here, is_judge=judge)
        for path, text in plan.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            out.write(f"{path.relative_to(here)}\n")
        say(plan.next_steps)
