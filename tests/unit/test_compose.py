"""The bytes we send say what the draft says, to every client, and nothing from outside can add a header."""

import base64
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from mailtriage.mail.compose import Draft, compose
from mailtriage.mail.domain import comparable, in_ascii
from mailtriage.mail.message import Address, Attachment

DESK = Address("Desk", "support@desk.example")
JAN = Address("Jan Jansen", "jan@customer.example")
DRAFT = Draft(
    from_=DESK,
    to=(JAN,),
    subject="[T-1042] Printer",
    text="Dag Jan,\n\nwij zijn ermee bezig.\n",
    message_id="<1.token@desk.example>",
    date=datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1))),
)


def read(draft: Draft) -> EmailMessage:
    read = message_from_bytes(compose(draft), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def attachment(filename: str = "log.txt", content: bytes = b"x", **changes: str | bool) -> Attachment:
    made = Attachment(filename, "text/plain", content, sha256="")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_plain_notice_is_one_part_with_every_header() -> None:
    message = read(replace(DRAFT, cc=(DESK,), reply_to=(Address("", "support+t@desk.example"),)))
    assert message["From"] == "Desk <support@desk.example>"
    assert message["To"] == "Jan Jansen <jan@customer.example>"
    assert message["Cc"] == "Desk <support@desk.example>"
    assert message["Reply-To"] == "support+t@desk.example"
    assert message["Date"] == "Mon, 02 Mar 2026 09:30:00 +0100"
    assert message["Message-ID"] == "<1.token@desk.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == DRAFT.text


def test_the_same_draft_gives_the_same_bytes() -> None:
    draft = replace(DRAFT, html="<p>é</p>", attachments=(attachment(),))
    assert compose(draft) == compose(draft)


def test_html_stands_beside_the_text_with_its_images_and_files_follow() -> None:
    logo = attachment("logo.png", b"\x89PNG", content_type="image/png", inline=True, content_id="logo@desk.example")
    message = read(replace(DRAFT, html="<img src='cid:logo@desk.example'>", attachments=(attachment(), logo)))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/plain",
    ]
    assert [part["Content-ID"] for part in message.walk() if part["Content-ID"]] == ["<logo@desk.example>"]


def test_an_inline_image_without_html_to_show_it_is_a_file() -> None:
    logo = attachment("logo.png", content_type="image/png", inline=True, content_id="logo@desk.example")
    (found,) = read(replace(DRAFT, attachments=(logo,))).iter_attachments()
    assert found.get_filename() == "logo.png"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no newline at the end",
        "één\n",
        "x" * 3000,
        "tab\tand trailing  \n.\n..\nFrom me\n",
        "日本語\n" * 500,
        "é" * 1000,
    ],
)
def test_text_arrives_as_it_was(text: str) -> None:
    raw = compose(replace(DRAFT, text=text))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert message.get_content().replace("\r\n", "\n").removesuffix("\n") == text.removesuffix("\n")


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Één vraag over iets dat lang duurt " * 5,
        "plain " * 60,
        "x" * 300,
        "=?utf-8?q?not_this?=",
        "日本語" * 60,
        "a\tb",
    ],
)
def test_a_subject_arrives_as_it_was(subject: str) -> None:
    raw = compose(replace(DRAFT, subject=subject))
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert read(replace(DRAFT, subject=subject))["Subject"] == subject.strip().replace("\t", " ")


EVIL = "x\r\nBcc: victim@example.com\r\n\r\nbody\x00\ud800\x85\u2028Bcc: y@example.com"


def test_nothing_from_outside_starts_a_header_of_its_own() -> None:
    evil = Address(EVIL, f"jan\r\nBcc: z@example.com@{EVIL}")
    draft = Draft(
        from_=DESK,
        to=(evil,),
        cc=(evil,),
        reply_to=(evil,),
        subject=EVIL,
        text=EVIL,
        html=EVIL,
        message_id=EVIL,
        date=DRAFT.date,
        in_reply_to=EVIL,
        references=(EVIL, f"<{EVIL}>"),
        auto_submitted=EVIL,
        headers=(("X-Note", EVIL),),
        attachments=(attachment(EVIL, content_id=EVIL, content_type=EVIL, inline=True),),
    )
    raw = compose(draft)
    assert b"\0" not in raw
    for part in message_from_bytes(raw).walk():
        assert not [name for name in part if name.lower() == "bcc"]
        assert not part.defects


