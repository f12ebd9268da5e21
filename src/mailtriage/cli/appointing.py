"""Appointments for interventions from the command line: made, moved, confirmed, cancelled."""

from datetime import datetime, timedelta

import click

from mailtriage.cli.handling import ACTOR, do
from mailtriage.cli.opening import open_office
from mailtriage.cli.ticket import JSON
from mailtriage.cli.values import Length, Number, WallTime
from mailtriage.jobs import appointing
from mailtriage.jobs.appointing import Wish


@click.command()
@click.argument("number", type=Number())
@click.argument("when", type=WallTime(), required=False)
@click.argument("length", type=Length(), required=False)
@click.option("--confirm", is_flag=True, help="The customer agreed, by telephone or in words of his own.")
@click.option("--cancel", is_flag=True, help="Call it off; the customer is told, and it leaves his calendar.")
@ACTOR
@JSON
@click.pass_obj
def appointment(
    config: str | None,
    number: int,
    when: datetime | None,
    length: timedelta | None,
    actor: str | None,
    *,
    confirm: bool,
    cancel: bool,
    as_json: bool,
) -> None:
    """Invite the customer to an appointment at WHEN (2026-11-27T13:30, the contract's time) for LENGTH (90m).

    It must lie wholly inside the support hours. A second one moves the first; the ticket waits for it.
    """
    if (when is not None) + confirm + cancel != 1 or (when is None) != (length is None):
        raise click.UsageError("name WHEN and LENGTH, or --confirm, or --cancel")
    office = open_office(config)
    if when is not None and length is not None:
        decide = appointing.propose(office, Wish(when, length))
    else:
        decide = appointing.confirm(office) if confirm else appointing.cancel(office)
    do(config, number, actor, decide, as_json=as_json)
