"""One inbound message as it comes from a mailbox: where it lay, its bytes, and what kept them from being complete."""

from dataclasses import dataclass
from datetime import datetime

from mailtriage.wire.imap import Waiting


@dataclass(frozen=True)
class Arrival:
    """A message to be taken in. `raw` is empty for mail too old, and a head only for mail over the size limit."""

    uidvalidity: int
    waiting: Waiting
    raw: bytes
    too_old: bool = False
    oversize: bool = False

    def received(self, now: datetime) -> datetime:
        """When the promise starts: INTERNALDATE, never later than first seen, never the Date header (S11)."""
        return min(self.waiting.received, now)
