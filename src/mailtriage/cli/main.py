"""The command `mailtriage`: a table of commands, each imported only when it is called, so that every one starts fast."""

import importlib
import sys
from typing import Any

import click

from mailtriage.errors import MailtriageError

COMMANDS = {
    "calendar": "calendar:calendar",
    "check": "check:check",
    "contract": "booking:contract",
    "db": "db:db",
    "demo": "demo:demo",
    "explain": "explain:explain",
    "init": "init:init",
    "inspect": "inspect:inspect",
    "outbox": "outbox:outbox",
    "quarantine": "quarantine:quarantine",
    "queue": "queue:queue",
    "run": "run:run",
    "schema": "schema:schema",
    "sla": "sla:sla",
    "ticket": "judging:ticket",
}


class Commands(click.Group):
    """Commands by name, imported on demand; `--config DIR` may also stand behind the command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(f"mailtriage.cli.{module}"), name)
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `--config DIR` from wherever it stands, up to a lone `--`."""
        return super().parse_args(ctx, _config_first(args))


def _config_first(args: list[str]) -> list[str]:
    end = args.index("--") if "--" in args else len(args)
    taken: list[str] = []
    rest: list[str] = []
    words = iter(args[:end])
    for word in words:
        if word == "--config":
            taken = [word, *([following] if (following := next(words, None)) is not None else [])]
        elif word.startswith("--config="):
            taken = [word]
        else:
            rest.append(word)
    return [*taken, *rest, *args[end:]]


@click.group(cls=Commands)
@click.option(
    "--config", metavar="DIR", help="Configuration directory ($MAILTRIAGE_CONFIG, ./config, /etc/mailtriage)."
)
@click.version_option(package_name="mailtriage")
@click.pass_context
def cli(ctx: click.Context, config: str | None) -> None:
    """Execute support contracts by e-mail."""
    ctx.obj = config


def main(args: list[str] | None = None) -> Any:
    """Run a command; a failure the operator can mend is one line on standard error and exit code 1."""
    try:
        return cli.main(args, prog_name="mailtriage", standalone_mode=True)
    except MailtriageError as error:
        click.echo(f"mailtriage: {error}", err=True)
        sys.exit(1)
