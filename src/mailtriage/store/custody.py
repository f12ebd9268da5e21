"""The fate of every mail that reached a mailbox, exactly one row each, and whether we have seen its like before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Row, Select, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from mailtriage.errors import ContendedError
from mailtriage.store import schema
from mailtriage.store.column import key
from mailtriage.store.database import Session

_custody = schema.custody


class Fate(StrEnum):
    """What became of a mail (DESIGN 10)."""

    OPENED = "opened"
    APPENDED = "appended"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    HELD = "held"
    QUARANTINED = "quarantined"
    OVERSIZE = "oversize"
    TOO_OLD = "too-old"


_NOT_TAKEN_IN = (Fate.DUPLICATE, Fate.QUARANTINED, Fate.TOO_OLD)
"""Fates that leave no message behind, so a later delivery of the same mail must not count as seen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail lay when it was taken in; no other mail will ever have the same (RFC 9051, 2.3.1.1)."""

    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail and its fate. `received` is INTERNALDATE, `date` what its Date header claims.

    `reason` is the rule or sentence behind the fate. `digest` is what a copy is known by (mail/sameness), `sha256` that of the bytes.
    `filed_to` is the mailbox it goes to; `filed_at` is None until it is there.
    """

    place: Place
    received: datetime
    first_seen: datetime
    fate: Fate
    reason: str = ""
    date: datetime | None = None
    size: int = 0
    sha256: str = ""
    message_id: str = ""
    digest: str = ""
    ticket: int | None = None
    message: int | None = None
    filed_to: str = ""
    filed_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """A mail taken in before under the same Message-ID, or one without that is the same (mail/sameness), and its fate."""

    entry: int
    message: int | None
    ticket: int | None
    same_content: bool
    fate: Fate


@dataclass(frozen=True, slots=True)
class Count:
    """How many mails of a mailbox met a fate; `unfiled` of them still lie where they arrived, as far as we know."""

    mailbox: str
    fate: Fate
    number: int
    unfiled: int


_AT_ONCE = 5_000
_TAKEN = select(_custody).where(
    _custody.c.mailbox == bindparam("in_mailbox"),
    _custody.c.uidvalidity == bindparam("under"),
    _custody.c.uid.in_(bindparam("uids", expanding=True)),
)
_INSERT = insert(_custody).on_conflict_do_nothing().returning(_custody.c.id)
_REVISE = update(_custody).where(_custody.c.id == bindparam("wanted"))
_FILED = update(_custody).where(_custody.c.id == bindparam("wanted")).values(filed_at=bindparam("at"))
_EARLIER = select(_custody.c.id, _custody.c.message, _custody.c.ticket, _custody.c.fate).where(
    _custody.c.fate.not_in(_NOT_TAKEN_IN), _custody.c.message_id == bindparam("wanted")
)
_FIRST = _EARLIER.order_by(_custody.c.id).limit(1)
_LATEST_SAME = _EARLIER.where(_custody.c.digest == bindparam("content")).order_by(_custody.c.id.desc()).limit(1)
_QUEUE_UP = text("SELECT pg_advisory_xact_lock(:number)")


def taken(session: Session, mailbox: str, uidvalidity: int, uids: Iterable[int]) -> dict[int, Entry]:
    """Those of the mails that were taken in before, by UID."""
    wanted = list(uids)
    found = {}
    for start in range(0, len(wanted), _AT_ONCE):
        asked = {"in_mailbox": mailbox, "under": uidvalidity, "uids": wanted[start : start + _AT_ONCE]}
        found.update({row.uid: _read(row) for row in session.execute(_TAKEN, asked)})
    return found


def record(session: Session, entry: Entry) -> int:
    """Write down a mail's fate and return the entry's id. ContendedError when another mailtriage wrote it meanwhile."""
    number = session.execute(_INSERT, _row(entry)).scalar_one_or_none()
    if number is None:
        raise ContendedError(
            f"another mailtriage takes in the mailbox {entry.place.mailbox} at this moment; it is looked at again."
        )
    return int(number)


def revise(session: Session, entry: Entry) -> None:
    """Replace what is written about a mail, by `id`: a mail let out of quarantine gets another fate, never two."""
    session.execute(_REVISE, {"wanted": entry.id, **_row(entry)})


