"""A disaster: a request of the highest priority with the tag `disaster`, of which contacts and the manager hear at once (IV-28)."""

from collections.abc import Collection

from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Person, Staff
from mailtriage.desk.priority import RANKS
from mailtriage.desk.terms import Terms

TAG = "disaster"
"""The tag, by a rule or by staff, and the step of what is said about it."""


def is_disaster(tags: Collection[str], priority: int | None) -> bool:
    """Whether contacts and the manager are to hear of it at once; below the highest priority the tag alone says nothing."""
    return TAG in tags and priority == RANKS[0]


def manager(terms: Terms | None, staff: Staff, contract: Contract | None) -> tuple[Person, ...]:
    """Who decides: the first level of the ladder, else the coordinator; nobody without terms."""
    if terms is None:
        return ()
    team = contract.staff if contract else staff
    first = [rung.role for rung in sorted(terms.ladder, key=lambda r: r.level)][:1]
    return next((people for role in (*first, terms.coordinator) if (people := team.of(role))), ())
