"""Staff finds out what a ticket is about, from the command line, and the customer reads what follows (INF-08, INF-12, INF-34)."""

from correspondence import Town
from installations import a_daemon

LINDA, SOFIE, TOMAS = "linda.smit@noordzee.example", "sofie@staff.example", "tomas@staff.example"


def test_the_warehouse_has_its_quarter_of_an_hour_and_what_is_customised_has_none(town: Town) -> None:
    with a_daemon(town.site):
        town.writes(LINDA, "Urgentie 1", "Er kan niets meer worden gepickt.")
        (first,) = town.reads(LINDA)
    run = town.site.json
    before = run("ticket", "show", "1")["clocks"][0]["due"]
    after = run("ticket", "product", "1", "wms", "--as", town.site.address(TOMAS))["clocks"][0]["due"]
    assert (
        "the contract knows no product m3; it knows ln, wms"
        in town.site.run("ticket", "product", "1", "m3", code=1).stderr
    )
    assert "specialist" not in first.words
    run("ticket", "specialist", "1", "Wie kent de pickmodule?", "--as", town.site.address(TOMAS))
    assert run("ticket", "incomplete", "1", "het ordernummer", "de foutmelding")["pending"] == "requester"
    with a_daemon(town.site):
        (asked,) = town.reads(SOFIE, purpose="specialist")
        again, missing = town.reads(LINDA, 3)[1:]
        town.replies(LINDA, missing, "Order 4711, geen melding.")
        closed = run("ticket", "customised", "1")
        (refused,) = (mail for mail in town.reads(LINDA, 4) if "aangepaste onderdelen" in mail.words)
    assert before > after
    assert "om welk product het gaat" in again.words
    assert "- het ordernummer" in missing.text
    assert "Wie kent de pickmodule?" in asked.words
    assert (closed["state"], closed["clocks"]) == ("closed", [])
    assert "de adviesdiensten" in refused.words
    assert run("ticket", "standard", "1")["state"] == "open"
