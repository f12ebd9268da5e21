"""What InfraVision needs from the customer to work: a complete request, access, an answer; the clock waits with us."""

import pytest

from deskwork import Desk, Written
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, arranging

JAN, INEKE, METTE = "jan.dewit@waterland.example", "ineke.bakker@waterland.example", "mette.holm@nordhavn.example"
TOP = "Koppeling ligt plat voor iedereen"
ASKS = "Welke versie gebruikt u?"
MISSING = ("de stappen waarmee het optreedt", "de versie van de koppeling")


def told(desk: Desk, who: str = JAN) -> Written:
    """The one piece of news for somebody."""
    (found,) = [mail for mail in desk.written("news") if mail.to == who]
    return found


def test_IV_09_what_is_missing_is_listed_for_the_customer_and_the_resolution_waits_for_the_answer(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("een certificaat is verlopen", None))
    desk.until("2026-11-23 11:00")
    desk.do(number, arranging.incomplete(MISSING))
    assert "missen we nog: - de stappen waarmee het optreedt - de versie van de koppeling Beantwoord" in told(desk).text
    assert "staat de oplostijd stil" in told(desk).text
    ticket = desk.file(number).ticket
    assert (ticket.state, ticket.pending) == (State.PENDING, PendingReason.REQUESTER)
    assert desk.due(number, "resolution") is None
    desk.until("2026-11-23 13:00")
    desk.mail(JAN, f"Re: [T-{number}] {TOP}", "1. openen 2. wachten; versie 4.2")
    assert desk.file(number).ticket.state is State.OPEN
    assert desk.due(number, "resolution") == "2026-11-23 16:00"


def test_IV_09_what_was_asked_for_stands_on_the_ticket(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, arranging.incomplete(MISSING))
    (waits,) = (e for e in desk.file(number).ticket.events if e.kind is EventKind.STATE)
    assert waits.data["missing"] == list(MISSING)
    assert (waits.actor, waits.text("reason")) == ("tomas@staff.example", "requester")


def test_IV_09_the_list_may_be_asked_for_anew_and_a_closed_ticket_waits_for_nothing(desk: Desk) -> None:
    number = desk.mail(METTE, "Integrationen er nede")
    desk.do(number, arranging.incomplete(("versionen",)))
    desk.do(number, arranging.incomplete(("et skærmbillede",)))
    first, again = (mail.text for mail in desk.written("news"))
    assert ("mangler vi stadig: - versionen" in first, "mangler vi stadig: - et skærmbillede" in again) == (True, True)
    desk.do(number, acts.move(State.CLOSED, "duplicate"))
    with pytest.raises(Permanent, match="cannot wait for what is missing"):
        desk.do(number, arranging.incomplete(("versionen",)))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (PendingReason.REQUESTER, "hebben we uw antwoord nodig"),
        (PendingReason.AUTHORISATION, "hebben we uw toestemming nodig"),
        (PendingReason.ACCESS, "toegang tot uw systeem nodig"),
    ],
)
def test_IV_50_the_customer_is_told_when_a_precondition_is_marked_unmet(
    desk: Desk, reason: PendingReason, words: str
) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.move(State.PENDING, reason, ASKS))
    assert words in told(desk).text
    assert told(desk, INEKE).at == "2026-11-23 10:00"
    desk.do(number, acts.move(State.PENDING, reason))
    assert len(desk.written("news")) == 3, "one for each of the customer's people, and nothing twice"


def test_IV_50_a_clock_that_does_not_run_does_not_stand_still_either(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.move(State.PENDING, PendingReason.REQUESTER, ASKS))
    assert "oplostijd" not in told(desk).text


def test_IV_50_staff_who_takes_a_ticket_up_again_tells_nobody(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.move(State.PENDING, PendingReason.REQUESTER, ASKS))
    before = len(desk.written())
    desk.do(number, acts.move(State.OPEN, ""))
    assert len(desk.written()) == before
