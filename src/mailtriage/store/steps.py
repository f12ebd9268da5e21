"""Which steps of which promises have been told: the record that makes a second telling impossible."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.store import schema
from mailtriage.store.database import Session

_step = schema.step
_INSERT = insert(_step).on_conflict_do_nothing().returning(_step.c.ticket)
_SELECT = select(_step.c.clock, _step.c.step, _step.c.epoch).where(_step.c.ticket == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class Telling:
    """A step of a ticket's promise: its clock, its name ("breach", "level-1"), and the epoch, which reopening raises."""

    ticket: int
    clock: str
    step: str
    epoch: int


def told(session: Session, ticket: int) -> frozenset[tuple[str, str, int]]:
    """Every (clock, step, epoch) of the ticket that has been told, or passed over for good."""
    return frozenset((row.clock, row.step, row.epoch) for row in session.execute(_SELECT, {"wanted": ticket}))


def tell(session: Session, telling: Telling, due: datetime, at: datetime) -> bool:
    """Record the step in the transaction that writes its notice. False: somebody told it already, write nothing."""
    row = {
        "ticket": telling.ticket,
        "clock": telling.clock,
        "step": telling.step,
        "epoch": telling.epoch,
        "due": due,
        "at": at,
    }
    return session.execute(_INSERT, row).one_or_none() is not None
