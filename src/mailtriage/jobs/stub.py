"""The stub ticket of a mail that could not be taken in: nobody overlooks it, and nothing of the mail is needed for it."""

from mailtriage.config.installation import Mailbox
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import State
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.office import Moment
from mailtriage.jobs.recording import add, open_ticket
from mailtriage.store import tickets
from mailtriage.store.custody import Entry

UNREADABLE = "A mail that could not be taken in (mailtriage quarantine list)"


def open_stub(at: Moment, mailbox: Mailbox, arrival: Arrival, subject: str = UNREADABLE) -> int:
    """Open a held ticket for a mail that could not be taken in; its number."""
    data: dict[str, object] = {
        "subject": subject,
        "mailbox": mailbox.name,
        "language": mailbox.language,
        "state": State.HELD.value,
        "hold": "quarantine",
    }
    opening = Event(EventKind.OPENED, arrival.received(at.now), at.now, data=data)
    return open_ticket(at, tickets.create(at.session, at.now), [opening], None).ticket.number


def close_stub(at: Moment, stub: int, entry: Entry, actor: str, reason: str) -> None:
    """Close the stub of a mail that has its own entry now, with a link to the ticket it came to."""

    def event(kind: EventKind, **data: object) -> Event:
        return Event(kind, at.now, at.now, actor, "command line" if actor != "mailtriage" else "", None, data)

    links = [event(EventKind.LINKED, ticket=entry.ticket, relation="taken in as")] if entry.ticket else []
    add(at, stub, [*links, event(EventKind.CLOSED, reason=reason)])
