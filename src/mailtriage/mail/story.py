"""What a mail tells by quoting or forwarding others: the words below the newest text, without marks and signatures.

In an answer to us that is history, and ours. In a mail that answers none of ours it is news: somebody adds us to a thread,
writes "can you take this?", and the thread says what is broken.
"""

import re
from collections.abc import Sequence

from mailtriage.mail import quotation, signature
from mailtriage.mail.line import is_quoted, next_words
from mailtriage.mail.quotation import Introduction, Kind

_MAX_LENGTH = 200_000
_MAX_LINES = 5000
_MESSAGES = 3  # further down it is seldom about what is asked now
_INTRODUCTIONS = 8  # "Forwarded message" stands above a copied header
_MARK = re.compile(r"\s{0,3}>\s?")


def told_below(text: str) -> str:
    """The words of the latest messages that a mail quotes, newest first; nothing from our own mark on.

    Linear in the length of the text.
    """
    lines = text[:_MAX_LENGTH].split("\n", _MAX_LINES)[:_MAX_LINES]
    told: list[str] = []
    found = _first(lines)
    for _ in range(_INTRODUCTIONS):
        if found is None or found.kind is Kind.MARK or len(told) == _MESSAGES:
            break
        lines = _unquoted(lines[found.stop :])
        found = _first(lines)
        own = "\n".join(signature.without(lines[: found.start] if found else lines)).strip()
        told += [own] if own else []
    return "\n\n".join(told)


def _first(lines: Sequence[str]) -> Introduction | None:
    """The first introduction that is not itself quoted."""
    looked = (quotation.introduction(lines, at) for at in range(len(lines)) if not is_quoted(lines[at]))
    return next(filter(None, looked), None)


def _unquoted(lines: list[str]) -> list[str]:
    """One level of marks less, where the words that follow have any."""
    start = next_words(lines, 0)
    if start >= len(lines) or not is_quoted(lines[start]):
        return lines
    return [_MARK.sub("", line, count=1) for line in lines]
