"""Header fields in the forms they really come in."""

import pytest

from letters import letter
from mailtriage.mail import header
from mailtriage.mail.message import Address, Message
from mailtriage.mail.parse import parse


def with_field(field: bytes) -> Message:
    return parse(field + b"\r\nX-Last: 1\r\n\r\ntext")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"plain", "plain"),
        (b"a\r\n b\r\n\tc", "a b c"),
        (b"caf\xc3\xa9", "café"),
        (b"caf\xe9 \x80", "café €"),
        (b"=?utf-8?Q?caf=C3=A9?=", "café"),
        (b"=?UTF-8?b?Y2Fmw6k=?=", "café"),
        (b"=?iso-8859-1?Q?caf=E9?= au =?iso-8859-1?Q?lait=21?=", "café au lait!"),
        (b"=?utf-8?Q?one?= =?utf-8?Q?two?=", "onetwo"),
        (b"=?utf-8?Q?one?=\r\n =?utf-8?Q?_two?=", "one two"),
        (b"=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€"),
        (b"=?utf-8?B?4oKs4o?=\r\n =?utf-8?B?Ks?=", "€€"),
        (b"=?utf-8?B?Y2Fmw6kh?= =?utf-8?B?YQ?= =?utf-8?B?w6k?=", "café!aé"),
        (b"=?utf-8?B?w6nDqQ?= =?utf-8?B?w6nDqQ?=", "éééé"),
        (b"=?utf-8?Q?spaces in it?=", "spaces in it"),
        (b"=?utf-8?Q?what??=", "what?"),
        (b"=?utf-8?Q?never closed", "never closed"),
        (b"=?utf-8?Q?open =?utf-8?Q?closed?=", "open closed"),
        (b"=?utf-8?B?YQ?=", "a"),
        (b"=?x-unknown?Q?caf=E9?=", "café"),
        (b"=?utf-8*en?Q?caf=C3=A9?=", "café"),
        (b"=?iso-8859-1?Q?Fr\xf6sche?=", "Frösche"),
        (b"=?utf-8?Q?caf\xc3\xa9_=C3=A9?=", "café é"),
        (b"(=?utf-8?Q?caf=C3=A9?=)", "(café)"),
        (b'"=?utf-8?Q?caf=C3=A9?="', '"café"'),
        (b"=?utf-8?Q?a=0D=0Ab=00c?=", "a bc"),
        (b"1 =? 2", "1 =? 2"),
        (b"=?utf-16?B?/v8AaABp?=", "hi"),
    ],
)
def test_a_line_of_text_is_decoded_unfolded_and_clean(value: bytes, text: str) -> None:
    assert header.decode(value) == text


@pytest.mark.parametrize(
    "value", [b"=?utf-8?B?no base64!?=", b"=?utf-8?B?abcde?=", b"=?utf-8?B?====?= x", b"=?utf-8?B?/?= x"]
)
def test_an_encoded_word_that_is_none_is_read_as_far_as_it_goes(value: bytes) -> None:
    assert header.decode(value)


