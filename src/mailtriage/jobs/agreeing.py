"""What staff makes of the customer's word: that it was a yes, whether by mail, by telephone or on paper (IV-13, INF-07)."""

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import Told
from mailtriage.jobs.arranging import Happening, goes_on
from mailtriage.notices.notice import Purpose
from mailtriage.triage.consenting import WORD_AWAITED

AGREED = "agreed"
"""The step of the news that the work goes on."""


_SETTLES = frozenset(
    {
        EventKind.OPENED,
        EventKind.ANSWERED,
        EventKind.STATE,
        EventKind.WORKAROUND,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.CLOSED,
    }
)
"""Behind these an answer is no longer what we wait to judge: staff has answered it, or waits for something else."""


def agree(text: str) -> Decide:
    """Record what was agreed, or that the customer gave us leave; he hears that it goes on.

    If he wrote since we last asked or answered, time runs again from the receipt of what he wrote (S20).
    """

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if ticket.pending not in WORD_AWAITED:
            raise Permanent("the ticket waits for no agreement, no authorisation and no access.")
        answer = _answer(ticket)
        agreed: Happening = EventKind.AGREED, {"reason": ticket.pending.value, "text": text}
        told = Told(Purpose.NEWS, step=AGREED)
        return Act((agreed, goes_on()), (told,), since=answer.occurred if answer else None)

    return decide


def _answer(ticket: Ticket) -> Event | None:
    """What the customer wrote last about what the ticket waits for now, as long as nobody has answered that."""
    behind = next(at for at in reversed(range(len(ticket.events))) if ticket.events[at].kind in _SETTLES)
    answers = (e for e in reversed(ticket.events[behind:]) if e.kind is EventKind.RESPONSE)
    return next((e for e in answers if e.text("reason") == ticket.pending), None)
