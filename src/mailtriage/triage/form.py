"""Whom a web form speaks for: it writes under an address nobody reads, and names the person in Reply-To.

That person gets our answers, and that is all: whose contract it is, who may ask, and what is believed go by `From`.
"""

from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.message import Address
from mailtriage.mail.sender import is_list_robot, is_no_reply
from mailtriage.triage.situation import Situation


def asker(situation: Situation) -> Person:
    """Who reads our answers: the sender, or the one Reply-To names where nobody reads the sender's address."""
    sender = situation.message.from_
    named = next((one for one in situation.message.reply_to if _can_be_asked(situation, one)), None)
    if named is None or not (is_no_reply(sender) or situation.is_own(sender.address)):
        return situation.sender
    asked, known = Person(named.name, named.address), situation.reading.contract
    # anybody can write under such an address: what is a customer's goes to a stranger only where the form proved itself
    stranger = known is not None and not known.is_colleague(asked) and asked.key not in known.named
    return situation.sender if stranger and situation.proof is not Proof.PROVEN else asked


def asked_himself(ticket: Ticket) -> bool:
    """Whether the requester wrote the mail that opened the ticket, and was not only named in it."""
    senders = (e.text("from").lower() for e in ticket.events if e.kind is EventKind.RECEIVED)
    return next(senders, ticket.requester.key) == ticket.requester.key


def _can_be_asked(situation: Situation, address: Address) -> bool:
    """Neither a machine nor one of us: an answer to either would go round in circles."""
    known = situation.reading.contract
    ours = any(team.find(address.address) for team in (situation.staff, *((known.staff,) if known else ())))
    machine = is_no_reply(address) or is_list_robot(address) or not address.domain
    return not (machine or ours or situation.is_own(address.key))