def filed(session: Session, ids: Iterable[int], at: datetime) -> None:
    """Remember that these mails now lie where they were to go."""
    rows = [{"wanted": number, "at": at} for number in ids]
    if rows:
        session.execute(_FILED, rows)


def same(
    session: Session, message_id: str, digest: str, within: tuple[datetime, datetime] | None = None
) -> Earlier | None:
    """The first mail with this Message-ID; where copies of this one were taken in, the latest, which was the best.

    Mails without Message-ID are the same only as mails without; with an empty digest they are like no other.
    `within`: when a copy must have been received, first and last instant; None: whenever.
    On PostgreSQL whoever asks for the same mail meanwhile waits until this transaction ends, so that two mailboxes
    can't both find it new.
    """
    if not message_id and not digest:
        return None
    if session.dialect.name == "postgresql":
        session.execute(_QUEUE_UP, {"number": _lock_number(message_id or digest)})
    first = session.execute(_FIRST, {"wanted": message_id}).one_or_none() if message_id else None
    if message_id and first is None:
        return None
    alike = session.execute(_alike(within), {"wanted": message_id, "content": digest}).one_or_none()
    return _earlier(alike or first, same_content=alike is not None)


def _alike(within: tuple[datetime, datetime] | None) -> Select[int, int | None, int | None, str]:
    return _LATEST_SAME.where(_custody.c.received.between(*within)) if within else _LATEST_SAME


def deliveries(session: Session, messages: Mapping[int, str]) -> dict[int, tuple[Entry, ...]]:
    """Every mail that was taken in as one of these messages (with their Message-IDs) or found to be a copy of it, oldest first."""
    known = _custody.c.message_id.in_(set(messages.values()))  # there is an index on that
    query = select(_custody).where(known, _custody.c.message.in_(messages)).order_by(_custody.c.id)
    found: dict[int, list[Entry]] = {number: [] for number in messages}
    for row in session.execute(query):
        found[row.message].append(_read(row))
    return {number: tuple(entries) for number, entries in found.items()}


def counts(session: Session, since: datetime | None = None, until: datetime | None = None) -> tuple[Count, ...]:
    """Mails by mailbox and fate, first seen at or after `since` and before `until`."""
    waiting = func.count().filter(_custody.c.filed_at.is_(None), _custody.c.filed_to != "")
    query = select(_custody.c.mailbox, _custody.c.fate, func.count(), waiting)
    if since is not None:
        query = query.where(_custody.c.first_seen >= since)
    if until is not None:
        query = query.where(_custody.c.first_seen < until)
    keys = (_custody.c.mailbox, _custody.c.fate)
    return tuple(Count(m, Fate(f), n, u) for m, f, n, u in session.execute(query.group_by(*keys).order_by(*keys)))


def _earlier(row: Row[int, int | None, int | None, str] | None, *, same_content: bool) -> Earlier | None:
    return Earlier(row.id, row.message, row.ticket, same_content, Fate(row.fate)) if row else None


def _lock_number(name: str) -> int:
    return int.from_bytes(sha256(key(name).encode()).digest()[:8], "big", signed=True)


def _row(entry: Entry) -> dict[str, object]:
    return {
        "mailbox": entry.place.mailbox,
        "uidvalidity": entry.place.uidvalidity,
        "uid": entry.place.uid,
        "received": entry.received,
        "first_seen": entry.first_seen,
        "date": entry.date,
        "size": entry.size,
        "sha256": entry.sha256,
        "message_id": entry.message_id,
        "digest": entry.digest,
        "fate": entry.fate,
        "reason": entry.reason,
        "ticket": entry.ticket,
        "message": entry.message,
        "filed_to": entry.filed_to,
        "filed_at": entry.filed_at,
    }


def _read(row: Row[*tuple[object, ...]]) -> Entry:
    return Entry(
        place=Place(row.mailbox, row.uidvalidity, row.uid),
        received=row.received,
        first_seen=row.first_seen,
        date=row.date,
        size=row.size,
        sha256=row.sha256,
        message_id=row.message_id,
        digest=row.digest,
        fate=Fate(row.fate),
        reason=row.reason,
        ticket=row.ticket,
        message=row.message,
        filed_to=row.filed_to,
        filed_at=row.filed_at,
        id=row.id,
    )
