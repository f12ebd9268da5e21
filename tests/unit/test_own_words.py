"""Only what staff wrote itself may reach a customer."""

import pytest

from mailtriage.mail.message import Message
from mailtriage.mail.own_words import own_words
from mailtriage.mail.reply import newest

COPY = """##- Schrijf uw antwoord boven deze regel -##

Uw antwoord gaat naar de klant.

Jan de Wit schreef (ma 23 nov 2026 09.00 CET):

> De integratie ligt plat.

Contract: waterland-integratie (infravision-integration)
Toegewezen aan: first-line
Waarom dit zo is ingedeeld
- prioriteit: 1 (matrix many/down, plans/infravision-integration.toml: IV-42)
"""
QUOTED = "\n".join(f"> {line}".rstrip() for line in COPY.splitlines())
TOKEN = "a2" * 20
ATTRIBUTION = f"Op ma 23 nov 2026 om 09:02 schreef Helpdesk <support+{TOKEN}@helpdesk.example>:"
OUTLOOK = f"""We vervangen het certificaat.

Groet, Femke

________________________________
Van: Helpdesk <support@helpdesk.example>
Verzonden: maandag 23 november 2026 09:02
Aan: Femke
Onderwerp: [T-1] Integratie

{COPY}"""
INTERNAL = ("##-", "Contract:", "first-line", "ingedeeld", "toml", TOKEN, "gaat naar de klant")


def said(text: str) -> str:
    """What of a staff member's mail may go on."""
    return own_words(Message(subject="Re: [T-1] Integratie", text=text, reply=newest(text, "Re: [T-1] Integratie")))


@pytest.mark.parametrize(
    "text",
    [
        f"We vervangen het certificaat.\n\nGroet, Femke\n\n{ATTRIBUTION}\n{QUOTED}\n",
        f"{ATTRIBUTION}\n{QUOTED}\n\nWe vervangen het certificaat.\n\nGroet, Femke\n",
        f"We vervangen het certificaat.\n\nGroet, Femke\n\n{COPY}",
        OUTLOOK,
        f"We vervangen het certificaat.\n\nGroet, Femke\n\n-----Oorspronkelijk bericht-----\n{COPY}",
        "We vervangen het certificaat.\n\nGroet, Femke\n",
    ],
    ids=["top", "bottom", "unmarked", "outlook", "original", "alone"],
)
def test_the_answer_goes_on_and_nothing_of_our_notice_does(text: str) -> None:
    found = said(text)
    assert "We vervangen het certificaat." in found
    assert not [word for word in INTERNAL if word in found]


@pytest.mark.parametrize(
    "text", [QUOTED, f"{ATTRIBUTION}\n{QUOTED}", COPY, "", "\n\n", f"\n{ATTRIBUTION}\n\n{QUOTED}\n"]
)
def test_a_reply_without_words_of_its_own_says_nothing(text: str) -> None:
    assert said(text) == ""


def test_answers_between_the_quoted_lines_are_kept_without_them() -> None:
    lines = QUOTED.splitlines()
    text = "\n".join([*lines[:6], "", "Dat klopt, het certificaat is verlopen.", "", *lines[6:], "", "Femke"])
    assert said(text) == "Dat klopt, het certificaat is verlopen.\n\n\nFemke"


def test_a_text_that_still_shows_a_token_of_ours_is_held_back() -> None:
    assert said(f"Zie support+{TOKEN}@helpdesk.example\n") == ""


@pytest.mark.parametrize(
    "breaks", [("antwoord ", "antwoord\n"), ("uw ", "uw\n"), ("antwoord boven ", "antwoord\nboven\n")]
)
def test_a_mark_that_the_mail_program_broke_is_still_the_end_of_what_staff_wrote(breaks: tuple[str, str]) -> None:
    answer = said(f"Opgelost.\n\n{COPY.replace(*breaks, 1)}")
    assert answer == "Opgelost."
    assert newest(f"Opgelost.\n\n{COPY.replace(*breaks, 1)}", "") == "Opgelost."
