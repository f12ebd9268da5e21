"""What the customer answers when we cannot solve his request: a plain yes closes it, anything else goes to staff (OX-36)."""

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.desk.unsolvable import UNSOLVED, asked
from mailtriage.mail.dismissal import lets_close
from mailtriage.triage.consenting import decides
from mailtriage.triage.outcome import event
from mailtriage.triage.situation import Claim, Situation

CLOSED = "closed"
"""What he reads then."""


def by_answer(situation: Situation, claim: Claim) -> tuple[list[Event], str] | None:
    """The events, and why; None for a ticket that does not wait for such an answer."""
    if asked(claim.ticket) is None:
        return None
    if lets_close(situation.message) and decides(situation, claim):
        return [event(situation, EventKind.CLOSED, reason=UNSOLVED)], "; agrees that it is closed unsolved"
    text = situation.message.text
    said = event(situation, EventKind.RESPONSE, reason=PendingReason.REQUESTER.value, text=text)
    return [said, event(situation, EventKind.STATE, to=State.OPEN.value)], "; resumes it"
