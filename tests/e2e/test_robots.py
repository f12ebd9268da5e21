"""Robots that nobody can tell from people, or that change their address: each falls silent, and no mail is lost."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from correspondence import Letter, Town, a_mail
from installations import a_daemon, an_installation, configure
from servers.chasquid import Chasquid
from servers.dovecot import Dovecot

MONDAY = "2026-03-02T10:00:05+01:00,1"
JAN = "jan.dewit@waterland.example"
DESK = "support@helpdesk.example"
_STILL = 3.0  # seconds without a mail
_PATIENCE = 60.0

Answer = Callable[[Letter], None]


def fates(town: Town) -> list[str]:
    return [row["fate"] for row in town.site.rows("custody")]


def tickets(town: Town) -> list[int]:
    return [row["number"] for row in town.site.rows("ticket")]


def acknowledgements(town: Town) -> int:
    return sum(row["purpose"] == "acknowledgement" for row in town.site.rows("outbox"))


def arrives(town: Town, from_: str, subject: str, text: str = "De koppeling is traag.", **headers: str) -> None:
    """A mail lies in the desk's mailbox."""
    desk = town.site.address(DESK)
    own = [(name.replace("_", "-"), value) for name, value in headers.items()]
    town.dovecot.deliver(desk, a_mail(from_, desk, subject, text, headers=own).as_bytes())


def answer_all(town: Town, who: str, answer: Answer) -> int:
    """A robot answers each mail it gets, until it gets no more; how many those were."""
    done, still = 0, time.monotonic()
    end = still + _PATIENCE
    while time.monotonic() - still < _STILL:
        assert time.monotonic() < end, f"they never stop: {done} mails"
        for letter in town.has(who)[done:]:
            answer(letter)
            done, still = done + 1, time.monotonic()
        time.sleep(0.1)
    return done


def test_two_desks_whose_gateway_strips_every_mark_acknowledge_each_other_only_so_often(
    tmp_path: Path, dovecot: Dovecot, chasquid: Chasquid
) -> None:
    here = Town(an_installation(tmp_path / "here", dovecot, chasquid), dovecot, chasquid)
    there = Town(an_installation(tmp_path / "there", dovecot, chasquid), dovecot, chasquid)
    gateway = here.home("gateway@waterland.example")
    for town in (here, there):
        configure(town.site, {"limits": {"per_sender": 3}})

    def pass_on(letter: Letter) -> None:
        """What one desk says is to the other a new mail of a customer."""
        other = there if here.site.address(DESK) in letter["From"] else here
        arrives(other, gateway, "Vraag: " + letter.subject.replace("[", "").replace("]", ""), letter.text)

    with ExitStack() as both:
        for town in (here, there):
            both.enter_context(a_daemon(town.site, clock=MONDAY))
        arrives(here, gateway, "Hallo")
        answer_all(here, "gateway@waterland.example", pass_on)
    # three answers from each, and the mail that began it
    assert len(fates(here)) + len(fates(there)) == 7
    assert set(fates(here) + fates(there)) <= {"opened", "held"}
    assert (len(tickets(here)), len(tickets(there))) == (len(fates(here)), len(fates(there)))


def test_a_vacation_responder_known_by_its_subject_alone_moves_nothing(town: Town) -> None:
    jan = town.home(JAN)
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(JAN, "Koppeling traag", "De koppeling is traag.")
        daemon.wait_for("mail taken in", fate="opened")
        answered = answer_all(
            town, JAN, lambda letter: arrives(town, jan, f"Automatisch antwoord: {letter.subject}", "Ik ben er niet.")
        )
        daemon.wait_for("mail taken in", fate="automatic")
    assert answered == 1
    assert fates(town) == ["opened", "automatic"]
    assert [row["state"] for row in town.site.rows("ticket")] == ["new"]


def test_a_responder_without_any_mark_is_answered_only_so_often_and_every_mail_has_a_ticket(town: Town) -> None:
    configure(town.site, {"limits": {"per_sender": 3}})
    jan = town.home(JAN)
    with a_daemon(town.site, clock=MONDAY):
        arrives(town, jan, "Koppeling traag")
        answered = answer_all(town, JAN, lambda _: arrives(town, jan, "Dank voor uw bericht", "Wij lezen het spoedig."))
    assert answered == acknowledgements(town) == 3
    assert fates(town) == ["opened"] * 4
    assert tickets(town) == [1, 2, 3, 4]


def test_a_customer_with_many_questions_is_answered_every_time_and_his_holiday_responder_is_not(town: Town) -> None:
    configure(town.site, {"limits": {"per_sender": 3}})
    jan, questions = town.home(JAN), 12
    with a_daemon(town.site, clock=MONDAY) as daemon:
        for number in range(questions):
            arrives(town, jan, "Order", f"Order {number} komt niet aan.\n\nMet vriendelijke groet,\nJan")
        daemon.wait_for("mail submitted", purpose="acknowledgement", times=questions)
        answered = answer_all(town, JAN, lambda _: arrives(town, jan, "Dank voor uw bericht", "Ik ben er niet."))
    # his responder is answered the first time, when nobody had heard those words
    assert answered == acknowledgements(town) == questions + 1
    assert fates(town) == ["opened"] * (questions + answered)


def test_a_robot_that_rotates_its_address_falls_silent_and_every_mail_has_a_ticket(town: Town) -> None:
    configure(town.site, {"limits": {"overall": 3}})
    robots = [town.home(f"robot-{number}@waterland.example") for number in range(6)]
    with a_daemon(town.site, clock=MONDAY) as daemon:
        for robot in robots:
            arrives(town, robot, "Koppeling traag")
        daemon.wait_for("answer held back", times=3)
        daemon.wait_for("mail submitted", purpose="operator-brake")
    assert acknowledgements(town) == 3
    assert fates(town) == ["opened"] * 6
    assert tickets(town) == [1, 2, 3, 4, 5, 6]


def test_members_of_our_own_list_are_acknowledged_and_those_of_another_are_not(town: Town) -> None:
    group = town.site.address("servicedesk@helpdesk.example")
    configure(town.site, {"mailbox": {"nl": {"via_lists": [group]}}})
    ineke = "ineke.bakker@waterland.example"
    jan, other = town.home(JAN), town.home(ineke)
    with a_daemon(town.site, clock=MONDAY) as daemon:
        own = f"<{group.replace('@', '.')}>"
        arrives(town, jan, "Koppeling traag", List_Id=own, Precedence="list")
        arrives(town, other, "Koppeling weg", List_Id="<news.lists.example>", Precedence="list")
        daemon.wait_for("mail submitted", purpose="staff-copy", times=4)
        town.reads(JAN, purpose="acknowledgement")
    assert fates(town) == ["opened", "opened"]
    assert acknowledgements(town) == 1
    assert not town.has(ineke)
