"""InfraVision: who may ask, what is asked, who hears. Waterland has the integration service hosted, Havenzuid its own,
Rivierenland Xurrent alone. Office hours are Monday to Friday, 8:30 to 17:30."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from configured import a_configuration, loaded
from deskwork import Desk, local
from mailtriage.config.account import facts
from mailtriage.config.installation import Installation
from mailtriage.desk.entitlement import NotEntitled, entitlement
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts

JAN, BAS, SANNE = "jan.dewit@waterland.example", "bas.vermeer@rivierenland.example", "sanne.kuiper@havenzuid.example"
TOP = "Koppeling ligt plat voor iedereen"
FIRST_LINE = {"femke@staff.example", "frederik@staff.example"}
COORDINATOR, MANAGER, CTO = "carla@staff.example", "marit@staff.example", "theo@staff.example"

LATER_TERMS = """
plan = "infravision-integration"
inherits = "infravision-integration"
version = "IV-3.0"
valid_from = 2026-11-25
clauses = { version = "IV-61", valid_from = "IV-61" }

[[target]]
service = "integration"
priority = 1
reaction = "30m"
resolution = "4h"
clause = "IV-42"
"""


@pytest.fixture
def changed(tmp_path: Path) -> Installation:
    """The same installation after the terms were changed from 25 November on."""
    files = a_configuration(tmp_path)
    (files / "plans" / "infravision-integration-3.toml").write_text(LATER_TERMS, "utf-8")
    return loaded(files)


def ending(desk: Desk, contract: str, ends: date) -> Installation:
    """The desk's installation with an end to one contract."""
    contracts = desk.office.installation.contracts
    return replace(desk.office.installation, contracts={**contracts, contract: replace(contracts[contract], ends=ends)})


def test_IV_01_the_terms_have_versions_each_from_its_day(installation: Installation, changed: Installation) -> None:
    contract = changed.contracts["waterland-integratie"]
    days = [date(2026, 11, 24), date(2026, 11, 25)]
    assert [facts(changed, contract, day)["version"] for day in days] == ["IV-2.0", "IV-3.0"]
    contract = installation.contracts["waterland-integratie"]
    assert {facts(installation, contract, day)["version"] for day in days} == {"IV-2.0"}


def test_IV_03_after_the_last_day_mail_is_answered_politely_and_held_without_clocks(desk: Desk) -> None:
    desk.under(ending(desk, "waterland-integratie", date(2026, 11, 23)))
    desk.clock.at = local("2026-11-23 23:59")
    in_time = desk.file(desk.mail(JAN, TOP))
    desk.clock.at = local("2026-11-24 00:00")
    late = desk.file(desk.mail(JAN, TOP))
    assert (in_time.ticket.state, late.ticket.state, late.clocks) == (State.NEW, State.HELD, ())
    (reply,) = desk.written("held")
    assert "supportcontract afgelopen" in reply.text
    assert "[T-2]" in reply.subject


def test_IV_03_a_domain_without_contract_gets_a_ticket_and_a_reply_but_no_clocks(desk: Desk) -> None:
    number = desk.mail("iemand@onbekend.example", TOP)
    assert (desk.file(number).ticket.state, desk.file(number).clocks) == (State.HELD, ())
    assert [(mail.to, mail.ticket) for mail in desk.written("held")] == [("iemand@onbekend.example", number)]
    assert {mail.to for mail in desk.written("staff-copy")} == FIRST_LINE


def test_IV_04_each_ticket_has_a_service_of_the_three_and_no_other_is_covered(
    desk: Desk, installation: Installation
) -> None:
    services = [desk.file(desk.mail(sender, TOP)).ticket.service for sender in (JAN, SANNE, BAS)]
    assert services == ["integration", "integration", "xurrent"]
    contract, day = installation.contracts["waterland-integratie"], date(2026, 11, 23)
    asked = entitlement(contract, Person("Jan", JAN), Proof.PLAUSIBLE, day, service="xurrent")
    assert isinstance(asked, NotEntitled)
    assert asked.reason == "service"


def test_IV_05_out_of_hours_the_acknowledgement_names_the_next_opening_the_phone_and_the_portal(desk: Desk) -> None:
    desk.clock.at = local("2026-11-20 17:30")
    told = desk.acknowledgement(desk.mail(JAN, TOP)).text
    assert "weer bereikbaar vanaf maandag 23 november 2026 om 08.30 uur" in told
    assert "+31 20 555 0142 (ma–vr 08.30–17.30)" in told
    assert "het liefst via ons portaal: https://care.infravision.example/" in told


