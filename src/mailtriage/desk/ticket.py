"""A ticket: what its events add up to. Nothing here is stored; everything is folded from the record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.partner import PartnerNumber
from mailtriage.desk.party import NOBODY, Person
from mailtriage.desk.state import LIVE, PendingReason, State


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket as it stands after `events`; `number` is shown as T-1042.

    `received` is the receipt of its first message (INTERNALDATE capped at first seen, S11). `terms` is the hash of the
    resolved terms at receipt (S25), empty for a ticket without contract. `priority` is a rank 1 to 4, or None.
    `covered`: staff has not found it to be about what the contract leaves out (INF-12).
    `reasons` maps a verdict field to the rule and clause that set it. `partner_numbers` are what others call it, oldest first.
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
    category: str = ""
    covered: bool = True
    language: str = ""
    role: str = ""
    assignee: str = ""
    tags: tuple[str, ...] = ()
    state: State = State.NEW
    pending: PendingReason | None = None
    epoch: int = 0
    reasons: Mapping[str, tuple[str, str]] | None = None
    partner_numbers: tuple[PartnerNumber, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def live(self) -> bool:
        """Whether somebody still has to do something (held tickets wait for staff but run no clocks)."""
        return self.state not in {State.RESOLVED, State.CLOSED, State.HELD}


def ticket_from(number: int, events: Iterable[Event]) -> Ticket:
    """Fold a ticket's events: `opened` first, the others in the order of occurrence then sequence (S30)."""
    ordered = tuple(sorted(events, key=lambda e: (e.kind is not EventKind.OPENED, e.occurred, e.seq)))
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


def state_after(state: State, event: Event) -> State:
    """The state an event leaves a ticket in that was in `state`; the first human answer opens a new one."""
    match event.kind:
        case EventKind.STATE:
            return State(event.text("to"))
        case EventKind.ANSWERED:
            return State.OPEN if state is State.NEW else state
        case kind:
            return _LEAVES_IN.get(kind, state)


def restarts(state: State, event: Event) -> bool:
    """Whether an event that finds a ticket in `state` begins a new epoch (S23), however it was worded."""
    back = state in {State.RESOLVED, State.CLOSED} and state_after(state, event) in LIVE
    return back or event.kind is EventKind.REOPENED


def _moved(ticket: Ticket, event: Event) -> Ticket:
    state = state_after(ticket.state, event)
    if event.kind is EventKind.ANSWERED:
        return replace(ticket, state=state)
    reason = event.text("reason") if state is State.PENDING else ""
    epoch = ticket.epoch + restarts(ticket.state, event)
    return replace(ticket, state=state, pending=PendingReason(reason) if reason else None, epoch=epoch)


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
        category=said("category", ticket.category),
        covered=bool(event.data.get("covered", ticket.covered)),
        priority=_rank(event.data["priority"]) if "priority" in event.data else ticket.priority,
    )


def _tagged(ticket: Ticket, event: Event) -> Ticket:
    return replace(ticket, tags=tuple(dict.fromkeys((*ticket.tags, event.text("tag")))))


def _linked(ticket: Ticket, event: Event) -> Ticket:
    """A merged ticket keeps the earliest start (S26)."""
    brought = event.instant("received")
    return replace(ticket, received=min(ticket.received, brought)) if brought else ticket


def _joined(ticket: Ticket, event: Event) -> Ticket:
    person = _person(event.data)
    known = {p.key for p in (ticket.requester, *ticket.participants)}
    return ticket if person.key in known else replace(ticket, participants=(*ticket.participants, person))


def _numbered(ticket: Ticket, event: Event) -> Ticket:
    called = PartnerNumber(event.text("party"), event.text("number"), event.text("key"), event.text("title"))
    others = tuple(n for n in ticket.partner_numbers if (n.party, n.key) != (called.party, called.key))
    return replace(ticket, partner_numbers=others if event.data.get("gone") else (*others, called))


_LEAVES_IN = {
    EventKind.WORKAROUND: State.WORKAROUND,
    EventKind.RESOLVED: State.RESOLVED,
    EventKind.CLOSED: State.CLOSED,
    EventKind.REOPENED: State.OPEN,
    EventKind.UNSOLVABLE: State.PENDING,
}

_CHANGES: dict[EventKind, Callable[[Ticket, Event], Ticket]] = {
    EventKind.ANSWERED: _moved,
    EventKind.ASSIGNED: _assigned,
    EventKind.TRIAGED: _triaged,
    EventKind.STATE: _moved,
    EventKind.WORKAROUND: _moved,
    EventKind.RESOLVED: _moved,
    EventKind.CLOSED: _moved,
    EventKind.REOPENED: _moved,
    EventKind.UNSOLVABLE: _moved,
    EventKind.LINKED: _linked,
    EventKind.TAGGED: _tagged,
    EventKind.PARTICIPANT: _joined,
    EventKind.PARTNER_NUMBER: _numbered,
}
