"""When two mails are the same mail: judged on what a person reads in them, not on the way they came.

Trace headers, list headers, encodings, line breaks and a list's footer make no difference; any other word does.
"""

import hashlib
import re
import unicodedata

from mailtriage.mail.domain import comparable
from mailtriage.mail.message import Attachment, Message

_FOOTER_LINES = 12
_RULE = re.compile(r"(?:_{20,}|-- ?|(?:-=)+-?)")
_LIST_WORDS = re.compile(r"mailing list|mailman|listinfo|google gr[ou]|groups\.io|unsubscribe", re.IGNORECASE)
_LIST_HEADERS = ("list-id", "list-post", "mailing-list", "x-beenthere")


def content_digest(message: Message) -> str:
    """SHA-256, in hexadecimal, over the readable text and the files; the same for every copy of one mail.

    It says nothing about the sender: compare it between messages of one Message-ID, or use `stand_in_id`.
    """
    digest = hashlib.sha256()
    text = _without_footer(message.text) if any(map(message.header, _LIST_HEADERS)) else message.text
    digest.update(_words(text).encode("utf-8", "replace"))
    for one in sorted(map(_file, message.attachments)):
        digest.update(b"\0" + one.encode("ascii"))
    return digest.hexdigest()


def stand_in_id(message: Message) -> str:
    """The Message-ID, or for a mail without one a name made of sender, date, subject and content, so that a copy is known."""
    if message.message_id:
        return message.message_id
    date = message.date.isoformat() if message.date else ""
    told = "\0".join((comparable(message.from_.address), date, message.subject, content_digest(message)))
    return f"<{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()}@no-message-id.invalid>"


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
