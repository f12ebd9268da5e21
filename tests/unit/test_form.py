"""A web form writes for somebody: he gets the answers, and no more than that follows from his name in Reply-To."""

from typing import Any

import pytest

from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person, Proof
from mailtriage.mail.message import Address
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.consenting import decides
from mailtriage.triage.disposition import dispose
from mailtriage.triage.form import asked_himself
from mailtriage.triage.outcome import Disposition
from mailtriage.triage.situation import Claim, Evidence, Situation
from triaged import FEMKE, JAN, SUPPORT, a_contract, a_message, a_situation, a_ticket, an_event

FORM = Person("Formulier", "noreply@klant.example")
PIET = Address("Piet", "piet@klant.example")


def a_form(*reply_to: Address, sender: Person = FORM, **fields: Any) -> Situation:
    """What the customer's web form sends."""
    silent: dict[str, Any] = {"automatic": "auto-generated", "why_silent": "Nobody reads it."}
    return a_situation(a_message(sender, reply_to=reply_to), **(silent | fields))


def requester(found: Disposition) -> object:
    assert found.opening is not None
    who = found.opening.data["requester"]
    assert isinstance(who, dict)
    return who["address"]


@pytest.mark.parametrize("sender", [FORM, Person("", SUPPORT)])
def test_answers_go_to_whom_the_form_names_and_nobody_is_acknowledged(sender: Person) -> None:
    found = dispose(a_form(PIET, sender=sender))
    assert requester(found) == PIET.address
    assert {n.purpose for n in found.notices} == {Purpose.STAFF_COPY}


@pytest.mark.parametrize(
    "address", [SUPPORT, "support+abc@helpdesk.example", FEMKE.address, "no-reply@klant.example", "piet"]
)
def test_neither_we_nor_machines_ask_by_way_of_a_form(address: str) -> None:
    assert requester(dispose(a_form(Address("", address)))) == FORM.address
    assert requester(dispose(a_form(Address("", address), PIET))) == PIET.address


def test_no_stranger_reads_what_is_a_customers_because_a_form_that_proves_nothing_names_him() -> None:
    eve = Address("Eve", "eve@evil.test")
    assert requester(dispose(a_form(eve))) == FORM.address
    assert requester(dispose(a_form(eve, proof=Proof.PROVEN))) == eve.address


def test_who_writes_himself_is_answered_himself() -> None:
    assert requester(dispose(a_situation(a_message(JAN, reply_to=(PIET,))))) == JAN.address


def test_nobody_is_entitled_or_proven_by_being_named() -> None:
    named_only = a_contract(requesters=(Person("Piet", PIET.address),))
    assert dispose(a_form(PIET, contract=named_only)).outcome.value == "held"
    doubted = dispose(a_form(PIET, suspect="its sender's domain disowns it (DMARC)", proof=Proof.UNPROVEN))
    assert requester(doubted) == FORM.address


def test_a_staff_answer_goes_to_whom_the_form_named_and_not_to_the_form() -> None:
    opened = dispose(a_form(PIET)).opening
    assert opened is not None
    ticket = a_ticket(**{**opened.data, "state": "new"})  # type: ignore[arg-type]
    reply = a_situation(a_message(FEMKE), claims=(Claim(ticket, Evidence.TOKEN, Reply.RELAY, a_contract()),))
    assert {n.person.address for n in dispose(reply).notices} == {PIET.address}


def test_who_was_only_named_speaks_for_nobody() -> None:
    eve = Person("Eve", "eve@free.example")
    by_form = an_event(EventKind.RECEIVED, data={"from": FORM.address})
    ticket = a_ticket(requester={"name": eve.name, "address": eve.address}, events=(by_form,))
    answer = a_situation(a_message(eve))
    assert not decides(answer, Claim(ticket, Evidence.TOKEN, Reply.RELAY, a_contract()))
    assert decides(answer, Claim(ticket, Evidence.TOKEN, Reply.RELAY, a_contract(contacts=(eve,))))


def test_only_who_wrote_asked_himself() -> None:
    piet = {"name": "Piet", "address": PIET.address}
    by_form = an_event(EventKind.RECEIVED, data={"from": FORM.address})
    by_mail = an_event(EventKind.RECEIVED, data={"from": "Piet@klant.example"})
    assert not asked_himself(a_ticket(requester=piet, events=(by_form, by_mail)))
    assert asked_himself(a_ticket(requester=piet, events=(by_mail, by_form)))
    assert asked_himself(a_ticket(requester=piet))
