"""Robots are taken in and not answered; bounces find their mail and are told once; two desks never talk for ever."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from correspondence import Town, a_mail
from installations import a_daemon, an_installation, configure
from servers.chasquid import Chasquid
from servers.dovecot import Dovecot
from servers.process import wait_until

MONDAY = "2026-03-02T10:00:05+01:00,1"
JAN = "jan.dewit@waterland.example"
FEMKE, FREDERIK = "femke@staff.example", "frederik@staff.example"
DESK = "support@helpdesk.example"


def fates(town: Town) -> list[tuple[str, int | None]]:
    return [(row["fate"], row["ticket"]) for row in town.site.rows("custody")]


def events(town: Town, kind: str) -> list[dict[str, Any]]:
    return [json.loads(row["data"]) for row in town.site.rows("event") if row["kind"] == kind]


def test_a_robots_mail_opens_a_ticket_and_is_not_answered(town: Town) -> None:
    robot = "monitor@waterland.example"
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(robot, "[alarm] queue down", "Queue length 812.", Auto_Submitted="auto-generated")
        town.writes(JAN, "Koppeling traag", "De koppeling is traag.")
        daemon.wait_for("mail submitted", purpose="staff-copy", times=4)
        town.reads(JAN)
    assert fates(town) == [("opened", 1), ("opened", 2)]
    assert not town.has(robot)


def test_out_of_office_answers_to_us_open_nothing_and_move_nothing(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling traag", "De koppeling is traag.")
        (answer,) = town.reads(JAN)
        town.writes(
            JAN,
            "Automatisch antwoord: " + answer.subject,
            "Ik ben afwezig tot maandag.",
            to=answer["Reply-To"].partition("<")[2].strip(">"),
            In_Reply_To=answer["Message-ID"],
            Auto_Submitted="auto-replied",
        )
        daemon.wait_for("mail taken in", fate="automatic", ticket=1)
    assert len(town.has(JAN)) == 1
    assert [row["state"] for row in town.site.rows("ticket")] == ["new"]


def test_a_refusal_by_our_server_is_told_to_the_owner_once(town: Town) -> None:
    # Known to the contract by its domain, unknown to the server: chasquid answers RCPT with 550.
    gone = town.site.address("nobody@waterland.example")
    desk = town.site.address(DESK)
    with a_daemon(town.site, clock=MONDAY):
        town.dovecot.deliver(desk, a_mail(gone, desk, "Koppeling traag", "De koppeling is traag.").as_bytes())
        (told,) = town.reads(FEMKE, purpose="undeliverable")
        town.reads(FREDERIK, purpose="undeliverable")
    assert gone in told.text
    assert [row["state"] for row in town.site.rows("outbox") if row["purpose"] == "acknowledgement"] == ["failed"]
    assert [event["address"] for event in events(town, "undeliverable")] == [gone]


def test_a_bounce_finds_our_mail_and_the_owner_is_told_once(town: Town) -> None:
    customer = town.site.directory / "customers/waterland.toml"
    customer.write_text(customer.read_text().replace('domains = ["', 'domains = ["gone.example", "', 1))
    desk, gone = town.site.address(DESK), town.site.address("piet@gone.example")
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.dovecot.deliver(desk, a_mail(gone, desk, "Koppeling traag", "De koppeling is traag.").as_bytes())
        daemon.wait_for("mail taken in", fate="bounce", ticket=1)
        (told,) = town.reads(FEMKE, purpose="undeliverable")
        town.reads(FREDERIK, purpose="undeliverable")
    assert gone in told.text
    assert fates(town) == [("opened", 1), ("bounce", 1)]
    (event,) = events(town, "undeliverable")
    (sent,) = [row for row in town.site.rows("outbox") if row["purpose"] == "acknowledgement"]
    assert (event["address"], event["message_id"]) == (gone, sent["message_id"])
    assert len(town.site.rows("ticket")) == 1


def test_two_desks_that_write_to_each_other_fall_silent(tmp_path: Path, dovecot: Dovecot, chasquid: Chasquid) -> None:
    here = Town(an_installation(tmp_path / "here", dovecot, chasquid), dovecot, chasquid)
    there = Town(an_installation(tmp_path / "there", dovecot, chasquid), dovecot, chasquid)
    for town in (here, there):
        configure(town.site, {"limits": {"per_sender": 3}})
    with ExitStack() as both:
        daemons = [both.enter_context(a_daemon(town.site, clock=MONDAY)) for town in (here, there)]
        # Somebody gives the other desk's address as his own.
        desks = [town.site.address(DESK) for town in (there, here)]
        mail = a_mail(desks[0], desks[1], "Hello", "Who are you? Please tell me what to do.")
        dovecot.deliver(desks[1], mail.as_bytes())
        daemons[1].wait_for("mails filed", mailbox="nl")
        quiet(here, there)
    assert len(here.site.rows("custody")) + len(there.site.rows("custody")) <= 3
    assert len(here.site.rows("ticket")) == 1
    assert not there.site.rows("ticket")


def test_a_robot_that_hides_is_answered_only_so_often(town: Town) -> None:
    configure(town.site, {"limits": {"per_sender": 2}})
    with a_daemon(town.site, clock=MONDAY) as daemon:
        for number in range(4):
            town.writes(JAN, f"Melding {number}", "De koppeling is traag.")
        daemon.wait_for("answer held back", times=2)
        daemon.wait_for("mail submitted", purpose="staff-copy", times=8)
        town.reads(JAN, 2)
    assert len(town.has(JAN)) == 2
    assert len(town.site.rows("ticket")) == 4


def quiet(*towns: Town) -> None:
    """Wait until for two seconds nothing more was taken in anywhere."""
    counts: list[int] = []

    def still() -> bool:
        counts.append(sum(len(town.site.rows("custody")) for town in towns))
        return len(counts) > 200 and counts[-1] == counts[-200]

    wait_until(still, lambda: f"they never stop: {counts[-1]} mails", seconds=40)
