"""`mailtriage ticket terminate`: a person confirms notice on a contract, or takes it back."""

from datetime import datetime

import click

from mailtriage.cli.handling import ACTOR, do
from mailtriage.cli.opening import open_office
from mailtriage.cli.ticket import JSON, ticket
from mailtriage.cli.values import Number
from mailtriage.jobs import ending


@ticket.command()
@click.argument("number", type=Number())
@click.option("--ends", type=click.DateTime(["%Y-%m-%d"]), help="The last day; by default what the plan says.")
@click.option("--withdraw", is_flag=True, help="Take it back: the contract goes on as its file says.")
@ACTOR
@JSON
@click.pass_obj
def terminate(
    config: str | None, number: int, ends: datetime | None, actor: str | None, *, withdraw: bool, as_json: bool
) -> None:
    """Confirm that a ticket gives notice: its contract ends, and the customer reads when."""
    office = open_office(config)
    decide = ending.withdraw(office) if withdraw else ending.terminate(office, ends.date() if ends else None)
    do(config, number, actor, decide, as_json=as_json)
