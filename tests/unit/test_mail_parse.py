"""What is read in a mail, and what damage does to it."""

import hashlib
import time
from base64 import b64encode, encodebytes

import pytest

from letters import HTML, PDF, PLAIN, base64_part, letter, multipart, part
from mailtriage.mail.message import Address
from mailtriage.mail.parse import parse


def text_of(raw: bytes) -> str:
    return parse(raw).text.strip()


def names(raw: bytes) -> list[str]:
    return [file.filename for file in parse(raw).attachments]


def test_an_ordinary_mail_is_read_field_by_field() -> None:
    message = parse(
        letter(
            b"Message-ID: <1@klant.example>",
            b"In-Reply-To: <0@desk.example>",
            b"References: <a@desk.example>\r\n <0@desk.example>",
            b"Date: Mon, 4 May 2026 15:59:00 +0200",
            b"Cc: Piet <piet@klant.example>",
            b"Reply-To: team@klant.example",
        )
    )
    assert message.message_id == "<1@klant.example>"
    assert message.in_reply_to == "<0@desk.example>"
    assert message.references == ("<a@desk.example>", "<0@desk.example>")
    assert message.from_ == Address("Jan Jansen", "jan@klant.example")
    assert message.to == (Address("", "support@desk.example"),)
    assert message.cc == (Address("Piet", "piet@klant.example"),)
    assert message.reply_to == (Address("", "team@klant.example"),)
    assert message.subject == "Printer"
    assert message.date is not None
    assert message.date.isoformat() == "2026-05-04T13:59:00+00:00"
    assert message.text == "Hello\n"
    assert message.header("MIME-Version") == "1.0"
    assert message.defects == ()


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"\0", b":", b"\xff\xfe", b"no header at all", b"From", b"\r\n\r\n\r\n"])
def test_next_to_nothing_is_a_message_as_well(raw: bytes) -> None:
    assert parse(raw).size == len(raw)


def test_octets_without_a_header_are_the_text() -> None:
    assert text_of(b"The printer is broken.\nPlease come.\n") == "The printer is broken.\nPlease come."


def test_a_forgotten_blank_line_does_not_swallow_the_text() -> None:
    message = parse(b"From: jan@klant.example\r\nSubject: x\r\nThe printer is broken.\r\n")
    assert message.text.strip() == "The printer is broken."
    assert "no blank line between header and body" in message.defects


def test_a_line_in_the_header_that_is_no_field_does_not_end_it() -> None:
    message = parse(
        b"From: jan@klant.example\r\nSubject: a long\r\nsubject badly folded\r\nTo: a@desk.example\r\n\r\ntext"
    )
    assert message.subject == "a long subject badly folded"
    assert message.to[0].address == "a@desk.example"
    assert message.text == "text"


def test_a_first_field_that_was_indented_is_read_as_one() -> None:
    message = parse(b"  From: Jan <jan@klant.example>\r\nSubject: x\r\n\r\ntext")
    assert (message.from_.address, message.subject, message.text) == ("jan@klant.example", "x", "text")


def test_a_forgotten_blank_line_above_the_first_part_leaves_the_part_whole() -> None:
    raw = letter(
        b"Content-Type: multipart/alternative; boundary=_x",
        b"This is a multi-part message in MIME format.",
        b"--_x",
        b"Content-Type: text/plain",
        b"",
        b"Hello",
        b"--_x",
        b"Content-Type: text/html",
        b"",
        b"<p>Goodbye</p>",
        b"--_x--",
    )
    assert text_of(raw) == "Hello"


@pytest.mark.parametrize(
    "above", [b"\r\n", b"  \r\n\r\n", b"From jan Mon May  4 2026\r\n", b">From jan 2026\n", b"\xef\xbb\xbf"]
)
def test_what_an_export_left_above_the_header_is_skipped(above: bytes) -> None:
    assert parse(above + letter()).subject == "Printer"


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_line_ends_of_both_kinds_are_read(end: bytes) -> None:
    raw = multipart(b"mixed", part(PLAIN, body=b"one"), part(PLAIN, body=b"two")).replace(b"\r\n", end)
    assert text_of(raw) == "one\ntwo"


