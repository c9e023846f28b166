"""assay completion: what makes a shell complete commands and options."""

import click
from click.shell_completion import get_completion_class

from assay.output import open_results

HELP = """Print what makes a shell complete commands and options.

\b
bash: echo 'eval "$(assay completion bash)"' >> ~/.bashrc
zsh:  echo 'eval "$(assay completion zsh)"' >> ~/.zshrc
fish: assay completion fish > ~/.config/fish/completions/assay.fish
"""


@click.command("completion", help=HELP)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    kind = get_completion_class(shell)
    if kind is None:  # no shell of the choice lacks one
        raise click.UsageError(f"{shell}: click completes no such shell", context)
    with open_results() as out:
        made = kind(context.find_root().command, {}, "assay", "_ASSAY_COMPLETE")
        print(made.source(), file=out)
