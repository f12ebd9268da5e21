"""What may be said of a ticket by its state alone: no answer clock stops, and none pauses, but by something the customer
reads (S17, S20). Hence a solution is delivered, a question is sent, and who closes a ticket unsolved says why.
"""

from mailtriage.desk.closing import objection
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State, may_move
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.timeline import Timeline
from mailtriage.errors import Permanent
from mailtriage.jobs.announcing import Told, requester
from mailtriage.notices.notice import Purpose
from mailtriage.triage.confirming import is_unconfirmed

Happening = tuple[EventKind, dict[str, object]]
Moves = tuple[tuple[Happening, ...], tuple[Told, ...]]

ADMINISTRATIVE = ("duplicate", "spam")
"""Reasons to close a ticket of which nobody need read; it counts for no compliance."""

CLOSED = "closed"
"""The step of the news that says so."""

_EXPLAINED = frozenset({PendingReason.ACCESS, PendingReason.AUTHORISATION})  # their news says what we wait for


def moves(ticket: Ticket, terms: Terms | None, state: State, reason: str, text: str) -> Moves:
    """The events and notices of putting a ticket into a state. Permanent: the table forbids it, or the customer has not
    read what it takes."""
    text = text.strip()
    if not may_move(ticket.state, state):
        raise Permanent(f"a ticket that is {ticket.state} cannot become {state}.")
    if state is State.CLOSED:
        return _closed(ticket, terms, reason, text)
    if state is State.PENDING:
        return _pending(ticket, reason, text)
    if text:
        raise Permanent("--text goes with pending and closed; anything else to the customer goes by `ticket reply`.")
    if state is State.OPEN and ticket.state in {State.RESOLVED, State.CLOSED}:
        return ((EventKind.REOPENED, {}),), ()
    _refuse_undelivered(ticket, state)
    confirmed = (Told(Purpose.ACKNOWLEDGEMENT, to=requester),) if is_unconfirmed(ticket) else ()
    return (_to(state, reason),), confirmed


def _refuse_undelivered(ticket: Ticket, state: State) -> None:
    if state is State.RESOLVED:
        raise Permanent("a resolution is something the customer reads: `ticket resolve NUMBER TEXT` sends it to him.")
    delivered = any(e.kind is EventKind.WORKAROUND for e in Timeline(ticket).epoch_events)
    if state is State.WORKAROUND and not delivered:
        raise Permanent(
            "a workaround is something the customer reads: `ticket workaround NUMBER TEXT` sends it to him."
        )


def _pending(ticket: Ticket, reason: str, text: str) -> Moves:
    if reason not in set(PendingReason):
        raise Permanent(f"pending needs --reason, one of: {', '.join(PendingReason)}.")
    waits = PendingReason(reason)
    if waits is PendingReason.APPOINTMENT and ticket.pending is not waits:
        raise Permanent("who waits for an appointment has proposed one: `ticket appointment NUMBER` sends it to him.")
    anew = waits is not ticket.pending
    if anew and not text and waits not in _EXPLAINED and not _asked(ticket):
        raise Permanent(
            f"the customer has not read what we wait for: say it with --text, or ask him with `ticket reply` before"
            f" {State.PENDING} --reason {reason}. For a list of what is missing there is `ticket incomplete`."
        )
    told = (Told(Purpose.NEWS, text, step=reason),) if text or (anew and waits is not PendingReason.AGREEMENT) else ()
    return (_to(State.PENDING, reason),), told


def _asked(ticket: Ticket) -> bool:
    """Whether a person of ours has written since the customer last did."""
    for event in reversed(ticket.events):
        if event.kind is EventKind.ANSWERED:
            return True
        if event.kind is EventKind.RECEIVED and not event.data.get("automatic"):
            return False
    return False


def _closed(ticket: Ticket, terms: Terms | None, reason: str, text: str) -> Moves:
    """What was resolved has been read; what was held was never accepted; of the rest the customer reads why it ends."""
    excluded = reason in ADMINISTRATIVE or ticket.state is State.HELD
    if not excluded and (against := objection(ticket, terms, reason)):
        raise Permanent(against)
    if excluded or (ticket.state in {State.RESOLVED, State.WORKAROUND} and not text):
        data: dict[str, object] = {"reason": reason} | ({"excluded": True} if excluded else {})
        return ((EventKind.CLOSED, data),), ()
    if not reason or not text:
        raise Permanent(
            "the ticket is not resolved: close it with --reason and a --text for the customer, or as"
            f" --reason {' or '.join(ADMINISTRATIVE)}, which nobody reads and no report counts."
        )
    to = [p.address for p in (ticket.requester, *ticket.participants)]
    said: tuple[Happening, ...] = (
        (EventKind.ANSWERED, {"to": to}),
        (EventKind.CLOSED, {"reason": reason, "text": text}),
    )
    return said, (Told(Purpose.NEWS, text, step=CLOSED),)


def _to(state: State, reason: str) -> Happening:
    return EventKind.STATE, {"to": state.value, "reason": reason}
