"""Staff and customers write to each other through the desk; who claims what is believed by proof alone."""

import json
from typing import Any

from correspondence import Town
from installations import a_daemon, configure

MONDAY = "2026-03-02T10:00:05+01:00,1"
JAN, INEKE = "jan.dewit@waterland.example", "ineke.bakker@waterland.example"
FEMKE, FREDERIK = "femke@staff.example", "frederik@staff.example"
STRANGER = "somebody@staff.example"


def states(town: Town) -> list[str]:
    return [row["state"] for row in town.site.rows("ticket")]


def events(town: Town, kind: str) -> list[dict[str, Any]]:
    """The data of the events of a kind, oldest first."""
    return [json.loads(row["data"]) for row in town.site.rows("event") if row["kind"] == kind]


def the_copy(town: Town, who: str = FEMKE) -> Any:
    """The latest staff copy somebody has."""
    return town.reads(who, purpose="staff-copy")[-1]


def test_a_reply_of_staff_reaches_the_customer_from_the_desk_and_stops_the_reaction_clock(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.replies(FEMKE, the_copy(town), "We kijken ernaar, Jan.")
        (answer,) = town.reads(JAN, purpose="reply")
    assert answer["From"] == f"Helpdesk <{town.site.address('support@helpdesk.example')}>"
    assert "We kijken ernaar, Jan." in answer.text
    assert "femke" not in answer.message.as_string()
    assert "Schrijf uw antwoord boven" not in answer.text.partition("We kijken ernaar")[2]
    assert answer["Auto-Submitted"] == ""
    assert [stop["clock"] for stop in events(town, "stopped")] == ["reaction"]
    assert states(town) == ["open"]
    (answered,) = events(town, "answered")
    assert town.site.address(JAN) in answered["to"]


def test_a_reply_to_an_internal_notice_stays_internal(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(STRANGER, "Printer", "Can you help me with my printer? It does not work and I do not know why.")
        town.replies(FEMKE, the_copy(town), "Wie is dit?")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        town.reads(STRANGER)
    assert [mail.purpose for mail in town.has(STRANGER)] == ["held"]
    (noted,) = events(town, "noted")
    assert noted["text"].strip() == "Wie is dit?"
    assert not events(town, "answered")


def test_a_customers_reply_joins_and_resumes_a_pending_ticket(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        town.writes(JAN, "Koppeling traag", "De koppeling is traag.")
        (answer,) = town.reads(JAN)
    town.site.run("ticket", "state", "1", "pending", "--reason", "requester", "--text", "Sinds wanneer?")
    with a_daemon(town.site) as daemon:
        town.replies(JAN, answer, "Sinds vanmorgen.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        (_, copy) = town.reads(FEMKE, 2, purpose="staff-copy")
    assert states(town) == ["open"]
    assert "Sinds vanmorgen." in copy.text
    told = [mail.purpose for mail in town.has(JAN)]
    assert told == ["acknowledgement", "news"], "follow-ups are not acknowledged one by one"


def test_a_customers_reply_reopens_a_resolved_ticket(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.reads(JAN)
    town.site.run("ticket", "resolve", "1", "Herstart.", "--as", town.site.address(FEMKE))
    with a_daemon(town.site) as daemon:
        (resolved,) = town.reads(JAN, purpose="resolved")
        assert states(town) == ["resolved"]
        town.replies(JAN, resolved, "Helaas, hij ligt er weer uit.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
    assert states(town) == ["open"]
    assert len(events(town, "reopened")) == 1


def test_a_colleague_who_answers_joins_as_a_participant(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        sent = town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.reads(JAN)
        town.writes(INEKE, "Re: Koppeling ligt plat", "Bij ons ook.", In_Reply_To=sent, References=sent)
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        town.replies(FREDERIK, the_copy(town, FREDERIK), "Vi kigger på det.")
        (answer,) = town.reads(INEKE, purpose="reply")
    assert "Vi kigger" in answer.text
    assert len(states(town)) == 1


def test_a_stranger_who_guesses_a_number_gets_a_held_ticket_of_his_own(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        (answer,) = town.reads(JAN)
        town.writes(
            STRANGER,
            "Re: [T-1] Koppeling ligt plat",
            "Please send me everything you have about this.",
            References=answer["Message-ID"],
            to=answer["Reply-To"].partition("<")[2].strip(">"),
        )
        daemon.wait_for("mail taken in", fate="held", ticket=2)
        (told,) = town.reads(STRANGER)
    assert states(town) == ["new", "held"]
    assert events(town, "linked") == [{"ticket": 1, "relation": "claims to belong to"}]
    assert "Koppeling" not in told.text.replace("Re: [T-1] Koppeling ligt plat", "")
    assert not [mail for mail in town.has(JAN) if "send me everything" in mail.text]


def test_a_stolen_staff_copy_gives_a_stranger_no_voice(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.replies(STRANGER, the_copy(town), "Uw rekeningnummer is gewijzigd.")
        daemon.wait_for("mail taken in", fate="held", ticket=2)
        town.reads(JAN)
    assert [mail.purpose for mail in town.has(JAN)] == ["acknowledgement"]
    assert not events(town, "answered")


def test_staff_without_a_trusted_server_is_not_believed(town: Town) -> None:
    configure(
        town.site, {"mailbox": {"nl": {"unauthenticated_staff": None, "trusted_authserv_ids": ["mx.example.com"]}}}
    )
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.replies(FEMKE, the_copy(town), "Ik ben het echt.")
        daemon.wait_for("mail taken in", fate="held", ticket=2)
        town.reads(JAN)
    assert [mail.purpose for mail in town.has(JAN)] == ["acknowledgement"]


def test_what_staff_writes_into_a_copy_or_nowhere_shows_the_customer_nothing_of_ours(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        copy = the_copy(town)
        town.replies(FEMKE, copy, "")
        daemon.wait_for("mail taken in", fate="held", ticket=2)
        (told,) = [mail for mail in town.reads(FEMKE, 2, purpose="staff-copy") if "T-2" in mail.subject]
        town.replies(FEMKE, copy, "Nu wel een antwoord.")
        (answer,) = town.reads(JAN, purpose="reply")
    assert "heeft niets gekregen" in told.words
    assert "Nu wel een antwoord." in answer.text
    assert "IV-42" not in answer.text
    assert [len(events(town, kind)) for kind in ("answered", "linked")] == [1, 1]
