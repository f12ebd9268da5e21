"""The brake holds back automatic answers, never a mail, and the operators hear of it once."""

from dataclasses import replace
from pathlib import Path

from mailtriage.config.installation import Limits
from mailtriage.jobs.office import Office
from mailtriage.store import custody, outgoing
from mailtriage.store.custody import Fate
from officed import HandClock, a_mail, an_office, take_in

LIMITS = replace(Limits(), per_sender=3)


def written(office: Office, purpose: str) -> int:
    """How many mails of a purpose there are."""
    with office.database.read() as session:
        return sum(p.purpose == purpose for p in outgoing.listing(session))


def test_a_sender_who_floods_us_is_answered_a_few_times_and_every_mail_has_its_ticket(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office(tmp_path, database_url, limits=LIMITS)
    for _ in range(8):
        take_in(office, a_mail())
    with office.database.read() as session:
        fates = {c.fate: c.number for c in custody.counts(session)}
    assert fates == {Fate.OPENED: 8}
    assert written(office, "acknowledgement") == 3
    assert written(office, "staff-copy") == 16  # both members of the first line, every time
    assert written(office, "operator-brake") == 1


def test_others_are_answered_meanwhile(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url, limits=LIMITS)
    for _ in range(5):
        take_in(office, a_mail())
    take_in(office, a_mail("ineke.bakker@waterland.example"))
    assert written(office, "acknowledgement") == 4


def test_a_robot_that_rotates_its_address_meets_the_overall_limit(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url, limits=replace(LIMITS, overall=5))
    for number in range(9):
        take_in(office, a_mail(f"robot-{number}@waterland.example"))
    assert written(office, "acknowledgement") == 5


def test_after_the_window_answers_go_out_again(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock, limits=LIMITS)
    for _ in range(5):
        take_in(office, a_mail())
    clock.forward(hours=25)
    take_in(office, a_mail())
    assert written(office, "acknowledgement") == 4
