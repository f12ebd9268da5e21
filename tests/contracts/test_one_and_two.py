"""Two tickets that become one, and one that becomes two (S26): nothing that waits is lost, and everybody hears."""

import pytest

from deskwork import Desk, Written
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, joining
from mailtriage.jobs.acts import Actor
from mailtriage.jobs.office import Moment
from mailtriage.jobs.showing import ticket_in_full
from mailtriage.jobs.splitting import split
from mailtriage.store import messages

JAN, INEKE = "jan.dewit@waterland.example", "ineke.bakker@waterland.example"
TOMAS = Actor("tomas@staff.example", "command line")
TOP = "Koppeling ligt plat voor iedereen"


def a_top_one(desk: Desk, who: str = INEKE) -> int:
    return desk.mail(who, TOP, "Niemand kan werken.")


def a_low_one(desk: Desk, who: str = JAN) -> int:
    return desk.mail(who, "Traag", "Het zoeken is traag bij mij.")


def since(desk: Desk, mails: int, who: str) -> list[Written]:
    return [mail for mail in desk.written()[mails:] if mail.to == who]


def test_IV_23_a_top_request_merged_into_a_low_one_stays_top_and_both_hear(desk: Desk) -> None:
    low = a_low_one(desk)
    desk.until("2026-11-23 10:30")
    top, before = a_top_one(desk), len(desk.written())
    joining.merge(desk.office, top, low, TOMAS)
    whole = desk.file(low).ticket
    assert (whole.priority, desk.due(low)) == (1, "2026-11-23 11:00")
    (to_ineke,) = since(desk, before, INEKE)
    assert f"Uw verzoek T-{top} gaat over hetzelfde als T-{low} en gaat onder dat nummer verder" in to_ineke.text
    assert "11.00 uur" in to_ineke.text
    (to_jan,) = since(desk, before, JAN)
    assert f"Bij uw verzoek T-{low} hebben we T-{top} gevoegd" in to_jan.text
    desk.until("2026-11-23 11:01")
    assert "marit@staff.example" in {mail.to for mail in desk.written("escalation", ticket=low)}


def test_IV_23_a_low_request_changes_nothing_of_a_top_one_but_its_start_and_its_people(desk: Desk) -> None:
    low, top = a_low_one(desk), a_top_one(desk)
    joining.merge(desk.office, low, top, TOMAS)
    whole = desk.file(top).ticket
    assert (whole.priority, desk.due(top), [p.address for p in whole.participants]) == (1, "2026-11-23 11:00", [JAN])


def test_IV_12_an_incident_merged_into_a_question_is_an_incident(desk: Desk) -> None:
    asked = desk.mail(JAN, "Informatieverzoek over de rapportage")
    top = a_top_one(desk)
    joining.merge(desk.office, top, asked, TOMAS)
    assert (desk.file(asked).ticket.kind, desk.due(asked)) == ("incident", "2026-11-23 11:00")


def test_IV_23_what_is_merged_into_a_resolved_ticket_opens_it_again(desk: Desk) -> None:
    done = a_top_one(desk, JAN)
    desk.do(done, acts.root_cause("een certificaat", None))
    desk.do(done, acts.resolve("Vernieuwd."))
    desk.until("2026-11-23 12:00")
    again = a_top_one(desk)
    joining.merge(desk.office, again, done, TOMAS)
    whole = desk.file(done).ticket
    assert (whole.state, desk.queue(), whole.epoch) == (State.OPEN, [done], 1)
    assert desk.due(done, "resolution") == "2026-11-23 16:00", "the two hours while it was resolved are no time of ours"


@pytest.mark.parametrize("state", ["closed", "held"])
def test_IV_23_nothing_is_merged_into_what_is_closed_or_held(desk: Desk, state: str) -> None:
    done = a_top_one(desk, JAN)
    desk.do(done, acts.move(State(state), "spam"))
    top = a_top_one(desk)
    with pytest.raises(Permanent, match=f"T-{done} is {state}, .*Open it first"):
        joining.merge(desk.office, top, done, TOMAS)
    assert desk.due(top) == "2026-11-23 11:00"