@pytest.mark.parametrize(
    ("value", "people"),
    [
        (b"jan@klant.example", [("", "jan@klant.example")]),
        (b"Jan <jan@klant.example>", [("Jan", "jan@klant.example")]),
        (b'"Jansen, Jan" <jan@klant.example>', [("Jansen, Jan", "jan@klant.example")]),
        (b"Jan Jansen, Klant BV <jan@klant.example>", [("Jan Jansen, Klant BV", "jan@klant.example")]),
        (b"jan@klant.example (Jan Jansen)", [("Jan Jansen", "jan@klant.example")]),
        (b"=?utf-8?Q?J=C3=BCrgen?= <j@klant.example>", [("Jürgen", "j@klant.example")]),
        (b'"=?utf-8?B?SsO8cmdlbg==?=" <j@klant.example>', [("Jürgen", "j@klant.example")]),
        (b"=?utf-8?Q?Jansen, Jan?= <j@klant.example>", [("Jansen, Jan", "j@klant.example")]),
        (b"=?utf-8?Q?Jan_<j@klant.example>?=", [("Jan", "j@klant.example")]),
        (b"J\xfcrgen <j@klant.example>", [("Jürgen", "j@klant.example")]),
        (b"J\xc3\xbcrgen <j@klant.example>", [("Jürgen", "j@klant.example")]),
        (b"=?utf-8?B?abcde?= <j@klant.example>", None),
        (b"Jan <mailto:jan@klant.example>", [("Jan", "jan@klant.example")]),
        (b"<mailto:jan@klant.example>", [("", "jan@klant.example")]),
        (b"<<jan@klant.example>>", [("", "jan@klant.example")]),
        (b"<jan@klant.example", [("", "jan@klant.example")]),
        (b"jan@klant.example.", [("", "jan@klant.example")]),
        (b'"spoof@bank.example" <evil@klant.example>', [("spoof@bank.example", "evil@klant.example")]),
        (b"spoof@bank.example <evil@klant.example>", [("spoof@bank.example", "evil@klant.example")]),
        (b"MAILER-DAEMON", [("", "MAILER-DAEMON")]),
        (b"Mail Delivery System <MAILER-DAEMON>", [("Mail Delivery System", "MAILER-DAEMON")]),
        (b"MAILER-DAEMON <>", [("MAILER-DAEMON", "")]),
    ],
)
def test_the_originator_is_read_as_senders_write_it(value: bytes, people: list[tuple[str, str]] | None) -> None:
    found = with_field(b"From: " + value).from_
    if people is None:
        assert found.address == "j@klant.example"
    else:
        assert [(found.name, found.address)] == people


@pytest.mark.parametrize(
    ("fields", "addresses"),
    [
        (b"To: a@x.example, b@y.example", ["a@x.example", "b@y.example"]),
        (b"To: a@x.example; b@y.example", ["a@x.example", "b@y.example"]),
        (b'To: "One; Two" <a@x.example>; b@y.example', ["a@x.example", "b@y.example"]),
        (b"To: a@x.example\r\nTo: b@y.example", ["a@x.example", "b@y.example"]),
        (b"To: a@x.example,\r\n\tb@y.example,", ["a@x.example", "b@y.example"]),
        (b"To: Team: a@x.example, b@y.example;", ["a@x.example", "b@y.example"]),
        (
            b"To: Jan <a@x.example>; Team: b@y.example, c@z.example;,, Nobody:; d@x.example;",
            ["a@x.example", "b@y.example", "c@z.example", "d@x.example"],
        ),
        (b"To: undisclosed-recipients:;", []),
        (b"To: ,, a@x.example,,", ["a@x.example"]),
        (b"To: one@ two@@ a@x.example", ["a@x.example"]),
        (b"To:", []),
        (b"TO : a@x.example", ["a@x.example"]),
        (b"To: a@x.example <mailto:a@x.example>", ["a@x.example"]),
    ],
)
def test_recipients_are_read_as_senders_write_them(fields: bytes, addresses: list[str]) -> None:
    assert [person.address for person in with_field(fields).to] == addresses


def test_a_mailto_link_in_the_place_of_an_address_is_no_part_of_the_name() -> None:
    assert with_field(b"To: Jan <mailto:jan@klant.example>").to == (Address("Jan", "jan@klant.example"),)


def test_what_mail_parser_finds_odd_in_an_address_is_a_defect() -> None:
    assert any("invalid-display-name" in defect for defect in with_field(b"From: a@b.example <c@d.example>").defects)


