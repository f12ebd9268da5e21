"""A customer asks for an escalation: level 1 hears, then level 2; the customer is told who (IV-24)."""

from correspondence import Town
from installations import a_daemon

MONDAY = "2026-03-02T10:00:05+01:00,1"
JAN, RUTH = "jan.dewit@waterland.example", "ruth@zonneveld.example"
MARIT, THEO, CARLA = (f"{name}@staff.example" for name in ("marit", "theo", "carla"))


def test_iv24_escalate_reaches_level_1_and_again_level_2(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(JAN, "Rapport", "Het rapport is traag.")
        (answer,) = town.reads(JAN)
        town.replies(JAN, answer, "Graag escaleren.")
        (first,) = town.reads(MARIT, purpose="escalation")
        told = town.reads(JAN, 2)[1]
        town.writes(JAN, "Escalatie [T-1]", "Er gebeurt niets.")
        (second,) = town.reads(THEO, purpose="escalation")
        again = town.reads(JAN, 3)[2]
    assert "Marit Manager" in told.words
    assert "niveau 1" in told.words
    assert "Theo Techniek" in again.words
    assert "niveau 2" in again.words
    assert "Rapport" in first.subject
    assert "vroeg om escalatie" in second.words, "the history tells what happened"
    assert "staff.example" not in told.text + again.text
    kinds = [row["kind"] for row in town.site.rows("event")]
    assert kinds.count("escalated") == kinds.count("told") == 2


def test_iv24_without_a_ladder_the_coordinator_hears(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(RUTH, "Vraag", "Hoe zet ik dit aan?")
        (answer,) = town.reads(RUTH)
        town.replies(RUTH, answer, "Escalatie!")
        (heard,) = town.reads(CARLA, purpose="escalation")
    assert "Escalatie!" in heard.text
