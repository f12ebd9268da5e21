"""The last days that notice gave to contracts, and which renewals and ends somebody was reminded of (IV-57, OX-11, OX-31).

How a contract came to its last day is told by the events of the ticket.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ticket import Ticket
from mailtriage.store import schema
from mailtriage.store.database import Session

_termination, _reminder = schema.termination, schema.term_reminder
_SELECT = select(_termination.c.contract, _termination.c.ends)
_new = insert(_termination)
_KEEP = _new.on_conflict_do_update(
    index_elements=[_termination.c.contract], set_={name: _new.excluded[name] for name in ("ends", "ticket")}
)
_FORGET = delete(_termination).where(
    _termination.c.contract == bindparam("of"), _termination.c.ticket == bindparam("by")
)
_REMIND = insert(_reminder).on_conflict_do_nothing().returning(_reminder.c.told)


def follow(session: Session, ticket: Ticket, events: Iterable[Event]) -> None:
    """Let the last days follow new events of a ticket; call it in their transaction. The latest notice counts."""
    for event in events:
        if event.kind is EventKind.TERMINATED:
            row = {"contract": ticket.contract, "ends": event.text("ends"), "ticket": ticket.number}
            session.execute(_KEEP, row)
        elif event.kind is EventKind.CONTINUED:
            session.execute(_FORGET, {"of": ticket.contract, "by": ticket.number})


def known(session: Session) -> dict[str, date]:
    """The last day of every contract on which notice was given."""
    return {row.contract: date.fromisoformat(row.ends) for row in session.execute(_SELECT)}


def remind(session: Session, contract: str, until: date, at: datetime) -> bool:
    """Whether the reminder of that day is still to be sent; it is recorded as sent, so only once."""
    row = {"contract": contract, "until": until.isoformat(), "told": at}
    return session.execute(_REMIND, row).scalar_one_or_none() is not None
