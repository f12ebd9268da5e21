"""Infor Xtreme, Premium and Elite: coverage by severity and package, as the three customers of the example have it.

Xtreme is De Vries (reaction 2, 4, 8, 16 h), Premium is Fjordmøllen (1, 4, 8, 16 h), Elite is Noordzee (30 min, 2, 4, 8 h;
for the warehouse 15 min). 21 November 2026 is a Saturday, 25 December 2026 a Friday.
"""

from pathlib import Path

import pytest

from configured import SECRETS, a_configuration, change
from deskwork import Desk, local
from mailtriage.config.account import facts, lines
from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.desk.entitlement import NotEntitled, entitlement
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.targets import promised
from mailtriage.desk.terms import ClockName
from mailtriage.jobs import acts

XTREME, PREMIUM, ELITE = "henk@devries.example", "karen.lund@fjordmoellen.example", "linda.smit@noordzee.example"
ON_CALL = "tomas@staff.example"
CSM = "sofie@staff.example"


def test_INF_04_the_fortieth_ticket_of_a_month_is_served_like_the_first(desk: Desk) -> None:
    desk.clock.at = local("2026-11-02 10:00")
    seen = []
    for _ in range(40):
        number = desk.mail(XTREME, "LN: urgentie 2")
        clock = desk.file(number).clock("reaction")
        assert clock is not None
        seen.append((clock.duration, desk.file(number).ticket.state, "urgentie 2" in desk.acknowledgement(number).text))
        desk.clock.forward(hours=16)
    assert len(set(seen)) == 1
    assert seen[0][2]


def test_INF_04_the_fortieth_ticket_of_a_day_is_acknowledged_like_the_first(desk: Desk) -> None:
    told = []
    for order in range(40):
        number = desk.mail(XTREME, "LN: urgentie 2", f"Order {order} kan niet worden geboekt.")
        told.append(desk.acknowledgement(number).text.replace(f"T-{number}", "T"))
    assert len(set(told)) == 1


def test_INF_05_a_mail_on_sunday_night_is_acknowledged_at_once_and_told_when_its_clock_runs(desk: Desk) -> None:
    desk.clock.at = local("2026-11-22 03:00")
    number = desk.mail(XTREME, "LN hapert")
    told = desk.acknowledgement(number)
    assert told.at == "2026-11-22 03:00"
    assert "uiterlijk morgen, maandag 23 november 2026 om 17.00 uur" in told.text
    assert "weer bereikbaar vanaf morgen, maandag 23 november 2026 om 09.00 uur" in told.text


def test_INF_06_the_acknowledgement_gives_the_telephone_and_hours_of_that_contract_alone(desk: Desk) -> None:
    told = desk.acknowledgement(desk.mail(ELITE, "LN hapert")).text
    assert "+31 20 555 0177 (ma–vr 09.00–17.00)" in told
    assert "bellen" not in desk.acknowledgement(desk.mail(XTREME, "LN hapert")).text


@pytest.mark.parametrize(
    ("sender", "severity", "due"),
    [
        (XTREME, 1, "12:00"),
        (XTREME, 2, "14:00"),
        (PREMIUM, 1, "11:00"),
        (PREMIUM, 2, "14:00"),
        (ELITE, 1, "10:30"),
        (ELITE, 2, "12:00"),
    ],
)
def test_INF_08_the_response_time_follows_severity_and_package(
    desk: Desk, sender: str, severity: int, due: str
) -> None:
    number = desk.mail(sender, f"Sev {severity}")
    assert desk.due(number) == f"2026-11-23 {due}"


def test_INF_08_the_row_of_a_product_goes_before_the_row_of_any(desk: Desk) -> None:
    file = desk.file(desk.mail(ELITE, "Sev 1"))
    assert file.terms is not None
    minutes = {}
    for product in ("ln", "wms"):
        ticket = type(file.ticket)(1, file.ticket.received, kind="incident", priority=1, product=product)
        target = promised(file.terms, ClockName.REACTION, ticket)
        assert target is not None
        assert target.duration is not None
        minutes[product] = target.duration.total_seconds() / 60
    assert minutes == {"ln": 30, "wms": 15}


def test_INF_08_a_contract_without_times_has_no_clock_and_check_says_so(tmp_path: Path, desk: Desk) -> None:
    files = a_configuration(tmp_path)
    customer = files / "customers" / "devries.toml"
    text = customer.read_text("utf-8")
    customer.write_text(text.partition("[[contract.devries-xtreme.terms.target]]")[0], "utf-8")
    installation, problems = load(files, SECRETS)
    assert problems == ()
    assert installation is not None
    assert any("devries-xtreme" in str(warning) for warning in installation.warnings)
    desk.under(installation)
    assert desk.file(desk.mail(XTREME, "Sev 1")).clocks == ()


