"""When one mail says what another said before: how a robot is told from a person who has many questions.

Judged on the newest words and the files, or on the subject where there are no words: a robot's text stays the same whatever
it answers, while its subject follows ours. A robot that changes its address is told by the same words, whatever numbers
stand among them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mailtriage.mail.domain import comparable
from mailtriage.mail.message import Message

LOOKED_AT = 4000
"""So many characters of a text are compared."""

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail said: who wrote, the subject, the newest text as far as it is compared, the files by SHA-256."""

    sender: str
    subject: str
    text: str
    files: frozenset[str] = frozenset()


def said(message: Message) -> Said:
    """What a message says."""
    files = frozenset(a.sha256 for a in message.attachments)
    return Said(message.from_.address, message.subject, (message.reply or message.text)[:LOOKED_AT], files)


def repeats(new: Said, earlier: Iterable[Said]) -> bool:
    """Whether somebody said the same before: the same sender the very same, or another one the same but for numbers."""
    sender, words = comparable(new.sender), _words(new)
    bare = _without_numbers(words)
    for old in earlier:
        told = _words(old)
        if comparable(old.sender) == sender:
            if told == words and old.files == new.files:
                return True
        elif _without_numbers(told) == bare:
            return True
    return False


def _words(one: Said) -> list[str]:
    return _WORD.findall(one.text.casefold()) or _WORD.findall(one.subject.casefold())


def _without_numbers(words: list[str]) -> list[str]:
    return [word for word in words if not _DIGIT.search(word)]
