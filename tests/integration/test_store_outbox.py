"""The outbox: nothing goes out twice by our doing, nothing is forgotten, and the urgent goes first."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mailtriage.store import dispatch, outbox, outgoing, raw, schema
from mailtriage.store.database import Database, Session
from mailtriage.store.dispatch import Claimed, Result, Tried, Worker
from mailtriage.store.outbox import Head, Outcome, Recent, State, Urgency, Volume
from stored import HOUR, NOON, a_ticket, an_outgoing, at_once, plans

REAL = NOON + 1000 * HOUR
MINUTE = timedelta(minutes=1)
SENT, FAILED, DEAD, READY = (
    Result(Outcome.SENT, "250 ok"),
    Result(Outcome.FAILED, "550 no such user"),
    Result(Outcome.DEAD, "451 later"),
    Result(Outcome.READY, "451 later"),
)


def a_worker(name: str = "one", now: timedelta = timedelta(0)) -> Worker:
    return Worker(name, REAL + now, REAL + now + 5 * MINUTE)


def claim(session: Session, worker: Worker | None = None, limit: int = 10) -> tuple[Claimed, ...]:
    return dispatch.claim(session, NOON, worker or a_worker(), limit)


def the(database: Database, name: str) -> outgoing.Posted:
    with database.read() as session:
        found = outgoing.find(session, f"<{name}@helpdesk.example>")
    assert found is not None
    return found


def _settle(
    session: Session, claimed: Claimed, results: dict[str, Result], at: datetime, again: datetime | None = None
) -> State:
    return dispatch.settle(session, [Tried(claimed, results, again)], at)[claimed.id]


def test_a_mail_is_claimed_as_it_was_put(database: Database) -> None:
    mail = an_outgoing("1", recipients=("Jan@customer.example", "a@customer.example", "JAN@customer.example"), step="s")
    with database.transaction() as session:
        (number,) = outbox.put(session, mail)
    with database.transaction() as session:
        (claimed,) = claim(session)
    assert raw.unpack(claimed.packed) == raw.unpack(mail.packed)
    assert (claimed.id, claimed.attempts, claimed.message_id) == (number, 1, mail.message_id)
    assert (claimed.sender, claimed.purpose, claimed.step) == (mail.sender, mail.purpose, "s")
    assert claimed.recipients == ("a@customer.example", "JAN@customer.example")


def test_a_mail_needs_a_recipient_and_a_message_id_of_its_own(database: Database) -> None:
    with pytest.raises(ValueError, match="recipient"), database.transaction() as session:
        outbox.put(session, an_outgoing(recipients=()))
    with database.transaction() as session:
        outbox.put(session, an_outgoing())
    with pytest.raises(IntegrityError), database.transaction() as session:
        outbox.put(session, an_outgoing())


def test_the_urgent_goes_first_and_the_future_waits(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing("digest", urgency=Urgency.LAST, not_before=NOON - HOUR))
        outbox.put(session, an_outgoing("later", urgency=Urgency.FIRST, not_before=NOON + MINUTE))
        outbox.put(session, an_outgoing("copy", not_before=NOON - MINUTE))
        outbox.put(session, an_outgoing("older copy", not_before=NOON - 2 * MINUTE))
        outbox.put(session, an_outgoing("answer", urgency=Urgency.FIRST))
    with database.transaction() as session:
        first = claim(session, limit=2)
    with database.transaction() as session:
        rest = claim(session)
    names = [c.message_id.partition("@")[0][1:] for c in (*first, *rest)]
    assert names == ["answer", "older copy", "copy", "digest"]


def test_the_head_tells_desk_time_and_real_time_apart(database: Database) -> None:
    with database.transaction() as session:
        assert outbox.head(session) == Head(None, None)
        outbox.put(session, an_outgoing("1"))
        outbox.put(session, an_outgoing("2", not_before=NOON + HOUR))
        assert outbox.head(session) == Head(NOON, None)
        claim(session)
        assert outbox.head(session) == Head(NOON + HOUR, REAL + 5 * MINUTE)


def test_a_claimed_mail_is_nobody_elses_until_the_lease_runs_out(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing())
    with database.transaction() as session:
        (mine,) = claim(session, a_worker("one"))
        assert claim(session, a_worker("two", now=5 * MINUTE - timedelta(seconds=1))) == ()
        (theirs,) = claim(session, a_worker("two", now=5 * MINUTE))
    assert (mine.id, mine.attempts, theirs.attempts) == (theirs.id, 1, 2)
    assert mine.claim != theirs.claim


def test_a_sent_mail_is_not_sent_again(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing())
        (claimed,) = claim(session)
        assert _settle(session, claimed, {"jan@CUSTOMER.example": SENT}, NOON) is State.SENT
        assert claim(session, a_worker(now=HOUR)) == ()
        assert outbox.head(session) == Head(None, None)
    (recipient,) = the(database, "1").recipients
    assert (recipient.outcome, recipient.said, recipient.at) == (Outcome.SENT, "250 ok", NOON)


def test_each_recipient_fares_on_its_own(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing(recipients=("a@x.example", "b@x.example", "c@x.example", "d@x.example")))
        (claimed,) = claim(session)
        results = {"a@x.example": SENT, "b@x.example": FAILED, "c@x.example": READY}
        with pytest.raises(ValueError, match="when to try again"), session.begin_nested():
            _settle(session, claimed, results, NOON)
        assert _settle(session, claimed, results, NOON, NOON + HOUR) is State.READY
        assert claim(session) == ()
        (again,) = dispatch.claim(session, NOON + HOUR, a_worker(), 10)
        assert (again.recipients, again.attempts) == (("c@x.example", "d@x.example"), 2)
        assert _settle(session, again, {"c@x.example": DEAD, "d@x.example": SENT}, NOON) is State.DEAD
    outcomes = [r.outcome for r in the(database, "1").recipients]
    assert outcomes == [Outcome.SENT, Outcome.FAILED, Outcome.DEAD, Outcome.SENT]


def test_a_worker_that_wakes_up_too_late_takes_nothing_back(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing(recipients=("a@x.example", "b@x.example")))
        (late,) = claim(session, a_worker("one"))
        (mine,) = claim(session, a_worker("two", now=HOUR))
        _settle(session, late, {"a@x.example": SENT}, NOON, NOON)
        assert outbox.head(session).lease == REAL + HOUR + 5 * MINUTE  # still the second worker's
        _settle(session, mine, {"a@x.example": FAILED, "b@x.example": SENT}, NOON)
    assert [r.outcome for r in the(database, "1").recipients] == [Outcome.SENT, Outcome.SENT]
    assert the(database, "1").state is State.SENT


def test_a_worker_that_wakes_up_after_the_end_reopens_nothing(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing())
        (late,) = claim(session, a_worker("one"))
        (mine,) = claim(session, a_worker("two", now=HOUR))
        _settle(session, mine, {"jan@customer.example": SENT}, NOON)
        assert _settle(session, late, {"jan@customer.example": READY}, NOON, NOON) is State.SENT
    assert the(database, "1").state is State.SENT


def test_failed_mail_goes_again_on_request_to_those_who_did_not_get_it(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing("1", recipients=("a@x.example", "b@x.example")))
        outbox.put(session, an_outgoing("2"))
        one, two = claim(session)
        _settle(session, one, {"a@x.example": SENT, "b@x.example": FAILED}, NOON)
        _settle(session, two, {"jan@customer.example": SENT}, NOON)
        assert outgoing.retry(session, [], NOON) == 0
        assert outgoing.retry(session, [one.id, two.id, 4711], NOON) == 1
        (again,) = claim(session)
        assert (again.recipients, again.attempts) == (("b@x.example",), 1)
        assert again.claim > one.claim


def test_only_an_address_we_wrote_to_is_proof(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing(recipients=("Jan@customer.example",)))
        message_id = "<1@helpdesk.example>"
        assert outgoing.to_address(session, message_id, "jan@Customer.Example")
        assert not outgoing.to_address(session, message_id, "eve@customer.example")
        assert not outgoing.to_address(session, "<2@helpdesk.example>", "jan@customer.example")
        assert outgoing.find(session, "<2@helpdesk.example>") is None


def test_the_outbox_is_listed_newest_first(database: Database) -> None:
    with database.transaction() as session:
        for name in ("1", "2", "3"):
            outbox.put(session, an_outgoing(name))
        (claimed,) = claim(session, limit=1)
        _settle(session, claimed, {"jan@customer.example": FAILED}, NOON)
        listed = outgoing.listing(session)
        assert [p.message_id[1] for p in listed] == ["3", "2", "1"]
        assert [p.message_id[1] for p in outgoing.listing(session, [State.READY], 1)] == ["3"]
        (failed,) = outgoing.listing(session, {State.FAILED, State.DEAD})
        assert failed.recipients[0].said == "550 no such user"
        assert outgoing.load(session, failed.id) == failed
        assert outgoing.load(session, 4711) is None
        assert outgoing.octets(session, failed).startswith(b"Message-ID: <1@")


def test_the_brake_counts_by_recipient_ticket_purpose_and_time(database: Database) -> None:
    with database.transaction() as session:
        ticket = a_ticket(session).number
        outbox.put(session, an_outgoing("1", ticket=ticket))
        outbox.put(session, an_outgoing("2", created=NOON - HOUR))
        outbox.put(session, an_outgoing("3", recipients=("eve@x.example", "jan@customer.example")))
        outbox.put(session, an_outgoing("4", purpose="digest"))
        since_noon = Recent(("acknowledgement", "held"), NOON)
        earlier, unlimited = replace(since_noon, since=NOON - HOUR), Volume(100, 100, 100)
        assert outbox.volume(session, earlier, "JAN@customer.example", ticket, unlimited) == Volume(3, 1, 3)
        assert outbox.volume(session, since_noon, "JAN@customer.example", ticket, unlimited) == Volume(2, 1, 2)
        assert outbox.volume(session, since_noon, "eve@x.example", 0, unlimited) == Volume(1, 0, 2)
        assert outbox.volume(session, earlier, "jan@customer.example", ticket, Volume(2, 0, 1)) == Volume(2, 0, 1)
        assert outbox.volume(session, Recent(("digest",), NOON), "a@x.example", ticket, unlimited) == Volume(0, 0, 1)
        assert outbox.count(session, since_noon, "Eve@x.example", 100) == 1
        assert outbox.count(session, earlier, "jan@customer.example", 2) == 2


def test_many_workers_take_each_mail_once(database: Database) -> None:
    with database.transaction() as session:
        for number in range(60):
            outbox.put(session, an_outgoing(str(number)))
    found = at_once(database, 20, lambda session, n: [c.id for c in claim(session, a_worker(str(n)), 4)])
    taken = [number for ids in found for number in ids]
    assert len(taken) == len(set(taken))
    with database.transaction() as session:
        assert len(claim(session, limit=100)) == 60 - len(taken)


def test_the_outbox_is_looked_at_through_an_index_however_full_it_is(database: Database) -> None:
    with database.transaction() as session:
        outbox.put(session, an_outgoing())
        template = dict(session.execute(schema.outbox.select()).mappings().one())
        sent = {**template, "state": "sent"}
        rows = [{**sent, "id": n, "message_id": f"<{n}>"} for n in range(template["id"] + 1, 10_000)]
        session.execute(schema.outbox.insert(), rows)
    with database.transaction() as session:
        if not database.path:
            session.exec_driver_sql("ANALYZE outbox")
        looking = plans(session, lambda: outbox.head(session))
        assert "ix_outbox_ready" in looking
        assert "ix_outbox_lease" in looking
        claiming = plans(session, lambda: dispatch.claim(session, NOON - HOUR, a_worker(), 10))
        assert "ix_outbox_ready" in claiming
        assert "ix_outbox_lease" in claiming
        assert len(claim(session)) == 1
