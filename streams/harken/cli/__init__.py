"""The command line. One file a command; what a command needs is imported when it runs, so that `--help` is quick."""

import logging
import os
import sys
from collections.abc import Sequence

import typer

from harken.cli.commands import COMMANDS, GROUPS
from harken.cores import keep_to_one_core
from harken.errors import HarkenError

#: What a shell shows for a command that Ctrl-C ended (128 + SIGINT).
INTERRUPTED = 130


def build() -> typer.Typer:
    """The program with all its commands."""
    program = typer.Typer(
        name="harken",
        help="Listens to every click, purchase and word of feedback; says who is about to leave, why, and what to do.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for name, command in COMMANDS:
        program.command(name)(command)
    for name, about, members, itself in GROUPS:
        group = typer.Typer(help=about, no_args_is_help=itself is None)
        if itself is not None:
            group.callback(help=about, invoke_without_command=True)(itself)
        for member, command in members:
            group.command(member)(command)
        program.add_typer(group, name=name)
    return program


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit: 0 done, 1 what the command says, 2 one line that says what is wrong."""
    keep_to_one_core(os.environ)
    # What its admin client says in many lines we say in one.
    logging.getLogger("kafka").setLevel(logging.CRITICAL)
    try:
        build()(args=None if arguments is None else list(arguments), prog_name="harken")
    except HarkenError as fact:
        print(f"harken: {' '.join(str(fact).split())}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read us has enough (`harken alerts | head`); nothing more can be written, not even at exit.
        sys.stdout = None
        sys.exit(0)
