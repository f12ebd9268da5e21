"""No clock stops and none pauses but by something the customer got (S17, S20): states are no way around an answer."""

import pytest

from deskwork import Desk
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, arranging

JAN, INEKE = "jan.dewit@waterland.example", "ineke.bakker@waterland.example"
RUTH, PIM = "ruth@zonneveld.example", "pim@zonneveld.example"
TOP = "Koppeling ligt plat voor iedereen"


def a_top_one(desk: Desk) -> int:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("een certificaat is verlopen", None))
    return number


def clocks(desk: Desk, number: int) -> dict[str, tuple[str, str]]:
    return {c.name.value: (c.state.value, c.verdict.value) for c in desk.file(number).clocks}


@pytest.mark.parametrize(
    ("state", "says"),
    [(State.RESOLVED, "ticket resolve"), (State.WORKAROUND, "ticket workaround"), (State.CLOSED, "--text")],
)
def test_IV_48_no_state_stands_in_for_what_the_customer_must_read(desk: Desk, state: State, says: str) -> None:
    number = a_top_one(desk)
    written, before = len(desk.written()), clocks(desk, number)
    with pytest.raises(Permanent, match=says):
        desk.do(number, acts.move(state, "klaar"))
    assert (len(desk.written()), clocks(desk, number)) == (written, before)
    assert before["reaction"] == ("running", "none")


def test_IV_48_a_ticket_closed_unsolved_tells_both_contacts_why_and_meets_no_resolution(desk: Desk) -> None:
    number = a_top_one(desk)
    desk.do(number, acts.move(State.CLOSED, "vervallen", "U hebt de koppeling zelf opgezegd."))
    told = [mail for mail in desk.written("news", ticket=number) if mail.to == JAN]
    assert "U hebt de koppeling zelf opgezegd. Daarmee is uw verzoek T-1 bij ons gesloten." in told[0].text
    assert clocks(desk, number) == {"reaction": ("stopped", "met"), "resolution": ("stopped", "none")}


def test_OX_03_both_contacts_read_why_a_ticket_is_closed_unsolved(desk: Desk) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    desk.do(number, acts.move(State.CLOSED, "redesign", "Dit vraagt een nieuw ontwerp."))
    assert {mail.to for mail in desk.written("news", ticket=number)} == {RUTH, PIM}


@pytest.mark.parametrize("reason", ["duplicate", "spam"])
def test_IV_48_an_administrative_close_says_nothing_and_counts_for_nothing(desk: Desk, reason: str) -> None:
    number = a_top_one(desk)
    written = len(desk.written())
    desk.do(number, acts.move(State.CLOSED, reason))
    (closed,) = (e for e in desk.file(number).ticket.events if e.kind is EventKind.CLOSED)
    assert (closed.data["excluded"], len(desk.written())) == (True, written)
    assert clocks(desk, number) == {"reaction": ("stopped", "none"), "resolution": ("stopped", "none")}


def test_IV_48_what_the_customer_read_as_resolved_is_closed_as_it_is(desk: Desk) -> None:
    number = a_top_one(desk)
    desk.do(number, acts.resolve("Vernieuwd."))
    written = len(desk.written())
    desk.do(number, acts.move(State.CLOSED, ""))
    assert (desk.file(number).ticket.state, len(desk.written())) == (State.CLOSED, written)


@pytest.mark.parametrize("reason", ["requester", "agreement", "appointment"])
def test_IV_50_nothing_waits_for_a_question_that_nobody_asked(desk: Desk, reason: str) -> None:
    number = a_top_one(desk)
    with pytest.raises(Permanent, match=r"customer has not read|has proposed one"):
        desk.do(number, acts.move(State.PENDING, reason))
    assert desk.due(number, "resolution") == "2026-11-23 14:00"


@pytest.mark.parametrize(("reason", "words"), [("requester", "uw antwoord nodig"), ("agreement", "of u akkoord bent")])
def test_IV_50_the_question_goes_out_with_the_pause(desk: Desk, reason: str, words: str) -> None:
    number = a_top_one(desk)
    desk.do(number, acts.move(State.PENDING, reason, "Welke versie gebruikt u?"))
    told = [mail.text for mail in desk.written("news", ticket=number) if mail.to == JAN][-1]
    assert "Welke versie gebruikt u?" in told
    assert words in told
    assert desk.due(number, "resolution") is None


def test_IV_50_a_question_already_sent_by_mail_will_do_until_the_customer_has_answered_it(desk: Desk) -> None:
    number = a_top_one(desk)
    desk.do(number, acts.reply("Welke versie gebruikt u?"))
    desk.do(number, acts.move(State.PENDING, "requester"))
    assert desk.due(number, "resolution") is None
    desk.mail(JAN, f"Re: [T-{number}] {TOP}", "Versie 4.2")
    with pytest.raises(Permanent, match="has not read"):
        desk.do(number, acts.move(State.PENDING, "requester"))


def test_IV_50_the_pause_of_a_list_of_what_is_missing_may_go_on_after_a_look(desk: Desk) -> None:
    number = a_top_one(desk)
    desk.do(number, arranging.incomplete(("de versie",)))
    desk.do(number, acts.move(State.OPEN, ""))
    with pytest.raises(Permanent, match="ticket incomplete"):
        desk.do(number, acts.move(State.PENDING, "requester"))