@pytest.mark.parametrize(
    ("sender", "moment"),
    [
        (XTREME, "vandaag, maandag 23 november 2026 om 14.00 uur"),
        (PREMIUM, "i dag, mandag den 23. november 2026 kl. 14.00"),
    ],
)
def test_INF_09_the_acknowledgement_says_when_to_expect_an_answer(desk: Desk, sender: str, moment: str) -> None:
    assert moment in desk.acknowledgement(desk.mail(sender, "Sev 2")).text


def test_INF_10_the_desk_works_by_severity_and_then_by_age(desk: Desk) -> None:
    order = []
    for severity in (3, 2, 1, 2):
        order.append(desk.mail(XTREME, f"Sev {severity}"))
        desk.clock.forward(minutes=1)
    third, second, first, later_second = order
    assert desk.queue() == [first, second, later_second, third]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-24 03:00", "2026-11-24 05:00"),  # a night
        ("2026-12-25 10:00", "2026-12-25 12:00"),  # Christmas Day, a Friday
        ("2026-11-20 23:00", "2026-11-23 01:00"),  # Friday evening: the weekend is not covered
        ("2026-11-21 12:00", "2026-11-23 02:00"),
    ],
)
def test_INF_11_severity_one_runs_around_the_clock_on_five_days(desk: Desk, received: str, due: str) -> None:
    desk.clock.at = local(received)
    assert desk.due(desk.mail(XTREME, "Sev 1")) == due


def test_INF_11_severity_two_keeps_office_hours_and_pages_nobody(desk: Desk) -> None:
    desk.clock.at = local("2026-11-24 03:00")
    number = desk.mail(XTREME, "Sev 2")
    assert desk.due(number) == "2026-11-24 13:00"
    desk.until("2026-11-24 08:59")
    assert desk.written("page") == []


@pytest.mark.parametrize(
    ("received", "paged"),
    [("2026-11-24 03:00", "2026-11-24 03:00"), ("2026-11-21 12:00", "2026-11-23 00:00"), ("2026-11-24 10:00", None)],
)
def test_INF_11_severity_one_out_of_hours_pages_those_on_call(desk: Desk, received: str, paged: str | None) -> None:
    desk.clock.at = local(received)
    desk.mail(XTREME, "Sev 1")
    desk.until("2026-11-24 23:59")
    assert [(page.to, page.at) for page in desk.written("page")] == ([(ON_CALL, paged)] if paged else [])


def test_INF_12_a_usage_question_has_the_lowest_severity(desk: Desk) -> None:
    ticket = desk.file(desk.mail(XTREME, "Vraag over de voorraadlijst", "Waar stel ik de kolommen in?")).ticket
    assert (ticket.kind, ticket.priority) == ("how-to", 4)


def test_INF_12_a_product_outside_the_contract_is_not_covered(installation: Installation) -> None:
    contract, henk = installation.contracts["devries-xtreme"], Person("Henk", XTREME)
    day = local("2026-11-23 10:00").date()
    asked = {p: entitlement(contract, henk, Proof.PLAUSIBLE, day, product=p) for p in ("ln", "m3")}
    assert not isinstance(asked["ln"], NotEntitled)
    assert isinstance(asked["m3"], NotEntitled)
    assert (asked["m3"].reason, "INF-12" in asked["m3"].clause) == ("product", True)


@pytest.mark.parametrize("subject", ["Installatie van LN", "Implementering af lagerstyring"])
def test_INF_13_installation_and_implementation_have_no_promise(desk: Desk, subject: str) -> None:
    file = desk.file(desk.mail(XTREME, subject))
    assert (file.ticket.kind, file.ticket.priority, file.clocks) == ("consulting", None, ())


def test_INF_15_a_wish_for_a_briefing_has_no_clock(desk: Desk) -> None:
    file = desk.file(desk.mail(XTREME, "Briefing over de jaarafsluiting"))
    assert (file.ticket.kind, file.clocks) == ("briefing", ())


def test_INF_16_a_contract_carries_the_version_of_its_policy(installation: Installation) -> None:
    day = local("2026-11-23 10:00").date()
    contract = installation.contracts["devries-xtreme"]
    assert facts(installation, contract, day)["version"] == "Xtreme"
    (line,) = [line for line in lines(installation, contract, day) if line.key == "version"]
    assert "INF-16" in line.clause


def stated(installation: Installation, contract: str) -> dict[str, str]:
    """The file in which each value of a contract's terms stands."""
    found = lines(installation, installation.contracts[contract], local("2026-11-23 10:00").date())
    return {line.key: line.file for line in found}


def test_INF_20_premium_is_xtreme_with_differences(desk: Desk, installation: Installation) -> None:
    where = stated(installation, "fjordmoelle-premium")
    assert set(stated(installation, "devries-xtreme")) <= set(where)
    assert (where["on_call"], where["level"]) == ("plans/infor-xtreme.toml", "plans/infor-premium.toml")
    asked = desk.file(desk.mail(PREMIUM, "Spørgsmål om lageret", "Hvordan sorterer jeg?"))
    assert (asked.ticket.kind, asked.ticket.priority) == ("how-to", 4)


