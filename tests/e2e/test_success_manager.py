"""The customer success manager of an Elite contract looks on."""

from correspondence import Town
from installations import a_daemon

MONDAY = "2026-04-13T10:00:05+02:00,1"
LINDA, SOFIE = "linda.smit@noordzee.example", "sofie@staff.example"


def test_inf31_she_sees_severity_1_and_her_reply_stays_inside(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(LINDA, "LN severity 1", "The production has stopped.")
        (copy,) = town.reads(SOFIE, purpose="staff-copy")
        town.replies(SOFIE, copy, "I am calling Linda.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        town.writes(LINDA, "LN severity 3", "The font is too small.")
        town.reads(LINDA, 2, purpose="acknowledgement")
    assert "The production has stopped." in copy.text
    assert [mail.purpose for mail in town.has(SOFIE)] == ["staff-copy"]
    assert not [mail for mail in town.has(LINDA) if "calling" in mail.text]
    assert "noted" in {row["kind"] for row in town.site.rows("event")}
