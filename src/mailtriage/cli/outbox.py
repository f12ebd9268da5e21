"""`mailtriage outbox`: what we sent and are still to send, and sending again what was refused."""

from pathlib import Path

import click

from mailtriage.cli.opening import open_office
from mailtriage.cli.printing import cut, print_json, print_table, short
from mailtriage.errors import Permanent
from mailtriage.jobs.showing import mark_document, posted_document
from mailtriage.store import addresses, outgoing
from mailtriage.store.outbox import State


@click.group()
def outbox() -> None:
    """Outgoing mail."""


@outbox.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([s.value for s in State]))
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.pass_obj
def list_(config: str | None, states: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """List outgoing mails, newest first."""
    office = open_office(config)
    with office.database.read() as session:
        found = [posted_document(p) for p in outgoing.listing(session, {State(s) for s in states}, limit)]
    if as_json:
        print_json(found)
        return
    zone = office.installation.desk.zone
    columns = ("Id", "State", "Since", "Purpose", "To", "Answer")
    rows = [
        (m["id"], m["state"], short(m["at"], zone), m["purpose"], _each(m, "address"), _each(m, "said")) for m in found
    ]
    print_table(f"Outbox (times of {zone})", columns, rows)


def _each(mail: dict[str, object], key: str) -> str:
    recipients = mail["recipients"]
    assert isinstance(recipients, list)
    return "\n".join(cut(r[key], 60) for r in recipients).strip()


@outbox.command()
@click.argument("ids", type=int, nargs=-1, required=True)
@click.pass_obj
def retry(config: str | None, ids: tuple[int, ...]) -> None:
    """Send refused or given-up mails again, to those who did not get them."""
    office = open_office(config)
    with office.database.transaction() as session:
        number = outgoing.retry(session, ids, office.now())
    click.echo(f"{number} of {len(ids)} mails will be sent again")


@outbox.command()
@click.argument("number", type=int)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file; else printed.")
@click.pass_obj
def show(config: str | None, number: int, output: Path | None) -> None:
    """The mail as it goes over the wire."""
    office = open_office(config)
    with office.database.read() as session:
        found = outgoing.load(session, number)
        if found is None:
            raise Permanent(f"there is no outgoing mail {number}. `mailtriage outbox list` shows them.")
        octets = outgoing.octets(session, found)
    if output is None:
        click.echo(octets, nl=False)
    else:
        output.write_bytes(octets)


@outbox.command("addresses")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.pass_obj
def addresses_(config: str | None, *, as_json: bool) -> None:
    """List the addresses that our mail does not reach; they get no more notices."""
    office = open_office(config)
    with office.database.read() as session:
        found = [mark_document(mark) for mark in addresses.listing(session)]
    if as_json:
        print_json(found)
        return
    zone = office.installation.desk.zone
    rows = [(m["address"], short(m["since"], zone), m["ticket"], m["said"]) for m in found]
    print_table(f"Addresses our mail does not reach (times of {zone})", ("Address", "Since", "Ticket", "Said"), rows)


@outbox.command()
@click.argument("address")
@click.pass_obj
def clear(config: str | None, address: str) -> None:
    """Write to ADDRESS again. A mail that comes from it does the same."""
    office = open_office(config)
    with office.database.transaction() as session:
        if not addresses.clear(session, address):
            raise Permanent(f"{address} is not marked. `mailtriage outbox addresses` lists those that are.")
    click.echo(f"{address} is written to again")
