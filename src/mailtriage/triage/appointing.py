"""What the customer says to an appointment: his reply, and the answer of his calendar program (SY-08).

A reply that is a plain yes confirms it; any other opens the ticket again for staff to read, and the appointment stays as
it is. A calendar's answer is automatic: nobody answers it, and no state and no clock moves. A click on "accept" is the
customer's word all the same, so it is written down as his, where he is known to have made it; staff hears of each.
"""

from dataclasses import replace
from datetime import datetime

from mailtriage.desk.appointment import Appointment, Word, ahead, appointment
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Proof
from mailtriage.desk.state import PendingReason, State
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.consent import agrees
from mailtriage.mail.invitation import Answer, Participation, answer
from mailtriage.mail.message import Message
from mailtriage.mail.named_time import without
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.consenting import believed
from mailtriage.triage.outcome import Disposition, Outcome, event, informed, owners, planned
from mailtriage.triage.situation import Claim, Evidence, Situation

_WORDS = {
    Participation.ACCEPTED: Word.CONFIRMED,
    Participation.DECLINED: Word.DECLINED,
    Participation.TENTATIVE: Word.TENTATIVE,
}
UNCLEAR = "answered"
"""What staff hears of a calendar's answer that does not count."""

Moved = tuple[list[Event], str]


def by_calendar(situation: Situation) -> Disposition | None:
    """The answer of a calendar program to an invitation of ours, written down; None for any other mail."""
    claim = next((c for c in situation.claims if c.evidence is Evidence.INVITATION), None)
    said = answer(situation.message) if claim else None
    if claim is None or said is None:
        return None
    doubt = _doubt(situation, claim, said)
    if doubt:
        text = f"a calendar's answer ({said.participation}) to the appointment does not count: {doubt}"
        kept, step = event(situation, EventKind.NOTED, text=text), UNCLEAR
    else:
        kept, step = _worded(situation, claim.ticket, _WORDS[said.participation]), said.participation.value
    staff = owners(claim.ticket, claim.contract, situation)
    told = planned(Purpose.REMINDER, staff, Reply.INTERNAL, step, carries=True)  # some write a word beside their click
    reason = f"a calendar's answer to an invitation: {doubt or said.participation.value}"
    number, contract = claim.ticket.number, claim.contract
    return Disposition(Outcome.RECORDED, "automatic", reason, number, contract, events=(kept,), notices=tuple(told))


def _doubt(situation: Situation, claim: Claim, said: Answer) -> str:
    """Why nobody may rely on it; empty when it counts."""
    found = ahead(claim.ticket, situation.received)
    invited = {p.key for p in informed(claim.ticket, claim.contract)}
    if found is None:
        return "the appointment is over or cancelled"
    if said.sequence != found.sequence:
        return "it answers an earlier invitation"
    if situation.sender.key != said.attendee or said.attendee not in invited:
        return "it does not come from somebody who was invited"
    demanded = claim.contract.terms(situation.day).proof if claim.contract else Proof.PLAUSIBLE
    if situation.suspect or not situation.proof.suffices(demanded):
        return "nothing proves who sent it"
    return ""


def by_reply(situation: Situation, claim: Claim) -> Moved | None:
    """What a human reply does to a ticket with an appointment ahead: events, and why; None where it is about something else."""
    ticket = claim.ticket
    found, waits = ahead(ticket, situation.received), ticket.pending is PendingReason.APPOINTMENT
    if found is None or (ticket.state is State.PENDING and not waits):
        return None
    if found.confirmed:
        return ([], "; the appointment stands") if waits else None
    if _clear(ticket, found) and _agrees(situation.message, found) and believed(situation, claim):
        return [
            _worded(situation, ticket, Word.CONFIRMED),
            *([] if waits else [_waiting(situation)]),
        ], "; confirms the appointment"
    if not waits:
        return None
    told = event(situation, EventKind.RESPONSE, reason=PendingReason.APPOINTMENT.value, text=situation.message.text)
    return [told, event(situation, EventKind.STATE, to=State.OPEN.value)], "; resumes it"


def _agrees(message: Message, found: Appointment) -> bool:
    """A plain yes, which may name the time that was proposed and no other."""
    said = without(message.reply or message.text, datetime.fromisoformat(found.local))
    return agrees(replace(message, reply=said, text=said))


def _clear(ticket: Ticket, found: Appointment) -> bool:
    """Whether a yes can mean nothing else: what staff wrote since the invitation may have named another time."""
    return not any(e.kind is EventKind.ANSWERED and e.occurred >= found.said for e in ticket.events)


def _worded(situation: Situation, ticket: Ticket, word: Word) -> Event:
    found = appointment(ticket)
    local = found.local if found else ""
    return event(situation, EventKind.APPOINTMENT, to=word.value, by=situation.sender.key, local=local)


def _waiting(situation: Situation) -> Event:
    return event(situation, EventKind.STATE, to=State.PENDING.value, reason=PendingReason.APPOINTMENT.value)


def names(ticket: Ticket, uid: str) -> bool:
    """Whether the ticket's latest appointment has this UID, which only our invitations say."""
    found = appointment(ticket)
    return found is not None and found.uid == uid
