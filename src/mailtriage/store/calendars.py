"""The calendars as they were last used: what promises already made were worked out with (S24)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from mailtriage.store import schema
from mailtriage.store.database import Session

_calendar = schema.calendar
_SELECT = select(_calendar.c.name, _calendar.c.document).order_by(_calendar.c.name)
_DELETE = delete(_calendar).where(_calendar.c.name == bindparam("wanted"))
_INSERT = insert(_calendar)


def known(session: Session) -> dict[str, str]:
    """The document of every calendar used so far, by name."""
    return {row.name: row.document for row in session.execute(_SELECT)}


def keep(session: Session, documents: Mapping[str, str], at: datetime) -> None:
    """Remember these calendars as the ones in use from `at` on, in place of earlier ones of the same name."""
    if not documents:
        return
    session.execute(_DELETE, [{"wanted": name} for name in documents])
    rows = [{"name": name, "document": document, "since": at} for name, document in documents.items()]
    session.execute(_INSERT, rows)
