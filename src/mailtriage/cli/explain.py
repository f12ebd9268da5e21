"""`mailtriage explain`: what would become of a message, and why; writes nothing."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from mailtriage.cli.opening import installation, office_on
from mailtriage.cli.printing import cut, local, print_json
from mailtriage.cli.values import Instant
from mailtriage.config.installation import Installation, Mailbox
from mailtriage.errors import MailtriageError, Permanent
from mailtriage.jobs.explaining import Case, Document
from mailtriage.jobs.explaining import explain as explained
from mailtriage.jobs.office import Office
from mailtriage.mail.parse import parse
from mailtriage.mail.token import Keys
from mailtriage.store.database import Database
from mailtriage.store.migration import require_current, upgrade

_FIELDS = ("contract", "plan", "kind", "impact", "urgency", "priority", "service", "language")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mailbox", "name", help="The mailbox it came to; by default the one its recipients name.")
@click.option("--received", type=Instant(), help="When it was received; now by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def explain(
    config: str | None, files: tuple[Path, ...], name: str | None, received: datetime | None, *, as_json: bool
) -> None:
    """Say what would become of each message, with the rule and clause behind every value."""
    found = _able_to_sign(installation(config))
    with _office(found) as office:
        for file in files:
            raw = file.read_bytes()
            document = explained(office, Case(raw, _mailbox(found, name, raw), received or office.now()))
            if as_json:
                print_json(document)
            else:
                click.echo(_readable(str(file), document, found.desk.zone))


def _able_to_sign(found: Installation) -> Installation:
    """Nothing it signs leaves the program, so any key will do; only that tokens of ours are not known again."""
    if found.keys is not None:
        return found
    click.echo("mailtriage: without token-keys no ticket token in a message is recognised", err=True)
    return replace(found, keys=Keys(0, {0: os.urandom(32)}))


@contextmanager
def _office(found: Installation) -> Iterator[Office]:
    """The real database where there is one, for tickets a message may belong to; else an empty one that is thrown away."""
    database = Database(found.database_url, found.database_password)
    missing = _missing(database)
    if not missing:
        yield office_on(found, database)
        return
    click.echo(f"mailtriage: without a database no earlier ticket is known ({missing})", err=True)
    with tempfile.TemporaryDirectory() as directory:
        empty = Database(f"sqlite:///{directory}/empty.sqlite3")
        upgrade(empty)
        yield office_on(found, empty)
        empty.close()


def _missing(database: Database) -> str:
    try:
        require_current(database)
    except MailtriageError as error:
        return str(error)
    return ""


def _mailbox(found: Installation, name: str | None, raw: bytes) -> Mailbox:
    if name is not None:
        if name not in found.mailboxes:
            raise Permanent(f"there is no mailbox {name}; known are {', '.join(found.mailboxes)}.")
        return found.mailboxes[name]
    message = parse(raw)
    keys = {a.key for a in (*message.to, *message.cc)}
    matching = (m for m in found.mailboxes.values() if keys & set(m.addresses))
    return next(matching, next(iter(found.mailboxes.values())))


def _readable(file: str, document: Document, zone: str) -> str:
    lines = [f"{file}: {document['outcome']} ({document['reason']})"]
    for name in _FIELDS:
        decided = document[name]
        if isinstance(decided, dict):
            clause = f", {decided['clause']}" if decided["clause"] else ""
            lines.append(f"  {name + ':':10} {decided['value'] or 'none'}  ({decided['rule']}{clause})")
    clocks, notices = document["clocks"], document["notices"]
    assert isinstance(clocks, list)
    assert isinstance(notices, list)
    lines += [f"  {c['name'] + ':':12} {local(c['due'], zone) or 'no due time'}  {c['derivation']}" for c in clocks]
    lines += [f"  {n['purpose']} to {n['to']}: {cut(n['subject'])}" for n in notices]
    return "\n".join(lines)
