"""A working day at the desk on the shipped configuration: customers write, time passes, staff acts, mails are read."""

from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from mailtriage.config.installation import Installation
from mailtriage.jobs.acts import Actor, Decide, act, read_ticket
from mailtriage.jobs.explaining import Case, Document, explain
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.showing import queue
from mailtriage.jobs.watch import watch
from mailtriage.notices.render import environment
from mailtriage.store import outgoing, tickets
from mailtriage.store.database import Database
from mailtriage.store.tickets import Filter
from officed import HandClock, a_mail, take_in

DUTCH = ZoneInfo("Europe/Amsterdam")
"""Wall-clock times in these tests are Dutch; Belgium and Denmark show the same."""


@dataclass(frozen=True)
class Written:
    """A mail of ours as its reader sees it; `at` is the local time at which it was written."""

    purpose: str
    step: str
    to: str
    subject: str
    text: str
    at: str
    ticket: int | None
    reply_to: str


class Desk:
    """The office of an installation on a database of its own, at Monday 23 November 2026, 10:00."""

    def __init__(self, installation: Installation, database: Path) -> None:
        """The database must have its tables."""
        self.clock = HandClock(local("2026-11-23 10:00"))
        url = f"sqlite:///{database}"
        installation = replace(installation, database_url=url)
        templates = environment(installation.template_directories)
        self.office = Office(installation, Database(url), templates, self.clock, "tests")

    def under(self, installation: Installation) -> None:
        """Go on with the same database under a changed configuration, as after a restart."""
        installation = replace(installation, database_url=self.office.installation.database_url)
        self.office = replace(self.office, installation=installation)

    def mail(self, sender: str, subject: str, text: str = "Dank u.", mailbox: str = "nl", **headers: str) -> int:
        """Somebody writes; the number of the ticket the mail came to."""
        before = {number: len(self.file(number).ticket.events) for number in self.numbers()}
        take_in(self.office, a_mail(sender, subject, text=text, **headers), mailbox)
        after = {number: len(self.file(number).ticket.events) for number in self.numbers()}
        return next(number for number in after if after[number] != before.get(number))

    def numbers(self) -> list[int]:
        """Every ticket there is, oldest first."""
        with self.office.database.read() as session:
            return sorted(summary.number for summary in tickets.listing(session, Filter()))

    def explain(self, sender: str, subject: str, text: str = "Dank u.", **headers: str) -> Document:
        """What `mailtriage explain` says of a mail that came in now."""
        mailbox = self.office.installation.mailboxes["nl"]
        raw = a_mail(sender, subject, text=text, **headers)
        return explain(self.office, Case(raw, mailbox, self.office.now()))

    def file(self, number: int) -> Dossier:
        """A ticket as it stands now."""
        with self.office.database.read() as session:
            return read_ticket(Moment(self.office, session, self.office.now()), number)

    def due(self, number: int, clock: str = "reaction") -> str | None:
        """When a promise falls due, by the wall clock; None while it has no due instant, or there is no such clock."""
        found = self.file(number).clock(clock)
        return shown(found.due) if found and found.due else None

    def do(self, number: int, decide: Decide) -> None:
        """Staff does something from the command line."""
        act(self.office, number, Actor("tomas@staff.example", "command line"), decide)

    def until(self, when: str) -> None:
        """Let time pass; everything that falls due on the way is told at its instant."""
        end = local(when)
        while (due := self._next_due()) is not None and due <= end:
            self.clock.at = max(self.clock.at, due)
            watch(self.office)
        self.clock.at = end

    def _next_due(self) -> datetime | None:
        with self.office.database.read() as session:
            return tickets.next_due(session)

    def queue(self) -> list[int]:
        """The ticket numbers in the order in which the desk works."""
        with self.office.database.read() as session:
            return [int(str(t["number"])) for t in queue(Moment(self.office, session, self.office.now()))]

    def written(self, *purposes: str, ticket: int | None = None) -> list[Written]:
        """The mails written so far of these purposes (none given: all), oldest first."""
        with self.office.database.read() as session:
            found = [(posted, outgoing.octets(session, posted)) for posted in reversed(outgoing.listing(session))]
        return [
            Written(
                posted.purpose,
                posted.step,
                posted.recipients[0].address,
                posted.subject,
                _text(octets),
                shown(posted.created),
                posted.ticket,
                str(message_from_bytes(octets, policy=policy.default)["Reply-To"]),
            )
            for posted, octets in found
            if posted.purpose in (purposes or (posted.purpose,)) and ticket in {None, posted.ticket}
        ]

    def acknowledgement(self, number: int) -> Written:
        """The one acknowledgement of a ticket to who opened it."""
        requester = self.file(number).ticket.requester.key
        (found,) = [w for w in self.written("acknowledgement", ticket=number) if w.to.lower() == requester]
        return found


def local(when: str) -> datetime:
    """An instant by the Dutch wall clock."""
    return datetime.fromisoformat(when).replace(tzinfo=DUTCH)


def shown(at: datetime) -> str:
    """The Dutch wall clock at an instant, without seconds when there are none."""
    return at.astimezone(DUTCH).strftime("%Y-%m-%d %H:%M:%S.%f").removesuffix(".000000").removesuffix(":00")


def _text(octets: bytes) -> str:
    mail = message_from_bytes(octets, _class=EmailMessage, policy=policy.default)
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return " ".join(body.get_content().split())
