"""Trying an account as the daemon will use it, for `mailtriage check`: it logs in, looks, and changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailtriage.wire.account import Server
from mailtriage.wire.imap import Link
from mailtriage.wire.smtp import Submitter


@dataclass(frozen=True, slots=True)
class MailboxProbe:
    """What a mailbox holds: messages at all, messages since the instant, and targets that do not exist yet.

    A missing target is made when the first mail is filed there.
    """

    waiting: int
    since: int
    missing: tuple[str, ...]
    idles: bool


def probe_mailbox(server: Server, source: str, since: datetime, targets: Sequence[str] = ()) -> MailboxProbe:
    """Log in, select the mailbox and count, by INTERNALDATE; Transient or Permanent with a sentence when that fails."""
    link = Link(server, source)
    try:
        there = link.mailboxes()
        return MailboxProbe(
            waiting=link.number(),
            since=len(link.since(since)),
            missing=tuple(t for t in dict.fromkeys(targets) if t not in there and t.upper() != "INBOX"),
            idles=link.idles,
        )
    finally:
        link.close()


async def probe_submission(server: Server, local_hostname: str) -> None:
    """Connect and log in; Transient or Permanent with a sentence when that fails."""
    submitter = Submitter(server, local_hostname)
    try:
        await submitter.open()
    finally:
        await submitter.close()
