"""How a ticket of the best-effort contract ends: by a reason that is named, or in the open when nobody can solve it."""

from datetime import datetime, timedelta

import pytest

from deskwork import Desk
from mailtriage.desk.clock import ClockState
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, closing, passing_on
from mailtriage.jobs.appointing import Wish, propose
from officed import a_mail, take_in

RUTH, PIM, JAN = "ruth@zonneveld.example", "pim@zonneveld.example", "jan.dewit@waterland.example"


def given_up(desk: Desk, sender: str = RUTH) -> int:
    number = desk.mail(sender, "Word loopt vast", "Bij elk document.")
    desk.do(number, closing.unsolvable(desk.office, "De oude versie van Word kan dit niet. Een nieuwe wel."))
    return number


def told(desk: Desk, number: int) -> list[tuple[str, str]]:
    return [(mail.at, mail.to) for mail in desk.written("unsolvable", ticket=number)]


def reasons(desk: Desk, number: int) -> list[str]:
    return [e.text("reason") for e in desk.file(number).ticket.events if e.kind is EventKind.CLOSED]


def test_OX_36_both_contacts_read_what_could_be_done_instead_and_the_ticket_waits(desk: Desk) -> None:
    number = given_up(desk)
    assert {to for _, to in told(desk, number)} == {RUTH, PIM}
    for mail in desk.written("unsolvable", ticket=number):
        assert "Een nieuwe wel." in mail.text
        assert "maandag 7 december 2026 om 17.00 uur" in mail.text, "ten business days"
    file = desk.file(number)
    assert file.ticket.pending is PendingReason.REQUESTER
    assert [clock.state for clock in file.clocks] == [ClockState.STOPPED], "the aim of picking it up is met"


@pytest.mark.parametrize("words", ["Akkoord.", "Sluit maar, bedankt.", "Ja, dat is goed.\n\nGroeten,\nRuth"])
def test_OX_36_a_plain_yes_closes_it_as_unsolved_and_both_read_that(desk: Desk, words: str) -> None:
    number = given_up(desk)
    desk.mail(RUTH, f"Re: [T-{number}] Word loopt vast", words)
    assert (desk.file(number).ticket.state, reasons(desk, number)) == (State.CLOSED, ["unsolved"])
    last = desk.written("unsolvable", ticket=number)[2:]
    assert {mail.to for mail in last} == {RUTH, PIM}
    assert all("Zoals afgesproken" in mail.text for mail in last)


def test_OX_36_a_yes_to_what_staff_proposed_later_gives_nothing_up(desk: Desk) -> None:
    number = given_up(desk)
    desk.clock.forward(days=1)
    desk.do(number, acts.reply("We hebben toch iets gevonden. Zullen we versie 2 installeren?"))
    desk.mail(RUTH, f"Re: [T-{number}] Word loopt vast", "Akkoord.")
    assert desk.file(number).ticket.state is State.OPEN
    assert reasons(desk, number) == []


def test_OX_36_the_other_contact_may_answer_as_well(desk: Desk) -> None:
    number = given_up(desk)
    desk.mail(PIM, f"Re: [T-{number}] Word loopt vast", "Akkoord")
    assert desk.file(number).ticket.state is State.CLOSED


@pytest.mark.parametrize("words", ["Nee, niet sluiten.", "Wat kost een nieuwe versie?", "Ik bel u morgen."])
def test_OX_36_any_other_answer_goes_to_staff_word_for_word_and_nothing_is_closed(desk: Desk, words: str) -> None:
    number = given_up(desk)
    desk.mail(RUTH, f"Re: [T-{number}] Word loopt vast", words)
    ticket = desk.file(number).ticket
    assert ticket.state is State.OPEN
    assert [e.text("text").strip() for e in ticket.events if e.kind is EventKind.RESPONSE] == [words]
    desk.until("2026-12-18 12:00")
    assert (len(told(desk, number)), reasons(desk, number)) == (2, [])


def test_OX_36_without_an_answer_both_are_warned_and_it_is_closed(desk: Desk) -> None:
    number = given_up(desk)
    desk.until("2026-12-07 16:59")
    assert told(desk, number)[2:] == [("2026-12-02 09:00", RUTH), ("2026-12-02 09:00", PIM)]
    assert desk.file(number).ticket.state is State.PENDING
    desk.until("2026-12-07 17:01")
    assert (desk.file(number).ticket.state, reasons(desk, number)) == (State.CLOSED, ["unsolved"])
    assert {mail.to for mail in desk.written("unsolvable", ticket=number)[4:]} == {RUTH, PIM}
    assert "niets meer van u gehoord" in desk.written("unsolvable", ticket=number)[-1].text


