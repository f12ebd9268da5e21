"""Mail waiting to go out: finished bytes, queued in the transaction of their reason, so that neither is without the other.

Two kinds of time: `not_before` and `created` are the desk's time, which may be simulated; a lease is real time, because
it guards against a worker that died. `dispatch` takes mails from here, `outgoing` tells what became of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ScalarSelect, Select, bindparam, func, insert, literal_column, select

from mailtriage.store import messages, raw, schema
from mailtriage.store.column import key
from mailtriage.store.database import Session
from mailtriage.store.messages import Known

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


@dataclass(frozen=True, slots=True)
class Recent:
    """Mails of these purposes that were queued at or after `since`."""

    purposes: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Volume:
    """Numbers of mails: to one recipient, about one ticket, and at all."""

    recipient: int
    ticket: int
    overall: int


# Written out, not bound: a prepared statement that may be about any state cannot use an index of one state.
IS_READY = _outbox.c.state == literal_column("'ready'")
IS_LEASED = _outbox.c.state == literal_column("'leased'")

_INSERT = insert(_outbox).returning(_outbox.c.message_id, _outbox.c.id)
_INSERT_RECIPIENTS = insert(_recipient)
_HEAD = select(
    select(func.min(_outbox.c.not_before)).where(IS_READY).scalar_subquery(),
    select(func.min(_outbox.c.lease)).where(IS_LEASED).scalar_subquery(),
)
_RECENT: Select[int] = (
    select(literal_column("1"))
    .select_from(_outbox)
    .where(_outbox.c.purpose.in_(bindparam("purposes", expanding=True)), _outbox.c.created >= bindparam("since"))
)


def _counted(query: Select[int], most: str) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(bindparam(most)).subquery()).scalar_subquery()


_TO_RECIPIENT = _counted(
    _RECENT.join(_recipient, _recipient.c.outgoing == _outbox.c.id).where(
        _recipient.c.key == bindparam("who"), _recipient.c.created >= bindparam("since")
    ),
    "most_to",
)
_TO_ONE = select(_TO_RECIPIENT)
_VOLUME = select(
    _TO_RECIPIENT,
    _counted(_RECENT.where(_outbox.c.ticket == bindparam("about")), "most_about"),
    _counted(_RECENT, "most"),
)


def put(session: Session, *mails: Outgoing) -> tuple[int, ...]:
    """Queue mails in the transaction of their reason, and remember their Message-IDs for replies; returns their ids.

    ValueError without recipients. A Message-ID must be new.
    """
    if not all(mail.recipients for mail in mails):
        raise ValueError("a mail needs a recipient")
    if not mails:
        return ()
    raw.keep(session, *(mail.packed for mail in mails))
    found = session.execute(_INSERT, [_row(mail) for mail in mails])
    numbers = {message_id: int(number) for message_id, number in found}
    ids = tuple(numbers[key(mail.message_id)] for mail in mails)
    recipients = [
        (number, mail, who, address)
        for number, mail in zip(ids, mails, strict=True)
        for who, address in _addressed(mail)
    ]
    session.execute(_INSERT_RECIPIENTS, [_recipient_row(*one) for one in recipients])
    messages.know(session, [Known(m.message_id, m.ticket, who) for _, m, who, _ in recipients if m.ticket is not None])
    return ids


def _addressed(mail: Outgoing) -> Iterable[tuple[str, str]]:
    return {address.lower(): address for address in mail.recipients}.items()


def _recipient_row(number: int, mail: Outgoing, who: str, address: str) -> dict[str, object]:
    return {"outgoing": number, "key": who, "address": address, "created": mail.created, "state": "ready", "said": ""}


def head(session: Session) -> Head:
    """When there is something to claim: two looks into an index, whatever the size of the outbox."""
    ready, lease = session.execute(_HEAD).one()
    return Head(ready, lease)


def count(session: Session, recent: Recent, recipient: str, at_most: int) -> int:
    """How many of these mails were queued to one recipient; counts no further than `at_most`."""
    asked = {**_asked(recent), "who": recipient.lower(), "most_to": at_most}
    return int(session.execute(_TO_ONE, asked).scalar_one())


def volume(session: Session, recent: Recent, recipient: str, ticket: int, at_most: Volume) -> Volume:
    """How many of these mails were queued to one recipient, about one ticket, and at all.

    Counts no further than `at_most`. The brake asks this for every mail of a flood; give it the limits, so that the
    answer costs the same however large the flood has grown.
    """
    asked = {**_asked(recent), "who": recipient.lower(), "about": ticket}
    most = {"most_to": at_most.recipient, "most_about": at_most.ticket, "most": at_most.overall}
    return Volume(*session.execute(_VOLUME, asked | most).one())


def _asked(recent: Recent) -> dict[str, object]:
    return {"purposes": list(recent.purposes), "since": recent.since}


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
