"""Transactions that keep what they promise, and failures that say what to do."""

import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError, StatementError

from mailtriage.desk.event import EventKind
from mailtriage.errors import ContendedError, Permanent, Transient
from mailtriage.store import custody, health, messages, tickets
from mailtriage.store.database import Database, Session, savepoint
from mailtriage.store.migration import revision, upgrade
from servers.ports import free_port
from servers.postgres import Postgres
from stored import HOUR, NOON, a_mail_taken_in, a_message, a_ticket, an_entry, an_event, at_once


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'mailtriage.sqlite'}")
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def mortal() -> Iterator[Postgres]:
    """A PostgreSQL of the test's own, to be killed."""
    with Postgres() as server:
        yield server


@pytest.mark.parametrize("name", ["a b.sqlite", "50%20.sqlite", "what?.sqlite", "#1.sqlite", "æøå.sqlite"])
def test_a_path_is_taken_as_it_stands(tmp_path: Path, name: str) -> None:
    upgrade(Database(f"sqlite:///{tmp_path / name}"))
    assert (tmp_path / name).exists()
    assert (tmp_path / name).stat().st_mode & 0o077 == 0


def test_sqlite_waits_for_the_disk_at_every_commit(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        assert session.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert session.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert session.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.transaction() as session:
        tickets.append(session, a_ticket(session).number + 1, [an_event()])
    with database.read() as session:
        assert tickets.listing(session, tickets.Filter()) == ()


def test_reading_first_and_writing_later_loses_no_update(database: Database) -> None:
    with database.transaction() as session:
        number = a_ticket(session).number

    def note_the_count(session: Session, _: int) -> None:
        ticket = tickets.load(session, number, lock=True)
        assert ticket is not None
        tickets.append(session, number, [an_event(text=str(len(ticket.events)))])

    at_once(database, 60, note_the_count)
    with database.read() as session:
        ticket = tickets.load(session, number)
    assert ticket is not None
    assert sorted(int(e.text("text")) for e in ticket.events[1:]) == list(range(1, 61))


def test_what_is_written_while_reading_is_thrown_away_or_refused(database: Database) -> None:
    try:
        with database.read() as session:
            tickets.create(session, NOON)
    except Permanent:
        assert database.path is None
    with database.transaction() as session:
        assert tickets.append(session, a_ticket(session).number, [an_event()])[0].seq == 2
        assert len(tickets.listing(session, tickets.Filter())) == 1


def test_a_reader_sees_one_picture_while_others_write(database: Database) -> None:
    with database.transaction() as session:
        number = a_ticket(session).number
    with database.read() as session:
        before = tickets.load(session, number)
        with database.transaction() as writer:
            tickets.append(writer, number, [an_event()])
        assert tickets.load(session, number) == before


def test_a_failed_part_leaves_the_other_mails_of_the_commit(database: Database) -> None:
    with database.transaction() as session:
        a_mail_taken_in(session, 1)
        with pytest.raises(ContendedError), savepoint(session):
            custody.record(session, an_entry(1))
        with pytest.raises(LookupError), savepoint(session):
            tickets.append(session, a_mail_taken_in(session, 2) + 1, [an_event()])
        with savepoint(session):
            a_mail_taken_in(session, 3)
    with database.read() as session:
        assert sorted(custody.taken(session, "support", 1, [1, 2, 3])) == [1, 3]
        assert len(tickets.listing(session, tickets.Filter())) == 2
    assert list(health.problems(database)) == []


def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="zone"), database.transaction() as session:
        tickets.create(session, datetime(2026, 3, 2, 12))  # noqa: DTZ001 - the point


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    east = NOON.astimezone(timezone(timedelta(hours=5, minutes=30))) + timedelta(microseconds=1)
    with database.transaction() as session:
        number = messages.keep(session, a_message(received=east), None)
    with database.read() as session:
        kept = messages.load(session, number)
    assert kept is not None
    assert kept.received == east
    assert kept.received.utcoffset() == timedelta(0)


def test_an_absurd_date_header_does_not_lose_the_mail(database: Database) -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    last = datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))
    with database.transaction() as session:
        numbers = [messages.keep(session, a_message(date=date), None) for date in (first, last)]
    with database.read() as session:
        years = [kept.date.year for n in numbers if (kept := messages.load(session, n)) and kept.date]
    assert years == [1, 9999]


