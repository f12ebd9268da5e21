"""Handing a ticket to somebody: the assignee gets what the customer wrote last, and answers it by mail."""

from dataclasses import replace

from mailtriage.desk.party import Person
from mailtriage.desk.state import State
from mailtriage.jobs.consequences import letter
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment
from mailtriage.jobs.telling import latest_from_customer, send, thread_of
from mailtriage.mail.message import Message
from mailtriage.mail.parse import parse
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import messages
from mailtriage.store.messages import Kept
from mailtriage.triage.outcome import Planned


def hand_over(at: Moment, file: Dossier, assignee: Person) -> None:
    """Send the assignee a staff copy of the customer's latest message; nothing for a ticket without one."""
    held = file.ticket.state is State.HELD
    code = file.ticket.events[0].text("hold") if held else ""
    copy_to(at, file, Planned(Purpose.STAFF_COPY, assignee, Reply.INTERNAL if held else Reply.RELAY, code))


def copy_to(at: Moment, file: Dossier, planned: Planned) -> None:
    """Send somebody what the customer wrote last, attachments and all; nothing for a ticket without any message."""
    wrote = latest_from_customer(at, file)
    if wrote is None:
        return
    copy = replace(planned, carries_message=True)
    written = letter(at, file, copy, _message(at, wrote), wrote.received)
    send(at, file, replace(written, thread=thread_of(at, file.ticket.number)))


def _message(at: Moment, wrote: Kept) -> Message:
    """As it came; of mail over the size limit only sender and text were kept."""
    octets = messages.octets(at.session, wrote.id)
    return parse(octets) if octets is not None else replace(parse(b""), from_=wrote.sender, text=wrote.text)
