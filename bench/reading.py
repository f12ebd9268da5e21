"""A thousand mixed mails read whole, as `mailtriage inspect` does, beside what mail-parser alone takes on the same mails.

Not named inspect.py: a module of the standard library has that name, and finds the directory of a script first.
"""

import random
import sys
from base64 import encodebytes
from collections.abc import Callable, Sequence
from time import process_time

from mailparser import parse_from_bytes

from mailtriage.mail.inspection import inspection

MAILS = 1000
GOAL = 2.5
_LANGUAGES = (
    ("Goedemorgen,", "De koppeling met het magazijn is sinds vanochtend traag.", "Op {} schreef Helpdesk <{}>:"),
    ("Hej,", "Integrationen til lageret har været langsom siden i morges, og ordrerne bliver liggende.", "Den {} skrev Helpdesk <{}>:"),
    ("Hello,", "The link to the warehouse has been slow since this morning.", "On {} Helpdesk <{}> wrote:"),
)  # fmt: skip
_REPORT = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; jan@klant.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"


def _head(number: int, *fields: str) -> str:
    route = "".join(
        f"Received: from mx{hop}.klant.example (mx{hop}.klant.example [192.0.2.{hop}])\r\n\tby mx.helpdesk.example"
        f" with ESMTPS id {number}.{hop}; Mon, 2 Mar 2026 09:{number % 60:02}:00 +0100\r\n"
        for hop in range(1, 4)
    )
    own = (
        f"From: =?utf-8?Q?Ren=C3=A9_{number}?= <rene{number}@klant.example>",
        "To: Helpdesk <support@helpdesk.example>",
        f"Subject: =?utf-8?B?S29wcGVsaW5nIMOpw6lu?= {number}",
        f"Message-ID: <{number}@klant.example>",
        "Date: Mon, 2 Mar 2026 09:30:00 +0100",
        "MIME-Version: 1.0",
    )
    return route + "\r\n".join((*own, *fields)) + "\r\n\r\n"


def _text(dice: random.Random) -> str:
    greeting, words, attribution = dice.choice(_LANGUAGES)
    history = attribution.format("2 mrt 2026 09:00", "support@helpdesk.example")
    quoted = "".join(f"> {words}\r\n" for _ in range(dice.choice((0, 5, 40))))
    return f"{greeting}\r\n\r\n{words}\r\n" * dice.randint(1, 4) + f"\r\n{history}\r\n{quoted}" * bool(quoted)


def _html(dice: random.Random) -> str:
    rows = "".join(f"<tr><td>{n}</td><td>caf&eacute; <b>{n}</b></td></tr>" for n in range(dice.choice((3, 30))))
    return f'<html><body><div class="x"><p>{_text(dice)}</p><table>{rows}</table><a href="https://klant.example/">x</a></div></body></html>'


def _parts(number: int, kind: str, *parts: tuple[str, str]) -> bytes:
    body = "".join(f"--=_{number}\r\n{head}\r\n\r\n{content}\r\n" for head, content in parts)
    return (
        _head(number, f'Content-Type: multipart/{kind}; boundary="=_{number}"') + body + f"--=_{number}--\r\n"
    ).encode()


def _plain(number: int, dice: random.Random) -> bytes:
    return (_head(number, "Content-Type: text/plain; charset=utf-8") + _text(dice)).encode()


def _both(number: int, dice: random.Random) -> bytes:
    return _parts(number, "alternative", ("Content-Type: text/plain; charset=utf-8", _text(dice)), ("Content-Type: text/html; charset=utf-8", _html(dice)))  # fmt: skip


def _markup(number: int, dice: random.Random) -> bytes:
    return (_head(number, "Content-Type: text/html; charset=utf-8") + _html(dice)).encode()


def _with_file(number: int, dice: random.Random) -> bytes:
    octets = encodebytes(dice.randbytes(dice.choice((2_000, 60_000, 300_000)))).decode()
    name = 'Content-Type: application/pdf; name="order.pdf"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="order.pdf"'
    return _parts(number, "mixed", ("Content-Type: text/plain; charset=utf-8", _text(dice)), (name, octets))


def _bounce(number: int, dice: random.Random) -> bytes:
    returned = _plain(number, dice).decode()
    return _parts(
        number,
        "report; report-type=delivery-status",
        ("Content-Type: text/plain", "The mail could not be delivered."),
        ("Content-Type: message/delivery-status", _REPORT),
        ("Content-Type: message/rfc822", returned),
    )


def mails() -> list[bytes]:
    """Of ten mails four are plain, three have HTML beside the text, one HTML alone, one a file, one is a bounce."""
    dice = random.Random(1)
    kinds = (*(_plain,) * 4, *(_both,) * 3, _markup, _with_file, _bounce)
    return [kinds[number % len(kinds)](number, dice) for number in range(MAILS)]


def spent(read: Callable[[bytes], object], raws: Sequence[bytes]) -> float:
    """Seconds of the processor for all of them."""
    start = process_time()
    for raw in raws:
        read(raw)
    return process_time() - start


def parsed(raw: bytes) -> object:
    """What mail-parser alone makes of it: everything it reads."""
    mail = parse_from_bytes(raw)
    return mail.mail, mail.text_plain, mail.text_html, mail.attachments


def main() -> int:
    """The best of three rounds by turns, so that what else the machine does falls on both."""
    raws = mails()
    rounds = [(spent(inspection, raws), spent(parsed, raws)) for _ in range(3)]
    ours, theirs = (min(one[n] for one in rounds) for n in (0, 1))
    ratio = ours / theirs
    octets = sum(map(len, raws)) / 1e6
    print(f"{MAILS} mails, {octets:.0f} MB: inspect {ours:.2f} s, mail-parser alone {theirs:.2f} s of processor time")
    print(f"ratio {ratio:.2f} (goal: at most {GOAL})")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