class TestText:
    def test_plain_text_is_chosen_of_alternatives(self) -> None:
        raw = multipart(b"alternative", part(PLAIN, body=b"plain"), part(HTML, body=b"<p>html</p>"))
        assert text_of(raw) == "plain"
        assert parse(raw).html == "<p>html</p>"

    def test_plain_text_is_chosen_also_when_it_stands_last(self) -> None:
        assert (
            text_of(multipart(b"alternative", part(HTML, body=b"<p>html</p>"), part(PLAIN, body=b"plain"))) == "plain"
        )

    def test_an_empty_plain_alternative_gives_way_to_html(self) -> None:
        assert text_of(multipart(b"alternative", part(PLAIN, body=b" \r\n"), part(HTML, body=b"<p>html</p>"))) == "html"

    def test_texts_around_an_attachment_are_joined_in_order(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, body=b"above"), base64_part(b"%PDF-", PDF), part(PLAIN, body=b"below"))
        assert text_of(raw) == "above\nbelow"

    def test_a_named_text_is_a_file(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, body=b"text"), part(PLAIN + b'; name="log.txt"', body=b"log"))
        assert text_of(raw) == "text"
        assert names(raw) == ["log.txt"]

    def test_a_named_text_is_read_when_there_is_nothing_else(self) -> None:
        raw = multipart(b"mixed", part(PLAIN + b'; name="mail.txt"', b"Content-Disposition: inline", body=b"words"))
        assert text_of(raw) == "words"
        assert names(raw) == ["mail.txt"]

    def test_an_attached_text_is_never_the_text(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, b"Content-Disposition: attachment; filename=a.txt", body=b"file"))
        assert text_of(raw) == ""

    def test_the_text_of_an_attached_message_is_not_mixed_in(self) -> None:
        raw = multipart(
            b"mixed", part(PLAIN, body=b"mine"), part(b"Content-Type: message/rfc822", body=letter(body=b"theirs"))
        )
        message = parse(raw)
        assert message.text.strip() == "mine"
        assert message.attachments[0].content_type == "message/rfc822"
        assert message.attachments[0].content == letter(body=b"theirs")

    def test_parts_of_a_digest_are_messages(self) -> None:
        raw = multipart(b"digest", part(body=letter()), part(body=letter()))
        assert [file.content_type for file in parse(raw).attachments] == ["message/rfc822"] * 2

    def test_flowed_lines_are_joined_and_quotes_keep_their_depth(self) -> None:
        raw = letter(
            b"Content-Type: text/plain; format=flowed",
            body=b"one \r\ntwo\r\n> three \r\n> four\r\n-- \r\nJan \r\nJansen",
        )
        assert parse(raw).text == "one two\n> three four\n-- \nJan Jansen"

    def test_flowed_lines_with_delsp_lose_the_space(self) -> None:
        raw = letter(b"Content-Type: text/plain; format=flowed; delsp=yes", body=b"one \r\ntwo\r\n stuffed")
        assert parse(raw).text == "onetwo\nstuffed"

    def test_quoted_printable_is_undone(self) -> None:
        assert (
            text_of(letter(PLAIN, b"Content-Transfer-Encoding: Quoted-Printable", body=b"caf=C3=\r\n=A9 =3D x"))
            == "café = x"
        )

    @pytest.mark.parametrize(
        ("encoded", "text"),
        [
            (b"a==b===c", "a==b===c"),
            (b"=43==44", "C=D"),
            (b"1+1=2 and =AZ", "1+1=2 and =AZ"),
            (b"soft =\r\nbreak", "soft break"),
        ],
    )
    def test_an_equals_sign_that_escapes_nothing_stays(self, encoded: bytes, text: str) -> None:
        assert text_of(letter(PLAIN, b"Content-Transfer-Encoding: quoted-printable", body=encoded)) == text

    def test_a_uuencoded_file_in_the_text_becomes_an_attachment(self) -> None:
        message = parse(letter(body=b"before\nbegin 644 cat.txt\n#0V%T\n`\nend\nafter\n"))
        assert message.text == "before\n\nafter\n"
        assert [(file.filename, file.content) for file in message.attachments] == [("cat.txt", b"Cat")]

    def test_control_characters_and_lone_surrogates_are_gone(self) -> None:
        message = parse(letter(PLAIN, body=b"a\0b\x1b[31mc\xed\xa0\x80d\x0ce\r\nf\rg"))
        assert message.text.startswith("ab[31mc")
        assert not set("\0\x1b\r\x0c") & set(message.text)
        message.text.encode()