def test_text_that_no_database_takes_is_kept_all_the_same(database: Database) -> None:
    evil = "a\0b\ud800c æ 😀"
    events = [an_event(text=evil, **{evil: [evil]})]
    with database.transaction() as session:
        number = a_ticket(session, subject=evil).number
        tickets.append(session, number, events)
        kept_id = messages.keep(session, a_message(subject=evil, text=evil, message_id=evil, ticket=number), None)
    with database.read() as session:
        ticket, kept = tickets.load(session, number), messages.load(session, kept_id)
        known = messages.threads(session, [evil])
    assert ticket is not None
    assert kept is not None
    assert kept.subject == kept.text == "a�b�c æ 😀"
    assert ticket.events[1].data == events[0].data
    assert [k.ticket for k in known] == [number]


def test_a_damaged_or_foreign_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all," * 1000)
    with pytest.raises(Permanent, match=r"letter.txt is not a mailtriage database: check the path"):
        revision(Database(f"sqlite:///{path}"))


def test_a_missing_file_is_an_error_and_not_a_new_database(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="run `mailtriage db upgrade`"):
        revision(Database(f"sqlite:///{tmp_path / 'absent.sqlite'}"))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"The directory .*absent of the database does not exist: create it"):
        upgrade(Database(f"sqlite:///{tmp_path / 'absent' / 'mailtriage.sqlite'}"))


