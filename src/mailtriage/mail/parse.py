"""Octets to a Message: total, whatever arrives.

No input makes it raise or hang, or take more than 16 times its size in memory. What is broken is read as far as it goes
and named in `defects`; the raw message is kept elsewhere, so nothing that is left out here is lost.
"""

from mailtriage.mail import addressing, body, entity, header, reply
from mailtriage.mail.message import Address, Message

_MAX_DEFECTS = 50


def parse(raw: bytes) -> Message:
    """The message in these octets (RFC 5322, 2045 and what the world makes of them)."""
    root = entity.parse(raw)
    who = addressing.read(root.fields)
    reading = body.read(root)
    text = reading.text()
    in_reply_to, references = (_identifiers(root.fields, name) for name in ("in-reply-to", "references"))
    message_id = _first(header.identifiers(root.fields.text("message-id")))
    # Without a Message-ID the header has been stripped, and its silence says nothing.
    is_answer = bool(in_reply_to or references or not message_id)
    return Message(
        message_id=message_id,
        in_reply_to=_first(in_reply_to),
        references=references,
        from_=who.from_[0] if who.from_ else Address("", ""),
        to=who.to,
        cc=who.cc,
        reply_to=who.reply_to,
        subject=root.fields.text("subject"),
        date=who.date,
        text=text,
        html="\n".join(reading.htmls),
        reply=reply.newest(text, root.fields.text("subject"), is_answer=is_answer),
        attachments=tuple(reading.files),
        defects=_defects(root, who, reading),
        headers=header.decoded(root.fields),
        size=len(raw),
    )


def _identifiers(fields: header.Fields, name: str) -> tuple[str, ...]:
    """The identifiers in all fields of that name: some programs write one field for each."""
    return header.identifiers(header.decode(header.merged(fields.all(name))))


def _first(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _defects(root: entity.Entity, who: addressing.Addressing, reading: body.Reading) -> tuple[str, ...]:
    found = [defect for part in root.walk() for defect in part.defects]
    return tuple(dict.fromkeys([*found, *who.defects, *reading.defects]))[:_MAX_DEFECTS]
