"""Giving a ticket up in the open: the customer is asked what he wants instead, and the ticket waits for his word (OX-36)."""

from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State, may_move
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide, refuse_with_appointment
from mailtriage.jobs.announcing import Told
from mailtriage.jobs.office import Office
from mailtriage.notices.notice import Purpose

ASKED = "asked"


def unsolvable(office: Office, text: str) -> Decide:
    """Tell requester and contacts that we cannot solve it, and TEXT: what could be done instead. Refused while an
    appointment lies ahead."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if not may_move(ticket.state, State.PENDING):
            raise Permanent(f"a ticket that is {ticket.state} cannot wait for an answer.")
        refuse_with_appointment(ticket, office.now())
        said: dict[str, object] = {"reason": PendingReason.REQUESTER.value, "text": text}
        # it is an answer, written by one of us: who waits for the first one waits no longer (S17)
        heard: dict[str, object] = {"to": [p.address for p in (ticket.requester, *ticket.participants)]}
        return Act(
            ((EventKind.ANSWERED, heard), (EventKind.UNSOLVABLE, said)), (Told(Purpose.UNSOLVABLE, text, step=ASKED),)
        )

    return decide
