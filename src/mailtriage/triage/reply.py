"""What a reply does: staff relays, notes or acknowledges; a customer's joins, resumes or reopens its ticket."""

from dataclasses import replace

from mailtriage.desk.appointment import Word
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.state import State
from mailtriage.desk.termination import KIND
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.command import Command, command
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.appointing import by_reply
from mailtriage.triage.asking import with_wishes
from mailtriage.triage.booking import confirmation, with_weekend
from mailtriage.triage.confirming import confirmed, is_confirmation
from mailtriage.triage.consenting import DOUBTED, JUDGE, WORD_AWAITED, believed, by_word, waits_for_judgement
from mailtriage.triage.ending import says_notice
from mailtriage.triage.giving_up import CLOSED, by_answer
from mailtriage.triage.opening import hold, open_new
from mailtriage.triage.outcome import (
    ESCALATED,
    NOT_NAMED,
    Disposition,
    Outcome,
    customers,
    event,
    flags,
    informed,
    owners,
    planned,
    received,
    to_parties,
    to_sender,
)
from mailtriage.triage.partner import from_system, is_outside, learned_from_customer, note, shared
from mailtriage.triage.partner import remark as remark_on
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
    parties = informed(ticket, claim.contract)
    answered = replace(event(situation, EventKind.ANSWERED, to=[p.address for p in parties]), actor=person.address)
    notices = tuple(planned(Purpose.REPLY, parties, Reply.RELAY, carries=True))
    reason = "a staff reply, relayed to the requester"
    return Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=(answered,), notices=notices
    )


def _note(situation: Situation, person: Person, claim: Claim) -> Disposition:
    answer = confirmation(situation, person, claim)
    if answer is not None:
        return answer
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
    ticket, human = claim.ticket, not situation.automatic
    if is_outside(situation, claim) or from_system(situation, claim):
        return note(situation, claim)
    if human and _only_looks_on(situation, claim):
        return _colleague(situation, claim)
    if human and is_confirmation(situation, claim):
        return confirmed(situation, claim)
    late = ticket.state in {State.RESOLVED, State.CLOSED} and not _may_reopen(situation, claim)
    if human and (late or (says_notice(situation) and ticket.kind != KIND)):
        return open_new(situation, follows=ticket)
    asks = command(situation.message) if human and ticket.state is not State.HELD else None
    heard = asks is None or believed(situation, claim)
    moves, remark = _moved(situation, claim, asks) if human else ([], "")
    numbers = learned_from_customer(situation, claim.contract, ticket)
    events = [received(situation, automatic=not human), *flags(situation), *moves, *_joined(situation, ticket)]
    events += [*numbers, *shared(situation, claim)]
    code = JUDGE if waits_for_judgement(moves) else "" if heard else DOUBTED
    notices = planned(Purpose.STAFF_COPY, owners(ticket, claim.contract, situation), Reply.RELAY, code, carries=True)
    if any(e.kind is EventKind.APPOINTMENT for e in moves):
        notices += to_parties(situation, claim.contract, Purpose.APPOINTMENT, Word.CONFIRMED.value)
    if any(e.kind is EventKind.CLOSED for e in moves):
        notices += to_parties(situation, claim.contract, Purpose.UNSOLVABLE, CLOSED)
    if not heard:
        events.append(event(situation, EventKind.NOTED, text=f"asks to {asks}; not done, nothing proves who wrote it"))
        remark += f"; asks to {asks}, which is not done: nothing proves who wrote it"
    elif asks is Command.ESCALATE:
        events.append(event(situation, EventKind.ESCALATED, by=situation.sender.address))
        notices += to_parties(situation, claim.contract, Purpose.ACKNOWLEDGEMENT, ESCALATED)
        remark += "; escalates it"
    reason = f"belongs to the ticket by {claim.basis}{remark}{remark_on(numbers)}"
    decided = Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=tuple(events), notices=tuple(notices)
    )
    if ticket.state is State.HELD or not heard:
        return decided
    return with_wishes(situation, claim.contract, with_weekend(situation, claim.contract, decided))


def _only_looks_on(situation: Situation, claim: Claim) -> bool:
    """Whether the contract names who may ask, and the sender is neither one of them nor who opened the ticket (OX-02)."""
    contract, sender = claim.contract, situation.sender
    if contract is None or contract.may_ask(sender) or sender.key == claim.ticket.requester.key:
        return False
    return sender.key not in {p.key for p in contract.contacts}


def _colleague(situation: Situation, claim: Claim) -> Disposition:
    """A note that waits for an agent: no state changes, nobody joins, the sender learns whom to ask (OX-02)."""
    ticket = claim.ticket
    noted = event(situation, EventKind.NOTED, text=situation.message.reply or situation.message.text)
    told = owners(ticket, claim.contract, situation)
    copies = planned(Purpose.STAFF_COPY, told, Reply.INTERNAL, "colleague", carries=True)
    notices = (*to_sender(situation, Purpose.HELD, NOT_NAMED), *copies)
    reason = f"a note on the ticket by {claim.basis}: the sender is not named as one who may ask"
    return Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=(noted,), notices=notices
    )


def _moved(situation: Situation, claim: Claim, asks: Command | None) -> tuple[list[Event], str]:
    """What a human reply does to the state, and in words. To ask for an escalation answers no question of ours."""
    ticket = claim.ticket
    if ticket.state in {State.RESOLVED, State.CLOSED}:
        return [event(situation, EventKind.REOPENED)], "; reopens it"
    if ticket.pending in WORD_AWAITED and asks is None:
        return by_word(situation, claim)
    about = (by_reply(situation, claim) or by_answer(situation, claim)) if asks is None else None
    if about is not None:
        return about
    if ticket.state is State.PENDING and asks is None:
        return [event(situation, EventKind.STATE, to=State.OPEN.value)], "; resumes it"
    return [], ""


def _joined(situation: Situation, ticket: Ticket) -> list[Event]:
    sender = situation.sender
    if sender.key in {p.key for p in customers(ticket)}:
        return []
    return [event(situation, EventKind.PARTICIPANT, address=sender.address, name=sender.name)]


def _may_reopen(situation: Situation, claim: Claim) -> bool:
    ended = [e.occurred for e in claim.ticket.events if e.kind in {EventKind.RESOLVED, EventKind.CLOSED}]
    terms = claim.contract.terms(situation.day) if claim.contract else None
    return terms is None or not ended or situation.received <= max(ended) + terms.reopen_within
