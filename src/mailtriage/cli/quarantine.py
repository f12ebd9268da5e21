"""`mailtriage quarantine`: mails that could not be taken in, why, and taking them in once the reason is mended."""

import getpass
from pathlib import Path

import click

from mailtriage.cli.opening import open_office
from mailtriage.cli.printing import local, print_json, print_table
from mailtriage.errors import Permanent
from mailtriage.jobs import release as releasing
from mailtriage.store import quarantine as kept
from mailtriage.store.quarantine import Quarantined


@click.group()
def quarantine() -> None:
    """Mails that could not be taken in."""


@quarantine.command("list")
@click.option("--all", "everything", is_flag=True, help="Those released, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.pass_obj
def list_(config: str | None, *, everything: bool, as_json: bool) -> None:
    """List what is quarantined."""
    office = open_office(config)
    with office.database.read() as session:
        found = [*kept.listing(session), *(kept.listing(session, released=True) if everything else ())]
    if as_json:
        print_json([_document(q) for q in found])
        return
    zone = office.installation.desk.zone
    rows = [(q.id, q.place.mailbox, local(q.received.isoformat(), zone), q.ticket, _reason(q)) for q in found]
    print_table("Quarantine", ("Id", "Mailbox", "Received", "Stub ticket", "Reason"), rows)


@quarantine.command()
@click.argument("number", type=int)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the raw mail to this file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(config: str | None, number: int, output: Path | None, *, as_json: bool) -> None:
    """Where a mail lay and how it failed; with --output its raw bytes."""
    office = open_office(config)
    with office.database.read() as session:
        found = kept.show(session, number)
    if found is None:
        raise Permanent(f"nothing is quarantined under {number}. `mailtriage quarantine list` shows what is.")
    if output is not None:
        output.write_bytes(found[1])
    if as_json:
        print_json(_document(found[0]) | {"traceback": found[0].traceback})
    else:
        click.echo(f"{found[0].place}, failed at {found[0].stage}\n{found[0].traceback}")


@quarantine.command()
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def release(config: str | None, number: int, *, as_json: bool) -> None:
    """Take a quarantined mail in again."""
    office = open_office(config)
    entry = releasing.release(office, number, getpass.getuser())
    if as_json:
        print_json({"id": number, "fate": entry.fate.value, "ticket": entry.ticket})
    else:
        click.echo(f"taken in: {entry.fate.value}" + (f", ticket {entry.ticket}" if entry.ticket else ""))


def _reason(held: Quarantined) -> str:
    return held.traceback.strip().rpartition("\n")[2]


def _document(held: Quarantined) -> dict[str, object]:
    return {
        "id": held.id,
        "mailbox": held.place.mailbox,
        "uidvalidity": held.place.uidvalidity,
        "uid": held.place.uid,
        "received": held.received.isoformat(),
        "at": held.at.isoformat(),
        "stage": held.stage,
        "reason": _reason(held),
        "ticket": held.ticket,
        "released": held.released.isoformat() if held.released else None,
    }
