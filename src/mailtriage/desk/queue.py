"""In what order the desk works: promises first, then priority, package, impact and age (DESIGN section 10, E55).

Hard targets come before aims and aims before no target at all (OX-05); severity comes before package (INF-22, where
the Danish text settles it). What a customer calls urgent appears nowhere: only what the contract lets count (OX-09).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailtriage.desk.clock import Clock
from mailtriage.desk.priority import RANKS
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket

_NO_RANK = RANKS[-1] + 1

Place = tuple[int, int, int, int, datetime, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket in the queue, with its terms (None without contract) and its clocks."""

    ticket: Ticket
    terms: Terms | None = None
    clocks: tuple[Clock, ...] = ()


def in_order(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """The queue, first to work on first."""
    return tuple(sorted(waiting, key=place))


def place(waiting: Waiting) -> Place:
    """The place of a ticket among others; smaller is sooner.

    A clock counts whether it still runs or not: a workaround delivered does not push the ticket behind best effort.
    The number decides between tickets received at the same instant.
    """
    ticket, terms = waiting.ticket, waiting.terms
    return (
        _bindingness(waiting.clocks),
        ticket.priority or _NO_RANK,
        -terms.level if terms else 0,
        _impact(ticket, terms),
        ticket.received,
        ticket.number,
    )


def _bindingness(clocks: tuple[Clock, ...]) -> int:
    """0 with a hard target, 1 with an aim, 2 with none."""
    return min((int(clock.target.soft) for clock in clocks), default=2)


def _impact(ticket: Ticket, terms: Terms | None) -> int:
    order = terms.impacts if terms else ()
    return order.index(ticket.impact) if ticket.impact in order else len(order)