class TestCharset:
    @pytest.mark.parametrize(
        ("declared", "octets", "text"),
        [
            ("utf-8", "café".encode(), "café"),
            ("iso-8859-1", "prijs \x80 5".encode("latin-1"), "prijs € 5"),
            ("us-ascii", "café".encode(), "café"),
            ("us-ascii", "café".encode("cp1252"), "café"),
            ("x-unknown", "café".encode(), "café"),
            ("", "café".encode("cp1252"), "café"),
            ("utf-8", "café".encode("cp1252"), "café"),
            ("windows-1251", "Привет".encode("cp1251"), "Привет"),
            ("CP-1250", "žluť".encode("cp1250"), "žluť"),
            ("ks_c_5601-1987", "안녕".encode("cp949"), "안녕"),
            ("gb2312", "你好".encode("gb18030"), "你好"),
            ("GB18030", "你好㐀".encode("gb18030"), "你好㐀"),
            ("iso-2022-jp", "日本語".encode("iso2022_jp"), "日本語"),
            ("", "日本語".encode("iso2022_jp"), "日本語"),
            ("iso-2022-jp", b"\x1b$B-!\x1b(B x", "① x"),
            ("utf-7", b"Fr+APY-sche", "Frösche"),
            ("utf-16", "hallo".encode("utf-16"), "hallo"),
            ("utf-16le", "hallo".encode("utf-16-le"), "hallo"),
            ("punycode", b"plain-abc", "plain-abc"),
            ("unicode_escape", b"\\x41", "\\x41"),
            ("zlib", b"text", "text"),
            ("a\0b", b"text", "text"),
            ("utf-8", "één twee drie vier ".encode() * 3 + b"\xff", "één twee drie vier " * 3 + "\ufffd"),
        ],
    )
    def test_text_is_read_in_the_declared_charset_or_the_likeliest(
        self, declared: str, octets: bytes, text: str
    ) -> None:
        fields = [b"Content-Type: text/plain" + (b'; charset="' + declared.encode() + b'"' if declared else b"")]
        raw = letter(*fields, b"Content-Transfer-Encoding: base64", body=encodebytes(octets))
        assert text_of(raw) == text.strip()

    def test_html_without_a_declared_charset_is_asked_for_its_own(self) -> None:
        markup = '<html><head><meta charset="windows-1251"></head>Привет</html>'.encode("cp1251")
        assert text_of(letter(b"Content-Type: text/html", body=markup)) == "Привет"


