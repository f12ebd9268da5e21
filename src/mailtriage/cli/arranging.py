"""What staff arranges about a ticket from the command line: kinds, categories, agreements, access, passing on."""

import click

from mailtriage.cli import disaster, ending, partners  # noqa: F401 - they add their commands to `ticket`
from mailtriage.cli.appointing import appointment
from mailtriage.cli.closing import unsolvable
from mailtriage.cli.handling import ACTOR, do, with_text
from mailtriage.cli.ticket import JSON, ticket
from mailtriage.cli.values import Number, Words
from mailtriage.jobs import agreeing, arranging, passing_on

REASON = click.option("--reason", default="", help="Why; it stands in the history.")

ticket.add_command(appointment)
ticket.add_command(unsolvable)
with_text(
    "agree",
    agreeing.agree,
    "Record the agreement, authorisation or access the ticket waits for: TEXT says which; the customer hears that work goes on.",
)
with_text(
    "specialist", arranging.specialist, "Ask the success manager for a meeting with specialists: TEXT says what about."
)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("kind")
@REASON
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


@ticket.command()
@click.argument("number", type=Number())
@click.argument("name")
@ACTOR
@JSON
@click.pass_obj
def redirect(config: str | None, number: int, name: str, actor: str | None, *, as_json: bool) -> None:
    """Pass a ticket on to NAME, as the plan lists it (consulting): the customer is told, the ticket is closed."""
    do(config, number, actor, passing_on.redirect(name), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@ACTOR
@JSON
@click.pass_obj
def access(config: str | None, number: int, actor: str | None, *, as_json: bool) -> None:
    """Ask the customer for access: authorisation, an open connection, presence; the ticket waits for the answer."""
    do(config, number, actor, arranging.need_access(), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("missing", nargs=-1, required=True, type=Words())
@ACTOR
@JSON
@click.pass_obj
def incomplete(config: str | None, number: int, missing: tuple[str, ...], actor: str | None, *, as_json: bool) -> None:
    """Ask the customer for what is MISSING, one text for each thing; the ticket waits for the answer."""
    do(config, number, actor, arranging.incomplete(missing), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@ACTOR
@JSON
@click.pass_obj
def onsite(config: str | None, number: int, actor: str | None, *, as_json: bool) -> None:
    """Answer a wish for help on site with what the contract makes of it."""
    do(config, number, actor, arranging.on_site(), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("name")
@click.argument("text")
@click.option(
    "--close", "closes", is_flag=True, help="Only the vendor can grant it: the ticket is closed as forwarded."
)
@ACTOR
@JSON
@click.pass_obj
def vendor(
    config: str | None, number: int, name: str, text: str, actor: str | None, *, closes: bool, as_json: bool
) -> None:
    """Send TEXT to the vendor NAME of the plan; the customer is told, and the owner reminded to follow it up."""
    do(config, number, actor, passing_on.to_vendor(name, text, closes=closes), as_json=as_json)
