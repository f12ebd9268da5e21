"""The stub ticket of a mail that could not be taken in: nobody overlooks it, and nothing of the mail is needed for it."""

from mailtriage.config.installation import Mailbox
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import State
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.office import Moment
from mailtriage.jobs.recording import open_ticket
from mailtriage.store import tickets

_SUBJECT = "A mail that could not be taken in (mailtriage quarantine list)"


def open_stub(at: Moment, mailbox: Mailbox, arrival: Arrival) -> int:
    """Open a held ticket for a quarantined mail; its number."""
    data: dict[str, object] = {
        "subject": _SUBJECT,
        "mailbox": mailbox.name,
        "language": mailbox.language,
        "state": State.HELD.value,
        "hold": "quarantine",
    }
    opening = Event(EventKind.OPENED, arrival.received(at.now), at.now, data=data)
    return open_ticket(at, tickets.create(at.session, at.now), [opening], None).ticket.number
