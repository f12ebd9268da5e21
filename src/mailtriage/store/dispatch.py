"""Takes mails from the outbox for a worker, and writes down how each recipient fared.

Delivery is at least once: a worker that dies between the server's "accepted" and `settle` leaves a mail that is sent
again, byte for byte the same. A worker that comes back after its lease ran out finds its claim number outdated.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, func, select, update

from mailtriage.store import raw, schema
from mailtriage.store.database import Session
from mailtriage.store.outbox import IS_LEASED, IS_READY, Outcome, State

_outbox, _recipient = schema.outbox, schema.recipient


@dataclass(frozen=True, slots=True)
class Worker:
    """Who claims, when, and until when nobody else may; both instants in real time."""

    name: str
    now: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail to send now, to those `recipients` that do not have it yet. `attempts` counts this one too.

    `offered` is since when it is offered to servers: since it was made, or since somebody sent it again.
    """

    id: int
    claim: int
    attempts: int
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    packed: raw.Packed
    purpose: str
    offered: datetime
    ticket: int | None
    step: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one recipient; `said` is the server's answer."""

    outcome: Outcome
    said: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """How a claimed mail fared, by address; recipients without a result, or with `ready`, are tried at `again`."""

    claimed: Claimed
    results: Mapping[str, Result]
    again: datetime | None = None


_EXPIRED = update(_outbox).where(IS_LEASED, _outbox.c.lease <= bindparam("real")).values(state="ready")
_READY = (
    select(_outbox.c.id)
    .where(IS_READY, _outbox.c.not_before <= bindparam("now"))
    .order_by(_outbox.c.urgency, _outbox.c.not_before, _outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_LEASE = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="leased",
        attempts=_outbox.c.attempts + 1,
        claim=_outbox.c.claim + 1,
        worker=bindparam("by"),
        lease=bindparam("to"),
    )
)
_CLAIMED = (
    select(_outbox, schema.raw.c.size, schema.raw.c.content)
    .join(schema.raw, schema.raw.c.sha256 == _outbox.c.raw)
    .where(_outbox.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_outbox.c.urgency, _outbox.c.not_before, _outbox.c.id)
)
_WAITING = (
    select(_recipient.c.outgoing, _recipient.c.address)
    .where(_recipient.c.outgoing.in_(bindparam("ids", expanding=True)), _recipient.c.state == "ready")
    .order_by(_recipient.c.outgoing, _recipient.c.key)
)
_SETTLE = (
    update(_recipient)
    .where(
        _recipient.c.outgoing == bindparam("of"),
        _recipient.c.key == bindparam("who"),
        _recipient.c.state == "ready",
    )
    .values(state=bindparam("outcome"), said=bindparam("answer"), at=bindparam("when"))
)
_STATES = select(_recipient.c.outgoing, _recipient.c.state).where(
    _recipient.c.outgoing.in_(bindparam("ids", expanding=True))
)
_FINISH = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("wanted"), _outbox.c.claim == bindparam("claimed"), IS_LEASED)
    .values(
        state=bindparam("outcome"),
        lease=None,
        worker="",
        not_before=func.coalesce(bindparam("again"), _outbox.c.not_before),
    )
)


def claim(session: Session, now: datetime, worker: Worker, limit: int) -> tuple[Claimed, ...]:
    """Take up to `limit` mails that may go out at `now` (desk time), the most urgent first, for this worker alone.

    Commit before sending. Leases that ran out are free again.
    """
    session.execute(_EXPIRED, {"real": worker.now})
    ids = session.execute(_READY, {"now": now, "most": limit}).scalars().all()
    if not ids:
        return ()
    session.execute(_LEASE, {"ids": ids, "by": worker.name, "to": worker.until})
    waiting: dict[int, list[str]] = {number: [] for number in ids}
    for number, address in session.execute(_WAITING, {"ids": ids}):
        waiting[number].append(address)
    return tuple(_claimed(row, tuple(waiting[row.id])) for row in session.execute(_CLAIMED, {"ids": ids}))


def settle(session: Session, tried: Sequence[Tried], at: datetime) -> dict[int, State]:
    """Write down how it went with mails that were claimed; the state of each afterwards, by id.

    What is known of a recipient stands: a worker whose lease ran out can't take back that a mail was sent, and leaves
    the claim of whoever has it now alone. ValueError when somebody still waits and `again` is missing.
    """
    tried = sorted(tried, key=lambda one: one.claimed.id)  # two workers at it must not wait for each other in a circle
    rows = [
        {"of": one.claimed.id, "who": address.lower(), "outcome": result.outcome, "answer": result.said, "when": at}
        for one in tried
        for address, result in one.results.items()
    ]
    if rows:
        session.execute(_SETTLE, rows)
    outcomes: dict[int, list[str]] = {one.claimed.id: [] for one in tried}
    for number, outcome in session.execute(_STATES, {"ids": list(outcomes)}):
        outcomes[number].append(outcome)
    states = {number: _overall(found) for number, found in outcomes.items()}
    if any(states[one.claimed.id] is State.READY and one.again is None for one in tried):
        raise ValueError("somebody still waits for this mail: say when to try again")
    session.execute(_FINISH, [_finished(one, states[one.claimed.id]) for one in tried])
    return states


def _finished(tried: Tried, state: State) -> dict[str, object]:
    claimed = tried.claimed
    return {"wanted": claimed.id, "claimed": claimed.claim, "outcome": state, "again": tried.again}


def _overall(outcomes: Iterable[str]) -> State:
    found = set(outcomes)
    worst = (Outcome.READY, Outcome.DEAD, Outcome.FAILED)
    return State(next((outcome for outcome in worst if outcome in found), Outcome.SENT))


def _claimed(row: Row[*tuple[object, ...]], recipients: tuple[str, ...]) -> Claimed:
    return Claimed(
        id=row.id,
        claim=row.claim,
        attempts=row.attempts,
        message_id=row.message_id,
        sender=row.sender,
        recipients=recipients,
        packed=raw.Packed(row.raw, row.size, row.content),
        purpose=row.purpose,
        offered=row.offered or row.created,
        ticket=row.ticket,
        step=row.step,
    )
