"""What staff does to a ticket because a contract says so, and what the customer hears of it."""

from deskwork import Desk
from mailtriage.jobs import acts

JAN, XTREME, ELITE, OXINEO = (
    "jan.dewit@waterland.example",
    "henk@devries.example",
    "linda.smit@noordzee.example",
    "ruth@zonneveld.example",
)
CSM = "sofie@staff.example"


def test_INF_09_the_requester_hears_anew_when_to_expect_an_answer_as_the_severity_changes(desk: Desk) -> None:
    number = desk.mail(XTREME, "LN hapert")
    desk.do(number, acts.prioritise(1, "", "", "productie staat stil"))
    first, again = desk.written("acknowledgement", ticket=number)
    assert "De prioriteit van uw verzoek" in again.text
    assert "urgentie 1" in again.text
    assert "om 12.00 uur" in again.text
    assert (first.to, again.to) == (XTREME, XTREME)


def test_INF_09_nobody_hears_of_a_severity_that_stays_what_it_was(desk: Desk) -> None:
    number = desk.mail(XTREME, "LN: urgentie 2")
    desk.do(number, acts.prioritise(2, "", "", "blijft zo"))
    assert len(desk.written("acknowledgement", ticket=number)) == 1


def test_INF_09_after_the_first_answer_the_resolution_is_what_the_customer_hears_of(desk: Desk) -> None:
    number = desk.mail(JAN, "Koppeling traag", "De koppeling is traag.")
    desk.do(number, acts.reply("We kijken."))
    desk.do(number, acts.root_cause("De schijf was vol.", None))
    desk.clock.forward(hours=1)
    desk.do(number, acts.prioritise(None, "many", "down", "iedereen"))
    again = desk.written("acknowledgement", ticket=number)[-1].text
    assert "De oplossing is er uiterlijk vandaag, maandag 23 november 2026 om 14.00 uur" in again
    assert "U hoort" not in again
    assert "Het spijt ons" not in again


def test_OX_08_the_customer_hears_of_the_urgency_that_staff_gave(desk: Desk) -> None:
    number = desk.mail(OXINEO, "Office")
    desk.do(number, acts.prioritise(2, "", "", "veel gebruikers"))
    assert "hoog" in desk.written("acknowledgement", ticket=number)[-1].text


def test_INF_31_a_ticket_raised_to_severity_one_is_shown_to_the_success_manager(desk: Desk) -> None:
    number = desk.mail(ELITE, "Picking list is empty", "Nothing on the list.")
    assert CSM not in {mail.to for mail in desk.written("staff-copy", ticket=number)}
    desk.do(number, acts.prioritise(1, "", "", "warehouse stands still"))
    (copy,) = (mail for mail in desk.written("staff-copy", ticket=number) if mail.to == CSM)
    assert "Nothing on the list." in copy.text
    assert "customer success manager" in copy.text
