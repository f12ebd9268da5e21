"""What a reply does: staff relays, notes or acknowledges; a customer's joins, resumes or reopens its ticket."""

from dataclasses import replace

from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.state import State
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.opening import hold, open_new
from mailtriage.triage.outcome import Disposition, Outcome, customers, event, owners, planned, received
from mailtriage.triage.situation import Claim, Situation


def from_staff(situation: Situation, person: Person, claim: Claim | None) -> Disposition:
    """A staff member's reply: its token says what it means, and counts only with proof (DESIGN section 7)."""
    if claim is None or claim.reply is None:
        return hold(situation, "staff-unproven", "staff mail about a ticket without a token of ours", answer=False)
    if not situation.trusted_staff:
        reason = "staff mail that no trusted server vouches for (trusted_authserv_ids, unauthenticated_staff)"
        return hold(situation, "staff-unproven", reason, answer=False)
    act = {Reply.RELAY: _relay, Reply.INTERNAL: _note, Reply.ACKNOWLEDGE: _acknowledge}[claim.reply]
    return act(situation, person, claim)


def _relay(situation: Situation, person: Person, claim: Claim) -> Disposition:
    ticket = claim.ticket
    parties = customers(ticket)
    answered = replace(event(situation, EventKind.ANSWERED, to=[p.address for p in parties]), actor=person.address)
    notices = tuple(planned(Purpose.REPLY, parties, Reply.RELAY, carries=True))
    reason = "a staff reply, relayed to the requester"
    return Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=(answered,), notices=notices
    )


def _note(situation: Situation, person: Person, claim: Claim) -> Disposition:
    noted = event(situation, EventKind.NOTED, text=situation.message.reply or situation.message.text)
    noted = replace(noted, actor=person.address)
    return Disposition(Outcome.APPEND, "appended", "a staff note", claim.ticket.number, claim.contract, events=(noted,))


def _acknowledge(situation: Situation, person: Person, claim: Claim) -> Disposition:
    text = situation.message.reply or situation.message.text
    acknowledged = replace(event(situation, EventKind.ACKNOWLEDGED, text=text), actor=person.address)
    reason = "a reply to a warning or escalation acknowledges it"
    return Disposition(Outcome.APPEND, "appended", reason, claim.ticket.number, claim.contract, events=(acknowledged,))


def append(situation: Situation, claim: Claim) -> Disposition:
    """A customer's reply joins the ticket, resumes a pending one, reopens a resolved one within the window."""
    ticket = claim.ticket
    events = [received(situation, automatic=bool(situation.automatic))]
    reason = f"belongs to the ticket by {claim.evidence}"
    human = not situation.automatic
    if human and ticket.state in {State.RESOLVED, State.CLOSED}:
        if not _may_reopen(situation, claim):
            return open_new(situation, follows=ticket)
        events.append(event(situation, EventKind.REOPENED))
        reason += "; reopens it"
    elif human and ticket.state is State.PENDING:
        events.append(event(situation, EventKind.STATE, to=State.OPEN.value))
        reason += "; resumes it"
    if situation.sender.key not in {p.key for p in customers(ticket)}:
        events.append(
            event(situation, EventKind.PARTICIPANT, address=situation.sender.address, name=situation.sender.name)
        )
    told = owners(ticket, claim.contract, situation)
    notices = tuple(planned(Purpose.STAFF_COPY, told, Reply.RELAY, carries=True))
    return Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=tuple(events), notices=notices
    )


def _may_reopen(situation: Situation, claim: Claim) -> bool:
    ended = [e.occurred for e in claim.ticket.events if e.kind in {EventKind.RESOLVED, EventKind.CLOSED}]
    terms = claim.contract.terms(situation.day) if claim.contract else None
    return terms is None or not ended or situation.received <= max(ended) + terms.reopen_within
