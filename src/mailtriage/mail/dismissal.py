"""Whether a reply lets us close a request: a plain yes (mail/consent), or words that ask for just that."""

import re
from dataclasses import replace

from mailtriage.mail.consent import agrees
from mailtriage.mail.message import Message

_CLOSE_WORDS = "sluit sluiten gesloten afsluiten afgesloten close closed luk lukke lukkes lukket"
_AROUND_WORDS = (
    "maar dan mag mogen u verzoek ticket zaak melding may you your request ticket case go ahead please "
    "bare i må kan gerne sagen henvendelsen"
)
_CLOSE = re.compile(rf"\b(?:{_CLOSE_WORDS.replace(' ', '|')})\b", re.IGNORECASE)
_AROUND = re.compile(rf"\b(?:{_AROUND_WORDS.replace(' ', '|')})\b", re.IGNORECASE)


def lets_close(message: Message) -> bool:
    """Whether somebody's newest words say that his request may be closed, and nothing else."""
    said = _AROUND.sub(" ", _CLOSE.sub("ok", message.reply or message.text))
    return agrees(replace(message, reply=said, text=said))
