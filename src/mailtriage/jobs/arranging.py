"""What staff arranges with the customer about a ticket: its kind, its category, and what it waits for."""

from mailtriage.desk.event import EventKind
from mailtriage.desk.priority import priority
from mailtriage.desk.state import PendingReason, State, may_move
from mailtriage.desk.terms import KindTerms, Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import KIND, Told, requester
from mailtriage.notices.notice import Purpose

Happening = tuple[EventKind, dict[str, object]]


def rekind(name: str, reason: str) -> Decide:
    """Handle a ticket as another kind: priority and clocks follow, number and history stay, the requester is told (IV-07,
    SY-04)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        known = [kind.name for kind in terms.kinds] if terms else []
        if terms is None or name not in known:
            raise Permanent(
                f"there is no kind {name}; the plan knows {', '.join(known) or 'none: there is no contract'}."
            )
        if name == ticket.kind or not ticket.live:
            raise Permanent(f"the ticket is {ticket.state} and of the kind {ticket.kind or 'none'} already.")
        new = terms.kind(name)
        change: Happening = (EventKind.TRIAGED, {"kind": name, "reason": reason} | _facts(ticket, terms, new))
        return Act((change, *_waiting(ticket, terms, new)), (Told(Purpose.ACKNOWLEDGEMENT, step=KIND, to=requester),))

    return decide


def categorise(name: str) -> Decide:
    """Say what kind of work it is; what the contract does not include is billed, and the customer hears of it before
    work starts (SY-13 to SY-21)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        known = {category.name: category for category in terms.categories} if terms else {}
        if terms is None or name not in known:
            raise Permanent(f"there is no category {name}; the plan knows {', '.join(known) or 'none'}.")
        if not ticket.live:
            raise Permanent(f"a ticket that is {ticket.state} gets no category.")
        category = known[name]
        sorted_: Happening = (EventKind.TRIAGED, {"category": name, "reason": name})
        if category.included:
            waited = ticket.pending is PendingReason.AUTHORISATION and ticket.category in known
            return Act((sorted_, *([goes_on()] if waited and not known[ticket.category].included else [])))
        step = "billable-ask" if terms.ask_before_billing else "billable"
        waits = [_waits(PendingReason.AUTHORISATION)] if terms.ask_before_billing else []
        return Act((sorted_, *waits), (Told(Purpose.NEWS, step=step, about=category.label),))

    return decide


def need_access() -> Decide:
    """Ask for authorisation, an open connection and presence; the ticket waits for the customer (INF-07, OX-29)."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if not may_move(ticket.state, State.PENDING):
            raise Permanent(f"a ticket that is {ticket.state} cannot wait for access.")
        return Act((_waits(PendingReason.ACCESS),), (Told(Purpose.NEWS, step="access"),))

    return decide


def incomplete(missing: tuple[str, ...]) -> Decide:
    """Say what is missing to work on it: the customer gets the list, and the ticket waits for the answer (IV-09)."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if not may_move(ticket.state, State.PENDING):
            raise Permanent(f"a ticket that is {ticket.state} cannot wait for what is missing.")
        kind, data = _waits(PendingReason.REQUESTER)
        told = Told(Purpose.NEWS, step="incomplete", text="\n".join(missing))
        return Act(((kind, data | {"missing": list(missing)}),), (told,))

    return decide


def specialist(text: str) -> Decide:
    """Ask the success manager to arrange a meeting with specialists or developers; TEXT says what about (INF-34)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        if terms is None or not terms.specialists:
            raise Permanent("the contract arranges no meetings with specialists (specialists in its plan).")
        if not ticket.live:
            raise Permanent(f"a ticket that is {ticket.state} needs no specialist; open it first.")
        return Act(((EventKind.SPECIALIST, {"text": text}),))

    return decide


def on_site() -> Decide:
    """Answer a wish for help on site with what the contract makes of it; the ticket stays as it is (OX-28)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        if terms is None or not terms.on_site:
            raise Permanent("the contract does not speak of help on site (on_site in its plan); answer with `reply`.")
        if not ticket.live:
            raise Permanent(f"a ticket that is {ticket.state} is answered no more; open it first.")
        return Act(
            ((EventKind.NOTED, {"text": f"on site: {terms.on_site}"}),), (Told(Purpose.NEWS, step=terms.on_site),)
        )

    return decide


def _waits(reason: str) -> Happening:
    return EventKind.STATE, {"to": State.PENDING.value, "reason": str(reason)}


def goes_on() -> Happening:
    """Back to work."""
    return EventKind.STATE, {"to": State.OPEN.value}


def _facts(ticket: Ticket, terms: Terms, new: KindTerms) -> dict[str, object]:
    """The priority under the new kind: none where it has none, the one it has, or what its facts make of it."""
    if not new.priority:
        return {"priority": None}
    if ticket.priority is not None:
        return {}
    impact = ticket.impact or terms.defaults.get("impact", "")
    urgency = ticket.urgency or terms.defaults.get("urgency", "")
    return {"impact": impact, "urgency": urgency, "priority": priority(terms, new.name, impact, urgency).rank}


def _waiting(ticket: Ticket, terms: Terms, new: KindTerms) -> list[Happening]:
    """A kind that opens pending waits from now on; one that does not ends the wait of the kind before."""
    if new.pending and ticket.pending != new.pending:
        return [_waits(new.pending)]
    if not new.pending and ticket.pending and ticket.pending == terms.kind(ticket.kind).pending:
        return [goes_on()]
    return []
