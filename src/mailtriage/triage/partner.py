"""What a party with a ticket system of its own writes: a note on the ticket, and the number it calls the ticket by.

A vendor's or consultant's mail is for staff alone. What a system sends by itself changes no state and is never answered,
whichever side it is of; an absence notice is none.
"""

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.partner import CUSTOMER, Party, speaking
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.absence import is_absence_subject
from mailtriage.mail.signs import Automatic
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, event, owners, partners, planned
from mailtriage.triage.partner_number import Said
from mailtriage.triage.situation import Claim, Evidence, Situation


def outsider(situation: Situation, claim: Claim) -> Party | None:
    """The vendor or consultant who writes about a ticket that was passed on to him, or that has a number of his."""
    if claim.contract is None:
        return None
    passed, numbered = partners(claim.ticket), {claim.party, *(n.party for n in claim.ticket.partner_numbers)}
    known = speaking(claim.contract, situation.day, situation.sender)
    return next((p for p in known if p.address and (p.address.lower() in passed or p.name in numbered)), None)


def is_outside(situation: Situation, claim: Claim) -> bool:
    """Whether somebody writes to whom the ticket was passed on: the customer reads nothing of it (IV-11)."""
    passed_on = claim.reply is Reply.INTERNAL or situation.sender.key in partners(claim.ticket)
    return passed_on or outsider(situation, claim) is not None


def is_contested(situation: Situation) -> bool:
    """Whether tickets of several contracts have the number: then it tells nobody whose the mail is, and joins nothing."""
    return len({c.ticket.contract for c in situation.claims if c.evidence is Evidence.PARTNER_NUMBER}) > 1


def from_system(situation: Situation, claim: Claim) -> bool:
    """Whether a party's ticket system wrote about the ticket: by itself, and with a number of its own."""
    if not situation.automatic or not _of(situation, claim.contract, _name(situation, claim)):
        return False
    if is_absence_subject(situation.message.subject, answers=True):
        return False
    # who answers from the very address we wrote to may be a person's calendar or responder, with our subject in it
    of_its_own = situation.automatic != Automatic.AUTO_REPLY or claim.evidence not in {Evidence.TOKEN, Evidence.SENT}
    return of_its_own or bool(learned(situation, claim.contract, claim.ticket, _name(situation, claim)))


def note(situation: Situation, claim: Claim) -> Disposition:
    """A note on the ticket; its owner reads it, and where the customer's system wrote, a reply goes to the customer.

    Each mail of ours may make that system say that it got it; that is noted, and nobody is bothered with it.
    """
    ticket, outside = claim.ticket, is_outside(situation, claim)
    noted = event(situation, EventKind.NOTED, text=situation.message.reply or situation.message.text)
    numbers = learned(situation, claim.contract, ticket, _name(situation, claim))
    reply, code = (Reply.INTERNAL, "vendor") if outside else (Reply.RELAY, "")
    receipt = situation.automatic == Automatic.AUTO_REPLY and not outside and not numbers
    told = () if receipt else owners(ticket, claim.contract, situation)
    copies = planned(Purpose.STAFF_COPY, told, reply, code, carries=True)
    who = "a partner" if outside else "the customer's ticket system"
    reason = f"a note of {who} by {claim.basis}{remark(numbers)}"
    events = (noted, *numbers, *shared(situation, claim))
    return Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=events, notices=tuple(copies)
    )


def learned(situation: Situation, contract: Contract | None, ticket: Ticket | None, party: str) -> list[Event]:
    """What the party calls the ticket (None for a new one), as far as it is news.

    In a text, a number that is another ticket's already is only mentioned, and so is a second one. What staff took off
    stays off: it stands in our own subjects still.
    """
    had = ticket.partner_numbers if ticket else ()
    written = {(e.text("party"), e.text("key")) for e in ticket.events if _is_number(e)} if ticket else set()
    fresh = [s for s in _of(situation, contract, party) if (party, s.number.key) not in written]
    told = (s for s in fresh if s.in_subject or not (s.tickets or any(n.party == party for n in had)))
    return [
        event(
            situation,
            EventKind.PARTNER_NUMBER,
            party=party,
            title=s.party.title,
            number=s.number.number,
            key=s.number.key,
        )
        for s in told
    ]


def learned_from_customer(situation: Situation, contract: Contract | None, ticket: Ticket | None) -> list[Event]:
    """What the customer's own ticket system calls the ticket."""
    return learned(situation, contract, ticket, CUSTOMER)


def remark(numbers: list[Event]) -> str:
    """For the reason of a decision: which numbers it wrote down."""
    return "".join(f"; {e.text('title')} calls it {e.text('number')}" for e in numbers)


def shared(situation: Situation, claim: Claim) -> list[Event]:
    """For staff to see, once: other tickets that the party calls the same."""
    linked = {(e.data.get("ticket"), e.text("relation")) for e in claim.ticket.events if e.kind is EventKind.LINKED}
    others = {
        c.ticket.number: f"has {c.basis}, too"
        for c in situation.claims
        if c.evidence is Evidence.PARTNER_NUMBER and c.ticket.number != claim.ticket.number
    }
    if is_contested(situation):
        return []
    return [
        event(situation, EventKind.LINKED, ticket=number, relation=relation)
        for number, relation in others.items()
        if (number, relation) not in linked
    ]


def _name(situation: Situation, claim: Claim) -> str:
    party = outsider(situation, claim)
    return party.name if party else CUSTOMER


def _of(situation: Situation, contract: Contract | None, party: str) -> list[Said]:
    return [s for s in situation.said if contract and s.contract == contract.name and s.party.name == party]


def _is_number(event: Event) -> bool:
    return event.kind is EventKind.PARTNER_NUMBER
