"""Mails that made the program fail: their bytes, where and how it failed, and whether somebody has let them out."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, insert, select, update

from mailtriage.store import raw, schema
from mailtriage.store.custody import Place
from mailtriage.store.database import Session

_quarantine = schema.quarantine
_INSERT = insert(_quarantine).returning(_quarantine.c.id)
_BY_ID = select(_quarantine).where(_quarantine.c.id == bindparam("wanted"))
_RELEASE = (
    update(_quarantine)
    .where(_quarantine.c.id == bindparam("wanted"), _quarantine.c.released.is_(None))
    .values(released=bindparam("when"))
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A mail in quarantine. `received` is its INTERNALDATE, so that clocks still start where they should.

    `stage` names the step that failed, `ticket` is the stub that tells staff. `released` is None while it is held.
    """

    place: Place
    received: datetime
    at: datetime
    stage: str
    traceback: str
    ticket: int | None = None
    sha256: str = ""
    released: datetime | None = None
    id: int = 0


def keep(session: Session, wanted: Quarantined, packed: raw.Packed) -> int:
    """Keep the bytes and the traceback; returns the id. Takes any text, whatever a broken mail put into it."""
    raw.keep(session, packed)
    row = {
        "mailbox": wanted.place.mailbox,
        "uidvalidity": wanted.place.uidvalidity,
        "uid": wanted.place.uid,
        "received": wanted.received,
        "at": wanted.at,
        "stage": wanted.stage,
        "traceback": wanted.traceback,
        "raw": packed.sha256,
        "ticket": wanted.ticket,
    }
    return int(session.execute(_INSERT, row).scalar_one())


def show(session: Session, number: int) -> tuple[Quarantined, bytes] | None:
    """The mail and its bytes, or None."""
    row = session.execute(_BY_ID, {"wanted": number}).one_or_none()
    if row is None:
        return None
    octets = raw.load(session, row.raw)
    assert octets is not None
    return _read(row), octets


def listing(session: Session, *, released: bool = False) -> tuple[Quarantined, ...]:
    """The mails held, oldest first; with `released` those that were let out as well."""
    query = select(_quarantine).order_by(_quarantine.c.id)
    rows = session.execute(query if released else query.where(_quarantine.c.released.is_(None)))
    return tuple(_read(row) for row in rows)


def release(session: Session, number: int, at: datetime) -> bool:
    """Mark it as let out, in the transaction that takes it in. False: it is not there, or out already."""
    return session.execute(_RELEASE, {"wanted": number, "when": at}).rowcount == 1


def _read(row: Row[*tuple[object, ...]]) -> Quarantined:
    return Quarantined(
        place=Place(row.mailbox, row.uidvalidity, row.uid),
        received=row.received,
        at=row.at,
        stage=row.stage,
        traceback=row.traceback,
        ticket=row.ticket,
        sha256=row.raw,
        released=row.released,
        id=row.id,
    )
