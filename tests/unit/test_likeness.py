"""A robot says the same again; a person with many questions does not."""

from typing import Any

import pytest

from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person, Proof
from mailtriage.mail.likeness import Said, repeats
from mailtriage.mail.message import Address
from mailtriage.triage.disposition import dispose
from mailtriage.triage.situation import Claim, Evidence, Situation
from mailtriage.triage.unprompted import is_unprompted
from triaged import JAN, a_message, a_situation, a_ticket, an_event

BEFORE = Said("jan@klant.example", "Storing", "Order 4711 komt niet aan.\n\n-- \nJan\n", frozenset({"logo"}))


@pytest.mark.parametrize(
    ("sender", "subject", "text", "files", "same"),
    [
        ("jan@klant.example", "Re: iets anders", "Order 4711  komt niet AAN.\n--\nJan", {"logo"}, True),
        ("JAN@klant.example", "Storing", BEFORE.text, {"logo"}, True),
        ("jan@klant.example", "Storing", "Order 4712 komt niet aan.\n\n-- \nJan", {"logo"}, False),
        ("jan@klant.example", "Storing", BEFORE.text, {"logo", "photo"}, False),
        ("piet@klant.example", "Storing", "Order 4712 komt niet aan.\n\n-- \nJan", set(), True),
        ("piet@klant.example", "Storing", "Factuur 4712 komt niet aan.\n\n-- \nJan", set(), False),
    ],
)
def test_what_counts_as_the_same_words(sender: str, subject: str, text: str, files: set[str], *, same: bool) -> None:
    assert repeats(Said(sender, subject, text, frozenset(files)), [BEFORE]) is same


def test_where_a_mail_has_no_words_its_subject_speaks() -> None:
    seen = [Said("jan@klant.example", "Scherm stuk", "\n")]
    assert repeats(Said("jan@klant.example", "Scherm STUK", ""), seen)
    assert not repeats(Said("jan@klant.example", "Printer stuk", ""), seen)


def test_nothing_repeats_what_nobody_said() -> None:
    assert not repeats(BEFORE, [])


def unprompted(situation: Situation) -> bool:
    return is_unprompted(situation.message, dispose(situation), "T", "helpdesk.example")


def test_a_new_request_of_somebody_the_contract_knows_is_unprompted() -> None:
    assert unprompted(a_situation())


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Uw melding [T-12] is ontvangen"},
        {"text": "Wij ontvingen T-12 van u.", "reply": ""},
        {"in_reply_to": "<x@helpdesk.example>"},
        {"references": ("<a@klant.example>", "<x@HELPDESK.example>")},
    ],
)
def test_what_names_a_mail_or_ticket_of_ours_may_be_an_answer(fields: dict[str, Any]) -> None:
    assert not unprompted(a_situation(a_message(**fields)))


def test_a_thread_among_the_customer_s_own_people_is_no_answer_to_us() -> None:
    assert unprompted(a_situation(a_message(subject="RE: koppeling", in_reply_to="<a@klant.example>")))


def test_a_machine_a_stranger_and_held_mail_are_never_unprompted() -> None:
    elsewhere = Person("Piet", "piet@elsewhere.example")
    assert not unprompted(a_situation(automatic="auto-generated"))
    assert not unprompted(a_situation(a_message(elsewhere)))
    assert not unprompted(a_situation(suspect="its sender's domain disowns it (DMARC)"))
    assert not unprompted(a_situation(proof=Proof.UNPROVEN))


def test_a_reply_is_not_unprompted_nor_is_what_follows_a_closed_ticket() -> None:
    number = a_ticket(events=(an_event(EventKind.RESOLVED),))
    assert not unprompted(a_situation(claims=(Claim(a_ticket(), Evidence.TOKEN),)))
    assert not unprompted(
        a_situation(a_message(from_=Address(JAN.name, "x@elsewhere.example")), claims=(Claim(number, Evidence.NUMBER),))
    )
