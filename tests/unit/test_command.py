"""Which mails ask for an escalation in so many words, and which only speak of one (IV-24)."""

import pytest

from mailtriage.mail.command import Command, command
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
        "Escalate specialist",
        "Kan ik dit escaleren?",
        "Can we escalate this?",
        "If nothing happens we will escalate.",
        "The escalator is broken",
        "Thank you\nescalate",
        "Ikke eskalere",
        "escalate " * 60,
    ],
)
def test_a_line_that_only_speaks_of_it_is_none(line: str) -> None:
    assert command(Message(reply=line, subject="Re: [T-12] Koppeling")) is None


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
