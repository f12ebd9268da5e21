"""One inbound message as it comes from a mailbox: where it lay, its bytes, and what kept them from being complete."""

from dataclasses import dataclass
from datetime import datetime

from mailtriage.store.custody import Entry
from mailtriage.wire.imap import Waiting


@dataclass(frozen=True)
class Arrival:
    """A message to be taken in. `raw` is empty for mail too old, and a head only for mail over the size limit.

    `withheld` says why its server does not hand it out, `before` is the entry of one that it did not hand out earlier.
    """

    uidvalidity: int
    waiting: Waiting
    raw: bytes
    too_old: bool = False
    oversize: bool = False
    withheld: str = ""
    before: Entry | None = None

    def received(self, now: datetime) -> datetime:
        """When the promise starts: INTERNALDATE, never later than first seen, never the Date header (S11)."""
        return min(self.waiting.received, self.before.first_seen if self.before else now)
