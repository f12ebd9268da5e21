"""`mailtriage ticket`: look at tickets, and do to them what staff may do."""

from zoneinfo import ZoneInfo

import click

from mailtriage.cli.opening import open_office
from mailtriage.cli.printing import cut, local, next_due, print_json, print_table
from mailtriage.cli.values import Number
from mailtriage.desk.state import State
from mailtriage.jobs.acts import read_ticket
from mailtriage.jobs.facts import named
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.showing import Document, listed, ticket_in_full
from mailtriage.notices.history import history
from mailtriage.store.tickets import Filter

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group()
def ticket() -> None:
    """Tickets: list, show, and what staff does to them."""


@ticket.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([s.value for s in State]))
@click.option("--contract", default="")
@click.option("--customer", default="")
@click.option("--assignee", default="")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@JSON
@click.pass_obj
def list_(  # noqa: PLR0917 - one for each option
    config: str | None,
    states: tuple[str, ...],
    contract: str,
    customer: str,
    assignee: str,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """List tickets, newest first."""
    office = open_office(config)
    with office.database.read() as session:
        at = Moment(office, session, office.now())
        wanted = Filter(frozenset(State(s) for s in states), contract, customer, assignee=assignee, limit=limit)
        found = listed(at, wanted)
    if as_json:
        print_json(found)
        return
    print_tickets(office, "Tickets", found)


def print_tickets(office: Office, title: str, found: list[Document]) -> None:
    """Tickets as a table."""
    zone = office.installation.desk.zone
    columns = ("Ticket", "Prio", "State", "Next due", "Who", "Requester", "Subject")
    rows = [
        (
            t["tag"],
            t["priority"],
            t["state"],
            next_due(t, zone),
            cut(t["assignee"] or t["role"], 24),
            cut(t["requester"], 40),
            cut(t["subject"], 50),
        )
        for t in found
    ]
    print_table(f"{title} (times of {zone})", columns, rows)


@ticket.command()
@click.argument("number", type=Number())
@JSON
@click.pass_obj
def show(config: str | None, number: int, *, as_json: bool) -> None:
    """Show one ticket: its promises and how they came about, its history, its messages."""
    office = open_office(config)
    with office.database.read() as session:
        at = Moment(office, session, office.now())
        file = read_ticket(at, number)
        found = ticket_in_full(at, file)
        language = office.installation.desk.language
        zone = file.terms.zone if file.terms else office.installation.desk.zone
        lines = history(file.ticket, language, named(at, file, language), zone)
    if as_json:
        print_json(found)
        return
    click.echo("\n".join(_head(found, zone)))
    for line in lines:
        click.echo(f"  {line.at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}  {line.who}: {line.what}")
    click.echo("\n".join(_messages(found, zone)))


def _head(found: Document, zone: str) -> list[str]:
    reasons, clocks = found["reasons"], found["clocks"]
    assert isinstance(reasons, dict)
    assert isinstance(clocks, list)
    priority = reasons.get("priority", {})
    ended = f" ({found['closed']})" if found["closed"] else ""
    because = f"  ({priority['rule']}; {priority['clause']})" if priority else ""
    lines = [
        f"{found['tag']}  {found['subject']}",
        f"  {found['state']}{ended}, {found['kind'] or 'no kind'}, priority {found['priority'] or 'none'}{because}",
        f"  {found['requester']}, contract {found['contract'] or 'none'}, plan {found['plan'] or 'none'}",
        f"  received {local(found['received'], zone)}, {found['assignee'] or found['role'] or 'nobody'} works on it",
        *_elsewhere(found),
        *_appointment(found, zone),
        *_unreached(found, zone),
        "Promises" if clocks else "Promises: none",
    ]
    lines += [f"  {c['name']}: {c['state']}, {c['verdict']}  {'; '.join(_reckoned(c))}" for c in clocks]
    return [*lines, "History"]


def _reckoned(clock: Document) -> list[str]:
    return [str(said) for said in (clock["derivation"], clock["lateness"]) if said]


def _elsewhere(found: Document) -> list[str]:
    numbers = found["partner_numbers"]
    assert isinstance(numbers, list)
    return [f"  {n['title']} calls it {n['number']}" for n in numbers]


def _appointment(found: Document, zone: str) -> list[str]:
    made = found["appointment"]
    if not isinstance(made, dict):
        return []
    by = f" by {', '.join(made['agreed'])}" if made["agreed"] else ""
    return [f"  appointment {local(made['starts'], zone)} to {local(made['ends'], zone)}, {made['standing']}{by}"]


def _unreached(found: Document, zone: str) -> list[str]:
    marks = found["undeliverable"]
    assert isinstance(marks, list)
    return [f"  mail does not reach {m['address']} since {local(m['since'], zone)}: {m['said']}" for m in marks]


def _messages(found: Document, zone: str) -> list[str]:
    messages = found["messages"]
    assert isinstance(messages, list)
    lines = ["Messages"]
    for m in sorted(messages, key=lambda m: str(m["at"])):
        where = (
            f"from {m['from']}" if m["direction"] == "in" else f"{m['purpose']} to {', '.join(m['to'])} ({m['state']})"
        )
        lines.append(f"  {local(m['at'], zone)}  {where}: {m['subject']}")
        lines += [
            f"    the same mail again in mailbox {copy['mailbox']}, {local(copy['at'], zone)}"
            for copy in m.get("deliveries", [])[1:]
        ]
    return lines