def test_an_endless_list_of_recipients_ends_between_two_addresses() -> None:
    message = with_field(b"To: " + b", ".join(b"person%d@klant.example" % number for number in range(10_000)))
    assert 1000 < len(message.to) < 10_000
    assert all(person.address.endswith("@klant.example") for person in message.to)
    assert "a field of the header is too long to read to its end" in message.defects


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Mon, 4 May 2026 15:59:00 +0200", "2026-05-04T13:59:00"),
        ("4 May 2026 15:59 +0200", "2026-05-04T13:59:00"),
        ("Mon, 4 May 26 15:59:00 GMT", "2026-05-04T15:59:00"),
        ("Mon, 4 May 2026 15:59:00 CEST", "2026-05-04T13:59:00"),
        ("Mon, 4 May 2026 15:59:00 +0200 (CEST)", "2026-05-04T13:59:00"),
        ("Mon, 4 May 2026 15:59:00", "2026-05-04T15:59:00"),
        ("ma, 4 mei 2026 15:59:00 +0200", "2026-05-04T13:59:00"),
        ("man, 4. maj 2026 15.59 +0200", "2026-05-04T13:59:00"),
        ("Mo., 4. Mai 2026 15:59:00 +0200 (MESZ)", "2026-05-04T13:59:00"),
        ("lun., 4 mai 2026 15:59:00 +0200", "2026-05-04T13:59:00"),
        ("mer., 5 août 2026 15:59:00 +0200", "2026-08-05T13:59:00"),
        ("Do., 5. März 2026 15:59:00 +0100", "2026-03-05T14:59:00"),
        ("do, 5 mrt 2026 15:59:00 +0100", "2026-03-05T14:59:00"),
        ("2026-05-04T15:59:00+02:00", "2026-05-04T13:59:00"),
        ("2026-05-04 15:59:00", "2026-05-04T15:59:00"),
        ("Mon, 4 May 2026 3:59:00 PM +0200", "2026-05-04T13:59:00"),
        ("4-May-2026 15:59:00 +0200", "2026-05-04T13:59:00"),
        ("Sat, 31 Aug 2013 20:08:23 +0580", "2013-08-31T14:38:23"),
        ("Mon, 4 May 2026 15:59:00 GMT+0200", "2026-05-04T13:59:00"),
        ("Mon, 4 May 2026 15:59:00 UTC+02:00 (CEST)", "2026-05-04T13:59:00"),
        ("Mon, 4 May 2026 15:59:00 +0200 (GMT+02:00)", "2026-05-04T13:59:00"),
        ("4 May 2026 15:59:00 UT +0200", "2026-05-04T15:59:00"),
        ("Mon May  4 15:59:00 2026", "2026-05-04T15:59:00"),
        ("Mon May  4 15:59:00 CEST 2026", "2026-05-04T13:59:00"),
        ("Monday, May 4, 2026 3:59 PM +0200", "2026-05-04T13:59:00"),
        ("Thu, 13 Feb 1969 23:32:54 -0330", "1969-02-14T03:02:54"),
    ],
)
def test_dates_in_many_forms_tell_the_same_instant(written: str, utc: str) -> None:
    found = with_field(b"Date: " + written.encode()).date
    assert found is not None
    assert found.isoformat() == utc + "+00:00"


@pytest.mark.parametrize(
    "written",
    ["", "soon", "Mon, 31 Feb 2026 12:00 +0000", "99 May 2026 12:00", "4 May 2026 25:61", "9" * 500, "4 May 0001 1:00"],
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert with_field(b"Date: " + written.encode()).date is None


@pytest.mark.parametrize(
    ("value", "identifiers"),
    [
        ("<a@b> <c@d>", ("<a@b>", "<c@d>")),
        ("<a@b>\t<a@b>", ("<a@b>",)),
        ("<a@b>,<c@d>", ("<a@b>", "<c@d>")),
        ("<a\r\n b@c>", ("<ab@c>",)),
        ("a@b", ("<a@b>",)),
        ("Your message of Monday <a@b>", ("<a@b>",)),
        ("no-at-sign", ("<no-at-sign>",)),
        ("", ()),
    ],
)
def test_message_identifiers_get_their_brackets_once(value: str, identifiers: tuple[str, ...]) -> None:
    assert header.identifiers(value) == identifiers


def test_identifiers_in_repeated_fields_all_count() -> None:
    message = with_field(b"References: <1@desk.example>\r\nReferences: <2@desk.example>\r\n\t<1@desk.example>")
    assert message.references == ("<1@desk.example>", "<2@desk.example>")


def test_of_repeated_fields_the_topmost_counts_and_all_are_kept() -> None:
    message = parse(letter(b"Subject: second", b"Message-ID: <1@x>", b"Message-ID: <2@x>"))
    assert message.subject == "Printer"
    assert message.message_id == "<1@x>"
    assert message.headers["subject"] == ("Printer", "second")


def test_no_header_value_can_carry_a_line_end() -> None:
    message = parse(letter(b"X-A: =?utf-8?Q?a=0D=0ABcc:_evil@x.example?=", b"X-B: a\r\n b"))
    assert not any("\n" in value or "\r" in value for values in message.headers.values() for value in values)


def test_an_address_without_a_domain_has_none() -> None:
    assert Address("", "MAILER-DAEMON").domain == ""
