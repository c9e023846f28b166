"""The `assay` command. A subcommand is imported when it is called, so that help is quick."""

import importlib
import os
import posix
import shlex
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from types import TracebackType
from typing import Any, Never

import click

from assay import check_names

COMMANDS = {
    "demo": "Validate the bundled reward on bundled data: see a report in a few seconds.",
    "validate": "Score, measure and gate a reward: may it steer a run?",
    "new": "Start a reward: handler, test, data and its entry in the template.",
    "prepare": "Make rows out of CSV, Parquet, chats, pairs, logs: of the files that people have.",
    "lint": "Check rows before a run learns from them: form, golds, duplicates, leaks, lengths.",
    "ladder": "Make a graded dataset out of rows that have only gold answers.",
    "sample": "Ask a model for replies, as the data that validation needs.",
    "label": "Have people rate the replies that are worth their time, and read it back.",
    "score": "Print the score of every row, as JSON Lines.",
    "probe": "Attack a reward before a model does.",
    "conform": "Hold a handler to the contract of the platform that will call it.",
    "compare": "Say whether one reward, judge or report may stand where another stood.",
    "view": "Show reports side by side in a browser, on this machine alone.",
    "recipe": "Check a recipe or a request before the run that it starts is paid for.",
    "price": "Say what a run pays for its reward, before it is started.",
    "seal": "Seal a report: one digest of what it says, signed where wanted.",
    "verify": "Say whether what stands here and what is deployed is what was validated.",
    "load": "Drive a function as the run will, and say whether it holds.",
    "commit": "Start the run that a passing report is about, once, and keep a record of it.",
    "watch": "Say what the series of a run show: gaming, a stuck floor, spikes, drift.",
    "selftest": "Show what this kit catches, on good and broken rewards planted in it.",
    "doctor": "Say what works here, what does not, and the command that mends it.",
    "completion": "Print what makes a shell complete commands and options.",
}

COULD_NOT_RUN = 2

# Ends the process at once, whatever its threads do.
exit_process = os._exit


class LazyGroup(click.Group):
    """A group whose subcommand NAME is the object `command` of the module `assay.commands.NAME`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        check_names()
        command = importlib.import_module(f"assay.commands.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from validation.errors import unknown_name

            raise click.UsageError(f"command {unknown_name(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _name_closed_stream():  # the help and the version are printed here
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _name_closed_stream():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@contextmanager
def _name_closed_stream() -> Iterator[None]:
    """Where the reader of a stream has gone, click ends a command with 1, which is a verdict."""
    try:
        yield
    except BrokenPipeError as error:
        raise click.ClickException(f"the results cannot be written: {error}") from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rft-assay")
def assay() -> None:
    """Prove a reward function before the run that it steers.

    TARGET is a reward or a handler as module:name or path.py:name, ratings:NAME for a column of
    ratings that the data hold, a built artifact's folder, or a deployed function's name or ARN.
    Exit status: 0 PASS, 1 FAIL, 2 could not run, 3 INCONCLUSIVE.
    """


def run() -> None:
    """Where the console script enters: an interrupt or a bad argument is 2, and never a verdict."""
    sys.excepthook = _report_crash
    os.umask(0o077)  # what a command writes may hold replies, and so its owner alone reads it
    block_os_exit()
    if _open_closed_streams():
        status = _run_command()
    else:
        status = _say_last("Error: stdout is closed, and results are written there")
    sys.exit(status if _flush_streams() else COULD_NOT_RUN)


def _run_command() -> int:
    try:
        return assay.main(standalone_mode=False) or 0
    except click.ClickException as error:
        shown = StringIO()
        error.show(shown)
        return _say_last(shown.getvalue().rstrip("\n"))
    except ImportError as error:
        if error.name is not None:  # what a library or a command lacks is a fault of the kit's
            raise
        return _say_last(f"Error: {error}")
    except OSError as error:
        return _say_last(f"Error: the results cannot be written: {error}")
    except click.Abort as error:  # a thread may hang in a reward, and Python would wait for it
        kept = getattr(error.__cause__, "__notes__", ["nothing was asked of a model"])
        again = shlex.join(["assay", *sys.argv[1:]])
        _say_last(f"interrupted: {'; '.join(kept)}; to go on: {again}")
        exit_process(COULD_NOT_RUN)


def _say_last(text: str) -> int:
    """Say on stderr, if anybody still reads it, why the command ends; its exit status."""
    with suppress(OSError):
        click.echo(_escape_controls(text), err=True)
    return COULD_NOT_RUN


def _escape_controls(text: str) -> str:
    from validation.errors import printable_text  # which help needs not

    return printable_text(text)


def _open_closed_streams() -> bool:
    """Whether stdout is open. A standard stream that is closed becomes the null device.

    Else the next file that is opened would have its number, and be written to by what prints.
    """
    is_open = True
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
            is_open &= number != 1
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    return is_open


def _flush_streams() -> bool:
    """Whether all that was printed is written. What is not is dropped, or Python ends with 120."""
    whole = True
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            whole = False
            os.dup2(os.open(os.devnull, os.O_WRONLY), number)
    return whole


def block_os_exit() -> None:
    """From here on `os._exit` raises SystemExit in this process, which scoring takes for a fault.

    A reply's code that a reward runs may call it, and so may a reward: the command would end with
    0, which is a PASS (docs/decisions/0016). A child still ends by it.
    """
    own = os.getpid()

    def raise_system_exit(status: int) -> Never:
        if os.getpid() != own:
            exit_process(status)
        raise SystemExit(f"os._exit({status}) was called")

    vars(os)["_exit"] = vars(posix)["_exit"] = raise_system_exit


def _report_crash(
    kind: type[BaseException], error: BaseException, at: TracebackType | None
) -> None:
    """A fault of the kit itself shows where it happened and is no verdict: Python would exit 1."""
    with suppress(OSError):
        sys.stderr.write(_escape_controls("".join(traceback.format_exception(kind, error, at))))
        sys.stderr.flush()
    exit_process(COULD_NOT_RUN)
