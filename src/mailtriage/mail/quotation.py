"""Where somebody else's words begin: the lines mail programs put before a message they quote.

Every look is at a bounded number of bounded lines, so finding them takes linear time on any text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mailtriage.mail import phrases
from mailtriage.mail.attribution import attribution
from mailtriage.mail.copied import copied_header
from mailtriage.mail.line import GROUPWISE, MAX_LENGTH

_I = re.IGNORECASE
# Every introduction shows one of these on its first line; most lines show none and need no closer look.
_TELLING_WITHIN = re.compile(r"[:：@]|[-_=—#]{2}|<$")
_TELLING = re.compile(
    rf"\W{{0,6}}(?:{phrases.STARTERS})\b|[\s*>_]*(?:original|oprind|oorspr|urspr|message|begin|start|anfang|début)", _I
)
# Samsung's plain text runs the copied header on: `-------- Original message --------From: Jan ...`.
_FIRST_KEY = r"(?:from|van|fra|von|de|från|da)\s?:\s"
_ORIGINAL = re.compile(
    rf"[\s*>_]*(?:-{{2,}}\s*(?:{phrases.ORIGINAL})\s*:?\s*-{{2,}}(?:\s*{_FIRST_KEY}.*)?|original message processed by .{{2,40}})[\s*_]*$",
    _I,
)
_FORWARDED = re.compile(
    rf"[\s*>_]*(?:-{{2,}}\s*(?:{phrases.FORWARDED})\s*:?\s*-{{2,}}|(?:{phrases.FORWARD_BEGINS})\s*:?|(?:{phrases.FORWARDED})\s*:)[\s*_]*$",
    _I,
)
_GROUPWISE = re.compile(GROUPWISE)
_REPLY_ABOVE = re.compile(
    rf"[\s>*]*(?:#{{2,}}\s*-?|-{{2,}}|={{2,}}).{{0,20}}(?:{phrases.REPLY_ABOVE}).{{0,60}}(?:-?\s*#{{2,}}|-{{2,}}|={{2,}})\s*$",
    _I,
)
_ABOVE = re.compile(r"above|over|boven|oberhalb|dessus", _I)
_OWN_MARK = re.compile(r"[\s>*]*##-.{3,100}-##\s*$")
_OWN_MARK_BEGINS, _OWN_MARK_ENDS = re.compile(r"[\s>*]*##-\s*\w"), re.compile(r".{0,100}-##\s*$")


class Kind(Enum):
    """What kind of line introduces the words of somebody else."""

    ATTRIBUTION = auto()
    """`On 5 May 2026, Jan wrote:`"""
    HEADER = auto()
    """A copied header: From, Sent, To, Subject."""
    ORIGINAL = auto()
    """`-----Original Message-----`"""
    MARK = auto()
    """`##- Please type your reply above this line -##`"""
    FORWARD = auto()
    """`---------- Forwarded message ---------`"""


@dataclass(frozen=True, slots=True)
class Introduction:
    """An introduction: its kind and the lines it takes, `stop` excluded."""

    kind: Kind
    start: int
    stop: int


def shows_mark(text: str) -> bool:
    """Whether our own `##- Write your answer above this line -##` stands in a text: what is below it are our words."""
    lines = text.split("\n")
    return any(own_mark(lines, at) for at in range(len(lines)))


def own_mark(lines: Sequence[str], at: int) -> bool:
    """Whether our mark starts at a line; programs that fold the mail they quote break it over two or three."""
    line = lines[at][:MAX_LENGTH]
    if _OWN_MARK.match(line):
        return True
    return bool(_OWN_MARK_BEGINS.match(line)) and any(
        _OWN_MARK_ENDS.match(x[:MAX_LENGTH]) for x in lines[at + 1 : at + 3]
    )


def introduction(lines: Sequence[str], at: int) -> Introduction | None:
    """The introduction that starts at a line, if one does."""
    line = lines[at][:MAX_LENGTH]
    if not (_TELLING.match(line) or _TELLING_WITHIN.search(line) or line.startswith(">>> ") or "##-" in line):
        return None
    kind = Kind.MARK if own_mark(lines, at) else _on_its_own(line)
    if kind is not None:
        # The copied header under `-----Original Message-----` is of one piece with it.
        stop = copied_header(lines, at) if kind is Kind.ORIGINAL else 0
        return Introduction(kind, at, stop or at + 1)
    if stop := copied_header(lines, at):
        return Introduction(Kind.HEADER, at, stop)
    if stop := attribution(lines, at):
        return Introduction(Kind.ATTRIBUTION, at, stop)
    return None


def _on_its_own(line: str) -> Kind | None:
    """What one line says without its neighbours."""
    if _OWN_MARK.match(line) or (_ABOVE.search(line) and _REPLY_ABOVE.match(line)):
        return Kind.MARK
    if _ORIGINAL.match(line) or _GROUPWISE.match(line):
        return Kind.ORIGINAL
    return Kind.FORWARD if _FORWARDED.match(line) else None
