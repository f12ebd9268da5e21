"""Two copies of one mail are the same, whatever the way did to them; another word, writer or moment makes another mail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailtriage.mail.message import Address, Attachment, Message
from mailtriage.mail.sameness import alike_within, fingerprint

NOW = datetime(2026, 3, 2, 9, 31, tzinfo=UTC)
DIRECT = Message(
    message_id="<1@customer.example>",
    from_=Address("Jan", "jan@customer.example"),
    subject="Printer",
    date=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    text="Dag,\n\nde printer print één kant.\n\nJan\n",
    attachments=(
        Attachment("a.log", "text/plain", b"log", sha256="aa"),
        Attachment("b.png", "image/png", b"png", sha256="bb"),
    ),
)
LIST_HEADERS = {"list-id": ("Support <support.desk.example>",), "received": ("from list",)}
MAILMAN = "_" * 47 + "\nSupport mailing list -- support@desk.example\nTo unsubscribe send an email to x@desk.example\n"
GOOGLE = '-- \nYou received this message because you are subscribed to the Google Groups "Support" group.\nTo unsubscribe ...\n'
GOOGLE_NL = "-- \nJe ontvangt dit bericht omdat je bent geabonneerd op de groep 'Support' van Google Groepen.\n"


def same(one: Message, other: Message) -> bool:
    return fingerprint(one, NOW) == fingerprint(other, NOW)


@pytest.mark.parametrize("footer", [MAILMAN, GOOGLE, GOOGLE_NL])
def test_a_lists_footer_and_headers_make_no_other_mail(footer: str) -> None:
    through = replace(
        DIRECT,
        text=DIRECT.text + footer,
        headers=LIST_HEADERS,
        subject="[Support] Printer",
        to=(Address("", "l@x.example"),),
    )
    assert same(DIRECT, through)


def test_a_footer_in_a_mail_that_came_through_no_list_is_content() -> None:
    assert not same(DIRECT, replace(DIRECT, text=DIRECT.text + MAILMAN))


def test_what_a_person_wrote_below_a_rule_is_content() -> None:
    own = replace(DIRECT, text=DIRECT.text + "_" * 40 + "\nP.S. nu print hij niets meer\n", headers=LIST_HEADERS)
    assert not same(DIRECT, own)


def test_a_footer_in_the_middle_is_content() -> None:
    long = "\n".join(f"regel {n}" for n in range(20))
    assert not same(DIRECT, replace(DIRECT, text=DIRECT.text + MAILMAN + long, headers=LIST_HEADERS))


@pytest.mark.parametrize(
    "text",
    [
        "Dag,\n\nde printer\nprint één kant.\n\n\nJan",
        "Dag,\n\nde printer print e\u0301e\u0301n kant.\n\nJan\n",
        "Dag, \u00a0de printer print één kant. Jan",
    ],
)
def test_breaks_and_spellings_of_the_same_letters_make_no_difference(text: str) -> None:
    assert same(DIRECT, replace(DIRECT, text=text))


def test_the_order_of_the_files_makes_no_difference_and_a_file_does() -> None:
    assert same(DIRECT, replace(DIRECT, attachments=DIRECT.attachments[::-1]))
    assert not same(DIRECT, replace(DIRECT, attachments=DIRECT.attachments[:1]))
    assert not same(DIRECT, replace(DIRECT, text=DIRECT.text.replace("één", "geen")))


def test_a_file_counts_by_its_content_where_no_hash_is_known() -> None:
    one = replace(DIRECT, attachments=(Attachment("a", "text/plain", b"1", sha256=""),))
    other = replace(DIRECT, attachments=(Attachment("a", "text/plain", b"2", sha256=""),))
    assert not same(one, other)


LISTED = replace(DIRECT, headers=LIST_HEADERS)


@pytest.mark.parametrize(
    ("direct", "listed"),
    [
        ("Printer", "[Support] Printer"),
        ("Re: Printer", "Re: [Support] Printer"),
        ("Re: Printer", "[Support] Re: Printer"),
        ("SV: AW: Printer", "Re: [Support]  Printer"),
        ("[srv1] vol", "[srv1] vol"),
        ("[srv1] vol", "[Support] [srv1] vol"),
        ("Re: [T-12] Printer", "[Support] Re: [T-12] Printer"),
    ],
)
def test_a_lists_tag_and_signs_of_an_answer_make_no_other_mail(direct: str, listed: str) -> None:
    assert same(replace(DIRECT, subject=direct), replace(LISTED, subject=listed))


@pytest.mark.parametrize("subject", ["Scanner", "[Support] Printer", "Fwd: Printer", "[srv1] Printer", ""])
def test_another_subject_makes_another_mail(subject: str) -> None:
    assert not same(DIRECT, replace(DIRECT, subject=subject))
    assert not same(replace(LISTED, subject="[srv1] vol"), replace(LISTED, subject="[srv2] vol"))


def test_another_writer_or_moment_makes_another_mail() -> None:
    assert not same(DIRECT, replace(DIRECT, from_=Address("Jan", "piet@customer.example")))
    assert not same(DIRECT, replace(DIRECT, date=NOW))
    assert same(DIRECT, replace(DIRECT, from_=Address("J. de Wit", "Jan@Customer.example")))


def test_a_list_that_writes_in_its_own_name_names_the_writer_elsewhere() -> None:
    own = Address("Jan via Support", "support@lists.example")
    writer = (Address("Jan", "jan@customer.example"),)
    assert same(DIRECT, replace(LISTED, from_=own, reply_to=writer))
    named = {**LIST_HEADERS, "x-original-from": ("Jan <jan@customer.example>",)}
    assert same(DIRECT, replace(LISTED, from_=own, reply_to=(Address("", "support@lists.example"),), headers=named))
    assert not same(DIRECT, replace(DIRECT, from_=own, reply_to=writer))  # no list: anybody can write that


def test_a_mail_without_a_message_id_is_known_by_the_same_with_its_date() -> None:
    nameless = replace(DIRECT, message_id="")
    assert same(nameless, replace(nameless, headers={"received": ("again",)}))
    assert not same(nameless, replace(nameless, date=NOW))


@pytest.mark.parametrize("date", [None, datetime(2000, 1, 1, tzinfo=UTC), NOW + timedelta(days=8)])
def test_a_mail_without_a_message_id_and_without_a_date_that_can_be_is_like_no_other(date: datetime | None) -> None:
    assert fingerprint(replace(DIRECT, message_id="", date=date), NOW) == ""
    assert fingerprint(replace(DIRECT, date=date), NOW) != ""


@pytest.mark.parametrize("date", [None, datetime(1970, 1, 1, tzinfo=UTC), NOW + timedelta(days=8)])
def test_only_near_its_receipt_is_a_mail_the_same_whose_date_tells_nothing(date: datetime | None) -> None:
    week = timedelta(days=7)
    assert alike_within(replace(DIRECT, date=date), NOW) == (NOW - week, NOW + week)
    assert alike_within(DIRECT, NOW) is None
