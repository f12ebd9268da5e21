"""What staff does to a ticket because a contract says so, and what the customer hears of it."""

from pathlib import Path

import pytest

from configured import a_configuration, change, loaded
from deskwork import Desk
from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, agreeing, arranging, passing_on

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
    desk.do(number, agreeing.agree("Offerte 12, akkoord van Jan de Wit"))
    ticket = desk.file(number).ticket
    assert ticket.state is State.OPEN
    assert [e.text("text") for e in ticket.events if e.kind is EventKind.AGREED] == [
        "Offerte 12, akkoord van Jan de Wit"
    ]
    with pytest.raises(Permanent, match="waits for no agreement"):
        desk.do(number, agreeing.agree("nogmaals"))


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
    desk.do(first, agreeing.agree("per telefoon akkoord"))
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


def test_INF_13_redirected_to_consulting_the_customer_is_told_they_get_the_request_and_it_is_closed(desk: Desk) -> None:
    number = desk.mail(XTREME, "Installatie van LN", "Hoe installeren we de nieuwe module?")
    desk.do(number, passing_on.redirect("consulting"))
    (told,), (passed,) = desk.written("news"), desk.written("forward")
    assert "een vraag voor de adviesdiensten" in told.text
    assert passed.to == "consulting@helpdesk.example"
    assert "Hoe installeren we de nieuwe module?" in passed.text
    assert XTREME in passed.text
    ticket = desk.file(number).ticket
    (closed,) = (e for e in ticket.events if e.kind is EventKind.CLOSED)
    assert (ticket.state, closed.data["excluded"]) == (State.CLOSED, True)
    assert not [e for e in ticket.events if e.kind is EventKind.BREACHED]


def test_INF_13_nobody_is_redirected_to_whom_the_plan_does_not_name(desk: Desk) -> None:
    number = desk.mail(AN, "Installatie")
    with pytest.raises(Permanent, match="no redirect consulting"):
        desk.do(number, passing_on.redirect("consulting"))


def test_INF_13_what_the_consultants_answer_is_a_note_that_the_customer_does_not_see(desk: Desk) -> None:
    number = desk.mail(XTREME, "Installatie van LN")
    desk.do(number, passing_on.redirect("consulting"))
    before = len(desk.written())
    desk.mail("consulting@helpdesk.example", f"Re: [T-{number}] Installatie van LN", "We bellen de klant.")
    ticket = desk.file(number).ticket
    assert (ticket.state, ticket.events[-1].kind) == (State.CLOSED, EventKind.NOTED)
    assert {mail.purpose for mail in desk.written()[before:]} == {"staff-copy"}


@pytest.mark.parametrize("sender", [XTREME, OXINEO])
def test_INF_07_OX_29_access_needs_three_things_and_waits_for_the_customer(desk: Desk, sender: str) -> None:
    number = desk.mail(sender, "Kunt u meekijken?")
    desk.do(number, arranging.need_access())
    told = desk.written("news")[0].text
    assert all(thing in told for thing in ("volledige autorisatie", "een open verbinding", "aanwezig"))
    assert desk.file(number).ticket.pending is PendingReason.ACCESS
    desk.mail(sender, f"Re: [T-{number}] Kunt u meekijken?", "Hierbij machtig ik u.\n\nMorgen om 10 uur.")
    ticket = desk.file(number).ticket
    (response,) = (e for e in ticket.events if e.kind is EventKind.RESPONSE)
    assert ticket.state is State.OPEN
    assert (response.actor, response.text("reason")) == (sender, "access")
    assert "Hierbij machtig ik u.\n\nMorgen om 10 uur." in response.text("text")


