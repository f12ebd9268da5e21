"""What acknowledgements say because the contract says it."""

import pytest

from correspondence import Town
from installations import a_daemon

MONDAY, NIGHT = "2026-03-02T10:00:05+01:00,1", "2026-03-02T20:00:05+01:00,1"
BAS, KOEN, AN = "bas.vermeer@rivierenland.example", "koen@claes.example", "an@peeters.example"
RUTH, INTERN = "ruth@zonneveld.example", "stagiair@zonneveld.example"
VENDOR = "support@xurrent.example"


@pytest.mark.parametrize(("clock", "said"), [(NIGHT, True), (MONDAY, False)])
def test_iv06_the_vendor_is_named_for_top_out_of_hours_alone(town: Town, clock: str, *, said: bool) -> None:
    with a_daemon(town.site, clock=clock):
        town.writes(BAS, "Xurrent ligt plat", "Xurrent ligt plat voor iedereen.")
        town.writes(BAS, "Xurrent traag", "Xurrent is traag voor alle gebruikers.")
        top, high = sorted(town.reads(BAS, 2), key=lambda mail: "traag" in mail.subject)
    vendor = town.site.address(VENDOR)
    assert (vendor in top.text) is said
    assert vendor not in high.text


def test_sy09_without_a_maintenance_contract_the_customer_reads_that_work_is_billed(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(KOEN, "Vraag", "Hoe maak ik een factuur?")
        town.writes(AN, "Vraag", "Hoe maak ik een factuur?")
        (without,), (with_one,) = town.reads(KOEN), town.reads(AN)
    assert "geen onderhoudscontract" in without.words
    assert "onderhoudscontract" not in with_one.words


def test_ox02_a_colleague_is_told_whom_to_ask_and_leaves_a_note_on_a_ticket(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(INTERN, "Vraag", "Mag ik iets vragen?")
        (refused,) = town.reads(INTERN)
        town.writes(RUTH, "Office", "Het rapport opent niet.")
        town.reads(RUTH)
        town.writes(INTERN, "Re: [T-2] Office", "Bij mij ook niet.")
        daemon.wait_for("mail taken in", fate="appended", ticket=2)
        town.reads(INTERN, 2)
    assert "Ruth Zonneveld" in refused.words
    assert "Pim Jansen" in refused.words
    events = [row["kind"] for row in town.site.rows("event") if row["ticket"] == 2]
    assert "noted" in events
    assert "participant" not in events
