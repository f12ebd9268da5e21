"""Invitations are what calendar programs take for invitations, and their answers are read whatever they look like."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailtriage.mail.compose import Draft, compose
from mailtriage.mail.invitation import Answer, Invitation, Method, Participation, answer, icalendar
from mailtriage.mail.message import Address, Attachment, Message
from mailtriage.mail.parse import parse

DESK, JAN = Address("Support Example", "support@desk.example"), Address("Jan de Wit", "jan@customer.example")
STARTS = datetime(2026, 11, 27, 13, 30, tzinfo=timezone(timedelta(hours=1)))
INVITATION = Invitation(
    method=Method.REQUEST,
    uid="12.abc@desk.example",
    sequence=2,
    stamp=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    starts=STARTS,
    ends=STARTS + timedelta(minutes=90),
    organizer=DESK,
    attendee=JAN,
    summary="[T-12] Afspraak: Facturen",
)


def unfolded(invitation: Invitation) -> list[str]:
    return icalendar(invitation).decode().replace("\r\n ", "").split("\r\n")


def a_reply(*event: str, method: str = "REPLY") -> Message:
    lines = ["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR"]
    return a_file("\r\n".join(lines))


def a_file(text: str) -> Message:
    return Message(from_=JAN, attachments=(Attachment("reply.ics", "text/calendar", text.encode(), ""),))


def test_an_invitation_says_who_asks_whom_for_when_in_utc() -> None:
    lines = unfolded(INVITATION)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-3:] == ["END:VEVENT", "END:VCALENDAR", ""]
    assert "METHOD:REQUEST" in lines
    assert "UID:12.abc@desk.example" in lines
    assert "SEQUENCE:2" in lines
    assert "DTSTAMP:20261123T090000Z" in lines
    assert "DTSTART:20261127T123000Z" in lines
    assert "DTEND:20261127T140000Z" in lines
    assert 'ORGANIZER;CN="Support Example":mailto:support@desk.example' in lines
    asked = 'ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Jan de Wit":mailto:jan@customer.example'
    assert asked in lines


def test_a_cancellation_asks_nobody_for_an_answer() -> None:
    lines = unfolded(replace(INVITATION, method=Method.CANCEL))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED"} <= set(lines)
    assert not [line for line in lines if "RSVP" in line]


def test_what_comes_from_outside_adds_no_line_and_no_parameter() -> None:
    mallory = Address('M";ROLE=CHAIR:x\r\nMETHOD:CANCEL', "m@example.com\r\nATTENDEE:mailto:x@example.com")
    lines = unfolded(replace(INVITATION, attendee=mallory, summary="a;b,c\\d\r\nSTATUS:CANCELLED"))
    assert "SUMMARY:a\\;b\\,c\\\\d STATUS:CANCELLED" in lines
    assert [line for line in lines if line.startswith("METHOD")] == ["METHOD:REQUEST"]
    assert len([line for line in lines if line.startswith("ATTENDEE")]) == 1
    assert len([line for line in lines if line.startswith("STATUS")]) == 1


@given(st.text(), st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_whole_characters(summary: str, name: str) -> None:
    octets = icalendar(replace(INVITATION, summary=summary, attendee=replace(JAN, name=name)))
    assert max(map(len, octets.split(b"\r\n"))) <= 75
    for line in octets.split(b"\r\n"):
        line.decode("utf-8")
    assert octets.replace(b"\r\n ", b"").count(b"\r\n") == 18


def test_in_a_mail_it_is_one_more_way_to_read_it_with_its_method_in_the_type() -> None:
    draft = Draft(
        from_=DESK,
        to=(JAN,),
        subject="Afspraak",
        text="Past het?",
        html="<p>Past het?</p>",
        message_id="<1@desk.example>",
        date=STARTS,
        invitation=INVITATION,
    )
    octets = compose(draft)
    mail = message_from_bytes(octets, _class=EmailMessage, policy=policy.default)
    assert mail.get_content_type() == "multipart/alternative"
    parts = list(mail.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/calendar"]
    assert (parts[2].get_param("method"), parts[2].get_content_charset()) == ("REQUEST", "utf-8")
    assert base64.b64decode(str(parts[2].get_payload())) == icalendar(INVITATION)
    assert parse(octets).text.strip() == "Past het?"


@pytest.mark.parametrize("status", list(Participation))
def test_an_answer_names_the_invitation_who_and_what(status: Participation) -> None:
    attendee = f'ATTENDEE;CN="de Wit; Jan";PARTSTAT={status.upper()}:MAILTO:Jan@Customer.example'
    said = a_reply("UID:12.abc@desk.example", "SEQUENCE:2", attendee)
    assert answer(said) == Answer("12.abc@desk.example", 2, "jan@customer.example", status)


def test_an_answer_is_read_across_folds_zones_and_alarms() -> None:
    text = (
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nDTSTART:16010101T030000\nEND:STANDARD\n"
        "END:VTIMEZONE\nBEGIN:VEVENT\nBEGIN:VALARM\nUID:wrong\nEND:VALARM\nUID:12.a\n bc@desk.example\n"
        "ATTENDEE;PARTSTAT=ACCE\n PTED:mailto:jan@customer.example\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert answer(a_file(text)) == Answer("12.abc@desk.example", 0, "jan@customer.example", Participation.ACCEPTED)


@pytest.mark.parametrize(
    "message",
    [
        Message(),
        a_file(""),
        a_reply(),
        a_reply("UID:1"),
        a_reply("UID:1", "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:a@example.com"),
        a_reply("UID:1", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.com", method="REQUEST"),
        a_reply("UID:1", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.com", method="COUNTER"),
    ],
)
def test_what_is_no_answer_is_none(message: Message) -> None:
    assert answer(message) is None


@given(st.text())
def test_reading_an_answer_never_raises(text: str) -> None:
    answer(a_file(text))
    answer(a_reply("UID:1", f"SEQUENCE:{text}", f"ATTENDEE;PARTSTAT=ACCEPTED:{text}"))


def test_a_long_line_of_parameters_takes_no_time() -> None:
    assert answer(a_file("METHOD:REPLY\r\n" + 'ATTENDEE;A="b",' * 16_000)) is None
