"""The calendars as they were last used: what promises already made were worked out with (S24)."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.store import schema
from mailtriage.store.database import Session

_calendar = schema.calendar
_SELECT = select(_calendar.c.name, _calendar.c.document).order_by(_calendar.c.name)
_new = insert(_calendar)
# In one statement: nodes that start together after an edit all write, and must not stumble over each other.
_KEEP = _new.on_conflict_do_update(
    index_elements=[_calendar.c.name], set_={"document": _new.excluded.document, "since": _new.excluded.since}
)


def known(session: Session) -> dict[str, str]:
    """The document of every calendar used so far, by name."""
    return {row.name: row.document for row in session.execute(_SELECT)}


def keep(session: Session, documents: Mapping[str, str], at: datetime) -> None:
    """Remember these calendars as the ones in use from `at` on, in place of earlier ones of the same name."""
    if not documents:
        return
    # In order of name: two nodes that lock the same rows in different orders would end one of them.
    rows = [{"name": name, "document": document, "since": at} for name, document in sorted(documents.items())]
    session.execute(_KEEP, rows)
