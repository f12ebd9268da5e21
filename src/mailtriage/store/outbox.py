"""Mail waiting to go out: finished bytes, queued in the transaction of their reason, so that neither is without the other.

Two kinds of time: `not_before` and `created` are the desk's time, which may be simulated; a lease is real time, because
it guards against a worker that died. `dispatch` takes mails from here, `outgoing` tells what became of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import func, insert, literal, literal_column, select

from mailtriage.store import messages, raw, schema
from mailtriage.store.database import Session

_outbox, _recipient = schema.outbox, schema.recipient


class State(StrEnum):
    """`ready` and `leased` will be tried; the rest is over: all sent, refused by a server, or given up after days."""

    READY = "ready"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"


class Outcome(StrEnum):
    """How one recipient fares: still `ready`, `sent`, `failed` (refused for good) or `dead` (given up)."""

    READY = "ready"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"


class Urgency(IntEnum):
    """Who goes first when many wait: people who wait for an answer or must act now before news that keeps."""

    FIRST = 0
    NORMAL = 5
    LAST = 9


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to send: finished bytes, its Message-ID, the reverse-path `sender` and whom to hand it to."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    packed: raw.Packed
    purpose: str
    created: datetime
    not_before: datetime
    subject: str = ""
    ticket: int | None = None
    step: str = ""
    urgency: Urgency = Urgency.NORMAL


@dataclass(frozen=True, slots=True)
class Head:
    """The next thing to do: the earliest mail that is ready (desk time), the earliest lease to run out (real time)."""

    ready: datetime | None
    lease: datetime | None


# Written out, not bound: a prepared statement that may be about any state cannot use an index of one state.
IS_READY = _outbox.c.state == literal_column("'ready'")
IS_LEASED = _outbox.c.state == literal_column("'leased'")

_INSERT = insert(_outbox).returning(_outbox.c.id)
_INSERT_RECIPIENTS = insert(_recipient)
_HEAD = select(
    select(func.min(_outbox.c.not_before)).where(IS_READY).scalar_subquery(),
    select(func.min(_outbox.c.lease)).where(IS_LEASED).scalar_subquery(),
)


def put(session: Session, outgoing: Outgoing) -> int:
    """Queue a mail in the transaction of its reason, and remember its Message-ID for replies; returns its id.

    ValueError without recipients. A Message-ID must be new.
    """
    recipients = {address.lower(): address for address in outgoing.recipients}
    if not recipients:
        raise ValueError("a mail needs a recipient")
    raw.keep(session, outgoing.packed)
    number = int(session.execute(_INSERT, _row(outgoing)).scalar_one())
    rows = [
        {"outgoing": number, "key": key, "address": address, "created": outgoing.created, "state": "ready", "said": ""}
        for key, address in recipients.items()
    ]
    session.execute(_INSERT_RECIPIENTS, rows)
    if outgoing.ticket is not None:
        messages.know(session, outgoing.message_id, outgoing.ticket, recipients)
    return number


def head(session: Session) -> Head:
    """When there is something to claim: two looks into an index, whatever the size of the outbox."""
    ready, lease = session.execute(_HEAD).one()
    return Head(ready, lease)


def count(  # six, and a value object to hold four of them would say less
    session: Session,
    purposes: Collection[str],
    since: datetime,
    *,
    recipient: str = "",
    ticket: int | None = None,
    at_most: int | None = None,
) -> int:
    """How many mails of these purposes were queued at or after `since`: to one recipient, about one ticket, or at all.

    Counts no further than `at_most`. The brake asks this for every mail of a flood; give it the limit, so that the
    answer costs the same however large the flood has grown.
    """
    query = select(literal(1)).where(_outbox.c.purpose.in_(sorted(purposes)), _outbox.c.created >= since)
    if ticket is not None:
        query = query.where(_outbox.c.ticket == ticket)
    if recipient:
        query = query.join_from(_outbox, _recipient, _recipient.c.outgoing == _outbox.c.id)
        query = query.where(_recipient.c.key == recipient.lower(), _recipient.c.created >= since)
    return int(session.execute(select(func.count()).select_from(query.limit(at_most).subquery())).scalar_one())


def _row(outgoing: Outgoing) -> dict[str, object]:
    return {
        "message_id": outgoing.message_id,
        "ticket": outgoing.ticket,
        "purpose": outgoing.purpose,
        "step": outgoing.step,
        "sender": outgoing.sender,
        "subject": outgoing.subject,
        "raw": outgoing.packed.sha256,
        "urgency": int(outgoing.urgency),
        "created": outgoing.created,
        "not_before": outgoing.not_before,
        "state": State.READY,
        "attempts": 0,
        "claim": 0,
        "worker": "",
    }