def test_INF_07_the_resolution_clock_stands_still_while_the_customer_decides(desk: Desk) -> None:
    number = desk.mail(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
    desk.do(number, acts.root_cause("Onbekend", None))
    desk.do(number, arranging.need_access())
    desk.clock.forward(hours=2)
    desk.mail(JAN, f"Re: [T-{number}] Koppeling ligt plat", "Ja, u mag erin.")
    assert desk.due(number, "resolution") == "2026-11-23 16:00"


def test_INF_07_a_closed_ticket_waits_for_no_access(desk: Desk) -> None:
    number = desk.mail(XTREME, "Vraag")
    desk.do(number, acts.move(State.CLOSED, "duplicate"))
    with pytest.raises(Permanent, match="cannot wait for access"):
        desk.do(number, arranging.need_access())


BAS, VENDOR, MICROSOFT = "bas.vermeer@rivierenland.example", "support@xurrent.example", "support@microsoft.example"
FIRST_LINE = {"femke@staff.example", "frederik@staff.example"}


def at_the_vendor(desk: Desk) -> int:
    number = desk.mail(BAS, "Xurrent geeft een fout", "Een fout bij het openen.")
    desk.do(number, passing_on.to_vendor("xurrent", "Opening a request fails with error 500."))
    return number


def test_IV_11_IV_59_a_defect_goes_to_the_vendor_with_our_reference_and_the_customer_is_told(desk: Desk) -> None:
    number = at_the_vendor(desk)
    (passed,), (told,) = desk.written("forward"), desk.written("news")
    assert (passed.to, told.to) == (VENDOR, BAS)
    assert f"[T-{number}]" in passed.subject
    assert "Opening a request fails with error 500." in passed.text
    assert "Een fout bij het openen." not in passed.text, "only what staff wrote leaves the house"
    assert "doorgegeven aan Xurrent" in told.text
    assert VENDOR not in told.text
    assert desk.file(number).ticket.state is State.WITH_VENDOR


def test_IV_11_what_the_vendor_answers_joins_the_ticket_and_reaches_its_owner_alone(desk: Desk) -> None:
    number = at_the_vendor(desk)
    (passed,) = desk.written("forward")
    before = len(desk.written())
    desk.mail(VENDOR, "Re: your mail", "Fixed in the next release.", To=passed.reply_to)
    ticket = desk.file(number).ticket
    assert (ticket.state, ticket.events[-1].kind, ticket.events[-1].actor) == (
        State.WITH_VENDOR,
        EventKind.NOTED,
        VENDOR,
    )
    copies = desk.written()[before:]
    assert ({mail.purpose for mail in copies}, {mail.to for mail in copies}) == ({"staff-copy"}, FIRST_LINE)
    assert "als leverancier" in copies[0].text or "som leverandør" in copies[0].text


def test_IV_11_the_vendor_can_neither_resume_nor_reopen_nor_join(desk: Desk) -> None:
    number = at_the_vendor(desk)
    desk.do(number, acts.resolve("Opgelost."))
    desk.mail(VENDOR, f"Re: [T-{number}] Xurrent", "escalate")
    ticket = desk.file(number).ticket
    assert (ticket.state, ticket.participants) == (State.RESOLVED, ())


def test_IV_11_the_owner_is_reminded_every_two_business_days_until_the_vendor_is_done(desk: Desk) -> None:
    number = at_the_vendor(desk)
    desk.do(number, acts.assign(lambda _: Person("Tomas", "tomas@staff.example"), "tomas@staff.example", ""))
    desk.until("2026-11-30 12:00")
    reminded = [(mail.at, mail.to) for mail in desk.written("reminder", ticket=number)]
    assert reminded == [(f"2026-11-{day} 08:30", "tomas@staff.example") for day in (25, 27)]
    desk.do(number, acts.move(State.OPEN, ""))
    desk.until("2026-12-04 12:00")
    assert len(desk.written("reminder", ticket=number)) == 2
    desk.do(number, passing_on.to_vendor("xurrent", "It is back."))
    desk.until("2026-12-08 12:00")
    assert desk.written("reminder", ticket=number)[-1].at == "2026-12-08 08:30"


def test_IV_11_what_is_added_for_the_vendor_is_no_news_for_the_customer(desk: Desk) -> None:
    number = at_the_vendor(desk)
    desk.do(number, passing_on.to_vendor("xurrent", "Here is the log."))
    assert (len(desk.written("forward")), len(desk.written("news"))) == (2, 1)


def test_IV_14_a_wish_for_the_product_itself_is_forwarded_and_closed(desk: Desk) -> None:
    number = desk.mail(BAS, "Wijzigingsverzoek: donkere modus")
    desk.do(number, passing_on.to_vendor("xurrent", "Please consider a dark mode.", closes=True))
    ticket = desk.file(number).ticket
    assert (ticket.state, ticket.events[-1].text("reason")) == (State.CLOSED, "forwarded")
    assert "Daarmee is het bij ons gesloten" in desk.written("news")[0].text


def test_OX_20_a_ticket_may_go_to_microsoft(desk: Desk) -> None:
    number = desk.mail(OXINEO, "Office")
    desk.do(number, passing_on.to_vendor("microsoft", "Word crashes."))
    assert [mail.to for mail in desk.written("forward")] == [MICROSOFT]
    assert {mail.to for mail in desk.written("news")} == {OXINEO, "pim@zonneveld.example"}


def test_IV_11_nothing_goes_to_a_vendor_the_plan_does_not_name(desk: Desk) -> None:
    number = desk.mail(BAS, "Xurrent")
    with pytest.raises(Permanent, match="no vendor microsoft; the plan knows xurrent"):
        desk.do(number, passing_on.to_vendor("microsoft", "?"))