def test_OX_36_a_warning_told_late_still_leaves_its_days(desk: Desk) -> None:
    number = given_up(desk)
    desk.clock.forward(days=30)  # the daemon was away; it is Wednesday 23 December
    desk.until("2026-12-23 10:01")
    assert len(told(desk, number)) == 4
    assert "dinsdag 29 december 2026 om 17.00 uur" in desk.written("unsolvable", ticket=number)[-1].text
    desk.until("2026-12-29 16:59")
    assert desk.file(number).ticket.state is State.PENDING
    desk.until("2026-12-30 10:00")
    assert desk.file(number).ticket.state is State.CLOSED


def test_OX_36_an_automatic_answer_closes_nothing(desk: Desk) -> None:
    number = given_up(desk)
    absent = a_mail(RUTH, f"Re: [T-{number}] Word loopt vast", text="Akkoord", Auto_Submitted="auto-replied")
    take_in(desk.office, absent)
    assert desk.file(number).ticket.pending is PendingReason.REQUESTER


def test_OX_36_who_comes_back_after_the_end_opens_it_again(desk: Desk) -> None:
    number = given_up(desk)
    desk.until("2026-12-08 09:00")
    desk.mail(RUTH, f"Re: [T-{number}] Word loopt vast", "Ik was met vakantie. Graag toch.")
    assert desk.file(number).ticket.state is State.OPEN
    desk.do(number, closing.unsolvable(desk.office, "Het blijft zo."))
    before = len(told(desk, number))
    desk.until("2026-12-18 12:00")
    assert len(told(desk, number)) > before, "he is warned anew"


def test_OX_36_a_plan_without_days_waits_for_ever(desk: Desk) -> None:
    number = given_up(desk, JAN)
    assert "sluiten we het op" not in desk.written("unsolvable", ticket=number)[0].text
    desk.until("2027-03-01 12:00")
    assert desk.file(number).ticket.pending is PendingReason.REQUESTER


def test_OX_36_nobody_gives_up_what_is_closed_or_has_an_appointment(desk: Desk) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    desk.do(number, propose(desk.office, Wish(datetime.fromisoformat("2026-11-25 10:00"), timedelta(hours=1))))
    with pytest.raises(Permanent, match="appointment ahead"):
        desk.do(number, closing.unsolvable(desk.office, "Nee."))
    other = given_up(desk)
    desk.mail(RUTH, f"Re: [T-{other}] Word loopt vast", "Akkoord")
    with pytest.raises(Permanent, match="closed"):
        desk.do(other, closing.unsolvable(desk.office, "Nee."))


@pytest.mark.parametrize("reason", ["", "klaar", "merged"])
def test_OX_20_closing_names_one_of_the_five_reasons(desk: Desk, reason: str) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    with pytest.raises(Permanent, match="solved, workaround, redesign, vendor, unsolved"):
        desk.do(number, acts.move(State.CLOSED, reason))
    assert desk.file(number).ticket.state is State.NEW


@pytest.mark.parametrize("reason", ["redesign", "vendor", "unsolved"])
def test_OX_20_the_reason_stands_on_the_ticket(desk: Desk, reason: str) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    desk.do(number, acts.move(State.CLOSED, reason, "Dit lossen we niet op."))
    assert reasons(desk, number) == [reason]


def test_OX_20_solved_and_workaround_are_said_to_the_customer_before(desk: Desk) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    for reason in ("solved", "workaround"):
        with pytest.raises(Permanent, match="customer"):
            desk.do(number, acts.move(State.CLOSED, reason))
    desk.do(number, acts.work_around("Open het in de browser."))
    desk.do(number, acts.move(State.CLOSED, "workaround"))
    other = desk.mail(RUTH, "Excel ook")
    desk.do(other, acts.resolve("Bijgewerkt."))
    desk.do(other, acts.move(State.CLOSED, "solved"))
    assert (reasons(desk, number), reasons(desk, other)) == (["workaround"], ["solved"])


def test_OX_20_what_only_microsoft_can_do_is_closed_as_theirs(desk: Desk) -> None:
    number = desk.mail(RUTH, "Donkere modus")
    desk.do(number, passing_on.to_vendor("microsoft", "Please consider it.", closes=True))
    assert reasons(desk, number) == ["vendor"]


def test_OX_20_a_plan_that_names_no_reasons_takes_any(desk: Desk) -> None:
    number = desk.mail(JAN, "Koppeling traag", "De koppeling is traag.")
    desk.do(number, acts.move(State.CLOSED, "elders geregeld", "Uw leverancier regelt het."))
    assert desk.file(number).ticket.state is State.CLOSED
