"""Which tickets a number of somebody else's ticket system stands on: an index over events, for mail that proves nothing else."""

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ticket import Ticket
from mailtriage.store import schema
from mailtriage.store.database import Session

_table = schema.partner_number
_KNOW = insert(_table).on_conflict_do_nothing()
_THIS_ONE = (
    _table.c.contract == bindparam("of"),
    _table.c.party == bindparam("by"),
    _table.c.key == bindparam("called"),
)
_FORGET = delete(_table).where(*_THIS_ONE, _table.c.ticket == bindparam("wanted"))
_TICKETS = select(_table.c.ticket).where(*_THIS_ONE).order_by(_table.c.ticket)


def follow(session: Session, ticket: Ticket, events: Iterable[Event]) -> None:
    """Let the index follow new events of a ticket; call it in their transaction."""
    for event in events:
        if event.kind is EventKind.PARTNER_NUMBER:
            party, key = event.text("party"), event.text("key")
            if event.data.get("gone"):
                asked = {"of": ticket.contract, "by": party, "called": key, "wanted": ticket.number}
                session.execute(_FORGET, asked)
            else:
                row = {"contract": ticket.contract, "party": party, "key": key, "ticket": ticket.number}
                session.execute(_KNOW, row)


def tickets_of(session: Session, contract: str, party: str, key: str) -> tuple[int, ...]:
    """The tickets of this contract that the party calls so, oldest first."""
    return tuple(session.execute(_TICKETS, {"of": contract, "by": party, "called": key}).scalars())
