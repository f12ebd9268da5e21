"""From an empty directory to a verdict: servers, configuration, daemon, story, and the tables at the end."""

import json
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mailtriage.clock import SimulatedClock, SystemClock
from mailtriage.config.calendars import read as read_calendars
from mailtriage.config.installation import Installation
from mailtriage.config.locate import shipped
from mailtriage.demo.desk import ADDRESSES, USERS, read_desk, write_desk
from mailtriage.demo.keepsake import Received
from mailtriage.demo.servers import DemoServers
from mailtriage.demo.show import Show, Tell, with_daemon
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.showing import Document, listed
from mailtriage.notices.render import environment
from mailtriage.store import outgoing
from mailtriage.store.database import Database
from mailtriage.store.migration import upgrade
from mailtriage.store.tickets import Filter

_ZONE = ZoneInfo("Europe/Amsterdam")
_REASONS = {
    "staff-copy": "what the customer wrote, for those who answer",
    "reply": "relayed to the customer, under the support address",
    "undeliverable": "a mail of ours did not arrive; told once",
    "warn": "the promised time runs out",
    "breach": "nobody answered in time",
    "level": "nobody took it on",
    "unassigned": "nobody is assigned",
    "progress": "the contract's contacts are kept informed",
}
_DERIVED = {"acknowledgement", "warning", "breach", "escalation"}
_FACTOR = 300.0
_OPENS = time(8, 30)
_HEAD_START = timedelta(seconds=5)  # of real time, while the daemon starts


async def perform(directory: Path, tell: Tell, console: Console, *, as_json: bool) -> int:
    """Play the demonstration; 0 only if everything that must arrive arrived, and nothing that must not."""
    clock = SimulatedClock(_monday(), SystemClock().now() + _HEAD_START, _FACTOR)
    show = Show(directory, clock, tell, lambda received: _why(office, received))
    servers = DemoServers(USERS, ADDRESSES, clock, show.witness)
    show.servers = servers
    ports = await servers.start()
    try:
        write_desk(directory / "config", ports, clock.start - timedelta(days=1))
        installation = read_desk(directory / "config")
        office = _office(installation, clock)
        console.print(
            f"Contract time runs {_FACTOR:g} times as fast as yours; what is sent is kept in {directory}/mail"
        )
        code = await with_daemon(directory, clock, show.perform)
    finally:
        await servers.stop()
    return _end(show, office, console, code, as_json=as_json)


def _office(installation: Installation, clock: SimulatedClock) -> Office:
    database = Database(installation.database_url, installation.database_password)
    upgrade(database)
    return Office(installation, database, environment(installation.template_directories), clock)


def _monday() -> datetime:
    """08:30 on the first Monday from today on that is a working day in the Netherlands and in Denmark."""
    calendars, _ = read_calendars(shipped("config"))
    day = SystemClock().now().astimezone(_ZONE).date()
    while day.weekday() != 0 or not all(
        calendars[name].is_working_day(day) for name in ("iv_office", "infor_dk_office")
    ):
        day += timedelta(days=1)
    return datetime.combine(day, _OPENS, _ZONE).astimezone(UTC)


def _why(office: Office, received: Received) -> str:
    """The reason a mail went out: what fired, and how its deadline came about."""
    with office.database.read() as session:
        posted = outgoing.find(session, received.header("Message-ID"))
        if posted is None or posted.ticket is None:
            return ""
        found = listed(Moment(office, session, office.now()), Filter(below=posted.ticket + 1, limit=1))
    clocks = found[0]["clocks"] if found else []
    assert isinstance(clocks, list)
    derivation = next((c["derivation"] for c in clocks if c["name"] == "reaction" and c["due"]), "")
    reason = _REASONS.get(posted.step.partition("-")[0] or posted.purpose, "")
    return "; ".join(filter(None, (reason, derivation if posted.purpose in _DERIVED else "")))


def _end(show: Show, office: Office, console: Console, code: int, *, as_json: bool) -> int:
    with office.database.read() as session:
        tickets = listed(Moment(office, session, office.now()), Filter())
    office.database.close()
    counts = Counter((r.address, r.header("X-Mailtriage-Purpose")) for r in show.received)
    missing = [f"{e.purpose.value} to {e.address} about {e.scene}" for e in show.missing()]
    unwanted = [f"{r.header('Subject')} to {r.address}" for r in show.unwanted()]
    passed = not missing and not unwanted and code == 0
    if as_json:
        received = [{"address": a, "purpose": p, "mails": n} for (a, p), n in sorted(counts.items())]
        document = {
            "passed": passed,
            "tickets": tickets,
            "received": received,
            "missing": missing,
            "unwanted": unwanted,
        }
        click.echo(json.dumps(document | {"directory": str(show.directory)}, ensure_ascii=False))
    else:
        _tables(console, tickets, counts)
        console.print(
            f"Every mail as .eml and .html: {show.directory}/mail. The daemon's log: {show.directory}/daemon.log"
        )
        for line in (*(f"missing: {m}" for m in missing), *(f"should not have been sent: {u}" for u in unwanted)):
            console.print(f"[red]{line}[/red]")
        console.print("All expected mails arrived." if passed else f"The show failed; the daemon ended with {code}:")
        if code != 0:
            console.print(
                (show.directory / "daemon.log").read_text(encoding="utf-8", errors="replace")[-2000:], markup=False
            )
    return 0 if passed else 1


def _tables(console: Console, tickets: list[Document], counts: Counter[tuple[str, str]]) -> None:
    table = Table(title="Tickets", title_justify="left")
    for column in ("Ticket", "Priority", "State", "Subject", "Contract", "Requester", "Reaction"):
        table.add_column(column, overflow="fold")
    for t in reversed(tickets):
        clocks = t["clocks"]
        assert isinstance(clocks, list)
        reaction = next((f"{c['state']}, {c['verdict']}" for c in clocks if c["name"] == "reaction"), "none promised")
        values = (t["tag"], t["priority"] or "none", t["state"], t["subject"], t["contract"], t["requester"], reaction)
        table.add_row(*(Text(str(value)) for value in values))
    console.print(table)
    people = Table(title="What each person received", title_justify="left")
    people.add_column("Person")
    people.add_column("Mails", overflow="fold")
    for address in sorted({address for address, _ in counts}):
        mails = ", ".join(f"{n} {purpose}" for (a, purpose), n in sorted(counts.items()) if a == address)
        people.add_row(address, mails)
    console.print(people)