class TestDamage:
    def test_a_multipart_that_does_not_end_gives_all_its_parts(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, body=b"one"), base64_part(b"%PDF-1", PDF)).removesuffix(b"--=_x--\r\n")
        message = parse(raw)
        assert message.text.strip() == "one"
        assert message.attachments[0].content == b"%PDF-1"
        assert "a multipart does not end" in message.defects

    def test_a_multipart_without_a_boundary_parameter_is_read_by_the_boundary_it_uses(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, body=b"one"), part(PLAIN, body=b"two")).replace(b'; boundary="=_x"', b"")
        assert text_of(raw) == "one\ntwo"

    def test_a_multipart_with_a_wrong_boundary_is_read_by_the_boundary_it_uses(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, body=b"one")).replace(b'boundary="=_x"', b'boundary="other"')
        message = parse(raw)
        assert message.text.strip() == "one"
        assert "the boundary is not the declared one" in message.defects

    def test_a_multipart_without_any_parts_is_shown_as_it_is(self) -> None:
        message = parse(letter(b"Content-Type: multipart/mixed; boundary=x", body=b"The printer is broken."))
        assert message.text == "The printer is broken."
        assert "a multipart without parts" in message.defects

    def test_a_closing_delimiter_glued_to_the_text_is_no_text(self) -> None:
        raw = letter(b"Content-Type: multipart/mixed; boundary=x", body=b"--x\r\n\r\nwords--x--")
        assert text_of(raw) == "words"

    def test_a_multipart_of_which_only_the_end_is_marked_gives_its_part(self) -> None:
        raw = letter(
            b"Content-Type: multipart/mixed; boundary=x",
            body=b"Content-Type: text/html\r\n\r\n<b>words</b>\r\n--x--\r\n",
        )
        assert text_of(raw) == "words"

    def test_an_inner_multipart_that_does_not_end_leaves_the_outer_one_whole(self) -> None:
        inner = part(b"Content-Type: multipart/mixed; boundary=in", body=b"--in\r\n\r\none")
        assert text_of(multipart(b"mixed", inner, part(PLAIN, body=b"two"))) == "one\ntwo"

    def test_a_boundary_that_begins_like_another_is_told_apart(self) -> None:
        inner = part(b"Content-Type: multipart/mixed; boundary==_xy", body=b"--=_xy\r\n\r\none\r\n--=_xy--")
        assert text_of(multipart(b"mixed", inner, part(PLAIN, body=b"two"))) == "one\ntwo"

    def test_a_multipart_encoded_as_a_whole_is_opened(self) -> None:
        body = b"--x\r\nContent-Type: text/plain\r\n\r\nwords\r\n--x--\r\n"
        fields = (b"Content-Type: multipart/mixed; boundary=x", b"Content-Transfer-Encoding: base64")
        assert text_of(letter(*fields, body=encodebytes(body))) == "words"

    def test_a_multipart_that_only_claims_to_be_encoded_is_read_as_it_is(self) -> None:
        raw = multipart(b"mixed", base64_part(b"\x00" * 30, PDF))
        raw = raw.replace(b"MIME-Version: 1.0", b"Content-Transfer-Encoding: quoted-printable")
        assert parse(raw).attachments[0].content == b"\x00" * 30

    @pytest.mark.parametrize(
        "encoded",
        [
            b64encode(b"the content").rstrip(b"="),
            b64encode(b"the con").replace(b"=", b"") + b"=\r\n" + b64encode(b"tent"),
            b"!" + b64encode(b"the content") + b"\r\n\r\n",
            b" ".join([b64encode(b"the content")[:8], b64encode(b"the content")[8:]]),
        ],
    )
    def test_damaged_base64_is_read_as_far_as_it_goes(self, encoded: bytes) -> None:
        raw = multipart(b"mixed", part(PDF, b"Content-Transfer-Encoding: base64", body=encoded))
        assert parse(raw).attachments[0].content.startswith(b"the con")

    def test_words_that_claim_to_be_base64_stay_words(self) -> None:
        raw = letter(
            PLAIN, b"Content-Transfer-Encoding: base64", body=b"The printer is broken, please come and see.\r\n"
        )
        assert text_of(raw) == "The printer is broken, please come and see."

    def test_an_unknown_transfer_encoding_leaves_the_text_as_it_is(self) -> None:
        assert text_of(letter(PLAIN, b"Content-Transfer-Encoding: x-klingon", body=b"words")) == "words"

    def test_a_content_type_that_is_none_is_plain_text(self) -> None:
        message = parse(letter(b"Content-Type: words", body=b"words"))
        assert message.text == "words"
        assert "the content type is no type" in message.defects

    @pytest.mark.parametrize(
        "written", [b"text / html", b"(a) text/html (b)", b'text/html charset="utf-8"', b"TEXT/HTML;"]
    )
    def test_a_content_type_is_known_by_its_words_however_they_are_set(self, written: bytes) -> None:
        assert text_of(letter(b"Content-Type: " + written, body=b"<p>Hello</p>")) == "Hello"

    def test_parts_nested_too_deeply_are_kept_as_text(self) -> None:
        raw = letter(b"Content-Type: multipart/mixed; boundary=b0", body=b"--b0\r\n")
        for depth in range(1, 200):
            raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
        message = parse(raw + b"\r\nthe bottom\r\n")
        assert "the bottom" in message.text
        assert "parts are nested too deeply" in message.defects

    def test_what_follows_the_five_hundredth_part_is_kept_in_one_piece(self) -> None:
        message = parse(multipart(b"mixed", *(part(PLAIN, body=b"part %d" % number) for number in range(3000))))
        assert "part 0\n" in message.text
        assert "part 2999" in message.text

    def test_a_header_of_fifty_thousand_fields_ends_somewhere(self) -> None:
        message = parse(b"X: y\r\n" * 50_000 + b"\r\nwords")
        assert len(message.header("x")) > 0
        assert message.text.endswith("words")


