"""Which promised time holds for a ticket: the row of the contract's table that fits it best."""

from mailtriage.desk.terms import ClockName, Target, TargetRow, Terms
from mailtriage.desk.ticket import Ticket


def promised(terms: Terms, clock: ClockName, ticket: Ticket) -> Target | None:
    """The target of the most specific row that fits; the earlier row of two that fit equally well (INF-08).

    None when no row fits, or the one that fits promises nothing: then no clock exists (S9). A ticket of a kind
    without priority fits no row that names one, whatever rank it carries (IV-12). What is not covered has no promise
    (INF-12).
    """
    if not ticket.covered:
        return None
    rank = ticket.priority if terms.kind(ticket.kind).priority else None
    rows = [row for row in terms.targets if row.clock is clock and _fits(row, ticket, rank)]
    best = max(rows, key=_named, default=None)
    if best is None or (best.target.duration is None and best.target.business_days is None):
        return None
    return best.target


def _fits(row: TargetRow, ticket: Ticket, rank: int | None) -> bool:
    return (
        row.priority in {None, rank}
        and row.kind in {"", ticket.kind}
        and row.service in {"", ticket.service}
        and row.product in {"", ticket.product}
    )


def _named(row: TargetRow) -> int:
    return sum((row.priority is not None, bool(row.kind), bool(row.service), bool(row.product)))
