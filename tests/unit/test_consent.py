"""A plain yes is understood, and nothing else passes for one."""

import pytest

from mailtriage.mail.consent import agrees, consents
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


@pytest.mark.parametrize(
    "text",
    [
        "Ja",
        "Akkoord",
        "ok",
        "Prima, dank u.",
        "Ja graag",
        "Akkoord, gaat u door.",
        "Ga maar door.",
        "Ja, ga maar aan de slag!",
        "Wij gaan akkoord met de kosten.",
        "Hierbij machtig ik u.\n\nMorgen om 10 uur.",
        "Beste Femke,\n\nAkkoord.\n\nMet vriendelijke groet,\nJan de Wit\nGeen vragen? Bel ons.",
        "Bedankt.\nAkkoord.",
        "Akkoord voor [T-12].",
        "Ja, u mag erin",
        "Akkoord, groeten Jan",
        "Go ahead",
        "Yes, please go ahead.",
        "We agree with the costs.",
        "Approved, thanks.",
        "Godkendt",
        "Ja tak, det er i orden",
        "Ja, I m\u00e5 gerne g\u00e5 i gang.",
        "Einverstanden",
        "Ja, Sie k\u00f6nnen anfangen.",
        "D'accord.",
    ],
)
def test_a_clear_yes_at_the_top_gives_leave_and_what_follows_may_say_when(text: str) -> None:
    assert consents(Message(from_=JAN, reply=text, text=text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nee",
        "Nee, niet akkoord",
        "Niet akkoord",
        "Yes. I refuse.",
        "Ok.\nIk leg het voor aan de directie.",
        "OK, thanks. My manager has to approve.",
        "Akkoord.\nDit is te duur, we zien ervan af.",
        "Ja. Vi afviser.",
        "Ok. Pim zegt dat morgen.",
        "Oké, bedankt.",
        "Ok thank you",
        "Wat kost dat?",
        "Wat kost dat",
        "Akkoord?",
        "Is dat akkoord",
        "Mag dat later",
        "Ja, maar wat kost dat?",
        "Ja, maar alleen onder 100 euro",
        "Ja. Maar pas als ik een offerte heb.",
        "Ok. We willen eerst een offerte.",
        "Akkoord tot 2 uur",
        "Akkoord met 250 euro",
        "Dank u wel",
        "Piet moet akkoord geven",
        "Wij gaan nooit akkoord",
        "Nee, dat mag niet",
        "De kosten zijn te hoog",
        "Het systeem ligt weer plat",
        "We do not agree",
        "Don't go ahead",
        "I will ask my manager. Yes or no follows.",
        "Do you have permission",
        "You may not proceed",
        "Ikke godkendt",
        "Nej tak",
        "Ja, hvis det er gratis",
        "Wir sind nicht einverstanden",
        "Nein",
        "Akkoord.\n\n" + "Graag. " * 1000,
    ],
)
def test_a_no_a_question_a_condition_or_anything_unclear_gives_none(text: str) -> None:
    assert not consents(Message(from_=JAN, reply=text, text=text))


def test_our_own_words_quoted_back_give_no_leave() -> None:
    assert not consents(Message(from_=JAN, reply="", text="> We beginnen zodra u akkoord gaat.\n> Akkoord"))
