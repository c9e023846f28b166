"""assay sample: the replies of the policy that is about to be trained."""

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from assay.options import MODEL_OPTIONS, dry_run_option, run_options
from assay.output import cost_text, json_writer, open_results, say, show_progress
from judges.ask import Ask, Sampling
from judges.bedrock import Bedrock
from judges.errors import VerdictError
from judges.openai_compatible import OpenAICompatible
from validation.bill import open_bill
from validation.dataset import read_dataset
from validation.errors import InputError
from validation.forecast import Announce, forecast_questions
from validation.generations import (
    Generation,
    first_of_each_prompt,
    generations,
    policy_questions,
)
from validation.options import RunOptions
from validation.targets.target import read_object

_BEDROCK = "bedrock:"
# Names that stand before a model elsewhere, and are no module of the user's.
_PROVIDERS = ("openai", "azure", "anthropic", "ollama", "vllm", "gemini", "mistral", "groq")
# Seconds for a whole reply: a policy writes thousands of tokens, and a local one is slow.
_TIMEOUT = 600.0

HELP = """Ask a model for replies, as the data that validation needs.

PROMPTS is JSON Lines as the training job reads them; of several rows of one prompt the first
counts, and a reply that stands in it is left out. Each line that is printed is a row of PROMPTS
with one reply. Sample the very model that is about to be trained, with the recipe's own settings:
how much a reward has to teach depends on it.

What was answered is kept. Stopped at any point and run again, the command goes on where it was.

Exit status: 0, 1 if the model gave no reply to some prompt, 2 could not run.
"""


@click.command("sample", help=HELP)
@click.argument("prompts")
@click.option(
    "--ask",
    "policy",
    required=True,
    metavar="MODEL",
    help="bedrock:MODEL_ID, MODEL@http://localhost:11434/v1, or module:name of an Ask.",
)
@click.option(
    "-n",
    "count",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="Replies to each prompt: the recipe's number_generation.",
)
@click.option(
    "--temperature",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="As the recipe's; at 0 all replies to a prompt are one.",
)
@click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), help="Left to the model.")
@click.option("--top-k", type=click.IntRange(min=1), help="Left to the model.")
@click.option(
    "--max-tokens",
    type=click.IntRange(min=1),
    default=8192,
    show_default=True,
    help="The recipe's max_new_tokens; a reply that is cut off there is marked as truncated.",
)
@click.option(
    "--reasoning",
    type=click.Choice(["low", "medium", "high"]),
    help="The recipe's reasoning_effort; none unless given.",
)
@click.option("--policy", "name", help="What to call the model in the rows; MODEL unless given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array instead of lines.")
@click.option("--workers", type=click.IntRange(min=1), default=16, show_default=True)
@run_options(*MODEL_OPTIONS)
@dry_run_option
@click.pass_context
def command(
    context: click.Context,
    /,
    prompts: str,
    policy: str,
    count: int,
    name: str | None,
    as_json: bool,
    workers: int,
    options: RunOptions,
    announce: Announce,
    **sampling: Any,
) -> None:
    with open_results() as out, open_bill(options) as bill:
        data = read_dataset(prompts, options.row_rules)
        rows = first_of_each_prompt(data.rows)
        asked, settings = parse_model(policy), Sampling(**sampling)
        announce(forecast_questions(asked, policy_questions(rows, settings), count, bill, data))
        replies = generations(asked, rows, count, settings, workers)
        shown = bill.watch(show_progress, replies, policy, count * len(rows))
        with json_writer(out, as_json) as write:
            failed = _print(shown, name or policy, write)
        bill.check_limit()
        counts = f"{count * len(rows) - failed} replies, {failed} missing"
        say(f"{counts}; {cost_text(bill)}")
    context.exit(1 if failed else 0)


def _print(replies: Iterable[Generation], policy: str, write: Callable[[Any], None]) -> int:
    """Print each reply as it comes, and on stderr why there is none; how many there are not."""
    failed = 0
    for reply in replies:
        if isinstance(reply.drawn, VerdictError):
            failed += 1
            kind = type(reply.drawn).__name__
            say(f"{reply.id}: {kind}: {reply.drawn}")
        else:
            write(reply.row(policy))
    return failed


def parse_model(given: str) -> Ask:
    """`bedrock:MODEL_ID`, `MODEL@http://HOST/v1`, or `module:name` and `path.py:name` of an Ask.

    Raises InputError for what is none of these, and for an object that cannot be called.
    """
    try:
        if given.startswith(_BEDROCK):
            return Bedrock(given.removeprefix(_BEDROCK), read_timeout=_TIMEOUT)
        model, _, url = given.rpartition("@")
        if url.startswith(("http://", "https://")):
            return OpenAICompatible(model, url, read_timeout=_TIMEOUT)
    except ValueError as error:
        raise InputError(f"{given}: {error}") from error
    provider, _, name = given.partition(":")
    if provider in _PROVIDERS and not Path(f"{provider}.py").exists():
        raise InputError(
            f"{given}: expected bedrock:MODEL_ID, module:name of an Ask, or for a server that "
            f"speaks chat completions its address: {name or 'MODEL'}@https://HOST/v1"
        )
    ask = read_object(given)
    if not callable(ask) or inspect.isclass(ask):
        raise InputError(f"{given}: expected a callable of one question, got {type(ask).__name__}")
    return ask
