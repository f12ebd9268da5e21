"""What became of the mails we wrote: looked up by Message-ID, listed, and sent again on request."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, bindparam, literal, select, update

from mailtriage.store import raw, schema
from mailtriage.store.database import Session
from mailtriage.store.outbox import Outcome, State

_outbox, _recipient = schema.outbox, schema.recipient


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a mail: how it fares, what the server said last, and when."""

    address: str
    outcome: Outcome
    said: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail of ours and how it fares. `sha256` finds its bytes in `raw`."""

    id: int
    message_id: str
    state: State
    purpose: str
    step: str
    ticket: int | None
    sender: str
    subject: str
    created: datetime
    not_before: datetime
    attempts: int
    sha256: str
    recipients: tuple[Recipient, ...]


_BY_MESSAGE_ID = select(_outbox).where(_outbox.c.message_id == bindparam("wanted"))
_BY_TICKET = select(_outbox).where(_outbox.c.ticket == bindparam("wanted")).order_by(_outbox.c.id)
_BY_ID = select(_outbox).where(_outbox.c.id == bindparam("wanted"))
_RECIPIENTS = (
    select(_recipient)
    .where(_recipient.c.outgoing.in_(bindparam("ids", expanding=True)))
    .order_by(_recipient.c.outgoing, _recipient.c.key)
)
_PROOF = (
    select(literal(1))
    .join_from(_outbox, _recipient, _recipient.c.outgoing == _outbox.c.id)
    .where(_outbox.c.message_id == bindparam("wanted"), _recipient.c.key == bindparam("who"))
)
_AGAIN = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("ids", expanding=True)), _outbox.c.state.in_((State.FAILED, State.DEAD)))
    .values(state=State.READY, attempts=0, not_before=bindparam("at"), offered=bindparam("at"))
    .returning(_outbox.c.id)
)
_RECIPIENTS_AGAIN = (
    update(_recipient)
    .where(_recipient.c.outgoing.in_(bindparam("ids", expanding=True)), _recipient.c.state != Outcome.SENT)
    .values(state=Outcome.READY)
)


def find(session: Session, message_id: str) -> Posted | None:
    """The mail of ours with this Message-ID (a bounce names it), or None."""
    return next(iter(_read(session, _BY_MESSAGE_ID, {"wanted": message_id})), None)


def bounced_to(session: Session, reverse_paths: Iterable[str]) -> Posted | None:
    """The latest mail of ours with one of these reverse-paths: only who saw it knows the token in one. None if there is none."""
    query = select(_outbox).where(_outbox.c.sender.in_(sorted(reverse_paths))).order_by(_outbox.c.id.desc()).limit(1)
    return next(iter(_read(session, query, {})), None)


def load(session: Session, number: int) -> Posted | None:
    """The mail of ours with this id, or None."""
    return next(iter(_read(session, _BY_ID, {"wanted": number})), None)


def to_address(session: Session, message_id: str, address: str) -> bool:
    """Whether we wrote this Message-ID to this very address: the only proof a reference gives (DESIGN 10)."""
    return session.execute(_PROOF, {"wanted": message_id, "who": address.lower()}).first() is not None


def listing(session: Session, states: Collection[State] = (), limit: int | None = None) -> tuple[Posted, ...]:
    """Mails in these states (none given: in any), newest first."""
    query = select(_outbox).order_by(_outbox.c.id.desc()).limit(limit)
    return _read(session, query.where(_outbox.c.state.in_(sorted(states))) if states else query, {})


def of_ticket(session: Session, ticket: int) -> tuple[Posted, ...]:
    """Every mail of ours about a ticket, oldest first."""
    return _read(session, _BY_TICKET, {"wanted": ticket})


def retry(session: Session, ids: Iterable[int], at: datetime) -> int:
    """Send failed and dead mails again, to those who did not get them, and for as long as new ones; returns how many will go."""
    found = session.execute(_AGAIN, {"ids": list(ids), "at": at}).scalars().all()
    if found:
        session.execute(_RECIPIENTS_AGAIN, {"ids": found})
    return len(found)


def octets(session: Session, posted: Posted) -> bytes:
    """The mail as it goes over the wire."""
    found = raw.load(session, posted.sha256)
    assert found is not None
    return found


def _read(session: Session, query: Select[*tuple[object, ...]], asked: dict[str, object]) -> tuple[Posted, ...]:
    rows = session.execute(query, asked).all()
    recipients: dict[int, list[Recipient]] = {row.id: [] for row in rows}
    if rows:
        for row in session.execute(_RECIPIENTS, {"ids": list(recipients)}):
            recipients[row.outgoing].append(Recipient(row.address, Outcome(row.state), row.said, row.at))
    return tuple(_posted(row, tuple(recipients[row.id])) for row in rows)


def _posted(row: Row[*tuple[object, ...]], recipients: tuple[Recipient, ...]) -> Posted:
    return Posted(
        id=row.id,
        message_id=row.message_id,
        state=State(row.state),
        purpose=row.purpose,
        step=row.step,
        ticket=row.ticket,
        sender=row.sender,
        subject=row.subject,
        created=row.created,
        not_before=row.not_before,
        attempts=row.attempts,
        sha256=row.raw,
        recipients=recipients,
    )
