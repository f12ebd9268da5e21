"""The lines of a text: which stand under a quote mark, and where the next words are."""

import re
from collections.abc import Sequence

MAX_LENGTH = 400
"""So much of a line is looked at where a pattern is sought; what mail programs write is shorter."""

GROUPWISE = r">>> .{2,120}\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.{0,40}>>>\s*$"
"""`>>> Jan <jan@example.com> 5/4/2026 10:12 >>>`, which GroupWise puts above what it quotes without marks."""

_QUOTED = re.compile(rf"\s{{0,3}}(?:(?!{GROUPWISE})>|[A-Za-z]{{1,3}}>(?=\s|$)|\|(?=\s|$))")


def is_quoted(line: str) -> bool:
    """Whether a line stands under a quote mark."""
    return _QUOTED.match(line[:MAX_LENGTH]) is not None


def next_words(lines: Sequence[str], at: int) -> int:
    """The first line from `at` on that is not blank; the number of lines when there is none."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def quote_follows(lines: Sequence[str], at: int) -> bool:
    """Whether the next words from `at` on stand under a quote mark."""
    following = next_words(lines, at)
    return following < len(lines) and is_quoted(lines[following])
