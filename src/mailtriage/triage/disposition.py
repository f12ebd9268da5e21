"""What happens with a message: open, append, bounced, recorded or held, with the events and notices that follow.

Pure: the situation in, a value out; `explain` shows the same value that intake writes down.
"""

from dataclasses import replace

from mailtriage.desk.entitlement import UNPROVEN
from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person, Proof
from mailtriage.mail.automatic import is_judged_by_words
from mailtriage.mail.own_words import own_words
from mailtriage.mail.quotation import shows_mark
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.appointing import by_calendar
from mailtriage.triage.opening import hold, open_new
from mailtriage.triage.outcome import Disposition, Outcome, Planned, event, owners, partners, planned, received
from mailtriage.triage.partner import from_system, is_contested, is_outside, note, outsider
from mailtriage.triage.reply import append, from_staff
from mailtriage.triage.situation import Claim, Evidence, Situation


def dispose(situation: Situation) -> Disposition:
    """Decide what becomes of a message. Bounces, then automatic responses, replies, suspects, and only then new tickets."""
    if situation.is_bounce:
        return _bounced(situation)
    answer = by_calendar(situation)
    if answer is not None or situation.why_never_opens:
        return answer or _recorded(situation)
    if situation.suspect:
        return _doubted(situation)
    person = _member(situation)
    claim = next((c for c in situation.claims if _proves(c, situation, person)), None)
    if person is not None and situation.claims:
        return _of_staff(situation, person, claim)
    if claim is not None:
        return append(situation, claim)
    return open_new(situation)


def _doubted(situation: Situation) -> Disposition:
    """Never answered. What claims to come from somebody a contract knows waits for staff to ask him (OX-02): they read of it,
    for a list may have broken a signature that was good.
    """
    contract, sender = situation.reading.contract, situation.sender
    known = contract is not None and situation.reading.named and contract.may_ask(sender)
    return hold(situation, UNPROVEN if known else "suspect", situation.suspect, answer=False)


def _of_staff(situation: Situation, person: Person, claim: Claim | None) -> Disposition:
    """A reply of staff, unless it holds no words of its own that could go on: an empty one, or one inside our copy."""
    message = situation.message
    says_nothing = not own_words(message) and (shows_mark(message.text) or not message.attachments)
    if claim is not None and claim.reply is Reply.RELAY and says_nothing:
        return _kept_inside(situation, person)
    return from_staff(situation, person, claim)


def _kept_inside(situation: Situation, person: Person) -> Disposition:
    """Nothing is relayed rather than rules and names of ours; the writer is told, wherever he works."""
    reason = "a staff reply with nothing above the line: relaying it would show the customer what is ours"
    held = hold(situation, "below-line", reason, answer=False)
    told = {n.person.key for n in held.notices}
    copies = planned(Purpose.STAFF_COPY, [person], Reply.INTERNAL, reason="below-line", carries=True)
    return replace(held, notices=(*held.notices, *(copies if person.key not in told else ())))


def _member(situation: Situation) -> Person | None:
    """The sender as one of staff: of the desk, or in a role of the contract whose ticket he writes about."""
    teams = (situation.staff, *(c.contract.staff for c in situation.claims if c.contract is not None))
    return next((p for staff in teams if (p := staff.find(situation.message.from_.address))), None)


def _proves(claim: Claim, situation: Situation, staff: Person | None) -> bool:
    """Whether the evidence is good enough: ours and to this sender, or the word of a party nobody has disowned."""
    if claim.evidence in {Evidence.TOKEN, Evidence.SENT}:
        return True
    if claim.evidence is Evidence.PARTNER_NUMBER and is_contested(situation):
        return False
    demanded = claim.contract.terms(situation.day).proof if claim.contract else Proof.PLAUSIBLE
    return staff is None and situation.proof.suffices(demanded) and _is_party(claim, situation)


def _is_party(claim: Claim, situation: Situation) -> bool:
    sender = situation.message.from_
    named = {p.key for p in (claim.ticket.requester, *claim.ticket.participants)} | partners(claim.ticket)
    if claim.contract is not None:
        named |= {p.key for p in (*claim.contract.contacts, *claim.contract.requesters)}
    same = situation.reading.contract is not None and situation.reading.contract.name == claim.ticket.contract
    return sender.key in named or same or outsider(situation, claim) is not None


def _bounced(situation: Situation) -> Disposition:
    mail = situation.bounced
    if mail is None or mail.ticket is None:
        return Disposition(Outcome.BOUNCED, "bounce", "a delivery status notification about no mail of a ticket")
    member = {"member": mail.member} if mail.member else {}
    events = tuple(
        event(situation, EventKind.UNDELIVERABLE, address=a, status=s, action=x, message_id=mail.message_id, **member)
        for a, s, x in mail.failed
        if x in {"failed", ""}
    )
    failed = {e.text("address").lower() for e in events if not mail.member}
    told = [p for p in owners(mail.ticket, mail.contract, situation) if p.key not in failed]
    # once for each address, but for an answer somebody of ours wrote: of that one the rest of a group has got theirs
    again = mail.purpose == Purpose.REPLY and not mail.member
    told_before = mail.purpose == Purpose.UNDELIVERABLE or (mail.known and not again)
    notices = () if told_before or not events else tuple(planned(Purpose.UNDELIVERABLE, told, Reply.INTERNAL))
    reason = f"a delivery status notification about our {mail.purpose} mail"
    number = mail.ticket.number
    return Disposition(Outcome.BOUNCED, "bounce", reason, number, mail.contract, None, events, notices, mail.also)


def _recorded(situation: Situation) -> Disposition:
    """An automatic response: kept with the ticket it answers, and nothing moves. What a ticket system says is a note."""
    person = _member(situation)
    proven = () if situation.suspect else (c for c in situation.claims if _proves(c, situation, person))
    written = next((c for c in proven if from_system(situation, c)), None)
    if written is not None:
        noted = note(situation, written)
        return replace(
            noted, outcome=Outcome.RECORDED, fate="automatic", reason=f"{noted.reason}. {situation.why_never_opens}"
        )
    answered = [c for c in situation.claims if c.evidence in {Evidence.TOKEN, Evidence.SENT}]
    if not answered and is_contested(situation):
        return hold(situation, UNPROVEN, "tickets of several contracts have the number it names", answer=False)
    if not answered:
        return Disposition(Outcome.RECORDED, "automatic", situation.why_never_opens)
    answer = received(situation, automatic=True)
    number, contract = answered[0].ticket.number, answered[0].contract
    reason, others = (
        situation.why_never_opens,
        dict.fromkeys(c.ticket.number for c in answered if c.ticket.number != number),
    )
    copies = () if person else _copies(situation, answered[0])
    also = tuple(others)
    return Disposition(Outcome.RECORDED, "automatic", reason, number, contract, None, (answer,), copies, also)


def _copies(situation: Situation, claim: Claim) -> tuple[Planned, ...]:
    """For staff to read what only its words make an absence notice: a customer's answer must not lie unread."""
    if not is_judged_by_words(situation.message):
        return ()
    outside = is_outside(situation, claim)
    reply, code = (Reply.INTERNAL, "vendor") if outside else (Reply.RELAY, "")
    told = owners(claim.ticket, claim.contract, situation)
    return tuple(planned(Purpose.STAFF_COPY, told, reply, code, carries=True))
