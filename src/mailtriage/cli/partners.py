"""What vendors and customers call our tickets, from the command line."""

import click

from mailtriage.cli.handling import ACTOR, do
from mailtriage.cli.opening import open_office
from mailtriage.cli.ticket import JSON, ticket
from mailtriage.cli.values import Number
from mailtriage.jobs.partner_numbers import number_of


@ticket.command("partner-number")
@click.argument("number", type=Number())
@click.argument("party")
@click.argument("value")
@click.option("--remove", "gone", is_flag=True, help="Take a wrong number off again.")
@ACTOR
@JSON
@click.pass_obj
def partner_number(
    config: str | None, number: int, party: str, value: str, actor: str | None, *, gone: bool, as_json: bool
) -> None:
    """Write down that PARTY (a vendor or redirect of the plan, or "customer") calls the ticket VALUE in its own system."""
    do(config, number, actor, number_of(open_office(config), party, value, gone=gone), as_json=as_json)
