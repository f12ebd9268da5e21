"""Somebody adds us to a thread with one line of his own: rules read what the thread says, since we never heard it."""

from pathlib import Path

import pytest

from mailtriage.desk.ticket import Ticket
from mailtriage.jobs.office import Office
from mailtriage.store import outgoing, tickets
from officed import a_mail, an_office, take_in

HEADER = "Van: Klaas <k@waterland.example>\r\nVerzonden: maandag 23 november 2026 09:00\r\nAan: Piet\r\nOnderwerp: Storing\r\n\r\n"
STORY = "Kunnen jullie dit oppakken?\r\n\r\n{}Integratie ligt plat voor iedereen, niemand kan werken."


def ticket(office: Office, number: int = 1) -> Ticket:
    with office.database.read() as session:
        found = tickets.load(session, number)
    assert found is not None
    return found


@pytest.mark.parametrize("subject", ["Hulp", "RE: Hulp", "FW: Hulp"])
@pytest.mark.parametrize(
    "introduction", [HEADER, "Op ma 23 nov 2026 om 09:00 schreef Klaas <k@waterland.example>:\r\n\r\n> "]
)
def test_a_request_is_triaged_on_the_thread_it_is_made_in(tmp_path: Path, subject: str, introduction: str) -> None:
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    take_in(office, a_mail(subject=subject, text=STORY.format(introduction), In_Reply_To="<1@waterland.example>"))
    assert (ticket(office).kind, ticket(office).priority) == ("incident", 1)


def test_an_answer_to_us_is_read_without_its_history(tmp_path: Path) -> None:
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    take_in(office, a_mail(subject="Vraag", text="Waar vind ik de documentatie?"))
    with office.database.read() as session:
        ours = outgoing.of_ticket(session, 1)[0].message_id
    other = a_mail("eve@waterland.example", "RE: Vraag", text=STORY.format(HEADER), In_Reply_To=ours, To="x@y.example")
    take_in(office, other)
    assert ticket(office).priority != 1
