"""Addresses that our mail does not reach: each marked by a hard failure, until it is cleared.

A mark is cleared by hand, or by a mail that comes from the address.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.store import schema
from mailtriage.store.database import Session

_table = schema.undeliverable
_MARK = insert(_table).on_conflict_do_nothing()
_MARKED = select(_table).where(_table.c.key.in_(bindparam("keys", expanding=True))).order_by(_table.c.key)
_CLEAR = delete(_table).where(_table.c.key == bindparam("who")).returning(_table.c.key)


@dataclass(frozen=True, slots=True)
class Mark:
    """An address, since when we know, what a server said, and the ticket the mail was about."""

    address: str
    since: datetime
    said: str
    ticket: int | None = None

    @property
    def key(self) -> str:
        """The address for comparing."""
        return self.address.lower()


def mark(session: Session, found: Mark) -> None:
    """Remember a hard failure; the first one of an address stands."""
    row = {"key": found.key, "address": found.address, "since": found.since, "said": found.said, "ticket": found.ticket}
    session.execute(_MARK, row)


def marked(session: Session, addresses: Iterable[str]) -> dict[str, Mark]:
    """The marks of these addresses, by the address in lower case."""
    keys = sorted({address.lower() for address in addresses})
    rows = session.execute(_MARKED, {"keys": keys}) if keys else ()
    return {row.key: Mark(row.address, row.since, row.said, row.ticket) for row in rows}


def listing(session: Session) -> tuple[Mark, ...]:
    """Every marked address, the latest first."""
    rows = session.execute(select(_table).order_by(_table.c.since.desc(), _table.c.key))
    return tuple(Mark(row.address, row.since, row.said, row.ticket) for row in rows)


def clear(session: Session, address: str) -> bool:
    """Write to the address again; whether it was marked."""
    return session.execute(_CLEAR, {"who": address.lower()}).first() is not None
