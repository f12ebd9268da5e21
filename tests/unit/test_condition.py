"""What a rule can ask about a message, and that no message can hang it."""

import time
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from mailtriage.desk.calendar import Calendar, Window
from mailtriage.desk.party import Person
from mailtriage.mail.message import Address, Attachment
from mailtriage.triage.condition import (
    AllOf,
    AnyOf,
    AnyText,
    Body,
    Condition,
    FromAddress,
    FromDomain,
    HasAttachment,
    Header,
    Not,
    Received,
    Recipient,
    Said,
    Subject,
    pattern_problem,
)
from triaged import MONDAY, a_message, seen


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (FromAddress(("jan@klant.example",)), True),
        (FromAddress(("JAN@Klant.example",)), True),
        (FromAddress(("*@klant.example",)), True),
        (FromAddress(("ja*@*.example",)), True),
        (FromAddress(("an@klant.example",)), False),
        (FromAddress(("jan@klantXexample",)), False),
        (FromDomain(("klant.example",)), True),
        (FromDomain(("example",)), True),
        (FromDomain(("ant.example",)), False),
        (Recipient(("support@*",)), True),
        (Recipient(("other@helpdesk.example",)), False),
        (Subject("^kop.*ing$"), True),
        (Subject("^oppeling"), False),
        (Body("doet het niet"), True),
        (AnyText("koppeling doet"), True),
        (Said("mailbox", ("da", "nl")), True),
        (Said("mailbox", ("n",)), False),
        (Said("plan", ("infor-*",)), False),
        (AllOf(()), True),
        (AnyOf(()), False),
        (Not(Subject("x")), True),
        (AllOf((Subject("kop"), Body("niet"))), True),
        (AnyOf((Subject("nope"), Body("niet"))), True),
    ],
)
def test_a_condition_holds_exactly_when_the_message_says_so(condition: Condition, *, expected: bool) -> None:
    assert condition.holds(seen()) is expected


def test_any_value_of_a_repeated_header_counts_and_an_absent_one_matches_nothing() -> None:
    message = a_message(headers={"x-tag": ("one", "two")})
    assert Header("X-Tag", "^two$").holds(seen(message))
    assert not Header("X-Other", "").holds(seen(message))


def test_an_attachment_is_found_by_name_or_type() -> None:
    message = a_message(attachments=(Attachment("fout.LOG", "text/plain", b"", ""),))
    assert HasAttachment(r"\.log$").holds(seen(message))
    assert HasAttachment("^text/").holds(seen(message))
    assert not HasAttachment("pdf").holds(seen(message))


def test_the_body_asked_about_is_the_newest_text_not_the_quoted_history() -> None:
    message = a_message(text="nieuw\n\n> storing", reply="nieuw")
    assert not Body("storing").holds(seen(message))


def test_time_of_receipt_is_inside_or_outside_a_calendar() -> None:
    nine_to_five = (Window(timedelta(hours=9), timedelta(hours=17)),)
    office = Calendar("office", ZoneInfo("Europe/Amsterdam"), (nine_to_five,) * 5 + ((), ()))
    night = seen(received=MONDAY + timedelta(hours=12), calendars={"office": office})
    morning = seen(calendars={"office": office})
    assert Received("office", inside=True).holds(morning)
    assert Received("office", inside=False).holds(night)
    assert not Received("office", inside=True).holds(night)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)*b", "(.*a){12}", "(x+x+)+y", r"^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_a_catastrophic_pattern_on_a_hostile_mail_ends_at_once(pattern: str) -> None:
    hostile = a_message(reply="a" * 5_000_000 + "!", subject="x" * 1_000_000)
    began = time.process_time()
    AnyText(pattern).holds(seen(hostile))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("pattern", "says"), [("(?=look)", "(?="), (r"(a)\1", r"\1"), ("(", "missing"), ("a{9999}", "repe")]
)
def test_a_pattern_that_could_hang_or_is_wrong_is_refused_with_its_reason(pattern: str, says: str) -> None:
    assert says in pattern_problem(pattern)


def test_a_good_pattern_has_no_problem() -> None:
    assert pattern_problem(r"\bstoring\b|nede for alle") == ""


def test_a_sender_without_domain_lies_in_no_domain() -> None:
    assert not FromDomain(("example",)).holds(seen(a_message(Person("", "root"), to=(Address("", ""),))))
