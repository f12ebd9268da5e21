"""Nobody can solve it: the customer is asked, and one word above the quoted mail ends it."""

from correspondence import Town
from installations import a_daemon

RUTH, PIM = "ruth@zonneveld.example", "pim@zonneveld.example"


def test_ox36_one_word_above_the_quotation_closes_it_and_both_contacts_read_that(town: Town) -> None:
    with a_daemon(town.site):
        town.writes(RUTH, "Word loopt vast", "Bij elk document.")
        town.reads(RUTH)
    refused = town.site.run("ticket", "state", "1", "closed", code=1)
    asked = town.site.json("ticket", "unsolvable", "1", "De oude versie van Word kan dit niet. Een nieuwe wel.")
    with a_daemon(town.site) as daemon:
        (letter,) = town.reads(RUTH, purpose="unsolvable")
        town.replies(RUTH, letter, "Akkoord, bedankt.\n\nMet vriendelijke groet,\nRuth Zonneveld")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        closed = town.reads(PIM, 2, purpose="unsolvable")[1]
    assert "OX-20" in refused.stderr
    assert (asked["state"], asked["pending"]) == ("pending", "requester")
    assert "Een nieuwe wel." in letter.words
    assert "Zoals afgesproken" in closed.words
    assert town.site.json("ticket", "show", "1")["closed"] == "unsolved"
