"""What staff does to a ticket because a contract says so, and what the customer hears of it."""

from pathlib import Path

import pytest

from configured import a_configuration, change, loaded
from deskwork import Desk
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, arranging

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


def test_IV_07_another_kind_brings_and_takes_away_priority_and_clocks_and_stands_in_the_history(desk: Desk) -> None:
    number = desk.mail(JAN, "Informatieverzoek over de rapportage", "Waar vind ik de handleiding?")
    desk.do(number, arranging.rekind("incident", "het werkt niet"))
    file = desk.file(number)
    assert (file.ticket.priority, desk.due(number)) == (4, "2026-11-25 10:00")
    desk.do(number, arranging.rekind("information", "toch niet"))
    file = desk.file(number)
    assert (file.ticket.priority, file.clocks) == (None, ())
    assert [e.text("reason") for e in file.ticket.events if e.kind is EventKind.TRIAGED] == [
        "het werkt niet",
        "toch niet",
    ]


def test_IV_07_the_priority_that_staff_gave_survives_another_kind(desk: Desk) -> None:
    number = desk.mail(XTREME, "LN: urgentie 2")
    desk.do(number, arranging.rekind("how-to", "vraag"))
    assert desk.file(number).ticket.priority == 2


def test_IV_13_a_request_that_turns_out_a_change_waits_and_one_that_is_none_goes_on(desk: Desk) -> None:
    number = desk.mail(JAN, "Koppeling traag", "De koppeling is traag.")
    desk.do(number, arranging.rekind("change", "uitbreiding"))
    assert desk.file(number).ticket.pending is PendingReason.AGREEMENT
    desk.do(number, arranging.rekind("incident", "toch een fout"))
    assert desk.file(number).ticket.state is State.OPEN


@pytest.mark.parametrize("kind", ["incident", "wens"])
def test_IV_07_a_kind_it_has_or_nobody_knows_is_refused(desk: Desk, kind: str) -> None:
    number = desk.mail(JAN, "Koppeling traag", "De koppeling is traag.")
    with pytest.raises(Permanent):
        desk.do(number, arranging.rekind(kind, ""))


def test_SY_04_a_ticket_becomes_an_issue_keeps_its_number_and_the_customer_is_told(desk: Desk) -> None:
    number = desk.mail("an@peeters.example", "Facturen", "De facturen kloppen niet.")
    desk.do(number, arranging.rekind("issue", "bug"))
    told = desk.written("acknowledgement", ticket=number)[-1]
    assert "voortaan als: issue" in told.text
    assert f"[T-{number}]" in told.subject
    assert desk.file(number).ticket.kind == "issue"


def test_IV_13_a_change_goes_on_when_staff_records_the_agreement_and_not_before(desk: Desk) -> None:
    number = desk.mail(JAN, "Wijzigingsverzoek: extra veld")
    desk.mail(JAN, f"Re: [T-{number}] Wijzigingsverzoek: extra veld", "Wat kost dat?")
    assert desk.file(number).ticket.pending is PendingReason.AGREEMENT
    desk.do(number, arranging.agree("Offerte 12, akkoord van Jan de Wit"))
    ticket = desk.file(number).ticket
    assert ticket.state is State.OPEN
    assert [e.text("text") for e in ticket.events if e.kind is EventKind.AGREED] == [
        "Offerte 12, akkoord van Jan de Wit"
    ]
    with pytest.raises(Permanent, match="waits for no agreement"):
        desk.do(number, arranging.agree("nogmaals"))


AN = "an@peeters.example"


@pytest.mark.parametrize("category", ["knowledge", "bug", "change-request", "question"])
def test_SY_13_to_SY_16_included_work_goes_on_and_nobody_is_billed(desk: Desk, category: str) -> None:
    number = desk.mail(AN, "Facturen")
    desk.do(number, arranging.categorise(category))
    assert (desk.file(number).ticket.category, desk.file(number).ticket.state) == (category, State.NEW)
    assert desk.written("news") == []


@pytest.mark.parametrize("category", ["database", "installation", "report", "custom", "training"])
def test_SY_17_to_SY_21_other_work_is_announced_as_billed_and_waits_for_the_customer(desk: Desk, category: str) -> None:
    number = desk.mail(AN, "Facturen")
    desk.do(number, arranging.categorise(category))
    (told,) = desk.written("news")
    assert (told.to, desk.file(number).ticket.pending) == (AN, PendingReason.AUTHORISATION)
    assert "niet inbegrepen in uw contract en wordt apart gefactureerd" in told.text
    assert "zodra u akkoord gaat" in told.text


def test_SY_20_the_customers_word_resumes_the_ticket_and_is_kept_as_it_was_written(desk: Desk) -> None:
    number = desk.mail(AN, "Facturen")
    desk.do(number, arranging.categorise("custom"))
    desk.mail(AN, f"Re: [T-{number}] Facturen", "Akkoord, gaat u door.\n\nAn")
    ticket = desk.file(number).ticket
    (response,) = (e for e in ticket.events if e.kind is EventKind.RESPONSE)
    assert ticket.state is State.OPEN
    assert (response.text("reason"), response.actor) == ("authorisation", AN)
    assert "Akkoord, gaat u door.\n\nAn" in response.text("text")


def test_SY_20_staff_may_record_the_word_or_find_that_the_work_is_included_after_all(desk: Desk) -> None:
    first, second = desk.mail(AN, "Een"), desk.mail(AN, "Twee")
    for number in (first, second):
        desk.do(number, arranging.categorise("custom"))
    desk.do(first, arranging.agree("per telefoon akkoord"))
    desk.do(second, arranging.categorise("bug"))
    assert {desk.file(number).ticket.state for number in (first, second)} == {State.OPEN}


def test_SY_17_where_the_plan_does_not_ask_work_goes_on_and_the_customer_knows(desk: Desk, tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    change(directory, "plans/syneton-maintenance.toml", "ask_before_billing = true", "ask_before_billing = false")
    desk.under(loaded(directory))
    number = desk.mail(AN, "Facturen")
    desk.do(number, arranging.categorise("report"))
    (told,) = desk.written("news")
    assert "We gaan ermee aan de slag" in told.text
    assert desk.file(number).ticket.state is State.NEW


def test_SY_13_a_category_nobody_knows_is_refused(desk: Desk) -> None:
    number = desk.mail(AN, "Facturen")
    with pytest.raises(Permanent, match="the plan knows knowledge, bug"):
        desk.do(number, arranging.categorise("gardening"))
