"""Two tickets that are one, and one that is two (S26): merging keeps the earliest start, a split-off ticket starts at the split."""

from collections.abc import Callable
from dataclasses import replace

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Actor, read_ticket, refuse_with_appointment
from mailtriage.jobs.facts import Dossier, tag
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import add, open_ticket
from mailtriage.store import messages, tickets
from mailtriage.store.messages import Direction

MERGED_INTO = "merged into"
_CARRIED = (
    "kind",
    "impact",
    "urgency",
    "service",
    "product",
    "language",
    "role",
    "contract",
    "plan",
    "customer",
    "mailbox",
)


def merge(office: Office, number: int, into: int, actor: Actor) -> Dossier:
    """Close a ticket as part of another, which gets its people and, if that was earlier, its start. Permanent: refused."""
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        locked = {n: tickets.load(session, n, lock=True) for n in sorted({number, into})}  # always in one order
        part, _ = _both(at, locked.get(number), locked.get(into))
        refuse_with_appointment(part, at.now)
        event = _by(at, actor)
        people = [p for p in (part.requester, *part.participants) if p.key]
        brought = {"ticket": number, "relation": "merged from", "received": part.received.isoformat()}
        joined = [event(EventKind.PARTICIPANT, address=p.address, name=p.name) for p in people]
        gone = [event(EventKind.LINKED, ticket=into, relation=MERGED_INTO), event(EventKind.CLOSED, reason="merged")]
        add(at, number, gone)
        return add(at, into, [event(EventKind.LINKED, **brought), *joined])


def merged_into(ticket: Ticket) -> int | None:
    """The ticket this one became part of."""
    links = (e for e in reversed(ticket.events) if e.kind is EventKind.LINKED and e.text("relation") == MERGED_INTO)
    target = next((e.data.get("ticket") for e in links), None)
    return target if isinstance(target, int) and ticket.state is State.CLOSED else None


def split(office: Office, number: int, message: int, actor: Actor) -> Dossier:
    """Make a ticket of its own from one of a ticket's messages, under the terms of today. Permanent: no such message."""
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        before = read_ticket(at, number).ticket
        kept = messages.load(session, message)
        if kept is None or kept.ticket != number or kept.direction is not Direction.IN:
            raise Permanent(
                f"{tag(at, number)} has no received message {message}; `ticket show --json` lists their ids."
            )
        event = _by(at, actor)
        sender = Person(kept.sender.name, kept.sender.address)
        data = {name: getattr(before, name) for name in _CARRIED} | {
            "subject": kept.subject,
            "priority": before.priority,
            "requester": {"name": sender.name, "address": sender.address, "language": before.language},
            "state": State.NEW.value,
        }
        new = tickets.create(session, at.now)
        received = {"from": sender.address, "proof": "", "automatic": False}
        opening = [event(EventKind.OPENED, **data), event(EventKind.RECEIVED, **received)]
        linked = event(EventKind.LINKED, ticket=number, relation="split from")
        file = open_ticket(
            at, new, [replace(e, message=message) for e in opening] + [linked], office.contract(before.contract)
        )
        add(at, number, [event(EventKind.LINKED, ticket=new, relation="split into")])
    return file


def _both(at: Moment, part: Ticket | None, whole: Ticket | None) -> tuple[Ticket, Ticket]:
    if part is None or whole is None or part is whole:
        raise Permanent("merging needs two different tickets. `mailtriage ticket list` shows them all.")
    if part.contract != whole.contract:
        raise Permanent(
            f"{tag(at, part.number)} and {tag(at, whole.number)} belong to different contracts: "
            "merged, one customer would read the other's mail."
        )
    if merged_into(part) or merged_into(whole):
        raise Permanent("one of the two was merged before; work on the ticket it became part of.")
    return part, whole


def _by(at: Moment, actor: Actor) -> Callable[..., Event]:
    """Makes events of one actor at one moment."""

    def event(what: EventKind, /, **data: object) -> Event:
        return Event(what, at.now, at.now, actor.name, actor.authority, None, data)

    return event
