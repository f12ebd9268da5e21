"""Severity 1 comes in at night: somebody is called, and answers."""

from correspondence import Town
from installations import a_daemon

SATURDAY_NIGHT = "2026-03-07T03:00:05+01:00,1"
"""Premium answers severity 1 around the clock; Xtreme not at weekends."""

KAREN, HENK = "karen.lund@fjordmoellen.example", "henk@devries.example"
TOMAS = "tomas@staff.example"


def test_inf21_on_call_is_paged_acknowledges_and_answers_the_customer(town: Town) -> None:
    with a_daemon(town.site, clock=SATURDAY_NIGHT) as daemon:
        town.writes(KAREN, "M3 alvorsgrad 1", "Produktionen står stille.")
        (page,) = town.reads(TOMAS, purpose="page")
        (copy,) = town.reads(TOMAS, purpose="staff-copy")
        town.replies(TOMAS, page, "Ik kijk.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1, times=1)
        town.replies(TOMAS, copy, "Vi kigger på det nu.")
        daemon.wait_for("mail submitted", purpose="reply")
    told = [row["kind"] for row in town.site.rows("event")]
    assert told.count("acknowledged") == told.count("answered") == 1
    assert "urgentie 1" in page.subject or "alvorsgrad 1" in page.subject
    assert "Produktionen står stille." in page.text


def test_inf11_neither_severity_2_nor_a_promise_that_does_not_run_yet_pages(town: Town) -> None:
    with a_daemon(town.site, clock=SATURDAY_NIGHT) as daemon:
        town.writes(KAREN, "M3 alvorsgrad 2", "Listen er tom.")
        town.writes(HENK, "LN: urgentie 1", "De productie ligt stil.")
        daemon.wait_for("mail submitted", purpose="acknowledgement", times=2)
    assert [mail.purpose for mail in town.has(TOMAS)] == []
    assert not [row for row in town.site.rows("step") if row["step"] == "page"]