def test_IV_05_inside_hours_nothing_is_said_about_opening(desk: Desk) -> None:
    desk.clock.at = local("2026-11-20 17:29")
    assert "weer bereikbaar" not in desk.acknowledgement(desk.mail(JAN, TOP)).text


@pytest.mark.parametrize(
    ("received", "sender", "subject", "named"),
    [
        ("2026-11-21 12:00", BAS, "Xurrent ligt plat voor iedereen", True),
        ("2026-11-23 10:00", BAS, "Xurrent ligt plat voor iedereen", False),
        ("2026-11-21 12:00", BAS, "Xurrent is traag voor alle gebruikers", False),
        ("2026-11-21 12:00", BAS, "Ik kan niet inloggen", False),
        ("2026-11-21 12:00", JAN, TOP, False),
    ],
)
def test_IV_06_the_vendor_address_is_given_for_top_on_xurrent_out_of_hours_and_only_then(
    desk: Desk, received: str, sender: str, subject: str, *, named: bool
) -> None:
    desk.clock.at = local(received)
    assert ("rechtstreeks schrijven naar de support" in desk.acknowledgement(desk.mail(sender, subject)).text) is named


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Wijzigingsverzoek: extra veld", "change"),
        ("Informatieverzoek over de rapportage", "information"),
        (TOP, "incident"),
        ("Zie bijlage", "incident"),
    ],
)
def test_IV_07_there_are_three_kinds_and_an_incident_is_what_is_neither(desk: Desk, subject: str, kind: str) -> None:
    file = desk.file(desk.mail(JAN, subject))
    assert file.terms is not None
    assert {k.name for k in file.terms.kinds} == {"incident", "information", "change"}
    assert file.ticket.kind == kind


def test_IV_08_an_incident_by_mail_is_accepted(desk: Desk) -> None:
    file = desk.file(desk.mail(JAN, TOP))
    assert (file.ticket.state, file.ticket.kind) == (State.NEW, "incident")


def test_IV_09_what_is_missing_is_asked_and_the_resolution_waits_for_the_answer(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("een certificaat is verlopen", None))
    desk.until("2026-11-23 11:00")
    desk.do(number, acts.reply("Kunt u de stappen beschrijven waarmee het optreedt?"))
    desk.do(number, acts.move(State.PENDING, PendingReason.REQUESTER))
    assert any("stappen beschrijven" in mail.text for mail in desk.written("reply") if mail.to == JAN)
    desk.until("2026-11-23 13:00")
    desk.mail(JAN, f"Re: [T-{number}] {TOP}", "1. openen 2. wachten")
    assert desk.file(number).ticket.state is State.OPEN
    assert desk.due(number, "resolution") == "2026-11-23 16:00"


def test_IV_12_information_has_no_priority_and_no_clock_and_refuses_one(desk: Desk) -> None:
    number = desk.mail(JAN, "Informatieverzoek over de rapportage")
    assert (desk.file(number).ticket.priority, desk.file(number).clocks) == (None, ())
    with pytest.raises(Permanent, match="has no priority"):
        desk.do(number, acts.prioritise(1, "", "", "haast"))
    assert desk.file(number).ticket.priority is None


def test_IV_13_a_change_waits_for_an_agreement_without_clocks_and_the_customer_is_told(desk: Desk) -> None:
    number = desk.mail(JAN, "Wijzigingsverzoek: extra veld")
    file = desk.file(number)
    assert (file.ticket.state, file.ticket.pending, file.clocks) == (State.PENDING, PendingReason.AGREEMENT, ())
    assert "afzonderlijke overeenkomst" in desk.acknowledgement(number).text


def test_IV_23_first_line_and_coordinator_hear_of_a_ticket_nobody_took_within_an_open_hour(desk: Desk) -> None:
    desk.clock.at = local("2026-11-23 17:00")
    desk.mail(JAN, "Mijn scherm hapert")
    desk.until("2026-11-24 08:59")
    assert desk.written("reminder") == []
    desk.until("2026-11-24 09:00")
    assert {mail.to for mail in desk.written("reminder")} == {*FIRST_LINE, COORDINATOR}


