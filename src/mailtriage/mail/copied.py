"""A header copied into the text, as Outlook does above what it quotes: From, Sent, To, Subject in any language.

The same words stand in forms, logs and requests ("Van: maandag"). So some line must name an address, a day or an hour, unless
words above it say that a mail follows.
"""

import re
from collections.abc import Sequence

from mailtriage.mail import phrases
from mailtriage.mail.line import MAX_LENGTH, next_words

_MAX_LINES = 14
_MAX_FOLDED = 2
_ENOUGH = 3
_I = re.IGNORECASE
_ORIGINAL_BARE = re.compile(rf"[\s*>_]*(?:{phrases.ORIGINAL})\s*:?[\s*_]*$", _I)
_KEY = {name: kind for kind, names in phrases.HEADER_KEYS.items() for name in names.split("|")}
_HEADER = re.compile(r"[\s>*_]{0,8}([^\W\d_][^:*<>@]{0,24}?)[\s*_\xa0]{0,3}:(?!//)(.{0,200})")
_RULE = re.compile(r"[\s>*]*(?:_{5,}|-{5,}|={5,}|—{3,}|-{2,}[^-].{1,60}?-{2,})[\s*]*$")
_FULL_DATE = re.compile(r"\b(?:19|20)\d\d\b.{0,20}\b\d{1,2}[:.]\d{2}\b")
_GOES_ON = re.compile(r"[,;]\s*$")
_ESSENTIAL = frozenset({"from", "date", "to", "subject"})
_RUN_TOGETHER = re.compile(
    r"\b(From|To|Date|Sent|Subject|Van|Aan|Verzonden|Datum|Onderwerp|Fra|Til|Sendt|Dato|Emne|Von|An|Gesendet|Betreff): "
)


def copied_header(lines: Sequence[str], at: int) -> int:
    """The line behind the copied header that starts at a line, with the rule or the words above it; 0 when none does."""
    line = lines[at][:MAX_LENGTH]
    ruled = bool(_RULE.match(line) or _ORIGINAL_BARE.match(line))
    first = next_words(lines, at + 1) if ruled else at
    if first >= len(lines) or first > at + _ENOUGH or _kind(lines[first]) not in _ESSENTIAL:
        return 0
    kinds, stop = _kinds(lines, first)
    if not _ORIGINAL_BARE.match(line) and not any(_is_of_a_mail(one[:MAX_LENGTH]) for one in lines[first:stop]):
        return 0
    # The rule says enough; then a header that lost its line ends will do.
    needed = _ENOUGH - 1 if ruled else _ENOUGH
    run_together = frozenset(_KEY[key.lower()] for key in _RUN_TOGETHER.findall(lines[first][:MAX_LENGTH]))
    if len(run_together) >= needed:
        kinds |= run_together
    if "from" not in kinds:
        return stop if _is_dated_address(lines, first) else 0
    return stop if len(kinds & _ESSENTIAL) >= needed else 0


def _is_of_a_mail(line: str) -> bool:
    """Whether a line of the header names an address, or when the mail was sent."""
    return "@" in line or (_kind(line) == "date" and any(map(str.isdigit, line)))


def _is_dated_address(lines: Sequence[str], first: int) -> bool:
    """`Date: Wed, 16 May 2012 00:15:02 -0600` right above `To: jan@example.com` is a header even without From."""
    if first + 1 >= len(lines) or _kind(lines[first]) != "date" or _kind(lines[first + 1]) != "to":
        return False
    return bool(_FULL_DATE.search(lines[first][:MAX_LENGTH])) and "@" in lines[first + 1][:MAX_LENGTH]


def _kind(line: str) -> str:
    found = _HEADER.match(line[:MAX_LENGTH])
    return _KEY.get(found[1].strip().lower(), "") if found else ""


def _kinds(lines: Sequence[str], first: int) -> tuple[frozenset[str], int]:
    """The kinds of fields in a copied header; a field may run on over two lines, and blank lines may stand between."""
    kinds: set[str] = set()
    stop = first
    for at in range(first, min(len(lines), first + _MAX_LINES)):
        kind = _kind(lines[at])
        if kind:
            kinds.add(kind)
            stop = at + 1
        elif stop == at and _GOES_ON.search(lines[at - 1][:MAX_LENGTH]) and "@" in lines[at]:
            stop = at + 1
        elif at - stop >= _MAX_FOLDED or (not lines[at].strip() and len(kinds & _ESSENTIAL) >= _ENOUGH):
            break
    return frozenset(kinds), stop