class TestAttachments:
    def test_a_file_has_its_name_type_size_and_digest(self) -> None:
        raw = multipart(b"mixed", part(PLAIN, body=b"see"), base64_part(b"%PDF-1.7", PDF))
        (file,) = parse(raw).attachments
        assert (file.filename, file.content_type, file.size, file.inline) == ("a.pdf", "application/pdf", 8, False)
        assert file.sha256 == hashlib.sha256(b"%PDF-1.7").hexdigest()

    @pytest.mark.parametrize(
        ("declared", "content", "kind"),
        [
            ("application/pdf", b"MZ\x90\0\x03", "application/vnd.microsoft.portable-executable"),
            ("image/png", b"\x7fELF\x02\x01", "application/x-elf"),
            ("text/plain", b"#!/bin/sh\nrm -r", "text/x-shellscript"),
            ("text/plain", b"MZ is short for Mark Zbikowski", "text/plain"),
            ("application/octet-stream", b"MZ\x90\0\x03", "application/octet-stream"),
            ("application/pdf", b"%PDF-1.7", "application/pdf"),
        ],
    )
    def test_a_program_is_called_one_whatever_it_is_declared_as(self, declared: str, content: bytes, kind: str) -> None:
        fields = (b"Content-Type: " + declared.encode(), b"Content-Disposition: attachment; filename=a.pdf")
        raw = multipart(b"mixed", part(PLAIN, body=b"see"), base64_part(content, *fields))
        assert parse(raw).attachments[0].content_type == kind

    def test_an_image_within_the_text_is_inline_and_keeps_its_content_id(self) -> None:
        image = base64_part(b"\x89PNG", b"Content-Type: image/png", b"Content-ID: <logo@x>")
        (file,) = parse(multipart(b"related", part(HTML, body=b"<img src=cid:logo@x>"), image)).attachments
        assert (file.filename, file.inline, file.content_id) == ("attachment-2.png", True, "logo@x")

    @pytest.mark.parametrize(
        ("fields", "name"),
        [
            ((b"Content-Type: text/calendar",), "attachment-1.ics"),
            ((b"Content-Type: application/pgp-signature",), "signature.asc"),
            ((b"Content-Type: application/pkcs7-signature",), "smime.p7s"),
            ((b"Content-Type: application/pkcs7-mime",), "smime.p7m"),
            ((b"Content-Type: message/delivery-status",), "attachment-1.txt"),
            ((b"Content-Type: text/rfc822-headers",), "attachment-1.txt"),
            ((b"Content-Type: application/x-odd",), "attachment-1.bin"),
            ((b"Content-Type: image/png; name==?utf-8?Q?caf=C3=A9=2Epng?=",), "café.png"),
            ((b'Content-Type: image/png; name="=?utf-8?B?Y2Fmw6kucG5n?="',), "café.png"),
            ((b"Content-Disposition: attachment; filename*=utf-8''caf%C3%A9.txt",), "café.txt"),
            ((b"Content-Disposition: attachment; filename*0=one; filename*1=two.txt",), "onetwo.txt"),
            ((b"Content-Disposition: attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.txt",), "café.txt"),
            ((b"Content-Disposition: attachment; filename*1=b.txt; filename*0=a",), "ab.txt"),
            ((b"Content-Disposition: attachment; filename=caf\xe9 noir.txt",), "café noir.txt"),
            ((b'Content-Disposition: attachment; filename="caf\xc3\xa9.txt"',), "café.txt"),
            ((b'Content-Disposition: attachment; filename="C:\\docs\\x.txt"',), "x.txt"),
            ((b'Content-Disposition: attachment; filename="../../etc/passwd"',), "passwd"),
            ((b'Content-Disposition: attachment; filename="..\\..\\a.txt"',), "a.txt"),
            ((b'Content-Disposition: attachment; filename=".."',), "attachment-1.txt"),
            ((b'Content-Disposition: attachment; filename="a\r\n\tb.txt"',), "a b.txt"),
            ((b'Content-Disposition: attachment; filename="con.txt"',), "_con.txt"),
            ((b"Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe",), "afdp.exe"),
            ((b'Content-Disposition: attachment; filename="x;y=z.txt"',), "x;y=z.txt"),
            ((b'Content-Disposition: attachment; filename="a.txt:evil.exe"',), "a.txt_evil.exe"),
            ((b'Content-Disposition: attachment; filename="Re: offer.eml"',), "Re: offer.eml"),
            ((b"Content-Disposition: attachment; filename=a*0.txt; name*=x; name*0=a",), "a*0.txt"),
            ((b'Content-Disposition: attachment filename="no semicolon.txt"',), "no semicolon.txt"),
            (
                (b'Content-Type: text/plain name="no semicolon.txt"', b"Content-Disposition: attachment"),
                "no semicolon.txt",
            ),
            ((b"Content-Disposition: attachment\r\n filename*0*=utf-8''caf%C3\r\n filename*1*=%A9.txt",), "café.txt"),
            ((b"Content-Disposition: attachment; (old) filename=a.txt",), "a.txt"),
            ((b"Content-Disposition: attachment; filename=plan (2).txt",), "plan (2).txt"),
            ((b"Content-Disposition: attachment; filename*=utf-8''my caf%C3%A9.txt; size=3",), "my café.txt"),
            ((b'Content-Disposition: attachment; filename="say \\"hi\\".txt"',), 'say "hi".txt'),
        ],
    )
    def test_names_are_read_and_made_safe(self, fields: tuple[bytes, ...], name: str) -> None:
        fields = fields if fields[0].startswith(b"Content-Type") else (PLAIN, *fields)
        assert names(multipart(b"mixed", part(*fields, body=b"x"))) == [name]

    def test_a_long_name_keeps_its_ending_and_fits_a_file_system(self) -> None:
        raw = multipart(
            b"mixed", part(PLAIN, b"Content-Disposition: attachment; filename=" + b"\xc3\xa9" * 300 + b".pdf")
        )
        (name,) = names(raw)
        assert name.endswith("é.pdf")
        assert len(name.encode()) <= 255

    def test_the_same_mail_gives_the_same_names(self) -> None:
        raw = multipart(b"mixed", part(b"Content-Type: image/gif"), part(b"Content-Type: image/gif"))
        assert names(raw) == names(raw) == ["attachment-1.gif", "attachment-2.gif"]

    def test_a_missing_type_is_read_from_name_and_content(self) -> None:
        raw = multipart(
            b"mixed", part(b"Content-Type: pdf", b"Content-Disposition: attachment; filename=a.pdf", body=b"%PDF-")
        )
        assert parse(raw).attachments[0].content_type == "text/plain"

    def test_encrypted_parts_stay_files(self) -> None:
        raw = multipart(
            b'encrypted; protocol="application/pgp-encrypted"',
            part(b"Content-Type: application/pgp-encrypted", body=b"Version: 1"),
            part(b"Content-Type: application/octet-stream; name=encrypted.asc", body=b"-----BEGIN PGP MESSAGE-----"),
        )
        assert names(raw) == ["attachment-1.pgp", "encrypted.asc"]

    def test_a_signed_mail_gives_its_text_and_its_signature(self) -> None:
        raw = multipart(
            b"signed", part(PLAIN, body=b"words"), part(b"Content-Type: application/pgp-signature", body=b"sig")
        )
        assert text_of(raw) == "words"
        assert names(raw) == ["signature.asc"]


