"""A notice as the bytes that are sent: built once when it is enqueued, the same bytes on every retry.

The same draft always gives the same bytes: no clock, no random boundary. Written without `EmailMessage`, which takes
3 ms for a small mail where this takes a tenth of one; the price is that this page must know MIME (RFC 2045, 2046).
"""

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from mailtriage.mail.field import address_list, parameter, structured, unstructured
from mailtriage.mail.invitation import Invitation, icalendar
from mailtriage.mail.message import Address, Attachment

_REFERENCES = 24  # a thread of a year must not grow a header of a megabyte
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,400}>")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LETTERS = 76  # of base64 on a line (RFC 2045, 6.8)
_LONGEST_LINE = 900  # RFC 5322 allows 998; relays add a little
_BRACKETS = str.maketrans("", "", "<> ")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a notice says and to whom. Empty strings and tuples leave their header or part out.

    `date` is aware. `auto_submitted` is the keyword of RFC 3834, 5.1; `headers` come after ours, values as free text.
    An attachment with a Content-ID that is `inline` travels with the HTML that shows it. An `invitation` is one more way to
    read the same mail, which calendar programs choose (RFC 6047, 2.4).
    """

    from_: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_submitted: str = "auto-generated"
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    header: bytes
    body: bytes


def compose(draft: Draft) -> bytes:
    """The mail as RFC 5322 bytes with CRLF, 7-bit throughout but for internationalised local parts (RFC 6532)."""
    return _headers(draft) + _as_bytes(_content(draft))


def _headers(draft: Draft) -> bytes:
    in_reply_to, references = _message_ids((draft.in_reply_to,)), _capped(_message_ids(draft.references))
    fields = [
        f"Date: {format_datetime(draft.date)}\r\n".encode("ascii"),
        address_list("From", [draft.from_]),
        address_list("To", draft.to),
        address_list("Cc", draft.cc),
        address_list("Reply-To", draft.reply_to),
        unstructured("Subject", draft.subject),
        structured("Message-ID", [draft.message_id]),
        structured("In-Reply-To", in_reply_to) if in_reply_to else b"",
        structured("References", references) if references else b"",
        unstructured("Auto-Submitted", draft.auto_submitted) if draft.auto_submitted else b"",
        b"X-Auto-Response-Suppress: OOF, AutoReply\r\n",  # MS-OXCMAIL 2.1.3.4: no answers from Exchange either
        *(unstructured(name, value) for name, value in draft.headers),
        b"MIME-Version: 1.0\r\n",
    ]
    return b"".join(fields)


def _message_ids(values: tuple[str, ...]) -> list[str]:
    return [one for value in values for one in _MESSAGE_ID.findall(value)]


def _capped(references: list[str]) -> list[str]:
    """The first, which names the thread, and the last ones (RFC 5256 threads by both)."""
    unique = list(dict.fromkeys(references))
    return unique if len(unique) <= _REFERENCES else [unique[0], *unique[1 - _REFERENCES :]]


def _content(draft: Draft) -> _Part:
    shown = [one for one in draft.attachments if draft.html and one.inline and one.content_id]
    filed = [one for one in draft.attachments if one not in shown]
    readings = [_text(draft.text, "plain")]
    if draft.html:
        readings.append(_multipart("related", [_text(draft.html, "html"), *map(_file, shown)]))
    if draft.invitation is not None:
        readings.append(_invitation(draft.invitation))
    return _multipart("mixed", [_multipart("alternative", readings), *map(_file, filed)])


def _invitation(invitation: Invitation) -> _Part:
    """The method stands in the type as well, or it is no invitation but a file (RFC 6047, 2.4)."""
    kind = f"Content-Type: text/calendar; charset=utf-8; method={invitation.method}\r\n"
    header = f"{kind}Content-Transfer-Encoding: base64\r\n".encode("ascii")
    return _Part(header, _in_base64(icalendar(invitation)))


def _text(text: str, subtype: str) -> _Part:
    plain = _UNSAFE.sub("\ufffd", text.replace("\0", "")).replace("\r\n", "\n").replace("\r", "\n")
    octets = (plain if plain.endswith("\n") or not plain else plain + "\n").encode("utf-8")
    if octets.isascii() and max(map(len, octets.split(b"\n"))) <= _LONGEST_LINE:
        encoding, charset, body = b"7bit", b"us-ascii", octets
    else:
        # Form feeds and trailing blanks survive in neither 7bit nor 8bit; quoted-printable keeps them.
        encoding, charset, body = b"quoted-printable", b"utf-8", binascii.b2a_qp(octets, istext=True)
    header = b'Content-Type: text/%s; charset="%s"\r\nContent-Transfer-Encoding: %s\r\n'
    return _Part(header % (subtype.encode("ascii"), charset, encoding), body.replace(b"\n", b"\r\n"))


def _file(attachment: Attachment) -> _Part:
    kind = attachment.content_type.lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"  # RFC 2046, 5.2.1: base64 is not allowed for messages and multiparts
    placing = "inline" if attachment.inline and attachment.content_id else "attachment"
    header = (
        f"Content-Type: {kind}\r\n"
        f"Content-Disposition: {placing}{parameter('filename', attachment.filename)}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
    ).encode("ascii")
    if attachment.content_id:
        header += structured("Content-ID", ["<" + attachment.content_id.translate(_BRACKETS)[:250] + ">"])
    return _Part(header, _in_base64(attachment.content))


def _in_base64(content: bytes) -> bytes:
    letters = binascii.b2a_base64(content, newline=False)
    return b"".join(letters[at : at + _LETTERS] + b"\r\n" for at in range(0, len(letters), _LETTERS))


def _multipart(subtype: str, parts: list[_Part]) -> _Part:
    """The parts under one boundary; a single part needs none and stays as it is."""
    if len(parts) == 1:
        return parts[0]
    written = [_as_bytes(part) for part in parts]
    digest = hashlib.sha256(subtype.encode("ascii"))
    for one in written:
        digest.update(one)
    # Nobody can write the hash of a text into that text; "=_" cannot stand in base64 or quoted-printable anyway.
    boundary = b"=_" + digest.hexdigest()[:40].encode("ascii")
    header = b'Content-Type: multipart/%s;\r\n boundary="%s"\r\n' % (subtype.encode("ascii"), boundary)
    body = b"".join(b"--%s\r\n%s\r\n" % (boundary, one) for one in written)
    return _Part(header, body + b"--%s--\r\n" % boundary)


def _as_bytes(part: _Part) -> bytes:
    return part.header + b"\r\n" + part.body
