"""Customers write, and are told what becomes of it."""

from correspondence import Town
from installations import a_daemon

MONDAY = "2026-03-02T10:00:00+01:00"


def test_a_customer_is_told_number_and_due_time_in_his_language_and_zone(town: Town) -> None:
    with a_daemon(town.site, clock=f"{MONDAY},1"):
        town.home("femke@staff.example")
        town.home("frederik@staff.example")
        sent = town.writes("jan.dewit@waterland.example", "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        answer = town.reads("jan.dewit@waterland.example")[0]
        print(answer.message.as_string()[:6000])
        for who in ("femke@staff.example", "frederik@staff.example"):
            print(town.reads(who)[0].message.as_string()[:3000])
    assert answer["In-Reply-To"] == sent
