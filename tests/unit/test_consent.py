"""A plain yes is understood, and nothing else passes for one."""

import pytest

from mailtriage.mail.consent import agrees
from mailtriage.mail.message import Address, Message

JAN = Address("Jan de Wit", "jan.dewit@waterland.example")


@pytest.mark.parametrize(
    "text",
    [
        "Akkoord",
        "ja",
        "Ok\u00e9, dat is goed.",
        "Prima, tot dan!",
        "Beste Femke,\n\nDat past mij.\n\nMet vriendelijke groet,\nJan de Wit\n+31 20 555 01 42",
        "Dag Femke,\n\nHierbij bevestig ik de afspraak.\n\nJan",
        "Hi Tomas,\n\nThat works for me, thanks.\n\nKind regards,\nJan",
        "Confirmed, see you then.",
        "Hej Mette,\n\nDet passer fint. Tak!\n\nVenlig hilsen\nJan de Wit",
        "Bekr\u00e6ftet",
        "Oui, parfait.",
        "Einverstanden, danke.",
    ],
)
def test_a_yes_between_politeness_is_one(text: str) -> None:
    assert agrees(Message(from_=JAN, reply=text, text=text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Niet akkoord",
        "Nee",
        "Dank u wel",
        "Ja, maar liever om 15 uur",
        "Ja graag, een andere dag",
        "Akkoord, vrijdag om 14.00 uur",
        "Is dat goed?",
        "Goed, maar niet op vrijdag",
        "Ok, kan het later",
        "Yes, but not on Friday",
        "That does not suit me",
        "Fine if Piet is there",
        "Det passer ikke",
        "Ja, men hellere onsdag",
        "Het systeem ligt weer plat, kunt u bellen",
        "Akkoord.\n\n" + "Graag. " * 100,
    ],
)
def test_whatever_holds_another_word_a_day_or_a_question_is_none(text: str) -> None:
    assert not agrees(Message(from_=JAN, reply=text, text=text))


def test_a_word_that_is_no_more_than_the_senders_name_does_not_matter() -> None:
    text = "Akkoord\nPutte"
    assert agrees(Message(from_=Address("Pim van Putte", "pim@example.com"), reply=text))
    assert not agrees(Message(from_=JAN, reply=text))
