"""winmail.dat opened."""

import struct

import pytest

from letters import PLAIN, base64_part, multipart, part
from mailtriage.mail import rtf, tnef
from mailtriage.mail.parse import parse

TNEF = b'Content-Type: application/ms-tnef; name="winmail.dat"'
LEVEL_MESSAGE, LEVEL_ATTACHMENT = 1, 2


def attribute(level: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def prop(kind: int, number: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, number, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def properties(*props: bytes) -> bytes:
    return struct.pack("<I", len(props)) + b"".join(props)


def stream(*attributes: bytes) -> bytes:
    return tnef.SIGNATURE + b"\x01\x00" + b"".join(attributes)


def packed(content: bytes, title: bytes = b"", *props: bytes) -> bytes:
    return (
        attribute(LEVEL_ATTACHMENT, 0x00069002, b"\0" * 14)
        + (attribute(LEVEL_ATTACHMENT, 0x00018010, title + b"\0") if title else b"")
        + attribute(LEVEL_ATTACHMENT, 0x0006800F, content)
        + (attribute(LEVEL_ATTACHMENT, 0x00069005, properties(*props)) if props else b"")
    )


LONG_NAME = prop(0x1F, 0x3707, "één lang verslag.pdf\0".encode("utf-16-le"))
NUMBER = struct.pack("<HHI", 3, 0x3705, 1)
NAMED = struct.pack("<HH", 3, 0x8001) + b"g" * 16 + struct.pack("<II", 0, 5) + struct.pack("<I", 7)
BODY = prop(0x1E, 0x1000, b"The printer is broken.\0")


def test_the_files_in_winmail_dat_stand_in_its_place() -> None:
    raw = multipart(
        b"mixed",
        part(PLAIN, body=b"see"),
        base64_part(stream(packed(b"%PDF-", b"a.pdf"), packed(b"x", b"b.txt")), TNEF),
    )
    message = parse(raw)
    assert [(file.filename, file.content_type, file.content) for file in message.attachments] == [
        ("a.pdf", "application/pdf", b"%PDF-"),
        ("b.txt", "text/plain", b"x"),
    ]


def test_the_long_name_is_taken_and_other_properties_are_passed_over() -> None:
    opened = tnef.unpack(stream(packed(b"x", b"VERSLA~1.PDF", NUMBER, NAMED, LONG_NAME)))
    assert [file.name for file in opened.files] == ["één lang verslag.pdf"]
    assert opened.complete


def test_the_text_in_winmail_dat_is_read_when_the_mail_has_none() -> None:
    inside = stream(attribute(LEVEL_MESSAGE, 0x00069003, properties(BODY)))
    assert parse(multipart(b"mixed", base64_part(inside, TNEF))).text == "The printer is broken."
    assert parse(multipart(b"mixed", part(PLAIN, body=b"mine"), base64_part(inside, TNEF))).text.strip() == "mine"


def test_html_in_winmail_dat_is_read_as_text() -> None:
    inside = stream(attribute(LEVEL_MESSAGE, 0x00069003, properties(prop(0x102, 0x1013, b"<p>caf\xe9</p>"))))
    assert parse(multipart(b"mixed", base64_part(inside, TNEF))).text == "café"


def test_rtf_in_winmail_dat_is_kept_when_it_is_the_only_text() -> None:
    plain = struct.pack("<IIII", 20, 8, 0x414C454D, 0) + b"{\\rtf1 }"
    inside = stream(attribute(LEVEL_MESSAGE, 0x00069003, properties(prop(0x102, 0x1009, plain))))
    assert [
        (file.filename, file.content) for file in parse(multipart(b"mixed", base64_part(inside, TNEF))).attachments
    ] == [("message.rtf", b"{\\rtf1 }")]


def test_a_message_within_gives_its_text_and_files() -> None:
    inner = stream(attribute(LEVEL_MESSAGE, 0x00069003, properties(BODY)), packed(b"deep", b"deep.bin"))
    opened = tnef.unpack(stream(packed(b"", b"", prop(0x0D, 0x3701, b"I" * 16 + inner))))
    assert [(file.name, file.content) for file in opened.files] == [
        ("message.txt", b"The printer is broken."),
        ("deep.bin", b"deep"),
    ]


@pytest.mark.parametrize("cut", [3, 10, 21, 42, 55, 84, 105, 119])
def test_a_damaged_winmail_dat_stays_beside_what_could_be_read(cut: int) -> None:
    whole = stream(packed(b"%PDF-", b"a.pdf", LONG_NAME))
    message = parse(multipart(b"mixed", part(PLAIN, body=b"see"), base64_part(whole[:cut], TNEF)))
    kept = [file.content for file in message.attachments if file.filename == "winmail.dat"]
    assert kept == [whole[:cut]]


def test_a_file_called_winmail_dat_that_is_none_stays_a_file() -> None:
    raw = multipart(b"mixed", base64_part(b"no tnef", b"Content-Type: application/octet-stream; name=winmail.dat"))
    assert [(file.filename, file.content) for file in parse(raw).attachments] == [("winmail.dat", b"no tnef")]


def test_compressed_rtf_is_unpacked() -> None:
    # The example of [MS-OXRTFCP] section 4.1.1.
    example = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert rtf.decompress(example) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


@pytest.mark.parametrize("packed_rtf", [b"", b"x" * 10, struct.pack("<IIII", 4, 2**31, 0x75465A4C, 0) + b"\xff" * 400])
def test_what_is_no_compressed_rtf_gives_little(packed_rtf: bytes) -> None:
    assert len(rtf.decompress(packed_rtf)) <= 10 * len(packed_rtf)
