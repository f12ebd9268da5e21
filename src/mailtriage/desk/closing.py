"""Which reasons a ticket may be closed for (OX-20)."""

from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket

SOLVED, WORKAROUND, VENDOR = "solved", "workaround", "vendor"


def objection(ticket: Ticket, terms: Terms | None, reason: str) -> str:
    """What speaks against closing it for this reason, as a sentence; empty when nothing does.

    Where the plan names the reasons, one of them is needed, and "solved" and "workaround" only after the customer read
    how (OX-35). A held ticket was never accepted, and needs none.
    """
    if terms is None or not terms.close_reasons or ticket.state is State.HELD:
        return ""
    if reason not in terms.close_reasons:
        return f"closing needs --reason, one of: {', '.join(terms.close_reasons)} (OX-20)."
    if reason == SOLVED and ticket.state is not State.RESOLVED:
        return "a ticket is closed as solved after the customer read the solution: `ticket resolve` says it to him."
    if reason == WORKAROUND and not any(e.kind is EventKind.WORKAROUND for e in ticket.events):
        return "there is no workaround yet: `ticket workaround` says it to the customer."
    return ""