def test_a_full_disk_undoes_the_whole_transaction_and_says_so(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        a_mail_taken_in(session, 1)
    with pytest.raises(Transient, match=r"The disk of the database .* is full: free some space there"):
        _fill(sqlite)
    assert list(health.problems(sqlite)) == []
    with sqlite.transaction() as session:
        assert list(custody.taken(session, "support", 1, range(100))) == [1]
        a_mail_taken_in(session, 3)


def _fill(database: Database) -> None:
    with database.transaction() as session:
        a_mail_taken_in(session, 2)
        pages = session.exec_driver_sql("PRAGMA page_count").scalar_one()
        session.exec_driver_sql(f"PRAGMA max_page_count={pages + 1}")
        try:
            with savepoint(session):
                messages.keep(session, a_message(text="x" * 1_000_000), None)
        except SQLAlchemyError as error:
            pytest.fail(f"intake would take this for a broken mail: {error!r}")
        finally:
            session.exec_driver_sql("PRAGMA max_page_count=1000000")


@pytest.mark.parametrize("mode", [0o400, 0o600])
def test_a_database_that_may_not_be_written_is_named(sqlite: Database, tmp_path: Path, mode: int) -> None:
    path = sqlite.path
    assert path is not None
    sqlite.close()
    # Root may write anything, so somebody else tries: the file read-only, or the directory around it.
    script = """
        import os, sys
        from pathlib import Path
        from mailtriage.store.database import Database
        from mailtriage.store import tickets
        from mailtriage.errors import Permanent
        import datetime, mailtriage.store.failure
        path = Path(sys.argv[1])
        os.chmod(path, int(sys.argv[2]))
        if os.getuid() == 0:
            os.chown(path, 65534, 65534)
        os.chmod(path.parent, 0o555)
        os.chdir(path.parent)
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        try:
            with Database(f"sqlite:///{path.name}").transaction() as session:
                tickets.create(session, datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))
        except Permanent as error:
            print(error)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(path), str(mode)]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    finally:
        tmp_path.chmod(0o755)
    assert "mailtriage.sqlite" in said
    assert "read-only" in said or "permissions" in said


def test_a_database_locked_by_somebody_else_is_named(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailtriage.store.database._BUSY", 0.2)
    sqlite.close()
    assert sqlite.path is not None
    other = sqlite3.connect(sqlite.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Transient, match="locked by another process"), sqlite.transaction() as session:
        tickets.create(session, NOON)
    other.execute("ROLLBACK")
    other.close()
    with sqlite.transaction() as session:
        tickets.create(session, NOON)


def test_a_transaction_inside_another_is_told_and_does_not_hang(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailtriage.store.database._BUSY", 0.2)
    with sqlite.transaction(), pytest.raises(Transient, match="busy"), sqlite.transaction():
        pass


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://localhost/desk", "does not name a database we know"),
        ("desk", "cannot be read"),
        ("sqlite://", "does not name a database we know"),
        ("sqlite:///", "does not name a database we know"),
        ("postgresql://user@localhost:port/desk", "cannot be read"),
    ],
)
def test_a_url_that_says_nothing_is_refused(url: str, sentence: str) -> None:
    with pytest.raises(Permanent, match=sentence):
        Database(url)


def test_a_server_that_is_away_is_worth_another_try() -> None:
    port = free_port()
    with pytest.raises(Transient, match=rf"127.0.0.1:{port}/desk cannot be reached .* start it"):
        revision(Database(f"postgresql://mailtriage@127.0.0.1:{port}/desk"))


def test_a_refused_login_a_missing_database_and_a_missing_right_say_so(postgres: Postgres) -> None:
    url = postgres.create_database()
    host = url.rpartition("@")[2]
    with pytest.raises(Permanent, match="refused the login: check user and password") as refused:
        revision(Database(f"postgresql://mailtriage@{host}", password="hunter2"))
    assert "hunter2" not in str(refused.value)
    with pytest.raises(Permanent, match="does not exist on that server: create it"):
        revision(Database(postgres.url("absent")))
    postgres.drop_database(url)


def test_a_password_may_come_apart_from_the_url(postgres: Postgres) -> None:
    url = postgres.create_database()
    user, _, password = url.removeprefix("postgresql://").partition("@")[0].partition(":")
    apart = Database(f"postgresql://{user}@{url.rpartition('@')[2]}", password=password)
    assert revision(apart) is None
    assert password not in apart.name
    apart.close()
    postgres.drop_database(url)


def test_a_server_that_dies_is_worth_another_try_and_keeps_what_was_committed(mortal: Postgres) -> None:
    database = Database(mortal.create_database())
    upgrade(database)
    with database.transaction() as session:
        a_mail_taken_in(session, 1)
    with pytest.raises(Transient):
        _write_while_it_dies(database, mortal)
    with pytest.raises(Transient, match="cannot be reached"), database.read() as session:
        tickets.next_due(session)
    mortal.start()
    with database.transaction() as session:
        assert list(custody.taken(session, "support", 1, range(5))) == [1]
        a_mail_taken_in(session, 2)
    database.close()


def _write_while_it_dies(database: Database, server: Postgres) -> None:
    with database.transaction() as session:
        a_mail_taken_in(session, 2)
        server.kill()
        a_mail_taken_in(session, 3)


def test_two_transactions_in_each_others_way_are_worth_another_try(postgres: Postgres) -> None:
    database = Database(postgres.create_database())
    upgrade(database)
    with database.transaction() as session:
        first, second = a_ticket(session).number, a_ticket(session).number
    meeting = threading.Barrier(2)
    failures: list[Transient] = []

    def write(numbers: tuple[int, int]) -> None:
        try:
            with database.transaction() as session:
                tickets.append(session, numbers[0], [an_event()])
                meeting.wait(10)
                with savepoint(session):
                    tickets.append(session, numbers[1], [an_event()])
        except Transient as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(pair,)) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) == 1
    database.close()


def test_a_node_that_stands_still_does_not_keep_its_tickets_from_the_others(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailtriage.store.database._ABANDONED", 1)
    database = Database(postgres.create_database())
    upgrade(database)
    with database.transaction() as session:
        number = a_ticket(session, NOON, NOON).number
    with pytest.raises(Transient):
        _stand_still(database, number)
    with database.transaction() as session:
        assert tickets.due(session, NOON, 1) == (number,)
    database.close()


def _stand_still(database: Database, number: int) -> None:
    with database.transaction() as session:
        assert tickets.due(session, NOON, 1) == (number,)
        with database.transaction() as other:
            assert tickets.due(other, NOON, 1) == ()
        time.sleep(1.5)
        tickets.append(session, number, [an_event()])


def test_a_writer_killed_at_any_moment_leaves_whole_tickets_only(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database)
    script = """
        import sys
        from stored import a_mail_taken_in
        from mailtriage.store.database import Database, Session, savepoint
        database = Database(sys.argv[1])
        for first in range(int(sys.argv[2]), 10_000_000, 5):
            with database.transaction() as session:
                for number in range(first, first + 5):
                    with savepoint(session):
                        a_mail_taken_in(session, number)
            print(first + 4, flush=True)
    """
    last = 0
    for _ in range(3):
        command = [sys.executable, "-c", textwrap.dedent(script), database_url, str(last + 1)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]) as writer:
            assert writer.stdout is not None
            for _ in range(12):
                last = int(writer.stdout.readline())
            writer.kill()
            said = writer.stdout.read().split()
        last = max([last, *map(int, said)])
        with database.transaction() as session:  # waits until PostgreSQL has noticed
            taken = custody.taken(session, "support", 1, range(last + 100))
        # What was said to be committed is there, and the batch in hand as a whole or not at all.
        assert list(taken) in (list(range(1, last + 1)), list(range(1, last + 6)))
        last = max(taken)
    with database.read() as session:
        whole = tickets.load_many(session, (e.ticket for e in taken.values() if e.ticket))
        listed = tickets.listing(session, tickets.Filter())
    assert len(whole) == len(taken) == len(listed)
    assert all([e.kind for e in t.events][:2] == [EventKind.OPENED, EventKind.RECEIVED] for t in whole)
    assert all(s.next_due == NOON + HOUR for s in listed)
    assert list(health.problems(database)) == []
    database.close()
