"""A special-event weekend from the customer's wish to Saturday morning (INF-37 to INF-44)."""

from correspondence import Town
from installations import a_daemon

MONDAY, SATURDAY = "2026-04-13T10:00:05+02:00,1", "2026-05-02T10:00:05+02:00,1"
LINDA = "linda.smit@noordzee.example"
SOFIE, TOMAS = "sofie@staff.example", "tomas@staff.example"


def test_inf37_asked_for_confirmed_and_served(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(LINDA, "Verhuizing van het magazijn", "event 2026-05-02")
        (request,) = town.reads(SOFIE, purpose="weekend")
        town.replies(SOFIE, request, f"confirm {town.home(TOMAS)}")
        (_, confirmed) = town.reads(LINDA, 2, purpose="weekend")
        town.reads(TOMAS, purpose="weekend")
    with a_daemon(town.site, clock=SATURDAY):
        town.writes(LINDA, "LN severity 4", "The printer is slow.")
        (page,) = town.reads(TOMAS, purpose="page")
        (copy,) = town.reads(TOMAS, purpose="staff-copy")
        (answer,) = town.reads(LINDA, purpose="acknowledgement")
        town.replies(TOMAS, copy, "Which printer is it?")
        (reply,) = town.reads(LINDA, purpose="reply")
    assert "zaterdag 2 mei 2026" in confirmed.words
    assert "Tomas Tweede" in confirmed.words
    assert "LN severity 4" in page.subject
    assert "Saturday 2 May 2026 at 18:00" in answer.words, "eight hours, all of them on the Saturday, in English"
    assert "Which printer is it?" in reply.text


def test_inf39_booked_by_hand_against_the_rule(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(LINDA, "Verhuizing", "event 2026-04-18")
        (refusal,) = town.reads(LINDA, purpose="weekend")
    day, agent = "2026-04-18", ("--agent", town.home(TOMAS))
    refused = town.site.run("contract", "event", "noordzee-elite", day, *agent, code=1)
    booked = town.site.json("contract", "event", "noordzee-elite", day, *agent, "--override", "agreed by phone")
    with a_daemon(town.site):  # a command knows no other time than the real one
        (_, confirmed) = town.reads(LINDA, 2, purpose="weekend")
    assert "event 2026-05-02" in refusal.words
    assert "--override" in refused.stderr
    assert booked == {"contract": "noordzee-elite", "saturday": day, "agent": town.home(TOMAS), "ticket": 1}
    assert "zaterdag 18 april 2026" in confirmed.words
