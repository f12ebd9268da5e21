"""`mailtriage queue`: what to work on, first things first."""

import click

from mailtriage.cli.opening import open_office
from mailtriage.cli.printing import print_json
from mailtriage.cli.ticket import print_tickets
from mailtriage.jobs import showing
from mailtriage.jobs.office import Moment


@click.command()
@click.option("--role", default="", help="Only this support group's.")
@click.option("--assignee", default="", help="Only this person's.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.pass_obj
def queue(config: str | None, role: str, assignee: str, *, as_json: bool) -> None:
    """Tickets in the order to work on them: promises, priority, package, impact, age."""
    office = open_office(config)
    with office.database.read() as session:
        found = showing.queue(Moment(office, session, office.now()), role, assignee)
    if as_json:
        print_json(found)
    else:
        print_tickets(office, "Queue", found)
