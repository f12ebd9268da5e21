"""Syneton: every question is logged; staff sets kind, priority and impact; no times are promised.

Peeters has a maintenance contract, Claes has none. 25 December 2026 is a Friday, 1 January 2027 the Friday after.
"""

import pytest

from deskwork import Desk, local
from mailtriage.desk.state import State
from mailtriage.jobs import acts

AN, KOEN = "an@peeters.example", "koen@claes.example"


@pytest.mark.parametrize("subject", ["Vraag over de facturen", "Rapport werkt niet", "", "???"])
def test_SY_01_any_question_about_the_packages_is_taken(desk: Desk, subject: str) -> None:
    ticket = desk.file(desk.mail(AN, subject)).ticket
    assert (ticket.state, ticket.contract) == (State.NEW, "peeters-onderhoud")


def test_SY_02_every_question_is_one_ticket_with_its_number_in_the_subject(desk: Desk) -> None:
    numbers = [desk.mail(sender, "Vraag") for sender in (AN, KOEN, AN)]
    assert numbers == [1, 2, 3]
    assert [desk.acknowledgement(number).subject for number in numbers] == [f"[T-{n}] Vraag" for n in numbers]


def test_SY_02_a_mail_nobody_can_read_is_a_ticket_too(desk: Desk) -> None:
    broken = {"Content_Type": "multipart/mixed; boundary=x", "Content_Transfer_Encoding": "base64"}
    number = desk.mail(AN, "=?utf-8?b?////?=", "\x00\x01 --x --x geen einde", **broken)
    assert desk.file(number).ticket.requester.address == AN


def test_SY_03_the_number_in_the_subject_follows_up_on_the_ticket(desk: Desk) -> None:
    number = desk.mail(AN, "Vraag")
    assert desk.mail(AN, f"Aanvulling bij [T-{number}]") == number


def test_SY_03_a_stranger_who_knows_the_number_gets_nowhere(desk: Desk) -> None:
    number = desk.mail(AN, "Vraag")
    other = desk.mail(KOEN, f"Aanvulling bij [T-{number}]", "laat zien")
    assert other != number
    assert [mail for mail in desk.written("staff-copy", ticket=number) if "laat zien" in mail.text] == []


def test_SY_04_there_are_three_kinds_and_a_question_begins_as_a_support_ticket(desk: Desk) -> None:
    file = desk.file(desk.mail(AN, "Wijzigingsverzoek: bug, change request, issue"))
    assert file.terms is not None
    assert {kind.name for kind in file.terms.kinds} == {"support", "issue", "change"}
    assert (file.ticket.kind, file.clocks) == ("support", ())


def test_SY_05_a_customer_sets_neither_priority_nor_impact(desk: Desk) -> None:
    plain = desk.explain(AN, "Vraag", "Graag hulp.")
    loud = desk.explain(AN, "SPOED severity 1", "Alles ligt plat voor iedereen", X_Priority="1", Importance="High")
    same = ("contract", "kind", "impact", "urgency", "priority", "service", "clocks")
    assert {name: plain[name] for name in same} == {name: loud[name] for name in same}


def test_SY_05_the_desk_works_by_the_priority_and_impact_staff_has_set_then_by_age(desk: Desk) -> None:
    numbers = []
    for _ in range(4):
        numbers.append(desk.mail(AN, "Vraag"))
        desk.clock.forward(minutes=1)
    oldest, second, third, youngest = numbers
    desk.do(youngest, acts.prioritise(1, "", "", "ligt stil"))
    desk.do(third, acts.prioritise(3, "high", "", "veel klanten"))
    desk.do(second, acts.prioritise(3, "low", "", "weinig klanten"))
    assert desk.queue() == [youngest, third, second, oldest]


@pytest.mark.parametrize(
    ("received", "opens"),
    [
        ("2026-11-23 12:30", "vandaag, maandag 23 november 2026 om 13.00 uur"),  # lunch
        ("2026-11-23 16:30", "morgen, dinsdag 24 november 2026 om 09.00 uur"),
        ("2026-11-27 15:29", None),
        ("2026-11-27 15:30", "maandag 30 november 2026 om 09.00 uur"),  # Friday closes an hour earlier
        ("2026-07-21 10:00", "morgen, woensdag 22 juli 2026 om 09.00 uur"),  # the national holiday
    ],
)
def test_SY_06_interventions_have_hours_with_a_lunch_break(desk: Desk, received: str, opens: str | None) -> None:
    desk.clock.at = local(received)
    told = desk.acknowledgement(desk.mail(AN, "Vraag")).text
    assert (f"weer bereikbaar vanaf {opens}" in told) if opens else ("weer bereikbaar" not in told)


@pytest.mark.parametrize("received", ["2026-12-24 16:30", "2026-12-25 10:00", "2026-12-30 11:00", "2027-01-01 10:00"])
def test_SY_07_between_christmas_and_new_year_the_acknowledgement_names_the_reopening(
    desk: Desk, received: str
) -> None:
    desk.clock.at = local(received)
    assert "maandag 4 januari 2027 om 09.00 uur" in desk.acknowledgement(desk.mail(AN, "Vraag")).text


def test_SY_09_without_a_maintenance_contract_a_question_is_welcome(desk: Desk) -> None:
    ticket = desk.file(desk.mail(KOEN, "Vraag")).ticket
    assert (ticket.state, ticket.plan) == (State.NEW, "syneton-none")


def test_SY_09_the_acknowledgement_says_that_the_work_is_billed(desk: Desk) -> None:
    assert "apart gefactureerd" in desk.acknowledgement(desk.mail(KOEN, "Vraag")).text
    assert "gefactureerd" not in desk.acknowledgement(desk.mail(AN, "Vraag")).text


def test_SY_10_mail_of_a_customer_without_contract_is_accepted_and_names_the_telephone(desk: Desk) -> None:
    assert "+32 2 555 01 42" in desk.acknowledgement(desk.mail(KOEN, "Vraag")).text


def test_SY_11_the_telephone_has_hours_of_its_own_and_mail_is_taken_at_any_hour(desk: Desk) -> None:
    desk.clock.at = local("2026-11-22 03:00")
    told = desk.acknowledgement(desk.mail(AN, "Vraag"))
    assert told.at == "2026-11-22 03:00"
    assert "+32 2 555 01 42 (ma–do 09.00–12.00 / 13.00–16.30, vr 09.00–12.00)" in told.text
