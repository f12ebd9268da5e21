"""Declaring a disaster by hand (IV-28)."""

from mailtriage.desk.disaster import TAG
from mailtriage.desk.event import EventKind
from mailtriage.desk.priority import RANKS
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import of_disaster


def declare(text: str) -> Decide:
    """Tag a request of the highest priority: contacts read TEXT at once, and the manager gets a copy of the request."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if not ticket.live or ticket.priority != RANKS[0]:
            raise Permanent("only an open ticket of the highest priority can be a disaster: set its priority first.")
        if TAG in ticket.tags:
            raise Permanent("it is a disaster already; write to the customer with `ticket reply`.")
        return Act(((EventKind.TAGGED, {"tag": TAG, "text": text}),), of_disaster(text))

    return decide
