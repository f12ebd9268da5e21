"""An office on the shipped configuration and a fresh database, in this process: mails are taken in without a server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from configured import a_configuration, loaded
from mailtriage.config.installation import Installation
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.intake import read_and_take_in
from mailtriage.jobs.office import Office
from mailtriage.jobs.taking import Taken
from mailtriage.notices.render import environment
from mailtriage.store.database import Database
from mailtriage.store.migration import upgrade
from mailtriage.wire.imap import Waiting

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)  # 09:00 in Amsterdam and Copenhagen
_uids = count(1)


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime = MONDAY) -> None:
        """It shows Monday morning."""
        self.at = now

    def now(self) -> datetime:
        """What it shows."""
        return self.at

    def real(self, instant: datetime) -> datetime:
        """The same: nothing is simulated here."""
        return instant

    def forward(self, **amount: float) -> None:
        """Move it on."""
        self.at += timedelta(**amount)


def an_office(directory: Path, url: str, clock: HandClock | None = None, **changes: object) -> Office:
    """An office; `changes` replace fields of its installation."""
    files = directory / "config"
    installation = loaded(files if files.is_dir() else a_configuration(directory))
    database = Database(url)
    upgrade(database)
    changed: Installation = replace(installation, database_url=url, **changes)  # type: ignore[arg-type]
    return Office(changed, database, environment(changed.template_directories), clock or HandClock(), "tests")


def take_in(office: Office, raw: bytes, mailbox: str = "nl", received: datetime | None = None) -> Taken:
    """Take one mail in, as if it lay in a mailbox."""
    waiting = Waiting(next(_uids), len(raw), received or office.now())
    return read_and_take_in(office, office.installation.mailboxes[mailbox], [Arrival(1, waiting, raw)])[0]


def a_mail(
    sender: str = "jan.dewit@waterland.example", subject: str = "Integratie ligt plat voor iedereen", **headers: str
) -> bytes:
    """A customer's mail: by default a Top incident of the Dutch customer."""
    text = headers.pop("text", "Niemand kan werken.")
    lines = {
        "From": sender,
        "To": "support@helpdesk.example",
        "Subject": subject,
        "Message-ID": f"<{next(_uids)}@{sender.rpartition('@')[2]}>",
    }
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "".join(f"{k}: {v}\r\n" for k, v in lines.items()).encode() + b"\r\n" + text.encode() + b"\r\n"
