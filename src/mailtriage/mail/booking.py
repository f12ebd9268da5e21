"""A weekend that a customer asks for, `event 2026-12-05`, and the answers to it, `confirm agent@desk.example` and
`decline`.

As with any command, the line says this and nothing else but politeness; a subject counts only where it was written anew.
"""

import re
from datetime import date

from mailtriage.mail.command import first_line, written_anew
from mailtriage.mail.message import Message

_LONGEST = 200
_POLITE = r"(?:please|kindly|graag|a\.?u\.?b|s\.?v\.?p|alstublieft|venligst|tak|thanks|thank you|bedankt|dank)"
_EVENT = re.compile(
    rf"\W*(?:{_POLITE}\W+)?(?:special[- ])?event(?:[- ]?weekend)?\W+([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\W*(?:{_POLITE}\W*)?",
    re.IGNORECASE,
)
_CONFIRM = re.compile(r"\W*(?:confirm|bevestig|bekræft)(?:ed|d|t|er)?\b[\s:]*(.*)", re.IGNORECASE)
_DECLINE = re.compile(
    r"\W*(?:declined?|afgewezen|wijs af|afwijzen|afslå(?:et)?|afvist|afvis)\b[^\w@]*(?:\b(?:it|het|den|please|svp|venligst)\W*)?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+[^\s<>()\[\],;:\".]")


def weekend_asked(message: Message) -> date | None:
    """The date of a mail that asks for a special-event weekend (INF-39), whatever day of the week it is; else None."""
    subject = message.subject[:_LONGEST]
    lines = (first_line(message.reply or message.text), subject if written_anew(subject) else "")
    return next((day for line in lines if (day := _day(line)) is not None), None)


def confirmed(message: Message) -> str | None:
    """The address behind `confirm` in the first line; empty where the line names none, None for any other reply."""
    found = _CONFIRM.fullmatch(first_line(message.reply or message.text)[:_LONGEST])
    if found is None:
        return None
    address = _ADDRESS.search(found.group(1))
    return address.group(0) if address else ""


def declined(message: Message) -> bool:
    """Whether the first line says `decline` and nothing else."""
    return bool(_DECLINE.fullmatch(first_line(message.reply or message.text)[:_LONGEST]))


def _day(line: str) -> date | None:
    found = _EVENT.fullmatch(line)
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:  # 30 February: nothing we could answer by rule, so an ordinary request
        return None
