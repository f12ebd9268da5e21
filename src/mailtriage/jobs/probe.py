"""Trying what a configuration names: log in everywhere, change nothing, and count what would be taken in."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from mailtriage.config.installation import Installation, Mailbox, Submission
from mailtriage.errors import MailtriageError
from mailtriage.store.database import Database
from mailtriage.store.migration import require_current
from mailtriage.wire.imap import Link
from mailtriage.wire.smtp import Submitter


@dataclass(frozen=True, slots=True)
class Probe:
    """What became of one try: `failure` is a sentence, empty when it went well; `finding` is what was seen then.

    `waiting` mails would be taken in by the first run, `older` ones lie before `intake_from` and stay.
    """

    name: str
    finding: str = ""
    failure: str = ""
    waiting: int = 0
    older: int = 0


def probe(installation: Installation) -> Iterator[Probe]:
    """Try the database, every mailbox and the submission server, one after the other."""
    yield _database(installation)
    for mailbox in installation.mailboxes.values():
        yield _mailbox(mailbox)
    yield _submission(installation.submission, installation.desk.domain)


def _database(installation: Installation) -> Probe:
    database = Database(installation.database_url, installation.database_password)
    try:
        require_current(database)
    except MailtriageError as error:
        return Probe("store", failure=str(error))
    finally:
        database.close()
    return Probe("store", f"{database.name} is up to date")


def _mailbox(mailbox: Mailbox) -> Probe:
    name = f"mailbox.{mailbox.name}"
    try:
        link = Link(mailbox.server, mailbox.source)
        try:
            found = link.waiting()
        finally:
            link.close()
    except MailtriageError as error:
        return Probe(name, failure=str(error))
    waiting = sum(1 for mail in found if mail.received >= mailbox.intake_from)
    older = len(found) - waiting
    finding = f"mails to take in: {waiting}; older than intake_from, left where they are: {older}"
    return Probe(name, finding, waiting=waiting, older=older)


def _submission(submission: Submission, domain: str) -> Probe:
    async def log_in() -> None:
        submitter = Submitter(submission.server, domain)
        await submitter.open()
        await submitter.close()

    try:
        asyncio.run(log_in())
    except MailtriageError as error:
        return Probe("submission", failure=str(error))
    return Probe("submission", f"{submission.server.host} lets us in")
