"""Tickets with many writers, their summaries, and what the watch asks every second."""

import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.ticket import ticket_from
from mailtriage.store import schema, steps, terms, tickets
from mailtriage.store.database import Database, Session
from mailtriage.store.tickets import Filter
from stored import HOUR, NOON, a_ticket, an_event, an_opening, at_once, plans


def test_numbers_are_unique_and_rise_with_many_threads(database: Database) -> None:
    numbers = at_once(database, 200, lambda session, _: tickets.create(session, NOON))
    assert len(set(numbers)) == 200
    with database.transaction() as session:
        assert tickets.create(session, NOON) > max(numbers)


def test_numbers_are_unique_with_many_processes(database: Database, database_url: str) -> None:
    script = """
        import sys
        from stored import NOON
        from mailtriage.store import tickets
        from mailtriage.store.database import Database
        database = Database(sys.argv[1])
        for _ in range(50):
            with database.transaction() as session:
                print(tickets.create(session, NOON), flush=True)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), database_url]
    tests = Path(__file__).parents[1]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tests) for _ in range(3)]
    numbers = [int(line) for writer in writers for line in writer.communicate(timeout=120)[0].split()]
    assert len(numbers) == len(set(numbers)) == 150
    assert [writer.returncode for writer in writers] == [0, 0, 0]


def test_a_deleted_ticket_does_not_give_its_number_back(database: Database) -> None:
    with database.transaction() as session:
        last = tickets.create(session, NOON)
    with database.transaction() as session:
        session.execute(schema.ticket.delete())
    with database.transaction() as session:
        assert tickets.create(session, NOON) > last


def test_a_ticket_is_what_its_events_make_it(database: Database) -> None:
    with database.transaction() as session:
        number = tickets.create(session, NOON)
        first = tickets.append(
            session, number, [an_opening(), an_event(EventKind.ASSIGNED, assignee="eva@desk.example")]
        )
        rest = tickets.append(session, number, [an_event(EventKind.RESOLVED, NOON + HOUR, text="Done")])
    with database.read() as session:
        ticket = tickets.load(session, number)
    assert [e.seq for e in (*first, *rest)] == [1, 2, 3]
    assert ticket == ticket_from(number, [*first, *rest])
    assert (ticket.state, ticket.assignee, ticket.requester.name) == (State.RESOLVED, "eva@desk.example", "Jan")


def test_events_of_many_writers_are_numbered_without_a_gap(database: Database) -> None:
    with database.transaction() as session:
        number = a_ticket(session).number

    def note(session: Session, _: int) -> None:
        tickets.append(session, number, [an_event(), an_event()])

    at_once(database, 40, note)
    with database.read() as session:
        ticket = tickets.load(session, number)
    assert ticket is not None
    assert [e.seq for e in ticket.events] == list(range(1, 82))


def test_an_unknown_number_has_no_ticket_and_takes_no_events(database: Database) -> None:
    with database.transaction() as session:
        assert tickets.load(session, 4711) is None
        assert tickets.load(session, 4711, lock=True) is None
        assert tickets.append(session, 4711, []) == ()
        with pytest.raises(LookupError):
            tickets.append(session, 4711, [an_event()])


def test_a_number_without_an_opening_is_no_ticket_yet(database: Database) -> None:
    with database.transaction() as session:
        number = tickets.create(session, NOON)
        assert tickets.load(session, number) is None
        assert tickets.listing(session, Filter()) == ()


def test_a_listing_answers_every_question_newest_first(database: Database) -> None:
    with database.transaction() as session:
        first = a_ticket(session, NOON, NOON + HOUR, contract="a", customer="x", role="first-line", priority=2)
        second = a_ticket(session, NOON, None, contract="b", customer="x", mailbox="sales", state="held")
        third = a_ticket(session, NOON, None, contract="b", assignee="Eva@desk.example", role="second-line")

    def numbers(wanted: Filter) -> list[int]:
        with database.read() as session:
            return [s.number for s in tickets.listing(session, wanted)]

    a, b, c = first.number, second.number, third.number
    assert numbers(Filter()) == [c, b, a]
    assert numbers(Filter(states=frozenset({State.NEW}))) == [c, a]
    assert numbers(Filter(states=frozenset({State.NEW, State.HELD}), customer="x")) == [b, a]
    assert numbers(Filter(contract="b")) == [c, b]
    assert numbers(Filter(requester="JAN@customer.example")) == [c, b, a]
    assert numbers(Filter(assignee="eva@DESK.example")) == [c]
    assert numbers(Filter(role="second-line")) == [c]
    assert numbers(Filter(mailbox="sales")) == [b]
    assert numbers(Filter(limit=1)) == [c]
    assert numbers(Filter(below=c, limit=1)) == [b]
    with database.read() as session:
        summary = tickets.listing(session, Filter(contract="a"))[0]
    assert (summary.priority, summary.next_due, summary.received, summary.subject) == (
        2,
        NOON + HOUR,
        NOON,
        "The printer is stuck",
    )


def test_the_summary_follows_the_ticket(database: Database) -> None:
    with database.transaction() as session:
        ticket = a_ticket(session, NOON, NOON + HOUR)
        later = NOON + 2 * HOUR
        events = tickets.append(session, ticket.number, [an_event(EventKind.RESOLVED, later)])
        tickets.index(session, ticket_from(ticket.number, [*ticket.events, *events]), None)
        (summary,) = tickets.listing(session, Filter())
        assert (summary.state, summary.next_due, summary.updated) == (State.RESOLVED, None, later)


def test_what_is_due_comes_longest_waiting_first(database: Database) -> None:
    with database.transaction() as session:
        late = a_ticket(session, NOON, NOON - HOUR).number
        latest = a_ticket(session, NOON, NOON - 2 * HOUR).number
        now = a_ticket(session, NOON, NOON).number
        a_ticket(session, NOON, NOON + timedelta(microseconds=1))
        a_ticket(session, NOON, None)
        assert tickets.next_due(session) == NOON - 2 * HOUR
        assert tickets.due(session, NOON, 10) == (latest, late, now)
        assert tickets.due(session, NOON, 2) == (latest, late)


def test_nothing_due_is_none(database: Database) -> None:
    with database.transaction() as session:
        a_ticket(session)
        assert tickets.next_due(session) is None
        assert tickets.due(session, NOON, 5) == ()


def test_due_tickets_of_one_worker_are_passed_over_by_the_next(database: Database) -> None:
    if database.path:  # on SQLite the next worker waits instead; the test on steps covers it
        return
    with database.transaction() as session:
        numbers = [a_ticket(session, NOON, NOON).number for _ in range(4)]
    with database.transaction() as one, database.transaction() as other:
        assert tickets.due(one, NOON, 2) == tuple(numbers[:2])
        assert tickets.due(other, NOON, 4) == tuple(numbers[2:])


def test_many_watchers_tell_each_step_exactly_once(database: Database) -> None:
    with database.transaction() as session:
        for _ in range(30):
            a_ticket(session, NOON, NOON)

    def watch(session: Session, _: int) -> list[int]:
        done = []
        for number in tickets.due(session, NOON, 5):
            if steps.tell(session, steps.Telling(number, "reaction", "breach", 0), NOON, NOON):
                done.append(number)
            ticket = tickets.load(session, number)
            assert ticket is not None
            tickets.index(session, ticket, None)
        return done

    told = [number for found in at_once(database, 20, watch) for number in found]
    assert len(told) == len(set(told)) == 30


def test_the_watch_looks_into_an_index_however_many_tickets_there_are(database: Database) -> None:
    with database.transaction() as session:
        number = a_ticket(session, NOON, NOON).number
        template = dict(session.execute(schema.ticket.select()).mappings().one())
        rows = [{**template, "number": number + n, "next_due": None} for n in range(1, 10_001)]
        session.execute(insert(schema.ticket), rows)
    with database.transaction() as session:
        if not database.path:
            session.exec_driver_sql("ANALYZE ticket")
        next_due = plans(session, lambda: tickets.next_due(session))
        due = plans(session, lambda: tickets.due(session, NOON, 5))
        assert "ix_ticket_next_due" in next_due
        assert "ix_ticket_next_due" in due
        assert tickets.due(session, NOON, 5) == (number,)
        assert len(tickets.listing(session, Filter(limit=20))) == 20


def test_terms_are_kept_once_and_found_by_hash(database: Database) -> None:
    with database.transaction() as session:
        terms.keep(session, "abc", '{"plan": "basic"}')
        terms.keep(session, "abc", "never again")
        assert terms.load(session, "abc") == '{"plan": "basic"}'
        with pytest.raises(LookupError, match="def"):
            terms.load(session, "def")


def test_ten_thousand_tickets_can_be_loaded_at_once(database: Database) -> None:
    event = {
        "seq": 1,
        "kind": "opened",
        "occurred": NOON,
        "recorded": NOON,
        "actor": "",
        "authority": "",
        "data": dict(an_opening().data),
    }
    with database.transaction() as session:
        number = a_ticket(session).number
        template = dict(session.execute(schema.ticket.select()).mappings().one())
        session.execute(insert(schema.ticket), [{**template, "number": number + n} for n in range(1, 10_001)])
        session.execute(insert(schema.event), [{**event, "ticket": number + n} for n in range(1, 10_001)])
    with database.read() as session:
        assert len(tickets.load_many(session, range(number, number + 11_000))) == 10_001
