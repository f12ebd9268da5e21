"""Which mails ask for something in so many words, and which only speak of it (IV-24, INF-34)."""

import pytest

from mailtriage.mail.command import Command, command, names_priority
from mailtriage.mail.message import Message


@pytest.mark.parametrize(
    "line",
    [
        "escalate",
        "ESCALATE!",
        "Please escalate this ticket.",
        "Could you please escalate this?",
        "We want to escalate T-12 now",
        "Escaleren a.u.b.",
        "Graag escaleren",
        "Wij willen dit escaleren.",
        "Kunt u dit verzoek nogmaals escaleren?",
        "Escalatie",
        "Eskalér venligst",
        "Vi vil gerne eskalere sagen",
        "Hello,\n\nescalate\n\nThe line is still down.",
        "Beste helpdesk,\nescaleer graag\n",
        "Ik wil dat dit geëscaleerd wordt",
        "We would like to see this escalated.",
        "Vi ønsker sagen eskaleret",
    ],
)
def test_a_line_that_asks_and_says_nothing_else_is_a_command(line: str) -> None:
    assert command(Message(reply=line, subject="Re: [T-12] Koppeling")) is Command.ESCALATE


@pytest.mark.parametrize(
    "line",
    [
        "",
        "No need to escalate.",
        "Please do not escalate this",
        "Escaleren is niet nodig",
        "Kan ik dit escaleren?",
        "Can we escalate this?",
        "If nothing happens we will escalate.",
        "The escalator is broken",
        "Thank you\nescalate",
        "Ikke eskalere",
        "> escalate",
        "This ticket is escalated",
        "Geëscaleerd",
        "escalate " * 60,
    ],
)
def test_a_line_that_only_speaks_of_it_is_none(line: str) -> None:
    assert command(Message(reply=line, subject="Re: [T-12] Koppeling")) is None


@pytest.mark.parametrize(
    "line",
    [
        "escalate specialist",
        "Please escalate this to a specialist.",
        "Graag escaleren naar een ontwikkelaar",
        "Escaleer naar specialist a.u.b.",
        "Eskalér til en specialist, tak",
        "Hello,\n\nescalate to a developer or specialist",
    ],
)
def test_a_line_that_asks_for_a_specialist_is_no_escalation_to_management(line: str) -> None:
    assert command(Message(reply=line, subject="Re: [T-12] Koppeling")) is Command.SPECIALIST


@pytest.mark.parametrize(
    "line",
    [
        "Our specialist looked at it.",
        "Is there a specialist?",
        "Do not escalate to a specialist",
        "escalate to Marit",
        "specialist",
        "Kunnen we escaleren naar een specialist?",
    ],
)
def test_a_line_that_only_speaks_of_specialists_asks_for_none(line: str) -> None:
    assert command(Message(reply=line, subject="Re: [T-12] Koppeling")) is None


@pytest.mark.parametrize(
    ("subject", "asked"),
    [
        ("Escalate specialist: WMS stands still [T-12]", Command.SPECIALIST),
        ("Escaleer naar specialist [T-12]", Command.SPECIALIST),
        ("Graag escaleren: koppeling ligt plat", Command.ESCALATE),
        ("Escalation of privileges: question", None),
        ("Re: escalate specialist [T-12]", None),
    ],
)
def test_what_stands_in_front_in_a_subject_may_be_more_than_a_word(subject: str, asked: Command | None) -> None:
    assert command(Message(subject=subject, reply="It is still down.")) is asked


@pytest.mark.parametrize(
    "subject", ["Escalate [T-12]", "Escalatie: koppeling ligt plat [T-12]", "T-12 eskalering", "escaleren"]
)
def test_a_subject_written_anew_may_ask(subject: str) -> None:
    assert command(Message(subject=subject, reply="It is still down.")) is Command.ESCALATE


@pytest.mark.parametrize(
    "subject", ["Re: Escalate [T-12]", "SV: Eskalering", "Escalation matrix attached", "Antw: escalatie: plat"]
)
def test_a_subject_that_was_carried_along_does_not_ask(subject: str) -> None:
    assert command(Message(subject=subject, reply="It is still down.")) is None


@pytest.mark.parametrize(
    "line",
    [
        "priority: 1",
        "Priority = P2",
        "Please set the priority to 1",
        "Prioriteit: hoog a.u.b.",
        "urgentie 1",
        "Prioritet: høj",
    ],
)
def test_a_line_may_name_a_priority(line: str) -> None:
    assert names_priority(Message(reply=f"Hello,\n\n{line}\n\nTeams does not start.", subject="Teams"))
    assert not names_priority(Message(reply=f"Teams does not start and {line} says the screen.", subject="Teams"))
    assert not names_priority(Message(reply=f"> {line}\nThat is what you wrote.", subject="Re: Teams"))


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("[URGENT] priority: 1", True),
        ("Printer: prioriteit=hoog", True),
        ("severity 1", True),
        ("Re: priority: 1", False),
        ("Our priority is your success", False),
        ("Urgent", False),
    ],
)
def test_a_subject_written_anew_may_name_a_priority(subject: str, *, named: bool) -> None:
    assert names_priority(Message(subject=subject, reply="Teams does not start.")) is named
