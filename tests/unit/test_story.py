"""What a mail tells by quoting others, as far as it is told to us for the first time."""

import time

import pytest

from mailtriage.mail.story import told_below
from mailtriage.triage.condition import AnyText, Body
from triaged import a_message, seen

FLAT = "Integratie ligt plat voor iedereen."
OUTLOOK = "Van: Klaas <k@klant.example>\nVerzonden: maandag 23 november 2026 09:00\nAan: Piet\nOnderwerp: Storing\n\n"
GMAIL = "Op ma 23 nov 2026 om 09:00 schreef Klaas <k@klant.example>:\n\n"
SIGNED = "\n\nMet vriendelijke groet,\nKlaas de Boer\nIT\nTel. 020 123 45 67"


@pytest.mark.parametrize(
    "quoted",
    [
        OUTLOOK + FLAT,
        "-----Oorspronkelijk bericht-----\n" + OUTLOOK + FLAT,
        "---------- Forwarded message ---------\n" + OUTLOOK + FLAT,
        GMAIL + f"> {FLAT}\n",
        GMAIL + FLAT,
        OUTLOOK + FLAT + SIGNED,
    ],
)
def test_the_story_below_is_told_without_what_stands_around_it(quoted: str) -> None:
    assert told_below("Kunnen jullie dit oppakken?\n\n" + quoted) == FLAT


def test_a_story_within_a_story_is_told_and_what_lies_far_back_is_not() -> None:
    text = "Graag hulp.\n\n"
    for number in range(1, 6):
        text += f"{OUTLOOK}Bericht {number}.{SIGNED}\n\n"
    assert told_below(text) == "Bericht 1.\n\nBericht 2.\n\nBericht 3."
    nested = GMAIL + "> Zie onder.\n>\n> " + GMAIL.replace("\n", "\n> ") + f"> {FLAT}\n"
    assert told_below("Hulp?\n\n" + nested) == f"Zie onder.\n\n{FLAT}"


def test_a_mail_that_quotes_nothing_tells_nothing_below() -> None:
    assert told_below(FLAT + SIGNED) == ""
    assert told_below("") == ""


def test_what_we_wrote_is_no_story() -> None:
    ours = "##- Schrijf uw antwoord boven deze regel -##\n\nIntegratie ligt plat.\n"
    assert told_below(f"Graag hulp.\n\n{GMAIL}{ours}") == ""


def test_rules_read_the_story_where_it_is_news() -> None:
    message = a_message(text=f"Hulp?\n\n{OUTLOOK}{FLAT}", reply="Hulp?")
    news, history = seen(message, story=told_below(message.text)), seen(message)
    for condition in (Body("ligt plat"), AnyText("ligt plat")):
        assert condition.holds(news)
        assert not condition.holds(history)
    assert Body("^hulp").holds(news)


def test_the_story_takes_linear_time() -> None:
    text = "Hulp?\n\n" + OUTLOOK * 4000 + GMAIL * 4000 + "> x\n" * 20_000
    started = time.process_time()
    told_below(text)
    assert time.process_time() - started < 1
