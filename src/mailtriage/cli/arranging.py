"""What staff arranges about a ticket from the command line: kinds, categories, agreements, access."""

import click

from mailtriage.cli.handling import ACTOR, do, with_text
from mailtriage.cli.ticket import JSON, ticket
from mailtriage.cli.values import Number
from mailtriage.jobs import arranging

with_text("agree", arranging.agree, "Record the agreement or authorisation the ticket waits for: TEXT says which.")


@ticket.command()
@click.argument("number", type=Number())
@click.argument("kind")
@click.option("--reason", default="", help="Why; it stands in the history.")
@ACTOR
@JSON
@click.pass_obj
def kind(config: str | None, number: int, kind: str, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Handle a ticket as another KIND; its clocks follow, and the requester is told."""
    do(config, number, actor, arranging.rekind(kind, reason), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("category")
@ACTOR
@JSON
@click.pass_obj
def category(config: str | None, number: int, category: str, actor: str | None, *, as_json: bool) -> None:
    """Say that a ticket is work of a CATEGORY; where that is not included, the customer hears that it will be billed."""
    do(config, number, actor, arranging.categorise(category), as_json=as_json)
