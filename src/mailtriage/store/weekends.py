"""The special-event weekends of each contract, and which unused ones somebody was reminded of (INF-37, INF-44).

A weekend stands here as it stands now; how it came to that is told by the events of the ticket that asked for it.
"""

from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.desk.weekend import Standing, Weekend
from mailtriage.store import schema
from mailtriage.store.database import Session

_weekend, _lapse = schema.weekend, schema.lapse
_SELECT = select(_weekend).where(_weekend.c.contract == bindparam("wanted")).order_by(_weekend.c.saturday)
_new = insert(_weekend)
_KEEP = _new.on_conflict_do_update(
    index_elements=[_weekend.c.contract, _weekend.c.saturday],
    set_={name: _new.excluded[name] for name in ("standing", "agent", "ticket")},
)
_REMIND = insert(_lapse).on_conflict_do_nothing().returning(_lapse.c.told)


def known(session: Session, contract: str) -> tuple[Weekend, ...]:
    """The weekends of a contract by date, refused ones too."""
    rows = session.execute(_SELECT, {"wanted": contract})
    return tuple(
        Weekend(row.contract, date.fromisoformat(row.saturday), Standing(row.standing), row.agent, row.ticket)
        for row in rows
    )


def keep(session: Session, weekend: Weekend) -> None:
    """Remember how a weekend stands now."""
    row = {
        "contract": weekend.contract,
        "saturday": weekend.saturday.isoformat(),
        "standing": weekend.standing.value,
        "agent": weekend.agent,
        "ticket": weekend.ticket,
    }
    session.execute(_KEEP, row)


def remind(session: Session, contract: str, anniversary: date, at: datetime) -> bool:
    """Whether the reminder of what lapses that day is still to be sent; it is recorded as sent, so only once."""
    row = {"contract": contract, "anniversary": anniversary.isoformat(), "told": at}
    return session.execute(_REMIND, row).scalar_one_or_none() is not None
