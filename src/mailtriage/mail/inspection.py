"""What the mail layer reads in a message, as plain JSON values: the answer of `mailtriage inspect`."""

from mailtriage.mail import automatic, bounce, parse
from mailtriage.mail.message import Address, Attachment, Message


def inspection(raw: bytes) -> dict[str, object]:
    """The fields of `inspect` for one message (DESIGN section 7); total, as `parse` is."""
    return inspected(raw)[1]


def inspected(raw: bytes) -> tuple[Message, dict[str, object]]:
    """The message with its inspection, for who needs both."""
    message = parse.parse(raw)
    kind = automatic.automatic(message)
    found = {
        **_reading(message),
        "auto": None if kind is None else kind.value,
        "bounce": _returned(bounce.bounce(message, raw)),
        "defects": list(message.defects),
    }
    return message, found


def _reading(message: Message) -> dict[str, object]:
    return {
        "message_id": message.message_id or None,
        "in_reply_to": message.in_reply_to or None,
        "references": list(message.references),
        "from": _person(message.from_) if message.from_.address else None,
        "to": [_person(person) for person in message.to],
        "cc": [_person(person) for person in message.cc],
        "reply_to": [_person(person) for person in message.reply_to],
        "subject": message.subject,
        "date": message.date.isoformat().replace("+00:00", "Z") if message.date else None,
        "text": message.text,
        "reply": message.reply,
        "attachments": [_file(file) for file in message.attachments],
    }


def _person(person: Address) -> dict[str, str]:
    return {"name": person.name, "address": person.address}


def _file(file: Attachment) -> dict[str, object]:
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.sha256,
        "inline": file.inline,
    }


def _returned(found: bounce.Bounce | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "recipients": [{"address": one.address, "status": one.status, "action": one.action} for one in found.recipients]
    }
