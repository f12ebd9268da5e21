"""From the outbox to a server that takes, refuses, puts off, hangs up or is not there: at least once, the same bytes."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailtriage.config.installation import Limits, Submission
from mailtriage.desk.event import EventKind
from mailtriage.errors import MailtriageError
from mailtriage.jobs.deliver import Deliverer
from mailtriage.jobs.office import Office
from mailtriage.store import outgoing, tickets
from mailtriage.store.outbox import State
from mailtriage.wire.account import Server, Tls
from officed import HandClock, a_mail, an_office, take_in
from servers.sink import Sink

JAN = "jan.dewit@waterland.example"


@pytest.fixture
def clock() -> HandClock:
    """Monday morning."""
    return HandClock()


@pytest.fixture
def office(tmp_path: Path, database_url: str, sink: Sink, clock: HandClock) -> Iterator[Office]:
    """A desk that submits to the sink, with one ticket whose acknowledgement and staff copies wait."""
    submission = Submission(Server("127.0.0.1", sink.port, Tls.NONE))
    made = an_office(tmp_path, database_url, clock, submission=submission)
    take_in(made, a_mail())
    yield made
    made.database.close()


def deliver(office: Office) -> int:
    """Send what may go out; how many mails were tried."""

    async def work() -> int:
        with ThreadPoolExecutor(1) as executor:
            deliverer = Deliverer(office, executor)
            try:
                return await deliverer.deliver()
            finally:
                await deliverer.close()

    return asyncio.run(work())


def states(office: Office) -> dict[str, State]:
    """How each recipient's mail fares."""
    with office.database.read() as session:
        return {p.recipients[0].address: p.state for p in outgoing.listing(session)}


def test_what_waits_is_sent_and_marked(office: Office, sink: Sink) -> None:
    assert deliver(office) == 3
    assert set(states(office).values()) == {State.SENT}
    assert len(sink.accepted()) == 3
    assert deliver(office) == 0


def test_a_refused_recipient_is_on_the_ticket_and_its_owners_are_told_once(office: Office, sink: Sink) -> None:
    sink.refuse(JAN, "550 5.1.1 no such user")
    deliver(office)
    assert states(office)[JAN] is State.FAILED
    with office.database.read() as session:
        ticket = tickets.load(session, 1)
        told = [p for p in outgoing.listing(session) if p.purpose == "undeliverable"]
    assert ticket is not None
    (event,) = [e for e in ticket.events if e.kind is EventKind.UNDELIVERABLE]
    assert event.text("address") == JAN
    assert len(told) == 2  # both members of the first line
    deliver(office)
    deliver(office)
    assert len([p for p in states(office).values() if p is State.FAILED]) == 1


def test_a_mail_put_off_is_tried_again_with_the_same_bytes(office: Office, sink: Sink, clock: HandClock) -> None:
    sink.refuse(JAN, "451 4.7.1 try again later")
    deliver(office)
    assert states(office)[JAN] is State.READY
    assert deliver(office) == 0  # not at once
    sink.forgive()
    clock.forward(minutes=2)
    assert deliver(office) == 1
    assert states(office)[JAN] is State.SENT


def test_a_mail_put_off_for_days_is_given_up_and_said_so(
    tmp_path: Path, database_url: str, sink: Sink, clock: HandClock
) -> None:
    submission = Submission(Server("127.0.0.1", sink.port, Tls.NONE))
    limits = replace(Limits(), deliver_for=timedelta(days=4))
    office = an_office(tmp_path, database_url, clock, submission=submission, limits=limits)
    take_in(office, a_mail())
    sink.refuse(JAN, "451 4.7.1 try again later")
    deliver(office)
    clock.forward(days=4, minutes=1)
    deliver(office)
    assert states(office)[JAN] is State.DEAD


def test_a_mail_sent_again_by_hand_is_offered_for_as_long_as_a_new_one(
    office: Office, sink: Sink, clock: HandClock
) -> None:
    sink.refuse(JAN, "451 4.7.1 try again later")
    deliver(office)
    clock.forward(days=4, minutes=1)
    deliver(office)
    with office.database.transaction() as session:
        (dead,) = outgoing.listing(session, {State.DEAD})
        assert outgoing.retry(session, [dead.id], clock.now()) == 1
    for _ in range(3):
        deliver(office)
        assert states(office)[JAN] is State.READY
        clock.forward(days=1)
    clock.forward(days=1, minutes=1)
    deliver(office)
    assert states(office)[JAN] is State.DEAD


def test_a_server_that_hangs_up_after_the_data_gets_the_same_mail_again(
    office: Office, sink: Sink, clock: HandClock
) -> None:
    sink.drop_after_data()
    with pytest.raises(MailtriageError):
        deliver(office)
    clock.forward(minutes=3)
    deliver(office)
    assert set(states(office).values()) == {State.SENT}
    once = {d.raw for d in sink.deliveries}
    assert len(once) == 3


def test_a_server_that_is_not_there_costs_no_mail_and_no_try(office: Office, sink: Sink, clock: HandClock) -> None:
    sink.stop()
    for _ in range(5):
        with pytest.raises(MailtriageError, match=r"127\.0\.0\.1"):
            deliver(office)
        clock.forward(days=1)
    assert set(states(office).values()) == {State.READY}
