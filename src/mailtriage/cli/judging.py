"""What staff finds a ticket to be about, from the command line: product and service, customised or standard."""

import click

from mailtriage.cli.arranging import REASON
from mailtriage.cli.handling import ACTOR, do
from mailtriage.cli.opening import open_office
from mailtriage.cli.ticket import JSON, ticket
from mailtriage.cli.values import Number
from mailtriage.jobs import judging


@ticket.command()
@click.argument("number", type=Number())
@click.argument("product")
@REASON
@ACTOR
@JSON
@click.pass_obj
def product(config: str | None, number: int, product: str, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Say that a ticket is about PRODUCT ("none": about none); the promise for it counts, and the requester is told."""
    contracts = open_office(config).contract
    do(config, number, actor, judging.set_product(contracts, product, reason), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("service")
@REASON
@ACTOR
@JSON
@click.pass_obj
def service(config: str | None, number: int, service: str, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Say that a ticket is about SERVICE, one the contract covers; the promises for it count."""
    contracts = open_office(config).contract
    do(config, number, actor, judging.set_service(contracts, service, reason), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@REASON
@ACTOR
@JSON
@click.pass_obj
def customised(config: str | None, number: int, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Mark a ticket as about something customised: not covered, the customer is told so, the ticket is closed."""
    do(config, number, actor, judging.customised(reason), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@REASON
@ACTOR
@JSON
@click.pass_obj
def standard(config: str | None, number: int, reason: str, actor: str | None, *, as_json: bool) -> None:
    """Take `customised` back: the ticket is covered, open, and its promises count again."""
    do(config, number, actor, judging.standard(reason), as_json=as_json)
