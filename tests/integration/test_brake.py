"""The brake holds back automatic answers, never a mail, and the operators hear of it once."""

from dataclasses import replace
from email.message import EmailMessage
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


def test_a_customer_who_asks_for_forty_things_in_a_day_gets_forty_answers_inf04(
    tmp_path: Path, database_url: str
) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock, limits=LIMITS)
    for number in range(40):
        take_in(office, a_mail(subject="Order", text=f"Order {number} komt niet aan.\n\nMet vriendelijke groet,\nJan"))
        clock.forward(minutes=12)
    assert written(office, "acknowledgement") == 40
    assert written(office, "operator-brake") == 0


def test_who_had_many_answers_has_no_credit_left_for_his_robot(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url, limits=LIMITS)
    for number in range(5):
        take_in(office, a_mail(text=f"Order {number} komt niet aan."))
    for number in range(5):
        take_in(office, a_mail(subject=f"Re: iets {number}", text="Ik ben er niet."))
    assert written(office, "acknowledgement") == 6, "the robot's first words were new"


def test_even_what_is_new_every_time_has_a_limit(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url, limits=replace(LIMITS, per_known_sender=6))
    for number in range(9):
        take_in(office, a_mail(text=f"Order {number} komt niet aan."))
    assert written(office, "acknowledgement") == 6
    assert written(office, "operator-brake") == 1


def test_a_robot_of_many_addresses_and_numbers_meets_the_overall_limit_and_a_person_beside_it_does_not(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office(tmp_path, database_url, limits=replace(LIMITS, overall=4))
    for number in range(9):
        take_in(office, a_mail(f"robot-{number}@waterland.example", text=f"Alarm {number}: schijf vol."))
    assert written(office, "acknowledgement") == 4
    take_in(office, a_mail(text="Mijn scherm hapert."))
    assert written(office, "acknowledgement") == 5


def test_a_robot_of_many_addresses_that_says_something_else_each_time_has_a_limit_too(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office(tmp_path, database_url, limits=replace(LIMITS, overall=2, overall_known=5))
    for word in ("een", "twee", "drie", "vier", "vijf", "zes", "zeven"):
        take_in(office, a_mail(f"{word}@waterland.example", text=f"Alarm {word}."))
    assert written(office, "acknowledgement") == 5


def test_a_stranger_meets_the_low_limit_whatever_he_says(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url, limits=LIMITS)
    for word in ("een", "twee", "drie", "vier", "vijf"):
        take_in(office, a_mail("piet@elsewhere.example", text=f"Vraag {word}."))
    assert written(office, "held") == 3


def test_photos_without_a_word_are_each_something_new(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url, limits=LIMITS)
    for number in range(6):
        take_in(office, with_a_photo(bytes([number])))
    assert written(office, "acknowledgement") == 6


def with_a_photo(content: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "jan.dewit@waterland.example", "support@helpdesk.example"
    mail["Message-ID"] = f"<photo-{content.hex()}@waterland.example>"
    mail.set_content("Verzonden vanaf mijn telefoon\n")
    mail.add_attachment(content, maintype="image", subtype="jpeg", filename="foto.jpg")
    return mail.as_bytes()
