"""The newest text of a mail, without the messages it quotes: a view for reading; the whole text is always kept.

When in doubt it keeps: to cut a customer's words is worse than to show a quote. So inline answers and forwards stay whole,
and a cut that would leave nothing is not made. Linear in the length of the text.
"""

import re
from collections.abc import Sequence

from mailtriage.mail import phrases, quotation, signature
from mailtriage.mail.attribution import split_shared
from mailtriage.mail.line import is_quoted, next_words
from mailtriage.mail.quotation import Introduction, Kind

_MAX_LENGTH = 200_000
_MAX_LINES = 5000
_MAX_ROUNDS = 50
_FORWARD_SUBJECT = re.compile(rf"\s*(?:{phrases.FORWARD_PREFIXES})\s*:", re.IGNORECASE)
_ANSWER_SUBJECT = re.compile(
    rf"\s*(?:\[[^\]]{{1,40}}\]\s*)?(?:{phrases.REPLY_PREFIXES})(?:\[\d{{1,3}}\])?\s?[:：]", re.IGNORECASE
)
_ANSWERS_BELOW = re.compile(phrases.ANSWERS_BELOW, re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
_LONG_LINE = 60
_FEW_WORDS = 2
_OPEN_LINK = re.compile(r"[<(]https?://[^\s<>()]*$")
_BARE_LINK = re.compile(r"\s*[<(]?https?://\S+\s*>?\s*$")


def newest(text: str, subject: str = "", *, is_answer: bool = True) -> str:
    """The newest text of a mail; `subject` tells a forward, which stays whole.

    A mail that answers none (`is_answer`, from its header) keeps a copied header and what follows: it was pasted, or
    forwarded under a subject of the writer's own.
    """
    lines = text[:_MAX_LENGTH].split("\n", _MAX_LINES)
    beyond = len(text) > _MAX_LENGTH or len(lines) > _MAX_LINES
    lines = split_shared(lines[:_MAX_LINES])
    answers = is_answer or _ANSWER_SUBJECT.match(subject)
    kept = _newest(lines, is_forward=not answers or bool(_FORWARD_SUBJECT.match(subject)))
    if beyond and len(kept) == len(lines):
        return text
    return "\n".join(kept).strip("\n").rstrip()


def _newest(lines: list[str], *, is_forward: bool) -> list[str]:
    kept: list[str] = []
    at = 0
    for _ in range(_MAX_ROUNDS):
        found = _first(lines, at)
        top = [*kept, *lines[at : found.start if found else len(lines)]]
        if found is None or found.kind is Kind.MARK:
            return _finished(top, lines)
        if found.kind is Kind.FORWARD:
            return lines
        if found.kind is Kind.ATTRIBUTION:
            ended, kept = _attributed(lines, found, top)
        elif is_forward or _answers_below(top) or _announces(top):
            return lines
        else:
            # A copied header with nothing above it is part of the text.
            ended, kept = _has_words(top), top if _has_words(top) else [*top, *lines[found.start : found.stop]]
        if ended:
            return _finished(kept, lines, introduced=True)
        at = found.stop
    return lines


def _first(lines: Sequence[str], at: int) -> Introduction | None:
    """The first introduction from `at` on that is not itself quoted."""
    while at < len(lines):
        if not is_quoted(lines[at]) and (found := quotation.introduction(lines, at)):
            return found
        at += 1
    return None


def _attributed(lines: Sequence[str], found: Introduction, top: list[str]) -> tuple[bool, list[str]]:
    """What to keep around an attribution, and whether that is all."""
    following = next_words(lines, found.stop)
    if following >= len(lines):
        return True, top
    if not is_quoted(lines[following]):
        # The quote has no marks: all below is old, unless nothing stands above (then the line is just dropped).
        return (_has_words(top) and not _answers_below(top)), top
    rest = lines[found.stop :]
    end = _end_of_quote(rest)
    tail = _own(rest[end:])
    if not _has_words(tail):
        return True, top
    if _has_words(top) or any(map(is_quoted, tail)):
        return False, top  # answers between the quotes: all stays but the attribution
    return True, tail


def _end_of_quote(lines: Sequence[str]) -> int:
    """The first line behind the quoted block at the top, which may have run over its line ends."""
    end = 0
    for at, line in enumerate(lines):
        if is_quoted(line) or (line.strip() and _ran_over(lines, at)):
            end = at + 1
        elif line.strip():
            break
    return end


def _ran_over(lines: Sequence[str], at: int) -> bool:
    """Whether a line without a mark is the end of the quoted line above, wrapped on its way."""
    line, before = lines[at], lines[at - 1] if at else ""
    after = lines[at + 1] if at + 1 < len(lines) else ""
    if not (is_quoted(before) and is_quoted(after)):
        return False
    if _BARE_LINK.match(line) or (before.endswith("=") and len(before) >= _LONG_LINE):
        return True
    if _OPEN_LINK.search(before[-_LONG_LINE:]) and len(line.split()) == 1:
        return True
    return line[:1].islower() and len(before) >= _LONG_LINE and not before.rstrip().endswith(("?", ":"))


def _own(lines: Sequence[str]) -> list[str]:
    """Lines below a quote that are the writer's: up to the next introduction, without signature."""
    found = _first(lines, 0)
    bare = _without_trailing_quote(list(lines[: found.start] if found else lines))
    return signature.without(bare) if not _is_signature(bare) else []


def _is_signature(lines: Sequence[str]) -> bool:
    """Whether all that stands here is a signature: it would be cut to nothing under one line of text."""
    return len(signature.without(["x", "", *lines])) == 1


def _finished(kept: list[str], lines: list[str], *, introduced: bool = False) -> list[str]:
    """Without signature and trailing quotes; the whole text when no words would be left.

    Above an introduction that was cut, quotes are the writer's own choice, and stay.
    """
    bare = kept if introduced else _without_trailing_quote(kept)
    bare = signature.without(bare if _has_words(bare) else kept)
    if not introduced and _has_words(_without_trailing_quote(bare)):
        bare = _without_trailing_quote(bare)
    return bare if _has_words(bare) else lines


def _without_trailing_quote(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_quoted(lines[end - 1])):
        end -= 1
    return lines[:end]


def _has_words(lines: Sequence[str]) -> bool:
    return any(_WORD.search(line) for line in lines)


def _announces(top: Sequence[str]) -> bool:
    """Whether the last words above a copied header are `here are the headers you asked for:`."""
    last = next((line for line in reversed(top) if line.strip()), "")
    return last.rstrip(" *_").endswith(":") and len(last.split()) > _FEW_WORDS


def _answers_below(top: Sequence[str]) -> bool:
    """Whether the writer says that the answers stand between the old lines."""
    return any(_ANSWERS_BELOW.search(line[:500]) for line in top[-_LONG_LINE:])