@pytest.mark.parametrize(
    ("sender", "received", "due"),
    [
        (PREMIUM, "2026-11-21 03:00", "2026-11-21 04:00"),
        (PREMIUM, "2026-12-25 10:00", "2026-12-25 11:00"),
        (ELITE, "2026-11-21 03:00", "2026-11-21 03:30"),
    ],
)
def test_INF_21_severity_one_runs_and_pages_on_every_day(desk: Desk, sender: str, received: str, due: str) -> None:
    desk.clock.at = local(received)
    number = desk.mail(sender, "Sev 1")
    assert desk.due(number) == due
    desk.until(received)
    assert [page.to for page in desk.written("page")] == [ON_CALL]


def test_INF_21_nobody_is_told_that_support_is_closed_while_his_clock_runs(desk: Desk) -> None:
    desk.clock.at = local("2026-11-21 03:00")
    assert "gesloten" not in desk.acknowledgement(desk.mail(ELITE, "Sev 1")).text
    assert "gesloten" in desk.acknowledgement(desk.mail(ELITE, "Sev 2")).text


def test_INF_21_the_other_severities_wait_for_the_office(desk: Desk) -> None:
    desk.clock.at = local("2026-11-21 03:00")
    assert desk.due(desk.mail(PREMIUM, "Sev 2")) == "2026-11-23 13:00"
    desk.until("2026-11-22 23:59")
    assert desk.written("page") == []


def test_INF_22_within_a_severity_the_higher_package_comes_first(desk: Desk) -> None:
    numbers = {}
    for sender, severity in ((XTREME, 2), (PREMIUM, 2), (ELITE, 2), (ELITE, 3), (XTREME, 1)):
        numbers[sender, severity] = desk.mail(sender, f"Sev {severity}")
        desk.clock.forward(minutes=1)
    assert desk.queue() == [numbers[case] for case in ((XTREME, 1), (ELITE, 2), (PREMIUM, 2), (XTREME, 2), (ELITE, 3))]


def test_INF_30_elite_includes_premium_and_xtreme(desk: Desk, installation: Installation) -> None:
    where = stated(installation, "noordzee-elite")
    assert set(stated(installation, "fjordmoelle-premium")) <= set(where)
    assert {"plans/infor-xtreme.toml", "plans/infor-elite.toml"} <= set(where.values())
    assert desk.file(desk.mail(ELITE, "Briefing over WMS")).ticket.kind == "briefing"


def test_INF_31_an_elite_contract_without_success_manager_does_not_load(tmp_path: Path) -> None:
    files = a_configuration(tmp_path)
    change(files, "customers/noordzee.toml", 'role.csm]\nmembers = ["sofie"]', "role.other]\nmembers = []")
    installation, problems = load(files, SECRETS)
    assert installation is None
    assert any("csm" in str(problem) for problem in problems)


def test_INF_31_the_success_manager_is_copied_on_warnings_and_breaches_and_is_never_assignee(desk: Desk) -> None:
    number = desk.mail(ELITE, "Sev 1")
    desk.until("2026-11-23 12:00")
    assert {mail.step for mail in desk.written("warning", "breach") if mail.to == CSM} == {
        "warn-50",
        "warn-75",
        "breach",
    }
    assert desk.file(number).ticket.assignee != CSM


def test_INF_31_the_success_manager_hears_of_new_severity_one_only(desk: Desk) -> None:
    urgent, other = desk.mail(ELITE, "Sev 1"), desk.mail(ELITE, "Sev 2")
    assert [mail.ticket for mail in desk.written() if mail.to == CSM] == [urgent]
    assert other != urgent


@pytest.mark.parametrize(
    "words", ["severity 2", "Sev: 2", "urgentie 2", "prioriteit 2", "alvorsgrad 2", "prioritet 2", "priority #2"]
)
def test_INF_45_a_severity_is_understood_in_the_words_of_each_language(desk: Desk, words: str) -> None:
    assert desk.file(desk.mail(PREMIUM, f"M3, {words}")).ticket.priority == 2


def test_INF_45_the_customer_reads_the_words_of_the_contract(desk: Desk) -> None:
    assert "Prioriteit: urgentie 2" in desk.acknowledgement(desk.mail(XTREME, "Sev 2")).text
    assert "Prioritet: alvorsgrad 2" in desk.acknowledgement(desk.mail(PREMIUM, "Sev 2")).text


def test_INF_08_staff_may_change_the_severity_and_the_promise_follows(desk: Desk) -> None:
    number = desk.mail(XTREME, "Sev 3")
    desk.clock.forward(minutes=30)
    desk.do(number, acts.prioritise(2, "", "", "de klant kan niet leveren"))
    assert desk.due(number) == "2026-11-23 14:00"
