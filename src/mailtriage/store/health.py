"""Whether a database is sound: up to date, writable, whole, and every message's bytes still what they were."""

import hashlib
import zlib
from collections.abc import Iterator

from sqlalchemy import false, select, update

from mailtriage.errors import MailtriageError
from mailtriage.store import schema
from mailtriage.store.database import Database, Session
from mailtriage.store.migration import require_current

_AT_ONCE = 50  # messages in memory
_NO_CHANGE = update(schema.lease).where(false()).values(holder="")
_RAW = select(schema.raw).order_by(schema.raw.c.sha256).limit(_AT_ONCE)


def problems(database: Database) -> Iterator[str]:
    """Every problem as a sentence, nothing when the database is sound. Reads all of it, so it may take minutes."""
    try:
        require_current(database)
        with database.transaction() as session:
            session.execute(_NO_CHANGE)
        with database.read() as session:
            yield from _structure(session)
            yield from _bytes(session)
    except MailtriageError as error:
        yield str(error)


def _structure(session: Session) -> Iterator[str]:
    if session.dialect.name != "sqlite":  # PostgreSQL guards its pages and references itself
        return
    for (said,) in session.exec_driver_sql("PRAGMA integrity_check"):
        if said != "ok":
            yield f"SQLite finds damage: {said}. Stop mailtriage and restore the last backup."
    for table, row, parent, _ in session.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"Row {row} of the table {table} refers to a row of {parent} that is not there."


def _bytes(session: Session) -> Iterator[str]:
    above = ""
    while rows := session.execute(_RAW.where(schema.raw.c.sha256 > above)).all():
        yield from (_altered(row.sha256) for row in rows if _hash(row.content) != row.sha256)
        above = rows[-1].sha256


def _hash(content: bytes) -> str:
    try:
        return hashlib.sha256(zlib.decompress(content)).hexdigest()
    except zlib.error:
        return ""


def _altered(sha256: str) -> str:
    return f"The message kept under {sha256} is not what it was. Restore it from a backup or its mailbox."
