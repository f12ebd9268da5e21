"""A mail that breaks the code is set aside whole, seen by staff, and never blocks or drowns the others."""

from pathlib import Path

import pytest
from sqlalchemy import text

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs.office import Office
from mailtriage.jobs.release import release
from mailtriage.store import custody, quarantine, tickets
from mailtriage.store.custody import Fate
from mailtriage.store.tickets import Filter
from officed import HandClock, a_mail, an_office, take_in

POISON = a_mail(subject="Re: [T-1] Integratie", text="Nog een vraag.")


def a_broken_ticket(office: Office) -> None:
    """Ticket 1 with an event the code cannot read, as after a downgrade: whoever touches it fails."""
    take_in(office, a_mail())
    now = office.now()
    with office.database.transaction() as session:
        tickets.append(session, 1, [Event(EventKind.STATE, now, now, data={"to": "no such state"})])


def mended(office: Office) -> None:
    """Ticket 1 as it was."""
    with office.database.transaction() as session:
        session.execute(
            text("DELETE FROM event WHERE ticket = 1 AND seq = (SELECT max(seq) FROM event WHERE ticket = 1)")
        )


def fates(office: Office) -> dict[Fate, int]:
    """How many mails met which fate."""
    with office.database.read() as session:
        return {c.fate: c.number for c in custody.counts(session)}


def test_its_bytes_and_the_traceback_are_kept_and_a_stub_ticket_tells_staff(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    a_broken_ticket(office)
    taken = take_in(office, POISON)
    assert taken.filed_to == "Quarantine"
    with office.database.read() as session:
        (held,) = quarantine.listing(session)
        found = quarantine.show(session, held.id)
        stub = tickets.load(session, held.ticket or 0)
    assert found is not None
    assert found[1] == POISON
    assert "no such state" in held.traceback
    assert stub is not None
    assert stub.state is State.HELD


def test_the_next_mail_goes_on(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    a_broken_ticket(office)
    take_in(office, POISON)
    take_in(office, a_mail(subject="Iets anders"))
    assert fates(office) == {Fate.OPENED: 2, Fate.QUARANTINED: 1}


def test_nothing_it_had_begun_to_write_stays(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    a_broken_ticket(office)
    take_in(office, POISON)
    with office.database.read() as session:
        numbers = [s.number for s in tickets.listing(session, Filter())]
    assert len(numbers) == 2  # ticket 1 and the stub


def test_once_the_reason_is_mended_it_is_released_with_its_old_receipt(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    a_broken_ticket(office)
    received = clock.now()
    take_in(office, POISON)
    clock.forward(hours=5)
    with pytest.raises(Permanent, match="still cannot be taken in"):
        release(office, 1, "olga")
    mended(office)
    entry = release(office, 1, "olga")
    assert (entry.fate, entry.ticket) == (Fate.APPENDED, 1)
    assert fates(office) == {Fate.OPENED: 1, Fate.APPENDED: 1}
    with office.database.read() as session:
        ticket = tickets.load(session, 1)
        (held,) = quarantine.listing(session, released=True)
        stub = tickets.load(session, held.ticket or 0)
    assert ticket is not None
    assert ticket.events[-1].occurred == received
    assert stub is not None
    assert stub.state is State.CLOSED


def test_it_cannot_be_released_twice(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    a_broken_ticket(office)
    take_in(office, POISON)
    mended(office)
    release(office, 1, "olga")
    with pytest.raises(Permanent, match="released before"):
        release(office, 1, "olga")
