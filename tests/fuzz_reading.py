"""Mutated mails by the thousand: `python tests/fuzz_reading.py COUNT [SEED]` reads so many and says which one broke it.

Not one may raise, take over a second, or give a NUL, a lone surrogate or a line end where none belongs.
"""

import functools
import random
import struct
import sys
import time
from base64 import encodebytes
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from letters import HTML, PDF, PLAIN, base64_part, letter, multipart, part
from mailtriage.mail.message import Message
from mailtriage.mail.parse import parse

LIMIT = 1.0
NASTY = (
    b"=?utf-8?B?abcde?= =?utf-8?Q?= \0 \xff\xfe \r\n\r\n \n--=_x \n-- boundary=\"\" name*=x;name*0=a filename*0*=utf-8''%E2%9"
    b' \xed\xa0\x80 charset=utf-7 charset=utf-16 charset="\0" Content-Transfer-Encoding:base64 +2AA- \x1b$B \x1b(B <div>'
    b' <blockquote> </p> <pre> &#xD800; begin\t644\tx\n#0V%T\n`\nend\n Date:99999999999999999999 ((((( """ ;;;; <<<>>> ,,,,'
    b" :::: From: Content-Type:multipart/mixed;boundary=q \n--q message/rfc822 format=flowed application/ms-tnef"
).split(b" ")


@functools.cache
def seeds() -> tuple[bytes, ...]:
    """Mails of every kind the reader knows."""
    text = "Beste support,\r\n\r\nDe printer is één keer gestopt.\r\n\r\nOp ma 4 mei 2026 om 15:59 schreef Jan <jan@klant.example>:\r\n> x\r\n"
    markup = b"<html><body><p>caf&eacute;</p><ul><li>a</li></ul><table><tr><td>1</td><td>2</td></tr></table><blockquote>q</blockquote></body></html>"
    names = (b"Content-Disposition: attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.txt", PLAIN)
    winmail = (
        b"\x78\x9f\x3e\x22\x01\x00"
        + struct.pack("<BII", 2, 0x00069002, 2)
        + b"\0\0\0\0"
        + struct.pack("<BII", 2, 0x0006800F, 3)
        + b"abc\0\0"
    )
    dsn = b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    return (
        letter(PLAIN, b"Date: Mon, 4 May 2026 15:59:00 +0200", b"Message-ID: <1@x.example>", body=text.encode()),
        letter(
            b"Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?= =?utf-8?Q?caf=C3=A9?=", b"Cc: Team: a@x.example, b@y.example;"
        ),
        letter(b"Content-Type: text/plain; format=flowed; delsp=yes", body=b"one \r\ntwo\r\n> three \r\n> four\r\n"),
        multipart(b"alternative", part(PLAIN, body=text.encode()), part(HTML, body=markup)),
        multipart(
            b"mixed",
            part(HTML, b"Content-Transfer-Encoding: quoted-printable", body=b"<p>caf=C3=A9 =\r\nx</p>"),
            base64_part(b"%PDF-" * 40, PDF),
        ),
        multipart(b"mixed", part(*names, body=b"x"), part(b"Content-Type: message/rfc822", body=letter())),
        multipart(
            b"report; report-type=delivery-status",
            part(PLAIN, body=b"no"),
            part(b"Content-Type: message/delivery-status", body=dsn),
        ),
        multipart(b"mixed", base64_part(winmail, b"Content-Type: application/ms-tnef; name=winmail.dat")),
        letter(body=b"begin 644 cat.txt\n#0V%T\n`\nend\n"),
        letter(
            b"Content-Type: text/html; charset=utf-16",
            b"Content-Transfer-Encoding: base64",
            body=encodebytes("<p>hé".encode("utf-16")),
        ),
    )


def mutated(randomness: object, mails: Sequence[bytes] = ()) -> bytes:
    """One of these mails (the seeds, if none are given) with one to twenty changes."""
    rng = cast("random.Random", randomness)
    mails = mails or seeds()
    raw = bytearray(rng.choice(mails))
    for _ in range(rng.choice((1, 2, 4, 8, 20))):
        _mutate(raw, rng, mails)
    return bytes(raw)


def _mutate(raw: bytearray, rng: random.Random, mails: Sequence[bytes]) -> None:
    start = rng.randrange(len(raw) + 1)
    stop = min(len(raw), start + rng.choice((1, 3, 10, 50, 300)))
    match rng.randrange(7):
        case 0:
            del raw[start:stop]
        case 1:
            raw[start:start] = rng.choice(NASTY)
        case 2:
            raw[start:stop] = rng.randbytes(stop - start)
        case 3:
            raw[start:start] = raw[start:stop] * rng.choice((1, 2, 30))
        case 4:
            other = rng.choice(mails)
            raw[start:start] = other[rng.randrange(len(other)) :][: rng.choice((20, 200, 2000))]
        case 5:
            raw[:] = raw.replace(b"\r\n", rng.choice((b"\n", b"\r", b"\r\n")))
        case _:
            raw[start:stop] = bytes(reversed(raw[start:stop]))


def check(raw: bytes) -> Message:
    """Read the mail and assert what must hold of every reading."""
    message = parse(raw)
    for block in (message.text, message.html, message.reply):
        block.encode()
        assert "\0" not in block
        assert "\r" not in block
    for line in _lines(message):
        line.encode()
        assert not {"\0", "\r", "\n"} & set(line)
    for file in message.attachments:
        assert file.filename
        assert not {"/", "\\", "\0", "\n"} & set(file.filename)
        assert file.filename not in (".", "..")
        assert len(file.filename.encode()) <= 255
        assert file.content_type.count("/") == 1
    return message


def _lines(message: Message) -> Iterator[str]:
    yield from (message.subject, message.message_id, message.in_reply_to, *message.references, *message.defects)
    for person in (message.from_, *message.to, *message.cc, *message.reply_to):
        yield from (person.name, person.address)
    for values in message.headers.values():
        yield from values


def main(count: int, seed: int) -> int:
    """Read so many mutated mails; the one that broke it is written beside."""
    rng = random.Random(seed)
    slowest = 0.0
    for number in range(count):
        raw = mutated(rng)
        start = time.perf_counter()
        try:
            check(raw)
        except Exception:
            Path("broken.eml").write_bytes(raw)
            print(f"mail {number} of seed {seed} broke the reader; it stands in broken.eml", file=sys.stderr)
            raise
        took = time.perf_counter() - start
        slowest = max(slowest, took)
        if took > LIMIT:
            Path("slow.eml").write_bytes(raw)
            print(f"mail {number} of seed {seed} took {took:.1f} s; it stands in slow.eml", file=sys.stderr)
            return 1
    print(f"{count} mails of seed {seed} read, the slowest in {1000 * slowest:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
