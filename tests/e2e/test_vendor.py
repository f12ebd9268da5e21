"""A ticket goes to a vendor and comes back: who reads what."""

from correspondence import Town
from installations import a_daemon

BAS, TOMAS, FEMKE = "bas.vermeer@rivierenland.example", "tomas@staff.example", "femke@staff.example"
VENDOR = "support@xurrent.example"


def test_iv11_the_vendor_gets_what_staff_wrote_and_its_answer_stays_inside(town: Town) -> None:
    with a_daemon(town.site):
        town.writes(BAS, "Xurrent geeft een fout", "Een fout bij het openen. Mijn wachtwoord is geheim.")
        town.reads(BAS)
    defect = "Opening a request fails with error 500."
    town.site.run("ticket", "vendor", "1", "xurrent", defect, "--as", town.site.address(TOMAS))
    with a_daemon(town.site) as daemon:
        (passed,) = town.reads(VENDOR)
        (told,) = town.reads(BAS, purpose="news")
        town.replies(VENDOR, passed, "Fixed in release 12.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        copy = town.reads(FEMKE, 2, purpose="staff-copy")[1]
        town.replies(FEMKE, copy, "Mooi zo.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1, times=2)
    assert defect in passed.words
    assert "geheim" not in passed.text
    assert "Xurrent" in told.words
    assert "Fixed in release 12." in copy.text
    assert not [
        mail for who in (BAS, VENDOR) for mail in town.has(who) if "release 12" in mail.text or "Mooi" in mail.text
    ]
    assert [row["state"] for row in town.site.rows("ticket")] == ["with-vendor"]


def test_the_commands_of_arranging_say_how_the_ticket_stands_then(town: Town) -> None:
    with a_daemon(town.site):
        town.writes("an@peeters.example", "Facturen", "De facturen kloppen niet.")
        town.reads("an@peeters.example")
    run = town.site.json
    assert run("ticket", "kind", "1", "issue", "--reason", "bug")["kind"] == "issue"
    assert run("ticket", "category", "1", "custom")["pending"] == "authorisation"
    assert run("ticket", "agree", "1", "Akkoord per telefoon.")["state"] == "open"
    assert run("ticket", "access", "1")["pending"] == "access"
    assert "there is no redirect consulting" in town.site.run("ticket", "redirect", "1", "consulting", code=1).stderr
