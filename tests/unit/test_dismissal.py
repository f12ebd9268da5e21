"""A request is closed on words that ask for it, and on no others."""

import pytest

from mailtriage.mail.dismissal import lets_close
from mailtriage.mail.message import Address, Message

JAN = Address("Jan de Wit", "jan.dewit@waterland.example")


@pytest.mark.parametrize(
    "text",
    [
        "Akkoord",
        "Agreed.",
        "Godkendt",
        "Sluit maar.",
        "U mag het verzoek sluiten, dank u.",
        "Hallo,\n\nDat mag dan gesloten. Akkoord!",
        "Yes, please close the ticket.\n\nKind regards,\nJan",
        "I må gerne lukke sagen. Tak!",
    ],
)
def test_words_that_ask_for_it(text: str) -> None:
    assert lets_close(Message(from_=JAN, reply=text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dank u",
        "Niet sluiten",
        "Ja, maar eerst een offerte",
        "Mag dat nog open blijven?",
        "Please do not close it",
        "I må ikke lukke sagen",
        "Sluit het na vrijdag",
    ],
)
def test_words_that_do_not(text: str) -> None:
    assert not lets_close(Message(from_=JAN, reply=text))
