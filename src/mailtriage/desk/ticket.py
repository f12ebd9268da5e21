"""A ticket: what its events add up to. Nothing here is stored; everything is folded from the record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import NOBODY, Person
from mailtriage.desk.state import PendingReason, State


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as it stands after `events`; `number` is shown as T-1042.

    `received` is the receipt of its first message (INTERNALDATE capped at first seen, S11). `terms` is the hash of the
    resolved terms at receipt (S25), empty for a ticket without contract. `priority` is a rank 1 to 4, or None.
    `reasons` maps a verdict field to the rule and clause that set it.
    """

    number: int
    received: datetime
    subject: str = ""
    requester: Person = NOBODY
    participants: tuple[Person, ...] = ()
    mailbox: str = ""
    contract: str = ""
    plan: str = ""
    customer: str = ""
    terms: str = ""
    kind: str = ""
    impact: str = ""
    urgency: str = ""
    priority: int | None = None
    service: str = ""
    product: str = ""
    language: str = ""
    role: str = ""
    assignee: str = ""
    tags: tuple[str, ...] = ()
    state: State = State.NEW
    pending: PendingReason | None = None
    epoch: int = 0
    reasons: Mapping[str, tuple[str, str]] | None = None
    events: tuple[Event, ...] = ()

    @property
    def live(self) -> bool:
        """Whether somebody still has to do something (held tickets wait for staff but run no clocks)."""
        return self.state not in {State.RESOLVED, State.CLOSED, State.HELD}


def ticket_from(number: int, events: Iterable[Event]) -> Ticket:
    """Fold a ticket's events, in the order of occurrence then sequence (S30). The first must be `opened`."""
    ordered = tuple(sorted(events, key=lambda e: (e.occurred, e.seq)))
    first = next(e for e in ordered if e.kind is EventKind.OPENED)
    ticket = replace(_opened(number, first), events=ordered)
    for event in ordered:
        change = _CHANGES.get(event.kind)
        ticket = change(ticket, event) if change else ticket
    return ticket


def _opened(number: int, event: Event) -> Ticket:
    data, text = event.data, event.text
    participants, reasons, tags = data.get("participants"), data.get("reasons"), data.get("tags")
    return Ticket(
        number=number,
        received=event.occurred,
        subject=text("subject"),
        requester=_person(data.get("requester")),
        participants=tuple(_person(p) for p in participants) if isinstance(participants, list) else (),
        mailbox=text("mailbox"),
        contract=text("contract"),
        plan=text("plan"),
        customer=text("customer"),
        terms=text("terms"),
        kind=text("kind"),
        impact=text("impact"),
        urgency=text("urgency"),
        priority=_rank(data.get("priority")),
        service=text("service"),
        product=text("product"),
        language=text("language"),
        role=text("role"),
        assignee=text("assignee"),
        tags=tuple(str(t) for t in tags) if isinstance(tags, list) else (),
        state=State(text("state") or State.NEW),
        reasons={k: (v[0], v[1]) for k, v in reasons.items()} if isinstance(reasons, dict) else {},
    )


def _person(value: object) -> Person:
    if not isinstance(value, dict):
        return NOBODY
    return Person(str(value.get("name", "")), str(value.get("address", "")), str(value.get("language", "")))


def _rank(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _answered(ticket: Ticket, _event: Event) -> Ticket:
    return replace(ticket, state=State.OPEN) if ticket.state is State.NEW else ticket


def _assigned(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, role=event.text("role") or ticket.role, assignee=event.text("assignee") or ticket.assignee)


def _triaged(ticket: Ticket, event: Event) -> Ticket:
    def said(name: str, before: str) -> str:
        return event.text(name) if name in event.data else before

    return replace(
        ticket,
        kind=said("kind", ticket.kind),
        impact=said("impact", ticket.impact),
        urgency=said("urgency", ticket.urgency),
        service=said("service", ticket.service),
        product=said("product", ticket.product),
        priority=_rank(event.data["priority"]) if "priority" in event.data else ticket.priority,
    )


def _state(ticket: Ticket, event: Event) -> Ticket:
    reason = event.text("reason")
    state = State(event.text("to"))
    pending = PendingReason(reason) if state is State.PENDING and reason else None
    return replace(ticket, state=state, pending=pending)


def _moved(state: State) -> Callable[[Ticket, Event], Ticket]:
    return lambda ticket, _event: replace(ticket, state=state, pending=None)


def _reopened(ticket: Ticket, _event: Event) -> Ticket:
    return replace(ticket, state=State.OPEN, pending=None, epoch=ticket.epoch + 1)


def _joined(ticket: Ticket, event: Event) -> Ticket:
    person = _person(event.data)
    known = {p.key for p in (ticket.requester, *ticket.participants)}
    return ticket if person.key in known else replace(ticket, participants=(*ticket.participants, person))


_CHANGES: dict[EventKind, Callable[[Ticket, Event], Ticket]] = {
    EventKind.ANSWERED: _answered,
    EventKind.ASSIGNED: _assigned,
    EventKind.TRIAGED: _triaged,
    EventKind.STATE: _state,
    EventKind.WORKAROUND: _moved(State.WORKAROUND),
    EventKind.RESOLVED: _moved(State.RESOLVED),
    EventKind.CLOSED: _moved(State.CLOSED),
    EventKind.REOPENED: _reopened,
    EventKind.PARTICIPANT: _joined,
}
