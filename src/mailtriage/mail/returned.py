"""What a bounce gives back of the mail it is about: its headers, as a part of their own or below a line in the text."""

import re
from dataclasses import dataclass

from mailtriage.mail.mention import mentioned
from mailtriage.mail.message import Message

_PARTS = frozenset(
    {"message/rfc822", "text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global"}
)
_BREAK = re.compile(
    r"^[ \t>*=_#-]*(?:"
    r"(?:this is|below is|here is|included is|enclosed is|following is|attached is) (?:a|the) copy of"
    r"|(?:(?:this|the) )?(?:below|next) (?:this|the next) line is|a copy of (?:the|your) (?:original )?message"
    r"|(?:the )?(?:body|headers?|text|first lines) of (?:the |your )?(?:original|returned|undelivered) "
    r"|(?:the )?(?:original|old|returned|unsent|undelivered|undeliverable|rejected|bounced|failed) (?:message|mail|e-mail)"
    r"(?: headers?| body| info| text)?[ \t]*(?:-|=|:|_|\*|follow|as received|below|is|$)"
    r"|message (?:headers?|body|text|source|contents?)[ \t]+(?:follow|is|below|suppressed)"
    r"|(?:start|begin|beginning) of (?:the )?(?:returned|original|forwarded) |forwarded message[ \t]*-"
    r"|your message (?:reads|was|follows)[ \t]*(?:\(|:|-)|(?:returned|unsent) (?:mail|message)\b"
    r"|message d'origine|oorspronkelijk bericht|oprindelig meddelelse|ursprüngliche nachricht"
    r"|original message headers|original-nachricht|(?:kopie|kopi) "
    r").{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_START = re.compile(
    r"^[ \t>]*(?:Received|Return-Path|DKIM-Signature|Message-ID|X-Google-Smtp-Source|ARC-Seal|Delivered-To|MIME-Version)"
    r"[ \t]?:[ \t]?\S",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-ID[ \t]*:\s*(<[^<>\s]{1,800}>)", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(r"^[ \t>]*To[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t>]+(?=[^\r\n:]*@))*)", re.IGNORECASE | re.MULTILINE)
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Returned:
    """The report's own words, and what came back: its source, Message-ID and addresses in To; empty if nothing did."""

    report: str
    source: str = ""
    message_id: str = ""
    to: tuple[str, ...] = ()


def returned(message: Message, raw: bytes) -> Returned:
    """Part a bounce from the mail it returns. `raw` is searched last: some reports are no proper MIME."""
    report, below = _parted(message.text)
    attached = [_decoded(one.content) for one in message.attachments if one.content_type in _PARTS]
    sources = [*attached, below, _body(raw)]
    message_id = next((found.group(1) for found in map(_MESSAGE_ID.search, sources) if found), "")
    to = next((found for found in map(_addressed, [*attached, below, report]) if found), ())
    return Returned(report, "\n".join([*attached, below]), message_id, to)


def above(message: Message) -> str:
    """The text above what came back: the sender's own words."""
    return _parted(message.text)[0]


def gives_back(message: Message) -> bool:
    """Whether the message holds another mail, or the beginning of one."""
    return any(one.content_type in _PARTS for one in message.attachments) or bool(_BREAK.search(message.text))


def _parted(text: str) -> tuple[str, str]:
    """The text above and below the line where the returned mail begins."""
    cuts = [found.start() for found in (_BREAK.search(text), _HEADER_START.search(text)) if found]
    cut = min(cuts, default=len(text))
    return text[:cut], text[cut : cut + _LONGEST]


def _addressed(source: str) -> tuple[str, ...]:
    found = _TO.search(source)
    return tuple(dict.fromkeys(one for _, one in mentioned(found.group(1)))) if found else ()


def _body(raw: bytes) -> str:
    """What follows the first empty line, undecoded."""
    found = _EMPTY_LINE.search(raw)
    return _decoded(raw[found.end() : found.end() + _LONGEST]) if found else ""


def _decoded(octets: bytes) -> str:
    return octets[:_LONGEST].decode("utf-8", "replace")