def test_a_header_name_from_outside_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no header name"):
        compose(replace(DRAFT, headers=(("X: y\r\nBcc", "z"),)))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        (Address("Jansen, Jan", "jan@customer.example"), '"Jansen, Jan" <jan@customer.example>'),
        (Address('Jan "J" \\', "jan@customer.example"), '"Jan \\"J\\" \\\\" <jan@customer.example>'),
        (Address("jan@customer.example", "jan@customer.example"), "jan@customer.example"),
        (Address("", "jan@bücher.example"), "jan@xn--bcher-kva.example"),
        (Address("", "jan jansen@customer.example"), '"jan jansen"@customer.example'),
        (Address("", '"jan jansen"@customer.example'), '"jan jansen"@customer.example'),
        (Address("", "a>, <b@customer.example"), '"a>, <b"@customer.example'),
        (Address("", "jan@customer.example>, <x"), "jan@customer.examplex"),
    ],
)
def test_an_address_is_written_so_that_it_stays_one_address(address: Address, written: str) -> None:
    assert f"To: {written}\r\n".encode() in compose(replace(DRAFT, to=(address,)))


def test_a_name_beyond_ascii_is_encoded_and_read_back() -> None:
    name = "Søren Ærø Ångstrøm-Jørgensen på kontoret i København"
    written = message_from_bytes(compose(replace(DRAFT, to=(Address(name, "s@customer.example"),))))["To"]
    assert str(make_header(decode_header(written))) == f"{name} <s@customer.example>"


def test_every_encoded_word_can_be_decoded_on_its_own() -> None:
    raw = compose(replace(DRAFT, subject="é日本語のとても長い件名がここにあります" * 5))
    words = [word for word in raw.split() if word.startswith(b"=?utf-8?b?")]
    assert len(words) > 5
    for word in words:
        base64.b64decode(word[10:-2]).decode("utf-8")


def test_a_local_part_beyond_ascii_stays_for_smtputf8() -> None:
    assert "To: søren@customer.example\r\n".encode() in compose(
        replace(DRAFT, to=(Address("", "søren@customer.example"),))
    )


@pytest.mark.parametrize(
    "name",
    ["rapport één.pdf", "日本語" * 40 + ".pdf", "a" * 180 + ".pdf", "a" * 300 + ".pdf", 'quo"te\\.txt', "100%.txt"],
)
def test_a_file_keeps_its_name_and_every_octet(name: str) -> None:
    content = bytes(range(256)) * 5
    (found,) = read(
        replace(DRAFT, attachments=(attachment(name, content, content_type="application/pdf"),))
    ).iter_attachments()
    assert found.get_filename() == name
    assert found.get_payload(decode=True) == content


def test_an_attached_mail_travels_as_a_file_so_that_no_octet_changes() -> None:
    (found,) = read(
        replace(DRAFT, attachments=(attachment("a.eml", b"A: b\n\n\xe9", content_type="message/rfc822"),))
    ).iter_attachments()
    assert found.get_content_type() == "application/octet-stream"
    assert found.get_payload(decode=True) == b"A: b\n\n\xe9"


def test_long_threads_keep_their_first_and_last_references() -> None:
    ids = tuple(f"<{n}@customer.example>" for n in range(500))
    kept = read(replace(DRAFT, references=(*ids, "not an id", ids[-1]), in_reply_to=ids[-1]))
    assert kept["References"].split()[0] == ids[0]
    assert kept["References"].split()[1:] == list(ids[-23:])
    assert kept["In-Reply-To"] == ids[-1]


def test_the_time_is_written_with_its_zone() -> None:
    assert b"Date: Mon, 02 Mar 2026 08:30:00 +0000\r\n" in compose(replace(DRAFT, date=DRAFT.date.astimezone(UTC)))


@pytest.mark.parametrize(
    ("domain", "in_a_labels"),
    [
        ("Bücher.EXAMPLE", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("日本語。example", "xn--wgv71a119e.example"),
        ("ｅxample.example", "example.example"),
        ("example.com", "example.com"),
    ],
)
def test_a_domain_has_one_spelling(domain: str, in_a_labels: str) -> None:
    assert in_ascii(domain) == in_a_labels
    assert comparable(f" Jan@{domain}") == f"jan@{in_a_labels}"


@pytest.mark.parametrize("letter", ["x", "x ", "é", '"', "日本 ", "=?utf-8?q?a?= "])
def test_no_name_however_long_makes_a_line_that_servers_refuse(letter: str) -> None:
    long = Address((letter * 3000).strip(), "anna@customer.example")
    logo = attachment("logo.png", content_type="image/png", inline=True, content_id="x" * 3000)
    raw = compose(replace(DRAFT, from_=long, to=(long,), reply_to=(long,), html="<p>x</p>", attachments=(logo,)))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    (to,) = message_from_bytes(raw, policy=email.policy.default)["To"].addresses
    assert to.addr_spec == "anna@customer.example"
    assert to.display_name.startswith(letter.strip())
