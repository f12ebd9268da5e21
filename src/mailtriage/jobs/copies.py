"""A mail that was taken in before, coming once more: recorded, and decided anew if this copy came the better way."""

from dataclasses import replace

from mailtriage.desk.event import Event, EventKind
from mailtriage.jobs.joining import MERGED_INTO
from mailtriage.jobs.office import Moment
from mailtriage.jobs.recording import add
from mailtriage.store import outgoing, tickets
from mailtriage.store.custody import Earlier, Fate
from mailtriage.triage.another_copy import FirstCopy, Remedy, remedy
from mailtriage.triage.outcome import Disposition
from mailtriage.triage.situation import Situation


def better(at: Moment, found: Situation, decided: Disposition, earlier: Earlier) -> Remedy | None:
    """What this copy changes that the earlier one did not; None: nothing."""
    ticket = tickets.load(at.session, earlier.ticket, lock=at.writes) if earlier.ticket is not None else None
    first = FirstCopy(
        ticket=ticket,
        contract=at.office.contract(ticket.contract) if ticket else None,
        message=earlier.message,
        recorded=earlier.fate is Fate.AUTOMATIC,
        answered=ticket is not None and _answered(at, ticket.number, found.sender.key),
    )
    changed = remedy(found, decided, first)
    if changed is None:
        return None
    reason = f"{changed.disposition.reason}; a better copy of custody entry {earlier.entry}"
    return replace(changed, disposition=replace(changed.disposition, reason=reason))


def end(at: Moment, ticket: int, into: int) -> None:
    """Close the ticket of the first copy as part of the one that the better copy made or joined."""
    facts: dict[str, object] = {"ticket": into, "relation": MERGED_INTO}
    linked = Event(EventKind.LINKED, at.now, at.now, data=facts)
    add(at, ticket, [linked, Event(EventKind.CLOSED, at.now, at.now, data={"reason": "merged"})])


def _answered(at: Moment, ticket: int, sender: str) -> bool:
    return any(sender == r.address.lower() for mail in outgoing.of_ticket(at.session, ticket) for r in mail.recipients)
