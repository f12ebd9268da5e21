"""Builders of what the store keeps, each with what a test wants to differ."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import event

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ticket import Ticket, ticket_from
from mailtriage.mail.message import Address
from mailtriage.store import custody, messages, outbox, raw, tickets
from mailtriage.store.custody import Entry, Fate, Place
from mailtriage.store.database import Database, Session

T = TypeVar("T")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""

HOUR = timedelta(hours=1)


def an_event(kind: EventKind = EventKind.NOTED, at: datetime = NOON, /, **data: object) -> Event:
    """Something that happened at noon."""
    return Event(kind, at, at, data=data)


def an_opening(at: datetime = NOON, /, **data: object) -> Event:
    """The first event of a ticket."""
    facts: dict[str, object] = {
        "subject": "The printer is stuck",
        "requester": {"name": "Jan", "address": "Jan@customer.example"},
        "contract": "customer-integration",
        "customer": "customer",
        "kind": "incident",
        "role": "first-line",
        "mailbox": "support",
    }
    return Event(EventKind.OPENED, at, at, data={**facts, **data})


def a_ticket(session: Session, at: datetime = NOON, next_due: datetime | None = None, /, **data: object) -> Ticket:
    """A ticket in the store, with its summary."""
    number = tickets.create(session, at)
    ticket = ticket_from(number, tickets.append(session, number, [an_opening(at, **data)]))
    tickets.index(session, ticket, next_due)
    return ticket


def a_message(**fields: object) -> messages.Kept:
    """A mail of Jan's."""
    jan = messages.Kept(
        direction=messages.Direction.IN,
        received=NOON,
        sender=Address("Jan", "Jan@customer.example"),
        message_id="<1@customer.example>",
        digest="content-1",
        to=(Address("Helpdesk", "support@helpdesk.example"),),
        subject="The printer is stuck",
        date=NOON - HOUR,
        text="It is stuck.\n\n> quoted\n",
        reply="It is stuck.",
        size=17,
    )
    return replace(jan, **fields)  # type: ignore[arg-type]


def an_entry(uid: int = 1, **fields: object) -> Entry:
    """A mail that opened a ticket."""
    place = Place("support", 1, uid)
    known: Mapping[str, object] = {"message_id": f"<{uid}@customer.example>", "digest": f"content-{uid}"}
    entry = Entry(place, NOON, NOON, Fate.OPENED, reason="a new request", filed_to="Processed")
    return replace(entry, **{**known, **fields})  # type: ignore[arg-type]


def an_outgoing(name: str = "1", **fields: object) -> outbox.Outgoing:
    """An acknowledgement to Jan."""
    mail = outbox.Outgoing(
        message_id=f"<{name}@helpdesk.example>",
        sender="bounces@helpdesk.example",
        recipients=("Jan@customer.example",),
        packed=raw.pack(f"Message-ID: <{name}@helpdesk.example>\r\n\r\nWe are on it.\r\n".encode()),
        purpose="acknowledgement",
        created=NOON,
        not_before=NOON,
        subject="Re: The printer is stuck",
    )
    return replace(mail, **fields)  # type: ignore[arg-type]


def a_mail_taken_in(session: Session, number: int) -> int:
    """Everything intake writes for one mail: the ticket, its message, its acknowledgement, its custody; the ticket."""
    message_id, content = f"<{number}@customer.example>", f"content-{number}"
    packed = raw.pack(f"Message-ID: {message_id}\r\n\r\nIt is stuck.\r\n".encode())
    assert custody.same(session, message_id, content) is None
    ticket = tickets.create(session, NOON)
    message = messages.keep(session, a_message(ticket=ticket, message_id=message_id, digest=content), packed)
    events = tickets.append(session, ticket, [an_opening(), an_event(EventKind.RECEIVED), an_event()])
    tickets.index(session, ticket_from(ticket, events), NOON + HOUR)
    outbox.put(session, an_outgoing(f"ack-{number}", ticket=ticket))
    custody.record(session, an_entry(number, ticket=ticket, message=message, sha256=packed.sha256))
    return ticket


def at_once(database: Database, works: int, work: Callable[[Session, int], T]) -> list[T]:
    """The results of `work` in a transaction of its own each: four at any moment, by turns on two nodes."""
    url = database.engine.url
    nodes = (
        database,
        Database(f"sqlite:///{database.path}" if database.path else url.render_as_string(hide_password=False)),
    )

    def one(number: int) -> T:
        with nodes[number % 2].transaction() as session:
            return work(session, number)

    with closing(nodes[1]), ThreadPoolExecutor(4) as pool:
        return list(pool.map(one, range(works)))


def plans(session: Session, act: Callable[[], object]) -> str:
    """How the database goes about the statements of an act, in its own words."""
    statements: list[tuple[str, tuple[object, ...]]] = []

    def note(*given: Any) -> None:
        statements.append((given[2], given[3]))

    event.listen(session, "before_cursor_execute", note)
    act()
    event.remove(session, "before_cursor_execute", note)
    explain = "EXPLAIN " if session.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    return " ".join(str(row) for said, given in statements for row in session.exec_driver_sql(explain + said, given))