def test_IV_49_a_known_cause_comes_along_and_so_does_its_promise(desk: Desk) -> None:
    whole, part = a_top_one(desk, JAN), a_top_one(desk)
    desk.do(part, acts.root_cause("een certificaat", None))
    joining.merge(desk.office, part, whole, TOMAS)
    assert desk.due(whole, "resolution") == "2026-11-23 14:00"


def test_IV_50_a_ticket_that_waits_goes_on_when_one_that_does_not_is_merged_into_it(desk: Desk) -> None:
    waiting = a_top_one(desk, JAN)
    desk.do(waiting, acts.root_cause("een certificaat", None))
    desk.do(waiting, acts.move(State.PENDING, "requester", "Welke versie?"))
    joining.merge(desk.office, a_top_one(desk), waiting, TOMAS)
    assert desk.file(waiting).ticket.state is State.OPEN
    assert desk.due(waiting, "resolution") == "2026-11-23 14:00"


def two_in_one(desk: Desk) -> tuple[int, int]:
    """A ticket and the message in it that is about something else, half an hour old."""
    number = a_top_one(desk, JAN)
    desk.clock.forward(minutes=15)
    desk.mail(INEKE, f"Re: [T-{number}] {TOP}", "Ander probleem: de export hapert.")
    with desk.office.database.read() as session:
        message = messages.of_ticket(session, number)[-1].id
    desk.clock.forward(minutes=30)
    return number, message


def shown(desk: Desk, number: int) -> list[object]:
    with desk.office.database.read() as session:
        found = ticket_in_full(Moment(desk.office, session, desk.office.now()), desk.file(number))
    listed = found["messages"]
    assert isinstance(listed, list)
    return [one["id"] for one in listed if one["direction"] == "in"]


def test_INF_09_a_split_off_ticket_has_its_message_its_number_is_told_and_staff_reads_it(desk: Desk) -> None:
    number, message = two_in_one(desk)
    before = len(desk.written())
    new = split(desk.office, number, message, TOMAS).ticket
    assert shown(desk, new.number) == [message]
    assert message in shown(desk, number)
    told = since(desk, before, INEKE)[0]
    assert f"Uw bericht bij T-{number} gaat over iets anders" in told.text
    assert f"[T-{new.number}]" in told.subject
    assert "11.45 uur" in told.text
    (copy,) = since(desk, before, "femke@staff.example")
    assert "Ander probleem: de export hapert." in copy.text
    assert (new.subject, new.requester.address) == (TOP, INEKE)


def test_INF_09_who_split_and_who_wrote_are_two_people_and_a_message_is_split_once(desk: Desk) -> None:
    number, message = two_in_one(desk)
    new = split(desk.office, number, message, TOMAS).ticket
    actors = {e.kind: e.actor for e in new.events}
    assert (actors[EventKind.OPENED], actors[EventKind.RECEIVED]) == ("tomas@staff.example", INEKE)
    for again in (number, new.number):
        with pytest.raises(Permanent, match=r"split off before|opened"):
            split(desk.office, again, message, TOMAS)
    assert len(desk.numbers()) == 2


@pytest.mark.parametrize(("from_receipt", "due"), [(False, "2026-11-23 11:45"), (True, "2026-11-23 11:15")])
def test_INF_09_a_split_off_ticket_starts_at_the_split_or_when_its_message_came(
    desk: Desk, *, from_receipt: bool, due: str
) -> None:
    number, message = two_in_one(desk)
    new = split(desk.office, number, message, TOMAS, from_receipt=from_receipt).ticket.number
    assert (desk.due(new), desk.due(number)) == (due, "2026-11-23 11:00")


def test_INF_09_an_answer_to_the_split_off_message_goes_to_the_new_ticket(desk: Desk) -> None:
    number, message = two_in_one(desk)
    new = split(desk.office, number, message, TOMAS).ticket.number
    with desk.office.database.read() as session:
        kept = messages.load(session, message)
    assert kept is not None
    assert desk.mail(INEKE, "Re: export", "Nog iets.", References=kept.message_id) == new


def test_OX_02_nothing_is_split_off_what_is_held(desk: Desk) -> None:
    number = desk.mail("piet@zonneveld.example", "Teams hapert")
    with desk.office.database.read() as session:
        message = messages.of_ticket(session, number)[0].id
    with pytest.raises(Permanent, match="is held"):
        split(desk.office, number, message, TOMAS)