@pytest.mark.parametrize(
    "hostile",
    [
        b"To: " + b"a@b.example, " * 60_000,
        b"Cc: " + b'"a' * 100_000,
        b"To: " + b"(" * 100_000,
        b"Subject: " + b"=?utf-8?B?YQ?= " * 10_000,
        b"Subject: " + b"=?a?q?" * 30_000,
        b"References: " + b"<a" * 200_000,
        b"Content-Type: text/plain; " + b"a*1=b;" * 30_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div></zz>" * 50_000,
        b"Content-Type: text/html\r\n\r\n" + b"<style>" * 50_000,
        b"Content-Type: text/html\r\n\r\n<x " + b"a=1 " * 100_000,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 30_000,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x" * 100_000,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--xa\n" * 60_000,
        b"Subject: x\r\n" + b" \r\n" * 100_000,
        b"Subject: x\r\n" + b"junk\r\nFrom: \r\n" * 20_000,
        b"\r\nbegin 644 x\n" * 20_000,
    ],
)
def test_hostile_mails_take_no_time(hostile: bytes) -> None:
    start = time.process_time()
    parse(b"From: jan@klant.example\r\n" + hostile)
    assert time.process_time() - start < 3


FOOTER = b"____________\r\nhelp mailing list\r\nUnsubscribe\r\nhttps://lists.example/help\r\n"
TEXT = PLAIN, b"Content-Transfer-Encoding: base64"


