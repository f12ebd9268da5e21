"""When two mails are the same mail: the same writer, moment, subject, words and files, whatever the way did to them.

Trace headers, list headers, encodings, line breaks, a list's tag in the subject and its footer make no difference; any
other word does. When in doubt they are two: a mail too many is read twice, a mail taken for another is lost.
"""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime, timedelta

from mailtriage.mail.domain import comparable
from mailtriage.mail.message import Attachment, Message

_FOOTER_LINES = 12
_RULE = re.compile(r"(?:_{20,}|-- ?|(?:-=)+-?)")
_LIST_WORDS = re.compile(r"mailing list|mailman|listinfo|google gr[ou]|groups\.io|unsubscribe", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-post", "mailing-list", "x-beenthere")
# Lists move the sign of an answer about, and bring several down to one: "Re: [Team] x", "[Team] Re: x".
_ANSWER = re.compile(r"(?:(?:re|aw|sv|antw)(?:\[\d{1,3}\])?:\s*)+", re.IGNORECASE)
_TAG = re.compile(r"\[[^\]\d]{1,60}\]\s*")  # with a digit it is rather a ticket, a machine, a case
_ON_BEHALF = re.compile(r" via .", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\"',;:()@]{1,200}@[^\s<>\"',;:()@]{1,255}")
_ON_ITS_WAY = timedelta(days=7)  # servers give up trying after five days


def fingerprint(message: Message, received: datetime) -> str:
    """SHA-256, in hexadecimal, of everything by which a second copy is known; compare it under one Message-ID
    and `alike_within` that time.

    Empty, and like no other, where the message has neither a Message-ID nor a Date near its receipt: then nothing shows
    whether it was sent twice or written twice.
    """
    if not message.message_id and not _is_timely(message.date, received):
        return ""
    listed = any(map(message.header, _LIST_HEADERS))
    digest = hashlib.sha256()
    date = message.date.astimezone(UTC).isoformat() if message.date else ""
    text = _without_footer(message.text) if listed else message.text
    for told in (_originator(message, listed=listed), date, _subject(message.subject, listed=listed), _words(text)):
        digest.update(told.encode("utf-8", "replace") + b"\0")
    for one in sorted(map(_file, message.attachments)):
        digest.update(b"\0" + one.encode("ascii"))
    return digest.hexdigest()


def writes_for_another(message: Message) -> bool:
    """Whether it names somebody else than its sender as the writer; good for finding a copy, no proof of anything."""
    listed = any(map(message.header, _LIST_HEADERS))
    return _originator(message, listed=listed) != comparable(message.from_.address)


def alike_within(message: Message, received: datetime) -> tuple[datetime, datetime] | None:
    """From when to when another mail must have come to be the same; None: at any time, as the Date tells them apart."""
    return None if _is_timely(message.date, received) else (received - _ON_ITS_WAY, received + _ON_ITS_WAY)


def _is_timely(date: datetime | None, received: datetime) -> bool:
    """A device that does not know the time dates all its mail alike."""
    return date is not None and abs(received - date) <= _ON_ITS_WAY


def _originator(message: Message, *, listed: bool) -> str:
    """Lists that write in their own name, for the sake of DMARC, keep the writer in another field."""
    if listed and _ON_BEHALF.search(message.from_.name):
        named = _ADDRESS.search(message.header("x-original-from")[:1000])
        if named:
            return comparable(named[0])
        if len(message.reply_to) == 1:
            return comparable(message.reply_to[0].address)
    return comparable(message.from_.address)


def _subject(subject: str, *, listed: bool) -> str:
    said = _behind(_ANSWER, _words(subject))
    return _behind(_ANSWER, _behind(_TAG, said)) if listed else said


def _behind(prefix: re.Pattern[str], text: str) -> str:
    found = prefix.match(text)
    return text[found.end() :] if found else text


def _file(attachment: Attachment) -> str:
    return attachment.sha256 or hashlib.sha256(attachment.content).hexdigest()


def _words(text: str) -> str:
    """The text in one spelling: relays break lines anew, and lists change the white space at the end."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _without_footer(text: str) -> str:
    """Leave out what a list adds below a rule at the very end; anything longer or without its words stays."""
    lines = text.rstrip().split("\n")
    for place in range(len(lines) - 1, max(-1, len(lines) - 1 - _FOOTER_LINES), -1):
        if _RULE.fullmatch(lines[place].strip()):
            footer = "\n".join(lines[place + 1 :])
            return "\n".join(lines[:place]) if _LIST_WORDS.search(footer) else text
    return text
