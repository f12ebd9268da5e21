"""`mailtriage contract event`: a special-event weekend booked by hand."""

import getpass
from datetime import datetime

import click

from mailtriage.cli.contract import contract
from mailtriage.cli.handling import ACTOR
from mailtriage.cli.opening import open_office
from mailtriage.cli.printing import print_json
from mailtriage.jobs.acts import Actor
from mailtriage.jobs.booking import Booking, book


@contract.command()
@click.argument("name", metavar="CONTRACT")
@click.argument("saturday", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--agent", required=True, metavar="ADDRESS", help="Who of staff supports the customer in it.")
@click.option(
    "--override", default="", metavar="REASON", help="Book it against the contract's rules; REASON is logged."
)
@ACTOR
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def event(  # noqa: PLR0917 - click hands over every option by itself
    config: str | None, name: str, saturday: datetime, agent: str, override: str, actor: str | None, *, as_json: bool
) -> None:
    """Book the special-event weekend of a CONTRACT that begins on DATE, a Saturday; customer and agent are told."""
    wish = Booking(name, saturday.date(), agent, override)
    booked = book(open_office(config), wish, Actor(actor or getpass.getuser(), "command line"))
    if as_json:
        day = booked.saturday.isoformat()
        print_json({"contract": name, "saturday": day, "agent": booked.agent, "ticket": booked.ticket})
    else:
        click.echo(f"{name}: the weekend of {booked.saturday} is booked; {booked.agent} supports the customer in it")
