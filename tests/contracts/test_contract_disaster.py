"""A disaster at Waterland: contacts and manager hear of it at once, whoever says so."""

from pathlib import Path

import pytest

from configured import a_configuration, loaded
from deskwork import Desk
from mailtriage.errors import Permanent
from mailtriage.jobs import acts
from mailtriage.jobs.disaster import declare

JAN, INEKE, PRIYA = "jan.dewit@waterland.example", "ineke.bakker@waterland.example", "priya.shah@waterland.example"
MARIT = "marit@staff.example"
TOP = "Integratie ligt plat voor iedereen"
RULE = """
[[rule]]
name = "the site is lost"
clause = "IV-28"
when = { text = 'brand in het datacentrum' }
set = { tags = ["disaster"] }

    [[rule.example]]
    from = "jan.dewit@waterland.example"
    subject = "Brand in het datacentrum"
    gives = { tags = ["disaster"] }
"""


def told(desk: Desk, purpose: str, ticket: int) -> list[str]:
    return sorted(
        mail.to for mail in desk.written(purpose, ticket=ticket) if "calamiteit" in mail.text or "disaster" in mail.text
    )


def test_IV_28_staff_declares_a_disaster_and_contacts_and_manager_hear_at_once(desk: Desk) -> None:
    number = desk.mail(JAN, TOP, "Niemand kan werken.")
    desk.do(number, declare("We herstellen op de andere locatie."))
    assert told(desk, "news", number) == sorted([JAN, INEKE, PRIYA])
    assert told(desk, "staff-copy", number) == [MARIT]
    assert all("We herstellen op de andere locatie." in mail.text for mail in desk.written("news"))
    assert "disaster" in desk.file(number).ticket.tags


def test_IV_28_only_a_top_incident_is_one_and_only_once(desk: Desk) -> None:
    low = desk.mail(JAN, "Mijn scherm hapert", "Alleen bij mij.")
    with pytest.raises(Permanent, match="highest priority"):
        desk.do(low, declare("x"))
    number = desk.mail(JAN, TOP, "Niemand kan werken.")
    desk.do(number, declare("x"))
    with pytest.raises(Permanent, match="already"):
        desk.do(number, declare("x"))
    assert desk.written("news", ticket=low) == []


def test_IV_28_a_rule_can_say_so_and_a_ticket_that_becomes_top_is_told_then(desk: Desk, tmp_path: Path) -> None:
    files = a_configuration(tmp_path)
    with (files / "rules.toml").open("a", encoding="utf-8") as rules:
        rules.write(RULE)
    desk.under(loaded(files))
    number = desk.mail(JAN, "Brand in het datacentrum", "De integratie ligt plat voor iedereen.")
    assert told(desk, "news", number) == sorted([JAN, INEKE, PRIYA])
    assert told(desk, "staff-copy", number) == [MARIT]
    low = desk.mail(JAN, "Brand in het datacentrum", "Mijn scherm hapert, alleen bij mij.")
    assert told(desk, "news", low) == []
    desk.do(low, acts.prioritise(None, "many", "down", "nu ligt alles plat"))
    assert told(desk, "news", low) == sorted([JAN, INEKE, PRIYA])
    assert told(desk, "staff-copy", low) == [MARIT]
