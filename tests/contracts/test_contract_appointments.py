"""Interventions only in support hours and only by appointment: made, moved, confirmed, forgotten (SY-06, SY-08)."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from deskwork import Desk, local, shown
from mailtriage.cli.values import WallTime
from mailtriage.desk.appointment import Word, appointment
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, appointing
from mailtriage.jobs.appointing import Wish
from mailtriage.mail.parse import parse
from mailtriage.store import outgoing
from officed import a_mail, take_in

AN, OWNERS = "an@peeters.example", {"femke@staff.example", "frederik@staff.example"}
FRIDAY = "2026-11-27 13:30"


def at(when: str, minutes: int = 90) -> Wish:
    return Wish(datetime.fromisoformat(when), timedelta(minutes=minutes))


def asked(desk: Desk) -> int:
    return desk.mail(AN, "Maatwerk installeren", "Wanneer kan het?")


def invited(desk: Desk, when: str = FRIDAY) -> int:
    number = asked(desk)
    desk.do(number, appointing.propose(desk.office, at(when)))
    return number


def invitations(desk: Desk, number: int) -> list[dict[str, str]]:
    """The iCalendar parts of the mails written about a ticket, oldest first, as name and value."""
    with desk.office.database.read() as session:
        octets = [
            outgoing.octets(session, posted)
            for posted in reversed(outgoing.listing(session))
            if posted.ticket == number
        ]
    mails = [message_from_bytes(one, _class=EmailMessage, policy=policy.default) for one in octets]
    parts = [part for mail in mails for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return [
        dict(line.split(":", 1) for line in unfolded(part).splitlines()) | {"method": str(part.get_param("method"))}
        for part in parts
    ]


def unfolded(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n ", "")


def calendar_answers(desk: Desk, number: int, status: str, sender: str = AN, verdict: str = "", **changes: str) -> None:
    """The customer clicks in the invitation he got last."""
    last = invitations(desk, number)[-1]
    said = {"UID": last["UID"], "SEQUENCE": last["SEQUENCE"]} | changes
    event = [f"{name}:{value}" for name, value in said.items()]
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        *event,
        f"ATTENDEE;PARTSTAT={status}:mailto:{sender}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    headers = {"Content_Type": "text/calendar; method=REPLY; charset=utf-8"}
    headers |= {"Authentication_Results": verdict} if verdict else {}
    take_in(desk.office, a_mail(sender, "Geaccepteerd", text="\r\n".join(lines), **headers))


def told(desk: Desk, number: int, purpose: str) -> list[tuple[str, str]]:
    """When and to whom; the reminder that nobody works on it is another matter."""
    return [(mail.at, mail.to) for mail in desk.written(purpose, ticket=number) if mail.step != "unassigned"]


@pytest.mark.parametrize(
    ("when", "minutes"),
    [
        ("2026-11-27 14:30", 90),  # beyond the early end of a Friday
        ("2026-11-26 11:00", 120),  # into the lunch break
        ("2026-11-26 08:45", 30),  # before the opening
        ("2026-11-28 10:00", 60),  # a Saturday
        ("2026-12-28 10:00", 60),  # between Christmas and New Year
    ],
)
def test_SY_08_an_appointment_outside_the_support_hours_is_refused_and_nobody_is_told(
    desk: Desk, when: str, minutes: int
) -> None:
    number = asked(desk)
    with pytest.raises(Permanent, match="not wholly inside the support hours syneton_support"):
        desk.do(number, appointing.propose(desk.office, at(when, minutes)))
    assert desk.written("appointment") == []
    assert desk.file(number).ticket.state is State.NEW


@pytest.mark.parametrize(
    ("when", "minutes"), [("2026-11-27 13:00", 150), ("2026-11-26 09:00", 180), ("2026-11-27 14:00", 90)]
)
def test_SY_08_an_appointment_may_fill_a_window_to_its_edges(desk: Desk, when: str, minutes: int) -> None:
    number = asked(desk)
    desk.do(number, appointing.propose(desk.office, at(when, minutes)))
    assert desk.file(number).ticket.pending is PendingReason.APPOINTMENT


def test_SY_08_contact_hours_are_no_hours_of_interventions(desk: Desk) -> None:
    """Contradiction 15: on Friday afternoon nobody answers the telephone, and interventions take place."""
    number = invited(desk, "2026-11-27 13:30")
    assert desk.file(number).ticket.pending is PendingReason.APPOINTMENT


@pytest.mark.parametrize("when", ["2026-11-23 09:30", "2026-11-20 10:00", "2161-01-07 10:00"])
def test_SY_08_an_appointment_lies_ahead_and_in_the_reach_of_calendars(desk: Desk, when: str) -> None:
    number = asked(desk)
    with pytest.raises(Permanent):
        desk.do(number, appointing.propose(desk.office, at(when, 30)))


def test_SY_08_the_customer_reads_the_time_in_his_own_zone_and_gets_an_invitation_for_his_calendar(desk: Desk) -> None:
    number = invited(desk)
    (mail,) = desk.written("appointment", ticket=number)
    assert mail.to == AN
    assert "Vrijdag 27 november 2026 om 13.30 uur (CET)" in mail.text
    assert "1 uur 30 min" in mail.text
    (sent,) = invitations(desk, number)
    assert (sent["method"], sent["METHOD"], sent["STATUS"]) == ("REQUEST", "REQUEST", "CONFIRMED")
    assert (sent["DTSTART"], sent["DTEND"], sent["SEQUENCE"]) == ("20261127T123000Z", "20261127T140000Z", "0")
    assert desk.file(number).ticket.pending is PendingReason.APPOINTMENT


def test_SY_08_a_plain_yes_confirms_and_the_customer_reads_that_it_stands(desk: Desk) -> None:
    number = invited(desk)
    desk.mail(
        AN,
        f"Re: [T-{number}] Afspraak",
        "Dag,\n\nAkkoord, tot dan!\n\nMet vriendelijke groet,\nAn Peeters\n+32 2 555 00 00",
    )
    ticket = desk.file(number).ticket
    made = appointment(ticket)
    assert made is not None
    assert (made.standing, made.agreed) == (Word.CONFIRMED, frozenset({AN}))
    assert ticket.pending is PendingReason.APPOINTMENT
    assert "staat vast" in desk.written("appointment", ticket=number)[-1].text
    assert {mail.to for mail in desk.written("staff-copy", ticket=number)} >= OWNERS


@pytest.mark.parametrize("words", ["Ja, vrijdag 27 november om 13u30 is goed.", "Ok, 27/11 om 13.30 uur!"])
def test_SY_08_a_yes_may_name_the_time_that_was_proposed(desk: Desk, words: str) -> None:
    number = invited(desk)
    desk.mail(AN, f"Re: [T-{number}] Afspraak", words)
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.confirmed


@pytest.mark.parametrize(
    "words",
    [
        "Niet akkoord.",
        "Akkoord, 30/11 om 13u.",
        "Ja, donderdag 13u30 is goed.",
        "Ja, maar liever om 15 uur.",
        "Is vrijdag goed?",
        "Dank u.",
    ],
)
def test_SY_08_any_other_reply_confirms_nothing_and_puts_the_ticket_back_on_the_table(desk: Desk, words: str) -> None:
    number = invited(desk)
    desk.mail(AN, f"Re: [T-{number}] Afspraak", words)
    ticket = desk.file(number).ticket
    made = appointment(ticket)
    assert made is not None
    assert (made.standing, ticket.state) == (Word.PROPOSED, State.OPEN)
    assert [e.text("text").strip() for e in ticket.events if e.kind is EventKind.RESPONSE] == [words]


def test_SY_08_a_yes_to_something_staff_wrote_since_confirms_no_other_time(desk: Desk) -> None:
    number = invited(desk)
    desk.mail(AN, f"Re: [T-{number}] Afspraak", "Kan het een uur later?")
    desk.do(number, acts.reply("Om 15 uur dan?"))
    desk.mail(AN, f"Re: [T-{number}] Afspraak", "Akkoord.")
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.standing is Word.PROPOSED


def test_SY_08_staff_records_a_yes_by_telephone(desk: Desk) -> None:
    number = invited(desk)
    desk.do(number, appointing.confirm(desk.office))
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.confirmed
    with pytest.raises(Permanent, match="confirmed already"):
        desk.do(number, appointing.confirm(desk.office))


def test_SY_08_a_calendars_acceptance_confirms_moves_no_state_is_never_answered_and_staff_hears(desk: Desk) -> None:
    number = invited(desk)
    desk.mail(AN, f"Re: [T-{number}] Afspraak", "Even kijken, ik laat het weten.")
    before, written = desk.file(number).ticket, len(desk.written())
    calendar_answers(desk, number, "ACCEPTED")
    after = desk.file(number).ticket
    made = appointment(after)
    assert made is not None
    assert (made.standing, made.agreed) == (Word.CONFIRMED, frozenset({AN}))
    assert after.state is before.state
    new = desk.written()[written:]
    assert {(mail.purpose, mail.to) for mail in new} == {("reminder", owner) for owner in OWNERS}
    assert all("aangenomen" in mail.text or "accepted" in mail.text or "ja til" in mail.text for mail in new)
    assert desk.numbers() == [number]


@pytest.mark.parametrize("status", ["DECLINED", "TENTATIVE"])
def test_SY_08_a_calendars_refusal_takes_the_confirmation_back_and_staff_hears(desk: Desk, status: str) -> None:
    number = invited(desk)
    desk.do(number, appointing.confirm(desk.office))
    calendar_answers(desk, number, status)
    ticket = desk.file(number).ticket
    made = appointment(ticket)
    assert made is not None
    assert (made.standing.value, ticket.pending) == (status.lower(), PendingReason.APPOINTMENT)
    assert {to for _, to in told(desk, number, "reminder")} == OWNERS


def test_SY_08_an_answer_to_the_invitation_before_the_change_counts_for_nothing(desk: Desk) -> None:
    number = invited(desk)
    desk.do(number, appointing.propose(desk.office, at("2026-11-27 09:00")))
    calendar_answers(desk, number, "ACCEPTED", SEQUENCE="0")
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.standing is Word.PROPOSED
    calendar_answers(desk, number, "ACCEPTED")
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.confirmed


def test_SY_08_a_word_beside_the_click_reaches_staff_and_the_file_of_the_calendar_does_not(desk: Desk) -> None:
    number = invited(desk)
    last = invitations(desk, number)[-1]
    event = ["BEGIN:VCALENDAR", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{last['UID']}", "SEQUENCE:0"]
    event += [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{AN}", "END:VEVENT", "END:VCALENDAR"]
    parts = [
        "--b",
        "Content-Type: text/plain",
        "",
        "Ik ben er tien minuten later.",
        "--b",
        "Content-Type: text/calendar; method=REPLY",
        "",
    ]
    text = "\r\n".join([*parts, *event, "--b--"])
    take_in(desk.office, a_mail(AN, "Geaccepteerd", text=text, Content_Type='multipart/alternative; boundary="b"'))
    told_ = desk.written("reminder", ticket=number)
    assert {mail.to for mail in told_} == OWNERS
    assert all("Ik ben er tien minuten later." in mail.text for mail in told_)
    assert len(invitations(desk, number)) == 1


def test_SY_08_nobody_but_those_invited_answers_for_them(desk: Desk) -> None:
    number = invited(desk)
    calendar_answers(desk, number, "ACCEPTED", sender="mallory@elsewhere.example")
    calendar_answers(desk, number, "ACCEPTED", UID=f"{number}.guess@helpdesk.example")
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.standing is Word.PROPOSED
    assert desk.numbers() == [number]


def test_SY_08_an_acceptance_that_a_trusted_server_disowns_counts_for_nothing(desk: Desk) -> None:
    number = invited(desk)
    calendar_answers(desk, number, "ACCEPTED", verdict="mx.helpdesk.example; dmarc=fail header.from=peeters.example")
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.standing is Word.PROPOSED
    noted = [e.text("text") for e in desk.file(number).ticket.events if e.kind is EventKind.NOTED]
    assert ["nothing proves who sent it" in text for text in noted] == [True]
    assert {to for _, to in told(desk, number, "reminder")} == OWNERS


def test_SY_08_a_moved_appointment_keeps_its_place_in_the_calendar_and_asks_anew(desk: Desk) -> None:
    number = invited(desk)
    calendar_answers(desk, number, "ACCEPTED")
    desk.do(number, appointing.propose(desk.office, at("2026-11-30 10:00", 60)))
    first, moved = invitations(desk, number)
    assert first["UID"] == moved["UID"]
    assert (moved["SEQUENCE"], moved["DTSTART"]) == ("1", "20261130T090000Z")
    assert "verplaatst" in desk.written("appointment", ticket=number)[-1].text
    made = appointment(desk.file(number).ticket)
    assert made is not None
    assert made.standing is Word.PROPOSED
    with pytest.raises(Permanent, match="at that time already"):
        desk.do(number, appointing.propose(desk.office, at("2026-11-30 10:00", 60)))


def test_SY_08_a_cancelled_appointment_leaves_the_calendar_and_the_ticket_goes_on(desk: Desk) -> None:
    number = invited(desk)
    desk.do(number, appointing.cancel(desk.office))
    first, gone = invitations(desk, number)
    assert (gone["method"], gone["UID"], gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", first["UID"], "1", "CANCELLED")
    assert "gaat niet door" in desk.written("appointment", ticket=number)[-1].text
    assert desk.file(number).ticket.state is State.OPEN
    desk.until("2026-11-30 12:00")
    assert told(desk, number, "reminder") == []
    desk.do(number, appointing.propose(desk.office, at("2026-12-04 10:00")))
    assert invitations(desk, number)[-1]["UID"] != first["UID"], "calendars do not bring a cancelled one back"


def test_SY_08_a_business_day_before_customer_and_owner_are_reminded_once(desk: Desk) -> None:
    number = invited(desk, "2026-11-30 10:00")
    desk.do(number, appointing.confirm(desk.office))
    before = len(told(desk, number, "appointment"))
    desk.until("2026-11-30 09:59")
    assert told(desk, number, "appointment")[before:] == [("2026-11-27 09:00", AN)]
    assert set(told(desk, number, "reminder")) == {("2026-11-27 09:00", owner) for owner in OWNERS}
    assert "Ter herinnering" in desk.written("appointment", ticket=number)[-1].text
    assert invitations(desk, number) == invitations(desk, number)[:1]


def test_SY_08_an_appointment_made_the_day_before_is_not_reminded_of_at_once(desk: Desk) -> None:
    number = asked(desk)
    desk.do(number, appointing.propose(desk.office, at("2026-11-24 10:00")))
    desk.until("2026-11-24 09:59")
    assert len(told(desk, number, "appointment")) == 1
    assert told(desk, number, "reminder") == []


def test_SY_08_an_appointment_nobody_confirmed_lapses_staff_hears_and_the_ticket_waits_no_longer(desk: Desk) -> None:
    number = invited(desk)
    desk.until("2026-11-27 13:29")
    assert desk.file(number).ticket.pending is PendingReason.APPOINTMENT
    desk.until("2026-11-27 18:00")
    last = {when for when, _ in told(desk, number, "reminder")}
    assert "2026-11-27 13:30" in last
    assert desk.file(number).ticket.state is State.OPEN
    assert len(told(desk, number, "appointment")) == 2, "the customer got the invitation and one reminder"


def test_SY_08_as_a_confirmed_appointment_begins_the_ticket_waits_no_longer_however_late_we_notice(desk: Desk) -> None:
    number = invited(desk)
    desk.do(number, appointing.confirm(desk.office))
    desk.clock.at = local("2026-11-27 17:00")  # the daemon was away
    desk.until("2026-11-27 17:01")
    (went_on,) = (e for e in desk.file(number).ticket.events if e.kind is EventKind.STATE and e.text("to") == "open")
    assert shown(went_on.occurred) == FRIDAY
    assert [mail.step for mail in desk.written("appointment", ticket=number)] == ["", ""], (
        "no reminder of what has begun"
    )


def test_SY_08_a_ticket_does_not_end_while_the_customer_expects_us(desk: Desk) -> None:
    number = invited(desk)
    with pytest.raises(Permanent, match="appointment ahead"):
        desk.do(number, acts.resolve("Klaar."))
    with pytest.raises(Permanent, match="appointment ahead"):
        desk.do(number, acts.move(State.CLOSED, "duplicate"))
    desk.do(number, appointing.cancel(desk.office))
    desk.do(number, acts.resolve("Klaar."))


def test_SY_08_what_is_over_or_never_was_is_neither_confirmed_nor_cancelled(desk: Desk) -> None:
    never, over = asked(desk), invited(desk)
    desk.until("2026-11-27 18:00")
    for act in (appointing.confirm, appointing.cancel):
        with pytest.raises(Permanent, match="no appointment"):
            desk.do(never, act(desk.office))
        with pytest.raises(Permanent, match="over"):
            desk.do(over, act(desk.office))


def test_SY_08_a_held_or_closed_ticket_gets_no_appointment(desk: Desk) -> None:
    number = asked(desk)
    desk.do(number, acts.move(State.CLOSED, "duplicate"))
    with pytest.raises(Permanent, match="closed"):
        desk.do(number, appointing.propose(desk.office, at(FRIDAY)))


def test_SY_08_a_time_of_the_wall_is_the_contracts_and_one_with_an_offset_is_itself(desk: Desk) -> None:
    number = asked(desk)
    wall = WallTime().convert("2026-11-27T12:30+00:00", None, None)
    desk.do(number, appointing.propose(desk.office, Wish(wall, timedelta(minutes=90))))
    assert invitations(desk, number)[0]["DTSTART"] == "20261127T123000Z"


def test_SY_08_a_reply_to_something_else_leaves_a_confirmed_appointment_waiting(desk: Desk) -> None:
    number = invited(desk)
    desk.do(number, appointing.confirm(desk.office))
    desk.mail(AN, f"Re: [T-{number}] Afspraak", "Hierbij nog de logbestanden.")
    assert desk.file(number).ticket.pending is PendingReason.APPOINTMENT


def test_SY_08_the_invitation_reads_back_as_it_was_written(desk: Desk) -> None:
    number = asked(desk)
    desk.do(number, appointing.propose(desk.office, at(FRIDAY)))
    with desk.office.database.read() as session:
        octets = outgoing.octets(session, outgoing.listing(session)[0])
    message = parse(octets)
    assert "Vrijdag 27 november" in message.text
    assert [file.content_type for file in message.attachments] == ["text/calendar"]
