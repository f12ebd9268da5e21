"""Giving a ticket up in the open, from the command line."""

import click

from mailtriage.cli.handling import ACTOR, do
from mailtriage.cli.opening import open_office
from mailtriage.cli.ticket import JSON
from mailtriage.cli.values import Number, Words
from mailtriage.jobs import closing


@click.command()
@click.argument("number", type=Number())
@click.argument("text", type=Words())
@ACTOR
@JSON
@click.pass_obj
def unsolvable(config: str | None, number: int, text: str, actor: str | None, *, as_json: bool) -> None:
    """Tell the customer that a ticket cannot be solved, and in TEXT what could be done instead; it waits for his word.

    A plain yes closes it as unsolved. So do the plan's unsolvable_days without an answer, after a warning.
    """
    do(config, number, actor, closing.unsolvable(open_office(config), text), as_json=as_json)
