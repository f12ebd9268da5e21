"""What the store knows of contracts beside their files: weekends, last days by notice, and reminders that were sent."""

from dataclasses import replace
from datetime import date, timedelta

from mailtriage.desk.event import EventKind
from mailtriage.desk.ticket import ticket_from
from mailtriage.desk.weekend import Standing, Weekend
from mailtriage.store import terminations, tickets, weekends
from mailtriage.store.database import Database, Session
from stored import NOON, an_event

ASKED = Weekend("noordzee", date(2026, 12, 5), Standing.REQUESTED)


def a_ticket(session: Session) -> int:
    number = tickets.create(session, NOON)
    tickets.append(session, number, [an_event(EventKind.OPENED, contract="noordzee")])
    return number


def test_a_weekend_stands_as_it_was_kept_last(database: Database) -> None:
    with database.transaction() as session:
        approved = replace(ASKED, standing=Standing.APPROVED, agent="tomas@staff.example", ticket=a_ticket(session))
        for weekend in (ASKED, approved, replace(ASKED, contract="another")):
            weekends.keep(session, weekend)
    with database.read() as session:
        assert weekends.known(session, "noordzee") == (approved,)
        assert weekends.known(session, "nobody") == ()


def test_weekends_come_by_date_refused_ones_too(database: Database) -> None:
    days = [date(2027, 4, 3), date(2026, 12, 5), date(2027, 3, 27)]
    with database.transaction() as session:
        for day in days:
            weekends.keep(session, replace(ASKED, saturday=day, standing=Standing.REFUSED))
    with database.read() as session:
        assert [w.saturday for w in weekends.known(session, "noordzee")] == sorted(days)


def test_a_lapse_is_reminded_of_once_for_each_anniversary(database: Database) -> None:
    days = [date(2027, 4, 1), date(2027, 4, 1), date(2028, 4, 1)]
    with database.transaction() as session:
        assert [weekends.remind(session, "noordzee", day, NOON) for day in days] == [True, False, True]
    with database.transaction() as session:
        assert not weekends.remind(session, "noordzee", days[0], NOON + timedelta(days=1))


def give(session: Session, number: int, ends: str, kind: EventKind = EventKind.TERMINATED) -> None:
    ticket = ticket_from(number, [an_event(EventKind.OPENED, contract="noordzee")])
    terminations.follow(session, ticket, [an_event(kind, ends=ends), an_event(EventKind.NOTED, text="x")])


def test_the_latest_notice_counts_and_only_its_own_ticket_takes_it_back(database: Database) -> None:
    with database.transaction() as session:
        first, second = a_ticket(session), a_ticket(session)
        give(session, first, "2027-03-15")
        give(session, second, "2026-12-31")
    with database.transaction() as session:
        assert terminations.known(session) == {"noordzee": date(2026, 12, 31)}
        give(session, first, "2027-03-15", EventKind.CONTINUED)
        assert terminations.known(session) == {"noordzee": date(2026, 12, 31)}
        give(session, second, "2026-12-31", EventKind.CONTINUED)
    with database.read() as session:
        assert terminations.known(session) == {}


def test_a_term_is_reminded_of_once(database: Database) -> None:
    with database.transaction() as session:
        day = date(2027, 1, 15)
        assert [terminations.remind(session, "noordzee", day, NOON) for _ in range(2)] == [True, False]
        assert terminations.remind(session, "another", day, NOON)
