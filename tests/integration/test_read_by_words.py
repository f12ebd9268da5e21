"""What only its words make an absence notice may be a person's answer: staff reads it, and nothing moves."""

from pathlib import Path

import pytest

from mailtriage.jobs.office import Office
from mailtriage.store import outgoing
from officed import a_mail, an_office, take_in

NOTICE = "Dank voor uw mail. Ik ben afwezig tot maandag 30 november."


def copies(office: Office) -> int:
    with office.database.read() as session:
        return sum(posted.purpose == "staff-copy" for posted in outgoing.listing(session))


def answer(office: Office, text: str, **headers: str) -> None:
    """An answer to our acknowledgement."""
    with office.database.read() as session:
        (ours,) = [p for p in outgoing.listing(session) if p.purpose == "acknowledgement"]
    subject = "Re: [T-1] Integratie ligt plat voor iedereen"
    take_in(office, a_mail(subject=subject, text=text, In_Reply_To=ours.message_id, **headers))


@pytest.mark.parametrize(
    "text",
    [
        "Dank voor je mail, vrijdag ben ik afwezig. Donderdag 10 uur is prima voor de afspraak.",
        "Bedankt voor het bericht. Het werkt nog steeds niet en ik ben donderdag afwezig. Graag vandaag nog bellen.",
        "Thanks for your mail, I am out of office on Friday, so please call me before then. The error is ORA-600.",
        NOTICE,
    ],
)
def test_no_answer_without_a_programs_mark_lies_unread(tmp_path: Path, database_url: str, text: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    before = copies(office)
    answer(office, text)
    assert copies(office) > before


def test_what_a_program_marks_bothers_nobody(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    before = copies(office)
    answer(office, NOTICE, Auto_Submitted="auto-replied")
    assert copies(office) == before
