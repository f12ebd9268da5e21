"""The head of a message that is too large: its headers and its first text, whatever the message is made of."""

from base64 import encodebytes
from email.message import EmailMessage

import pytest

from mailtriage.mail.message import Message
from mailtriage.mail.parse import parse
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.imap import Link
from servers.dovecot import PASSWORD, Dovecot

LARGE = bytes(range(256)) * 2_000
TEXT = "De printer doet het niet; café gesloten.\nGroet, Jan"


def head(dovecot: Dovecot, raw: bytes) -> bytes:
    user = dovecot.a_user()
    dovecot.deliver(user, raw)
    link = Link(Server(dovecot.host, dovecot.port, Tls.NONE, user, PASSWORD))
    try:
        return link.fetch_head(1)
    finally:
        link.close()


def described(message: EmailMessage) -> EmailMessage:
    message["From"] = "Jan Vos <jan@klant.example>"
    message["To"] = "support@example.com"
    message["Subject"] = "Printer kapot: één"
    message["Message-ID"] = "<1@klant.example>"
    return message


def text_first() -> EmailMessage:
    message = EmailMessage()
    message.set_content(TEXT)
    message.add_attachment(LARGE, maintype="image", subtype="tiff", filename="scan.tiff")
    return message


def attachment_first() -> EmailMessage:
    message = EmailMessage()
    message.make_mixed()
    message.add_attachment(LARGE, maintype="image", subtype="tiff", filename="scan.tiff")
    part = EmailMessage()
    part.set_content(TEXT, cte="quoted-printable")
    message.attach(part)
    return message


def nested() -> EmailMessage:
    message = EmailMessage()
    message.set_content(TEXT, cte="base64")
    message.add_alternative("<p>HTML zegt iets anders</p>", subtype="html")
    message.get_payload()[1].add_related(LARGE, "image", "png", cid="<a@b.example>")  # type: ignore[index,union-attr]
    message.add_attachment(LARGE, maintype="application", subtype="pdf", filename="a.pdf")
    return message


def html_before_plain() -> EmailMessage:
    message = EmailMessage()
    message.set_content("<p>HTML zegt iets anders</p>", subtype="html")
    message.add_alternative(TEXT)
    message.add_attachment(LARGE, maintype="application", subtype="pdf", filename="a.pdf")
    return message


def beside_a_text_file() -> EmailMessage:
    message = EmailMessage()
    message.make_mixed()
    message.add_attachment("2026-03-02 ERROR\n" * 50_000, filename="server.log")
    part = EmailMessage()
    part.set_content(TEXT)
    message.attach(part)
    return message


def not_divided() -> EmailMessage:
    message = EmailMessage()
    message.set_content(TEXT + "\n" + "x\n" * 300_000)
    return message


@pytest.mark.parametrize(
    "make", [text_first, attachment_first, nested, html_before_plain, beside_a_text_file, not_divided]
)
def test_the_head_holds_the_headers_and_the_first_text(dovecot: Dovecot, make: type[EmailMessage]) -> None:
    raw = head(dovecot, described(make()).as_bytes())
    found = parse(raw)

    assert found.text.strip().startswith(TEXT)
    assert_same_headers(found)
    assert found.attachments == ()
    assert found.defects == ()
    assert len(raw) < 300_000


def assert_same_headers(found: Message) -> None:
    assert found.subject == "Printer kapot: één"
    assert found.message_id == "<1@klant.example>"
    assert (found.from_.address, [a.address for a in found.to]) == ("jan@klant.example", ["support@example.com"])


def test_html_stands_in_where_there_is_no_plain_text(dovecot: Dovecot) -> None:
    message = EmailMessage()
    message.set_content("<h1>Storing</h1><p>De café-printer</p>", subtype="html")
    message.add_attachment(LARGE, maintype="application", subtype="pdf", filename="a.pdf")

    found = parse(head(dovecot, described(message).as_bytes()))

    assert "Storing" in found.text
    assert "De café-printer" in found.text
    assert "<p>" in found.html


@pytest.mark.parametrize("divided", [True, False])
def test_without_any_text_the_headers_alone_are_the_message(dovecot: Dovecot, divided: bool) -> None:  # noqa: FBT001
    message = EmailMessage()
    if divided:
        message.make_mixed()
        message.add_attachment(LARGE, maintype="application", subtype="pdf", filename="a.pdf")
    else:
        message.set_content(LARGE, maintype="application", subtype="pdf")

    found = parse(head(dovecot, described(message).as_bytes()))

    assert_same_headers(found)
    assert (found.text, found.attachments, found.defects) == ("", (), ())


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_text_that_is_cut_ends_with_a_whole_line_and_no_broken_character(dovecot: Dovecot, encoding: str) -> None:
    message = EmailMessage()
    message.set_content("blåbærsyltetøj æøå ÆØÅ\n" * 30_000, cte=encoding)

    raw = head(dovecot, described(message).as_bytes())
    found = parse(raw)

    assert raw.endswith(b"\n")
    assert set(found.text.strip().split("\n")[:-1]) == {"blåbærsyltetøj æøå ÆØÅ"}
    assert "Ã" not in found.text


def test_a_header_of_many_megabytes_is_cut_too(dovecot: Dovecot) -> None:
    raw = b"Subject: groot\r\n" + b"X-Filler: " + b"x" * 60 + b"\r\n"
    raw += (b"X-Filler: " + b"x" * 60 + b"\r\n") * 20_000 + b"\r\nhallo\r\n"

    found = head(dovecot, raw)

    assert len(found) < 300_000
    assert parse(found).subject == "groot"
    assert parse(found).text.strip().endswith("hallo")


def test_a_declared_multipart_that_is_none_gives_what_there_is(dovecot: Dovecot) -> None:
    raw = b"Subject: x\r\nContent-Type: multipart/mixed\r\n\r\n" + encodebytes(LARGE).replace(b"\n", b"\r\n")

    assert parse(head(dovecot, raw)).subject == "x"
