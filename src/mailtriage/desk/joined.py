"""What a ticket takes over from one that is merged into it (S26).

The two are one from then on: the earliest start, whatever presses more, a cause that is known, and work as long as one of
them waits for work.
"""

from datetime import timedelta

from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.targets import promised
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import Ticket

Happening = tuple[EventKind, dict[str, object]]

_FACTS = ("kind", "impact", "urgency", "priority", "service", "product")
_UNRANKED = 9
_WORKED_ON = frozenset({State.NEW, State.OPEN})


def taken_over(part: Ticket, whole: Ticket, terms: Terms | None) -> list[Happening]:
    """The events of `whole` that say so, in order; none where it has the earlier start, the more urgent facts and its cause.

    `terms` are those of `whole`: the contract is one, and its ticket is bound to them.
    """
    return [*_revived(part, whole), *_facts(part, whole, terms), *_cause(part, whole)]


def _revived(part: Ticket, whole: Ticket) -> list[Happening]:
    """What was done, or waits for the customer, is not when somebody still has to work on the other."""
    undone = part.live and part.state is not State.WORKAROUND
    if undone and whole.state in {State.RESOLVED, State.WORKAROUND}:
        return [(EventKind.REOPENED, {})]
    if whole.state is State.RESOLVED and part.live:
        return [(EventKind.REOPENED, {})]
    if whole.state is State.PENDING and part.state in _WORKED_ON:
        return [(EventKind.STATE, {"to": State.OPEN.value})]
    return []


def _facts(part: Ticket, whole: Ticket, terms: Terms | None) -> list[Happening]:
    if terms is None or not part.live or _leisure(part, terms) >= _leisure(whole, terms):
        return []
    new = {name: getattr(part, name) for name in _FACTS if getattr(part, name) != getattr(whole, name)}
    return [(EventKind.TRIAGED, new | {"reason": "merged"})] if new else []


def _leisure(ticket: Ticket, terms: Terms) -> tuple[bool, int, bool, bool, timedelta]:
    """The smaller, the more it presses: no clocks last, then by priority, then by how hard and how short the first promise is."""
    promises = (promised(terms, name, ticket) for name in ClockName)
    first = next((p for p in promises if p is not None), None)
    span = (first.duration or timedelta(days=first.business_days or 0)) if first else timedelta.max
    clocks = terms.kind(ticket.kind).clocks
    return (not clocks, ticket.priority or _UNRANKED, first is None, bool(first and first.soft), span)


def _cause(part: Ticket, whole: Ticket) -> list[Happening]:
    """A cause that is established starts the resolution clock of both (S18)."""
    known = [e for e in part.events if e.kind is EventKind.ROOT_CAUSE]
    if not known or any(e.kind is EventKind.ROOT_CAUSE for e in whole.events):
        return []
    established = known[0].instant("established") or known[0].occurred
    return [(EventKind.ROOT_CAUSE, {"text": known[0].text("text"), "established": established.isoformat()})]
