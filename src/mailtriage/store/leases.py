"""Who does what only one may do (a mailbox, the leader's chores): named leases that run out when their holder dies.

Every instant here is real time. `fence` rises whenever a lease changes hands; `holds` inside a transaction stops a holder
that slept through the end of its lease and woke up too late.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from mailtriage.store import schema
from mailtriage.store.database import Session

_lease = schema.lease
_mine = (
    _lease.c.name == bindparam("named"),
    _lease.c.holder == bindparam("by"),
    _lease.c.fence == bindparam("number"),
)
_INSERT = insert(_lease).on_conflict_do_nothing()
_TAKE = (
    update(_lease)
    .where(
        _lease.c.name == bindparam("named"), or_(_lease.c.until <= bindparam("now"), _lease.c.holder == bindparam("by"))
    )
    .values(holder=bindparam("by"), until=bindparam("end"), fence=_lease.c.fence + 1)
    .returning(_lease.c.fence)
)
_RENEW = update(_lease).where(*_mine).values(until=bindparam("end"))
_HOLDS = select(_lease.c.fence).where(*_mine).with_for_update()


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as it was given; `until` is real time."""

    name: str
    holder: str
    until: datetime
    fence: int


def take(session: Session, name: str, holder: str, now: datetime, until: datetime) -> Lease | None:
    """The lease, if it is free at `now`, ran out, or was this holder's; None while another has it."""
    session.execute(_INSERT, {"name": name, "holder": "", "until": now, "fence": 0})
    asked = {"named": name, "by": holder, "now": now, "end": until}
    fence = session.execute(_TAKE, asked).scalar_one_or_none()
    return None if fence is None else Lease(name, holder, until, fence)


def renew(session: Session, lease: Lease, until: datetime) -> Lease | None:
    """The lease with a later end; None when somebody else has it by now. One that ran out untaken is renewed."""
    renewed = session.execute(_RENEW, {**_asked(lease), "end": until}).rowcount == 1
    return Lease(lease.name, lease.holder, until, lease.fence) if renewed else None


def release(session: Session, lease: Lease, now: datetime) -> None:
    """Give it back; nothing happens when somebody else has it by now."""
    session.execute(_RENEW, {**_asked(lease), "end": now})


def holds(session: Session, lease: Lease) -> bool:
    """Whether it is still ours; nobody can take it before this transaction ends."""
    return session.execute(_HOLDS, _asked(lease)).one_or_none() is not None


def _asked(lease: Lease) -> dict[str, object]:
    return {"named": lease.name, "by": lease.holder, "number": lease.fence}
