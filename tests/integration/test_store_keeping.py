"""Steps told once, leases that change hands in order, mail in quarantine, and a database that is checked."""

from sqlalchemy import update

from mailtriage.store import calendars, health, leases, quarantine, raw, schema, steps
from mailtriage.store.custody import Place
from mailtriage.store.database import Database, Session
from mailtriage.store.quarantine import Quarantined
from mailtriage.store.steps import Telling
from stored import HOUR, NOON, a_mail_taken_in, a_ticket, at_once


def test_a_step_is_told_once_per_epoch(database: Database) -> None:
    with database.transaction() as session:
        one, two = a_ticket(session).number, a_ticket(session).number
        assert steps.tell(session, Telling(one, "reaction", "breach", 0), NOON, NOON)
        assert not steps.tell(session, Telling(one, "reaction", "breach", 0), NOON + HOUR, NOON)
        assert steps.tell(session, Telling(one, "reaction", "breach", 1), NOON, NOON)
        assert steps.tell(session, Telling(one, "resolution", "breach", 0), NOON, NOON)
        assert steps.tell(session, Telling(two, "reaction", "breach", 0), NOON, NOON)
        assert steps.told(session, one) == {
            ("reaction", "breach", 0),
            ("reaction", "breach", 1),
            ("resolution", "breach", 0),
        }
        assert steps.told(session, two + 1) == frozenset()


def test_of_many_who_want_to_tell_one_does(database: Database) -> None:
    with database.transaction() as session:
        number = a_ticket(session).number
    telling = Telling(number, "reaction", "level-1", 0)
    assert sum(at_once(database, 12, lambda session, _: steps.tell(session, telling, NOON, NOON))) == 1


def test_a_lease_has_one_holder_until_it_ends(database: Database) -> None:
    with database.transaction() as session:
        mine = leases.take(session, "leader", "a", NOON, NOON + HOUR)
        assert mine is not None
        assert leases.take(session, "leader", "b", NOON, NOON + HOUR) is None
        assert leases.take(session, "mailbox support", "b", NOON, NOON + HOUR) is not None
        theirs = leases.take(session, "leader", "b", NOON + HOUR, NOON + 2 * HOUR)
        assert theirs is not None
        assert theirs.fence > mine.fence
        assert not leases.holds(session, mine)
        assert leases.holds(session, theirs)
        assert leases.renew(session, mine, NOON + 3 * HOUR) is None
        leases.release(session, mine, NOON)
        assert leases.take(session, "leader", "a", NOON + HOUR, NOON + 2 * HOUR) is None


def test_a_lease_is_renewed_and_given_back(database: Database) -> None:
    with database.transaction() as session:
        mine = leases.take(session, "leader", "a", NOON, NOON + HOUR)
        assert mine is not None
        longer = leases.renew(session, mine, NOON + 2 * HOUR)
        assert longer is not None
        assert (longer.until, longer.fence) == (NOON + 2 * HOUR, mine.fence)
        assert leases.take(session, "leader", "b", NOON + HOUR, NOON + 3 * HOUR) is None
        leases.release(session, longer, NOON)
        assert leases.take(session, "leader", "b", NOON, NOON + HOUR) is not None


def test_of_many_who_want_a_lease_one_gets_it(database: Database) -> None:
    def take(session: Session, number: int) -> leases.Lease | None:
        return leases.take(session, "leader", str(number), NOON, NOON + HOUR)

    assert len([lease for lease in at_once(database, 12, take) if lease]) == 1


def test_the_calendars_in_use_are_replaced_by_name(database: Database) -> None:
    with database.transaction() as session:
        assert calendars.known(session) == {}
        calendars.keep(session, {"office": "9-17", "always": "0-24"}, NOON)
        calendars.keep(session, {"office": "8-16"}, NOON + HOUR)
        calendars.keep(session, {}, NOON)
        assert calendars.known(session) == {"always": "0-24", "office": "8-16"}


def test_nodes_that_start_together_may_all_write_down_the_calendars(database: Database) -> None:
    documents = {f"calendar {n}": "9-17" for n in range(20)}

    def start(session: Session, node: int) -> None:
        order = sorted(documents, reverse=bool(node % 2))
        calendars.keep(session, {name: documents[name] for name in order}, NOON)

    at_once(database, 12, start)
    with database.read() as session:
        assert calendars.known(session) == documents


def test_a_mail_in_quarantine_is_kept_whole_until_somebody_lets_it_out(database: Database) -> None:
    octets = b"From: \x00\xff\r\n\r\n"
    with database.transaction() as session:
        ticket = a_ticket(session).number
        broken = Quarantined(Place("support", 1, 7), NOON, NOON, "parse", "ValueError: \0 \ud800", ticket)
        number = quarantine.keep(session, broken, raw.pack(octets))
    with database.transaction() as session:
        shown = quarantine.show(session, number)
        assert shown is not None
        assert shown[1] == octets
        assert (shown[0].traceback, shown[0].ticket) == ("ValueError: � �", ticket)
        assert quarantine.listing(session) == (shown[0],)
        assert quarantine.release(session, number, NOON + HOUR)
        assert not quarantine.release(session, number, NOON + HOUR)
        assert quarantine.listing(session) == ()
        assert [q.released for q in quarantine.listing(session, released=True)] == [NOON + HOUR]
        assert quarantine.show(session, number + 1) is None


def test_a_sound_database_has_no_problems(database: Database) -> None:
    with database.transaction() as session:
        for number in range(120):  # more than one portion
            a_mail_taken_in(session, number)
    assert list(health.problems(database)) == []


def test_a_message_that_was_tampered_with_is_found(database: Database) -> None:
    with database.transaction() as session:
        for number in range(120):
            a_mail_taken_in(session, number)
        hashes = sorted(session.execute(schema.raw.select()).scalars())
        for sha256, content in ((hashes[0], b"no compressed data"), (hashes[-1], raw.pack(b"other").content)):
            session.execute(update(schema.raw).where(schema.raw.c.sha256 == sha256).values(content=content))
    found = list(health.problems(database))
    assert [said.split()[4] for said in found] == [hashes[0], hashes[-1]]


def test_a_reference_to_nothing_is_found(database: Database) -> None:
    if not database.path:  # PostgreSQL lets nobody make one
        return
    database.close()
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("INSERT INTO step VALUES (4711, 'reaction', 'breach', 0, '2026-03-02 12:00:00', '2026-03-02')")
        connection.detach()
    assert list(health.problems(database)) == ["Row 1 of the table step refers to a row of ticket that is not there."]
