"""Notice: the day on which a contract ends because somebody said so, and who is reminded before it is too late (IV-57, OX-11).

Days are local dates of the contract. The last day is the renewal date itself: "runs until 15 March" (E52).
"""

from dataclasses import dataclass, replace
from datetime import date

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.term import end_of_month, last_notice, next_renewal
from mailtriage.desk.ticket import Ticket

KIND = "termination"
"""The kind of ticket that notice opens."""


@dataclass(frozen=True, slots=True)
class Notice:
    """When a contract ends by notice; `missed` is the renewal for which it came too late, with the last day it had."""

    ends: date
    missed: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day to be reminded of: the contract renews on `renews` unless notice comes by `until`, or just ends on `until`."""

    until: date
    renews: date | None = None


def notice(contract: Contract, day: date) -> Notice | None:
    """When the contract ends if notice arrives on a local day, that day in time or not; None where its plan does not say."""
    terms = contract.terms(day).term
    if terms is None or not contract.active(day):
        return None
    if terms.monthly:
        found = Notice(end_of_month(day))
    elif terms.renews_by:
        found = _with_a_term(contract.starts, (terms.renews_by, terms.notice), day)
    else:
        return None
    return replace(found, ends=min(found.ends, contract.ends)) if contract.ends else found


def _with_a_term(anchor: date, months: tuple[int, int], day: date) -> Notice:
    term, ahead = months
    coming = renewal = next_renewal(anchor, term, day)
    while day > last_notice(renewal, ahead):
        renewal = next_renewal(anchor, term, renewal)
    late = renewal != coming
    return Notice(renewal, coming if late else None, last_notice(coming, ahead) if late else None)


def reminder(contract: Contract, today: date) -> Reminder | None:
    """What is to be reminded of on a local day; None before it is time, after it is too late, and where nothing is due."""
    terms = contract.terms(today).term
    if terms is None or not contract.active(today):
        return None
    if contract.ends is not None:
        found = Reminder(contract.ends)
    elif terms.renews_by:
        renews = next_renewal(contract.starts, terms.renews_by, today)
        found = Reminder(last_notice(renews, terms.notice), renews)
    else:
        return None
    return found if found.until - terms.remind_before <= today <= found.until else None


def ended(contract: Contract, ends: date | None) -> Contract:
    """The contract with the end that notice gave it; a notice from before its present beginning is of an earlier one."""
    if ends is None or ends < contract.starts or (contract.ends is not None and contract.ends <= ends):
        return contract
    return replace(contract, ends=ends)


def given(ticket: Ticket) -> Event | None:
    """The notice a ticket gave, unless it was withdrawn."""
    words = (e for e in reversed(ticket.events) if e.kind in {EventKind.TERMINATED, EventKind.CONTINUED})
    latest = next(words, None)
    return latest if latest is not None and latest.kind is EventKind.TERMINATED else None
