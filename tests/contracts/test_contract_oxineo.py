"""Oxineo, best effort: two named people of Zonneveld may ask, an aim of three business days, staff alone sets priorities."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from configured import SECRETS, a_configuration, change, loaded
from deskwork import Desk, local
from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.desk.clock import Result
from mailtriage.desk.event import EventKind
from mailtriage.desk.inquiry import classify
from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts
from mailtriage.jobs.arranging import need_access
from mailtriage.jobs.passing_on import to_vendor

RUTH, PIM = "ruth@zonneveld.example", "pim@zonneveld.example"
WATERLAND = "jan.dewit@waterland.example"
TOMAS = "tomas@staff.example"
XTREME = "henk@devries.example"
EAGER = """
[[rule]]
name = "believes everybody"
clause = "a mistake"
when = { subject = 'urgent' }
set = { priority = 1 }

    [[rule.example]]
    from = "henk@devries.example"
    subject = "urgent"
    gives = { priority = 1 }
"""
VOUCHED = "mx.helpdesk.example; spf=pass smtp.mailfrom=staff.example; dkim=pass header.d=staff.example; dmarc=pass header.from=staff.example"


def test_OX_01_each_new_mail_of_a_contact_is_a_ticket(desk: Desk) -> None:
    assert [desk.mail(who, "Teams hapert") for who in (RUTH, PIM, RUTH)] == [1, 2, 3]


def test_OX_02_a_third_person_who_may_ask_does_not_load(tmp_path: Path) -> None:
    files = a_configuration(tmp_path)
    third = '    { name = "Derde", address = "derde@zonneveld.example" },\n]\ncontacts'
    change(files, "customers/zonneveld.toml", "]\ncontacts", third)
    installation, problems = load(files, SECRETS)
    assert installation is None
    assert [problem.key for problem in problems] == ["contract.zonneveld-support.requesters"]


def test_OX_02_a_colleague_may_not_open_a_ticket_and_is_told_so(desk: Desk) -> None:
    number = desk.mail("piet@zonneveld.example", "Teams hapert")
    assert (desk.file(number).ticket.state, desk.file(number).clocks) == (State.HELD, ())
    (reply,) = desk.written("held")
    assert (reply.to, "aangewezen personen" in reply.text) == ("piet@zonneveld.example", True)


def test_OX_02_the_reply_names_whom_to_ask(desk: Desk) -> None:
    desk.mail("piet@zonneveld.example", "Teams hapert")
    (reply,) = desk.written("held")
    assert "Ruth Zonneveld, Pim Jansen" in reply.text


def test_OX_02_what_a_colleague_writes_on_a_ticket_is_kept_as_a_note_and_changes_nothing(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams hapert")
    desk.do(number, acts.move(State.PENDING, "requester", "Welke versie?"))
    assert desk.mail("piet@zonneveld.example", f"Re: [T-{number}] Teams hapert", "Bij mij ook!") == number
    assert desk.file(number).ticket.state is State.PENDING
    assert any("Bij mij ook!" in mail.text for mail in desk.written("staff-copy", ticket=number))


def test_OX_02_a_colleague_who_guesses_a_number_learns_no_subject(desk: Desk) -> None:
    number = desk.mail(RUTH, "Reorganisatie, vertrouwelijk")
    desk.mail("piet@zonneveld.example", f"[T-{number}] hallo", "Wat is dit?")
    (answer,) = [mail for mail in desk.written() if mail.to == "piet@zonneveld.example"]
    assert "hallo" in answer.subject
    assert "vertrouwelijk" not in answer.subject + answer.text


@pytest.mark.parametrize(
    ("sender", "state"),
    [("RUTH@Zonneveld.Example", State.NEW), ("ruth+urgent@zonneveld.example", State.HELD)],
)
def test_OX_02_addresses_are_compared_without_case_and_without_plus_tags(desk: Desk, sender: str, state: State) -> None:
    assert desk.file(desk.mail(sender, "Teams hapert")).ticket.state is state


def test_OX_02_mail_whose_sender_failed_dmarc_is_held_and_not_answered(desk: Desk) -> None:
    failed = "mx.helpdesk.example; dmarc=fail header.from=zonneveld.example"
    number = desk.mail(RUTH, "Teams hapert", Authentication_Results=failed)
    assert desk.file(number).ticket.state is State.HELD
    assert [mail for mail in desk.written() if mail.to == RUTH] == []


def test_OX_03_both_contacts_hear_of_workaround_and_resolution_and_of_no_note(desk: Desk) -> None:
    number = desk.mail(PIM, "Teams hapert")
    desk.do(number, acts.note("de klant is vaak ongeduldig"))
    desk.do(number, acts.work_around("Gebruik de webversie."))
    desk.do(number, acts.resolve("Teams is bijgewerkt."))
    for purpose in ("workaround", "resolved"):
        assert {mail.to for mail in desk.written(purpose)} == {RUTH, PIM}
    assert [mail for mail in desk.written() if "ongeduldig" in mail.text] == []


def test_OX_03_both_contacts_read_what_staff_answers_by_mail(desk: Desk) -> None:
    desk.mail(PIM, "Teams hapert")
    (copy, *_) = desk.written("staff-copy")
    answered = {"To": copy.reply_to, "Authentication_Results": VOUCHED}
    desk.mail("femke@staff.example", f"Re: {copy.subject}", "We kijken ernaar.", **answered)
    assert {mail.to for mail in desk.written("reply")} == {RUTH, PIM}


def test_OX_03_the_other_contact_hears_who_asked_and_is_not_thanked_for_it(desk: Desk) -> None:
    number = desk.mail(PIM, "Teams hapert")
    mails = {mail.to: mail.text for mail in desk.written("acknowledgement", ticket=number)}
    assert set(mails) == {RUTH, PIM}
    assert "Bedankt voor uw bericht" in mails[PIM]
    assert "Bedankt" not in mails[RUTH]
    assert (
        f"Pim Jansen heeft ons een verzoek gestuurd. We hebben het geregistreerd onder nummer T-{number}" in mails[RUTH]
    )
    assert all("streven" in text for text in mails.values())


def test_OX_03_a_changed_priority_and_a_passing_on_reach_both_whoever_wrote(desk: Desk) -> None:
    number = desk.mail(PIM, "Teams hapert")
    desk.do(number, acts.prioritise(2, "", "", "de hele afdeling wacht"))
    assert {mail.to for mail in desk.written("acknowledgement")[2:]} == {PIM, RUTH}
    desk.do(number, to_vendor("microsoft", "Please help."))
    desk.do(desk.mail(RUTH, "Toegang"), need_access())
    assert sorted(mail.to for mail in desk.written("news")) == [PIM, PIM, RUTH, RUTH]


def test_OX_03_both_hear_that_one_of_them_asked_to_escalate(desk: Desk) -> None:
    number = desk.mail(PIM, "Teams hapert")
    own = next(mail for mail in desk.written("acknowledgement") if mail.to == RUTH)
    desk.mail(RUTH, f"Re: {own.subject}", "Escaleren graag", To=own.reply_to)
    answers = {mail.to: mail.text for mail in desk.written("acknowledgement", ticket=number)[2:]}
    assert "Zoals u vroeg" in answers[RUTH]
    assert "Zoals Ruth Zonneveld ons vroeg" in answers[PIM]


def test_OX_03_both_hear_that_a_ticket_of_one_of_them_waits(tmp_path: Path, desk: Desk) -> None:
    files = a_configuration(tmp_path)
    change(files, "plans/oxineo.toml", 'proof = "plausible"', 'proof = "proven"')
    desk.under(loaded(files))
    number = desk.mail(PIM, "Teams hapert")
    mails = {mail.to: mail for mail in desk.written("held", ticket=number)}
    assert "Beantwoord deze mail om dat te bevestigen" in mails[PIM].text
    assert "echt van Pim Jansen komt" in mails[RUTH].text
    assert "U hoeft niets te doen" in mails[RUTH].text
    desk.mail(RUTH, f"Re: {mails[RUTH].subject}", "Het klopt.", To=mails[RUTH].reply_to)
    assert desk.file(number).ticket.state is State.HELD, "only he who is said to have written can confirm it"
    desk.mail(PIM, f"Re: {mails[PIM].subject}", "Het klopt.", To=mails[PIM].reply_to)
    assert desk.file(number).ticket.state is State.NEW
    assert {mail.to for mail in desk.written("acknowledgement", ticket=number)} == {RUTH, PIM}


def test_OX_03_what_an_outsider_or_a_colleague_gets_to_hear_goes_to_him_alone(desk: Desk) -> None:
    desk.mail("piet@zonneveld.example", "Teams hapert")
    desk.mail("piet@elsewhere.example", "Teams hapert")
    assert [mail.to for mail in desk.written("held")] == ["piet@zonneveld.example", "piet@elsewhere.example"]


def test_OX_03_each_hears_once_also_whom_the_writer_copied_in(desk: Desk) -> None:
    number = desk.mail(PIM, "Teams hapert", Cc="Ruth <RUTH@zonneveld.example>")
    desk.do(number, acts.resolve("Teams is bijgewerkt."))
    for purpose in ("acknowledgement", "resolved"):
        assert sorted(mail.to.lower() for mail in desk.written(purpose)) == [PIM, RUTH]


def test_OX_03_an_automatic_answer_of_the_other_contact_changes_nothing(desk: Desk) -> None:
    number = desk.mail(PIM, "Teams hapert")
    own = next(mail for mail in desk.written("acknowledgement") if mail.to == RUTH)
    before, mails = desk.file(number).ticket.state, len(desk.written())
    away = {"To": own.reply_to, "Auto_Submitted": "auto-replied"}
    assert desk.mail(RUTH, f"Automatisch antwoord: {own.subject}", "Ik ben er niet.", **away) == number
    assert (desk.file(number).ticket.state, len(desk.written())) == (before, mails)


def test_OX_03_a_contract_that_does_not_say_so_acknowledges_to_who_wrote_alone(desk: Desk) -> None:
    desk.mail(WATERLAND, "Mijn scherm hapert")
    assert [mail.to for mail in desk.written("acknowledgement")] == [WATERLAND]


def test_OX_04_there_are_no_promised_times_and_no_breaches(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams hapert")
    assert [clock.name.value for clock in desk.file(number).clocks] == ["pick-up"]
    desk.until("2026-12-31 12:00")
    assert desk.written("warning", "breach", "escalation", "page") == []


def test_OX_04_the_customer_reads_the_aim_and_no_due_time(desk: Desk) -> None:
    text = desk.acknowledgement(desk.mail(RUTH, "Teams hapert")).text
    assert "binnen 3 werkdagen" in text
    assert "uiterlijk" not in text


def test_OX_05_it_comes_after_what_is_promised_then_by_urgency_and_age(desk: Desk) -> None:
    numbers = []
    for sender, subject in ((RUTH, "a"), (PIM, "b"), (RUTH, "c"), (WATERLAND, "Mijn scherm hapert")):
        numbers.append(desk.mail(sender, subject))
        desk.clock.forward(minutes=1)
    first, second, third, promised = numbers
    desk.do(third, acts.prioritise(2, "", "", "de hele afdeling wacht"))
    assert desk.queue() == [promised, third, first, second]


def test_OX_06_the_acknowledgement_says_best_effort(desk: Desk) -> None:
    assert "op basis van best effort" in desk.acknowledgement(desk.mail(RUTH, "Teams hapert")).text
    assert "best effort" not in desk.acknowledgement(desk.mail(WATERLAND, "Mijn scherm hapert")).text


@pytest.mark.parametrize(
    ("received", "aim", "reminded"),
    [
        ("2026-11-23 10:00", "2026-11-26 17:00", "2026-11-26 09:00"),
        ("2026-11-20 16:59", "2026-11-25 17:00", "2026-11-25 09:00"),
        ("2026-12-23 12:00", "2026-12-29 17:00", "2026-12-29 09:00"),  # Christmas: 24, 28, 29
    ],
)
def test_OX_07_three_business_days_are_aimed_at_and_staff_is_reminded_on_the_third_morning(
    desk: Desk, received: str, aim: str, reminded: str
) -> None:
    desk.clock.at = local(received)
    number = desk.mail(RUTH, "Teams hapert")
    assert desk.due(number, "pick-up") == aim
    told = desk.acknowledgement(number).text
    assert "We streven ernaar uw verzoek binnen 3 werkdagen op te pakken." in told
    desk.until(aim)
    assert {mail.at for mail in desk.written("reminder") if mail.step == "aim"} == {reminded}


def test_OX_07_a_ticket_taken_up_too_late_is_later_than_aimed_and_no_breach(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams hapert")
    desk.until("2026-12-01 10:00")
    desk.do(number, acts.assign(desk.office.installation.staff.find, TOMAS, ""))
    clock = desk.file(number).clock("pick-up")
    assert clock is not None
    assert (clock.verdict, clock.breached) == (Result.LATER, None)


def test_OX_08_urgency_is_empty_until_staff_sets_it(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams hapert")
    ticket = desk.file(number).ticket
    assert (ticket.priority, ticket.impact, ticket.urgency) == (None, "", "")
    desk.do(number, acts.prioritise(2, "", "", "de hele afdeling wacht"))
    assert desk.file(number).ticket.priority == 2


def test_OX_09_what_a_customer_calls_urgent_changes_nothing(desk: Desk) -> None:
    plain = desk.explain(RUTH, "Teams hapert", "Graag hulp.")
    loud = desk.explain(
        RUTH, "[URGENT] Teams hapert, priority: 1", "Alles ligt plat! Prioriteit: 1", X_Priority="1", Importance="High"
    )
    same = ("contract", "kind", "impact", "urgency", "priority", "service", "clocks")
    assert {name: plain[name] for name in same} == {name: loud[name] for name in same}
    numbers = [desk.mail(PIM, "rustig"), desk.mail(RUTH, "URGENT prioriteit: 1", X_Priority="1", Importance="High")]
    assert desk.queue() == numbers


def test_OX_09_not_even_a_rule_of_ours_sets_what_staff_alone_may_set(tmp_path: Path, desk: Desk) -> None:
    files = a_configuration(tmp_path)
    with (files / "rules.toml").open("a", encoding="utf-8") as rules:
        rules.write(EAGER)
    desk.under(loaded(files))
    ruled = {sender: desk.file(desk.mail(sender, "URGENT: Teams hapert")).ticket for sender in (RUTH, XTREME)}
    assert (ruled[RUTH].priority, ruled[XTREME].priority) == (None, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("starts = 2026-01-01", "starts = 2026-01-02"),
        ("ends = 2026-12-31", "ends = 2026-11-29"),
        ("ends = 2026-12-31", "ends = 2027-01-31"),
    ],
)
def test_OX_10_a_contract_begins_on_a_first_and_ends_on_a_last_day(tmp_path: Path, before: str, after: str) -> None:
    files = a_configuration(tmp_path)
    change(files, "customers/zonneveld.toml", before, after)
    installation, problems = load(files, SECRETS)
    assert installation is None
    assert len(problems) == 1


def test_OX_11_a_cancelled_contract_ends_with_any_month(tmp_path: Path, desk: Desk) -> None:
    files = a_configuration(tmp_path)
    change(files, "customers/zonneveld.toml", "ends = 2026-12-31", "ends = 2026-11-30")
    desk.under(loaded(files))
    states = []
    for received in ("2026-11-30 23:59", "2026-12-01 00:00"):
        desk.clock.at = local(received)
        states.append(desk.file(desk.mail(RUTH, "Teams hapert")).ticket.state)
    assert states == [State.NEW, State.HELD]


def test_OX_15_tickets_are_handled_in_office_hours(desk: Desk) -> None:
    desk.clock.at = local("2026-11-20 17:00")
    number = desk.mail(RUTH, "Teams hapert")
    assert "weer bereikbaar vanaf maandag 23 november 2026 om 09.00 uur" in desk.acknowledgement(number).text
    desk.until("2026-11-23 16:59")
    assert desk.written("reminder") == []
    desk.until("2026-11-23 17:00")
    assert {mail.step for mail in desk.written("reminder")} == {"unassigned"}


def minutes_of(installation: Installation, start: str, end: str) -> tuple[float, float, float]:
    """Worked minutes in office hours, out of hours on working days, and in weekends and on holidays."""
    asked = {"calendar": "oxineo_office", "from": local(start).isoformat(), "to": local(end).isoformat()}
    seconds = classify(asked, installation.calendars)["seconds"]
    assert isinstance(seconds, dict)
    return seconds["office"] / 60, seconds["out_of_hours"] / 60, seconds["weekend_holiday"] / 60


def test_OX_16_minutes_between_nine_and_five_on_working_days_are_office_minutes(installation: Installation) -> None:
    assert minutes_of(installation, "2026-11-23 09:00", "2026-11-23 17:00") == (480, 0, 0)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23 16:30", "2026-11-23 18:00", (30, 60, 0)),
        ("2026-11-23 22:00", "2026-11-24 09:30", (30, 660, 0)),
        ("2026-11-23 00:00", "2026-11-23 09:00", (0, 540, 0)),
    ],
)
def test_OX_17_minutes_outside_them_on_working_days_are_out_of_hours(
    installation: Installation, start: str, end: str, minutes: tuple[float, float, float]
) -> None:
    assert minutes_of(installation, start, end) == minutes


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20 23:30", "2026-11-21 00:30", (0, 30, 30)),
        ("2026-11-22 23:30", "2026-11-23 00:30", (0, 30, 30)),
        ("2026-12-25 10:00", "2026-12-25 11:00", (0, 0, 60)),  # a holiday on a Friday
        ("2026-03-29 01:30", "2026-03-29 03:30", (0, 0, 60)),  # the hour that does not exist
    ],
)
def test_OX_18_the_local_date_decides_weekends_and_holidays_first(
    installation: Installation, start: str, end: str, minutes: tuple[float, float, float]
) -> None:
    assert minutes_of(installation, start, end) == minutes


def test_OX_19_a_solution_is_not_guaranteed(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams hapert")
    assert desk.file(number).clock("resolution") is None
    desk.do(number, acts.move(State.CLOSED, "unsolved", "Dit lossen we niet op."))
    ticket = desk.file(number).ticket
    reasons = [event.text("reason") for event in ticket.events if event.kind is EventKind.CLOSED]
    assert (ticket.state, reasons) == (State.CLOSED, ["unsolved"])


def test_OX_30_before_the_contract_begins_mail_is_held_and_answered(desk: Desk) -> None:
    contracts = desk.office.installation.contracts
    later = replace(contracts["zonneveld-support"], starts=date(2026, 12, 1))
    desk.under(replace(desk.office.installation, contracts={**contracts, "zonneveld-support": later}))
    states = []
    for received in ("2026-11-30 23:59", "2026-12-01 00:00"):
        desk.clock.at = local(received)
        states.append(desk.file(desk.mail(RUTH, "Teams hapert")).ticket.state)
    assert states == [State.HELD, State.NEW]
    assert {(mail.to, "nog niet ingegaan" in mail.text) for mail in desk.written("held")} == {(RUTH, True), (PIM, True)}


def test_OX_31_a_contract_ends_with_the_year_even_if_nobody_wrote_it_down(tmp_path: Path, desk: Desk) -> None:
    files = a_configuration(tmp_path)
    change(files, "customers/zonneveld.toml", "ends = 2026-12-31\n", "")
    desk.under(loaded(files))
    states = []
    for received in ("2026-12-31 23:59", "2027-01-01 00:00"):
        desk.clock.at = local(received)
        states.append(desk.file(desk.mail(RUTH, "Teams hapert")).ticket.state)
    assert states == [State.NEW, State.HELD]
    told = {(mail.to, "supportcontract afgelopen" in mail.text) for mail in desk.written("held")}
    assert told == {(RUTH, True), (PIM, True)}


def test_OX_35_the_solution_is_communicated(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams hapert")
    desk.do(number, acts.resolve("Teams is bijgewerkt."))
    assert desk.file(number).ticket.state is State.RESOLVED
    assert all("Teams is bijgewerkt." in mail.text for mail in desk.written("resolved"))
    with pytest.raises(Permanent):
        desk.do(number, acts.resolve("Nog eens."))
