"""What is written down when the root cause is established, or corrected: the first one starts the resolution clock (IV-49, S18)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mailtriage.desk.event import EventKind
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.timeline import Timeline
from mailtriage.errors import Permanent

Planned = tuple[EventKind, Mapping[str, object]]


def finding(ticket: Ticket, terms: Terms | None, text: str, established: datetime | None) -> dict[str, object]:
    """The event's data; of a correction it says since when the cause was known before. Permanent: refused.

    A correction without an instant corrects the words alone.
    """
    if not ticket.live:
        raise Permanent(f"a ticket that is {ticket.state} takes no root cause; reopen it first.")
    if established is not None and established < ticket.received:
        raise Permanent(f"the root cause cannot be established before the receipt, {ticket.received.isoformat()}.")
    was = Timeline(ticket).started(terms.clock(ClockName.RESOLUTION)) if terms else None
    corrects = was is not None and any(e.kind is EventKind.ROOT_CAUSE for e in ticket.events)
    data: dict[str, object] = {"text": text}
    data |= {"established": established.isoformat()} if established else {}
    return data | ({"was": was.isoformat()} if was and corrects else {})


def refuse_the_future(events: Iterable[Planned], now: datetime) -> None:
    """Permanent: something is said to have been established that has yet to come."""
    for _, data in events:
        established = data.get("established")
        if isinstance(established, str) and datetime.fromisoformat(established) > now:
            raise Permanent(f"the root cause cannot be established in the future; now it is {now.isoformat()}.")