def test_IV_23_new_mail_comes_to_the_first_line(desk: Desk) -> None:
    desk.mail(JAN, TOP)
    assert {mail.to for mail in desk.written("staff-copy")} == FIRST_LINE


def told_levels(desk: Desk) -> list[tuple[str, str, str]]:
    return [(mail.step, mail.to, mail.at) for mail in desk.written("escalation")]


def test_IV_24_a_missed_top_goes_to_the_manager_and_unanswered_to_the_cto(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.until("2026-11-23 17:00")
    late = "2026-11-23 11:00:00.000001"
    assert told_levels(desk) == [("level-1", MANAGER, late), ("level-2", CTO, "2026-11-23 13:00:00.000001")]
    steps = [e.text("step") for e in desk.file(number).ticket.events if e.text("purpose") == "escalation"]
    assert steps == ["level-1", "level-2"]


def test_IV_24_who_acknowledges_ends_the_escalation(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.until("2026-11-23 11:30")
    desk.do(number, acts.acknowledge("ik kijk ernaar"))
    desk.until("2026-11-30 17:00")
    assert [step for step, _, _ in told_levels(desk)] == ["level-1"]


def test_IV_24_a_customer_who_asks_is_escalated_at_once_and_again_to_the_second_level(desk: Desk) -> None:
    number = desk.mail(JAN, "De koppeling is traag bij mij")
    desk.clock.forward(minutes=5)
    for _ in range(2):
        desk.mail(JAN, f"Re: [T-{number}] traag", "escaleren")
        desk.until("2026-11-23 10:05")
    assert [(step, to) for step, to, _ in told_levels(desk)] == [("level-1", MANAGER), ("level-2", CTO)]
    answers = desk.written("acknowledgement", ticket=number)[1:]
    assert [("Marit Manager" in mail.text, "Theo Techniek" in mail.text) for mail in answers] == [
        (True, False),
        (False, True),
    ]


def test_IV_24_nobody_else_can_have_it_escalated(desk: Desk) -> None:
    number = desk.mail(JAN, "De koppeling is traag bij mij")
    desk.mail("iemand@onbekend.example", f"Re: [T-{number}] traag", "escaleren")
    desk.until("2026-11-23 10:30")
    assert told_levels(desk) == []


def test_IV_25_xurrent_has_no_promised_times_and_never_breaches(desk: Desk) -> None:
    number = desk.mail(BAS, "Xurrent ligt plat voor iedereen")
    assert (desk.file(number).ticket.priority, desk.file(number).clocks) == (1, ())
    desk.until("2027-05-01 12:00")
    assert desk.written("warning", "breach", "escalation", "page") == []


def test_IV_32_an_update_at_the_customer_is_discussed_and_acknowledged(desk: Desk) -> None:
    number = desk.mail(SANNE, "Geplande beveiligingsupdate op 3 december")
    file = desk.file(number)
    assert (file.ticket.kind, file.ticket.priority, file.clocks) == ("update", None, ())
    assert "overleg over een update" in desk.acknowledgement(number).text


def test_IV_32_hosted_customers_have_no_such_kind(desk: Desk) -> None:
    assert desk.file(desk.mail(JAN, "Geplande beveiligingsupdate op 3 december")).ticket.kind != "update"


def test_IV_58_xurrent_is_first_line_work(desk: Desk) -> None:
    ticket = desk.file(desk.mail(BAS, "Hoe wijzig ik mijn wachtwoord?")).ticket
    assert (ticket.plan, ticket.role) == ("infravision-xurrent", "first-line")
    assert {mail.to for mail in desk.written("staff-copy")} == FIRST_LINE


def test_IV_61_a_ticket_keeps_the_terms_in_force_at_its_receipt(desk: Desk, changed: Installation) -> None:
    desk.clock.at = local("2026-11-24 17:00")
    before = desk.mail(JAN, TOP)
    desk.under(changed)
    desk.clock.at = local("2026-11-25 08:30")
    after = desk.mail(JAN, TOP)
    assert (desk.due(before), desk.due(after)) == ("2026-11-25 09:00", "2026-11-25 09:00")
    versions = [terms.version for number in (before, after) if (terms := desk.file(number).terms)]
    assert versions == ["IV-2.0", "IV-3.0"]
