"""How a ticket whose sender was doubted becomes one to work on: he answers the mail that only he could get.

Staff can confirm it, too (`ticket state N open`). Either way its promises run from receipt (desk/timeline).
"""

from mailtriage.desk.entitlement import UNPROVEN
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, event, owners, planned, received, to_parties
from mailtriage.triage.partner import learned_from_customer
from mailtriage.triage.situation import Claim, Evidence, Situation


def is_unconfirmed(ticket: Ticket) -> bool:
    """Whether it is held for nothing but a doubt about who wrote."""
    return ticket.state is State.HELD and ticket.events[0].text("hold") == UNPROVEN


def is_confirmation(situation: Situation, claim: Claim) -> bool:
    """Whether the requester answers with the token we sent to him alone."""
    asked = is_unconfirmed(claim.ticket) and claim.evidence is Evidence.TOKEN
    return asked and situation.sender.key == claim.ticket.requester.key


def confirmed(situation: Situation, claim: Claim) -> Disposition:
    """The ticket is worked on from now, as if it had never been doubted; requester and staff hear of it."""
    ticket = claim.ticket
    numbers = learned_from_customer(situation, claim.contract, ticket)
    events = (received(situation, automatic=False), event(situation, EventKind.STATE, to=State.NEW.value), *numbers)
    copies = planned(Purpose.STAFF_COPY, owners(ticket, claim.contract, situation), Reply.RELAY, carries=True)
    notices = (*to_parties(situation, claim.contract, Purpose.ACKNOWLEDGEMENT), *copies)
    reason = "its requester confirms that he wrote it: he answers with the token sent to him"
    return Disposition(
        Outcome.APPEND, "appended", reason, ticket.number, claim.contract, events=events, notices=notices
    )