class TestLineEndsAndFooters:
    @pytest.mark.parametrize(
        "above", [b"", b"Received: from a.example by mx.example; Mon, 23 Nov 2026 09:00:00 +0100\r\n"]
    )
    @pytest.mark.parametrize("below", [b"", b"\r\n", b"\r\n\r\n"])
    def test_lines_that_end_in_cr_alone_are_lines(self, above: bytes, below: bytes) -> None:
        read = parse(above + b"From: a@b.example\rSubject: Storing\r\rHelp,\ralles plat\r" + below)
        assert (read.from_.address, read.subject) == ("a@b.example", "Storing")
        assert read.text.strip() == "Help,\nalles plat"
        assert read.defects == ("lines end in CR alone",)

    @pytest.mark.parametrize("ends", [b"\r\n", b"\n", b"\r\r\n", b"\r\r\r\n"])
    def test_other_line_ends_are_no_defect_of_that_kind(self, ends: bytes) -> None:
        raw = letter(body=b"Hello\r\rthere").replace(b"\r\n", ends)
        assert "lines end in CR alone" not in parse(raw).defects

    @pytest.mark.parametrize("words", ["De koppeling doet het niet.", "abc", "ab", "De koppeling hapert. " * 20])
    def test_a_footer_in_clear_below_base64_is_read_as_it_stands(self, words: str) -> None:
        read = parse(letter(*TEXT, body=encodebytes(words.encode()) + FOOTER))
        assert read.text.startswith(words.strip())
        assert read.text.rstrip().endswith("https://lists.example/help")
        assert read.defects == ("words in clear below the encoded text",)

    @pytest.mark.parametrize(
        "encoded",
        [
            encodebytes(b"one ") + encodebytes(b"two"),
            encodebytes(b"x" * 500),
            encodebytes(b"x" * 500).replace(b"\n", b"!\n", 3),
            encodebytes(b"x" * 500).replace(b"\n", b" \r\n"),
        ],
    )
    def test_base64_alone_has_no_footer(self, encoded: bytes) -> None:
        assert parse(letter(*TEXT, body=encoded)).defects == ()

    @pytest.mark.parametrize(
        "words", [b"Test\r\n\r\nDe server doet het niet.", b"Hallo allemaal\r\nKan iemand helpen?"]
    )
    def test_words_in_clear_are_no_footer(self, words: bytes) -> None:
        assert text_of(letter(*TEXT, body=words)) == words.replace(b"\r\n", b"\n").decode()
