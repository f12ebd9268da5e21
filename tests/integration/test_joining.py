"""Merging and splitting tickets (S26)."""

from pathlib import Path

import pytest

from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Actor, read_ticket
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.joining import merge
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.splitting import split
from mailtriage.store import messages
from officed import MONDAY, HandClock, a_mail, an_office, take_in

FEMKE = Actor("femke@staff.example", "command line")


def stands(office: Office, number: int) -> Dossier:
    """A ticket now."""
    with office.database.read() as session:
        return read_ticket(Moment(office, session, office.now()), number)


def two_tickets(tmp_path: Path, url: str) -> tuple[Office, HandClock]:
    """Jan's at nine, Ineke's half an hour later."""
    clock = HandClock()
    office = an_office(tmp_path, url, clock)
    take_in(office, a_mail())
    clock.forward(minutes=30)
    take_in(office, a_mail("ineke.bakker@waterland.example"))
    return office, clock


def test_a_merged_ticket_keeps_the_earliest_start_and_both_peoples(tmp_path: Path, database_url: str) -> None:
    office, _ = two_tickets(tmp_path, database_url)
    merge(office, 1, 2, FEMKE)
    whole, part = stands(office, 2), stands(office, 1)
    assert whole.ticket.received == MONDAY
    assert [p.address for p in whole.ticket.participants] == ["jan.dewit@waterland.example"]
    reaction = whole.clock("reaction")
    assert reaction is not None
    assert reaction.due == MONDAY.replace(hour=9)
    assert part.ticket.state is State.CLOSED


def test_a_reply_to_the_merged_ticket_joins_the_one_it_became(tmp_path: Path, database_url: str) -> None:
    office, _ = two_tickets(tmp_path, database_url)
    merge(office, 1, 2, FEMKE)
    take_in(office, a_mail(subject="Re: [T-1] Integratie", text="Nog steeds."))
    with office.database.read() as session:
        assert [m.reply for m in messages.of_ticket(session, 2)][-1] == "Nog steeds."
    assert stands(office, 1).ticket.state is State.CLOSED


def test_tickets_of_different_customers_are_never_merged(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    take_in(office, a_mail("mette.holm@nordhavn.example"), "da")
    with pytest.raises(Permanent, match="different contracts"):
        merge(office, 1, 2, FEMKE)


@pytest.mark.parametrize(("number", "into"), [(1, 1), (1, 99), (99, 1)])
def test_merging_needs_two_tickets(tmp_path: Path, database_url: str, number: int, into: int) -> None:
    office, _ = two_tickets(tmp_path, database_url)
    with pytest.raises(Permanent, match="two different tickets"):
        merge(office, number, into, FEMKE)


def test_a_split_off_ticket_starts_at_the_split(tmp_path: Path, database_url: str) -> None:
    office, clock = two_tickets(tmp_path, database_url)
    take_in(office, a_mail(subject="Re: [T-1] Integratie", text="En nog iets: de export hapert."))
    with office.database.read() as session:
        message = messages.of_ticket(session, 1)[-1].id
    clock.forward(minutes=15)
    new = split(office, 1, message, FEMKE)
    assert new.ticket.received == clock.now()
    assert new.ticket.requester.address == "jan.dewit@waterland.example"
    assert stands(office, 1).ticket.received == MONDAY


def test_only_a_received_message_of_the_ticket_can_be_split_off(tmp_path: Path, database_url: str) -> None:
    office, _ = two_tickets(tmp_path, database_url)
    with pytest.raises(Permanent, match="no received message"):
        split(office, 1, 9999, FEMKE)
