"""Where somebody else's words begin: the lines mail programs put before a message they quote.

Every look is at a bounded number of bounded lines, so finding them takes linear time on any text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mailtriage.mail import phrases

_MAX_LINE = 400
_MAX_JOINED = 500
_ATTRIBUTION_LINES = 4
_BROKEN_ATTRIBUTION_LINES = 7
_HEADER_LINES = 14
_MAX_NAME = 60
_MAX_NAME_WORDS = 5
_I = re.IGNORECASE

QUOTED = re.compile(r"\s{0,3}(?:>|[A-Za-z]{1,3}>(?=\s|$)|\|(?=\s|$))")
_MARKS = re.compile(r"^(?:[\s>|]|[*_](?=\w))+")
_ADDRESS = re.compile(r"[^\s<>@,;:]{1,80}@[\w.-]{1,80}")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DATE = re.compile(
    rf"\b\d{{1,4}}[./-]\s?\d{{1,2}}[./-]\s?\d{{1,4}}\b|\b(?:19|20)\d\d\b|\b\d{{1,2}}\.?[ -](?:{phrases.MONTHS})|"
    rf"\b(?:{phrases.MONTHS})\w{{0,7}}\.? \d{{1,2}}\b|\d{{4}}年",
    _I,
)
_STARTS = re.compile(
    rf"\W{{0,6}}(?:(?:{phrases.STARTERS})\b|\d{{1,4}}[./年 -]|(?:{phrases.WEEKDAYS})\w{{0,7}}\b[,.]?\s)", _I
)
# Every introduction shows one of these on its first line; most lines show none and need no closer look.
_TELLING_WITHIN = re.compile(r"[:：@]|[-_=—#]{2}|<$")
_TELLING = re.compile(
    rf"\W{{0,6}}(?:{phrases.STARTERS})\b|[\s*>_]*(?:original|oprind|oorspr|urspr|message|begin|start|anfang|début)", _I
)
_NAMED = re.compile(
    r"[^.:;!?@<(]{0,60}(?:[.][^.:;!?@<(]{1,30}){0,2}[<(\[]?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}\.\w|[^.:;!?@<(]{1,60}<$"
)
_ON = re.compile(rf"\W{{0,6}}(?:{phrases.STARTERS})\b", _I)
_VERB_LAST = re.compile(
    rf"(?:^|[\s>)\"'.*]|(?<=gmail\.com))(?:{phrases.VERBS_LAST})\s?(?:[:：]|[-—]{{2,}})?[\s*_]*$", _I
)
_VERB_WEAK = re.compile(rf"\s(?:{phrases.VERBS_WEAK}):[\s*_]*$", _I)
_VERB_WITHIN = re.compile(rf"(?:^|[\s>)\"'])(?:{phrases.VERBS_WITHIN})\s(.{{1,160}}):[\s*_]*$", _I)
_ENDS = re.compile(r"[:：][\s*_]*$")
_FIRST_PERSON = re.compile(
    rf"\b(?:{phrases.FIRST_PERSON})\s+(?:{phrases.VERBS_LAST}|{phrases.VERBS_WITHIN})\b|\b(?:schreef|skrev|schrieb) (?:ik|wij|we|jeg|vi|ich|wir)\b",
    _I,
)
_SHARED = re.compile(
    rf"(?<=\S)\s*-{{0,3}}\s*\b((?:On|Op|Den|Am|Le) (?:(?:{phrases.WEEKDAYS})\w{{0,7}}|\d).{{5,200}}?(?:wrote|geschreven|a écrit|schreef .{{2,80}}|skrev .{{2,80}}|schrieb .{{2,80}})\s?:)\s*$",
    _I,
)
_ORIGINAL = re.compile(
    rf"[\s*>_]*(?:-{{2,}}\s*(?:{phrases.ORIGINAL})\s*:?\s*-{{2,}}|original message processed by .{{2,40}})[\s*_]*$", _I
)
_ORIGINAL_BARE = re.compile(rf"[\s*>_]*(?:{phrases.ORIGINAL})\s*:?[\s*_]*$", _I)
_FORWARDED = re.compile(
    rf"[\s*>_]*(?:-{{2,}}\s*(?:{phrases.FORWARDED})\s*:?\s*-{{2,}}|(?:{phrases.FORWARD_BEGINS})\s*:?)[\s*_]*$", _I
)
_REPLY_ABOVE = re.compile(
    rf"[\s>*]*(?:#{{2,}}\s*-?|-{{2,}}|={{2,}}).{{0,20}}(?:{phrases.REPLY_ABOVE}).{{0,60}}(?:-?\s*#{{2,}}|-{{2,}}|={{2,}})\s*$",
    _I,
)
_OWN_MARK = re.compile(r"[\s>*]*##-.{3,100}-##\s*$")
_KEY = {name: kind for kind, names in phrases.HEADER_KEYS.items() for name in names.split("|")}
_HEADER = re.compile(r"[\s>*_]{0,8}([^\W\d_][^:*<>@]{0,24}?)[\s*_\xa0]{0,3}:(?:[*_]{0,2}\s|[*_]{1,2}|$)(.{0,200})")
_RULE = re.compile(r"[\s>*]*(?:_{5,}|-{5,}|={5,}|—{3,})[\s*]*$")
_ESSENTIAL = frozenset({"from", "date", "to", "subject"})


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


def is_quoted(line: str) -> bool:
    """Whether a line stands under a quote mark."""
    return QUOTED.match(line) is not None


def next_words(lines: Sequence[str], at: int) -> int:
    """The first line from `at` on that is not blank; the number of lines when there is none."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def introduction(lines: Sequence[str], at: int) -> Introduction | None:
    """The introduction that starts at a line, if one does."""
    line = lines[at][:_MAX_LINE]
    if not (_TELLING.match(line) or _TELLING_WITHIN.search(line)):
        return None
    if "##" in line or "--" in line or "==" in line:
        if _OWN_MARK.match(line) or _REPLY_ABOVE.match(line):
            return Introduction(Kind.MARK, at, at + 1)
    if _ORIGINAL.match(line):
        return Introduction(Kind.ORIGINAL, at, at + 1)
    if _FORWARDED.match(line):
        return Introduction(Kind.FORWARD, at, at + 1)
    return _header(lines, at) or _attribution(lines, at)


def _kind_of_header(line: str) -> str:
    found = _HEADER.match(line)
    return _KEY.get(found[1].strip().lower(), "") if found else ""


def _header(lines: Sequence[str], at: int) -> Introduction | None:
    """A copied header, with the rule or the bare words above it."""
    line = lines[at][:_MAX_LINE]
    ruled = bool(_RULE.match(line) or _ORIGINAL_BARE.match(line))
    first = next_words(lines, at + 1) if ruled else at
    if first >= len(lines) or first > at + 3 or _kind_of_header(lines[first][:_MAX_LINE]) not in _ESSENTIAL:
        return None
    kinds, stop = _header_kinds(lines, first)
    needed = 1 if ruled and "from" in kinds and _inline_fields(lines[first]) else 2 if ruled else 3
    if "from" not in kinds or len(kinds & _ESSENTIAL) < needed:
        return None
    return Introduction(Kind.HEADER, at, stop)


def _inline_fields(line: str) -> bool:
    """Whether a header lost its line ends: `From: jan@example.com Date: Thu, 24 Mar`."""
    return len(re.findall(r"\b(?:From|To|Date|Sent|Subject|Van|Aan|Verzonden|Onderwerp): ", line[:_MAX_LINE])) > 1


def _header_kinds(lines: Sequence[str], first: int) -> tuple[frozenset[str], int]:
    """The kinds of fields in a copied header; a field may run on over a line or two, and blank lines may stand between."""
    kinds: set[str] = set()
    stop, last = first, min(len(lines), first + _HEADER_LINES)
    for at in range(first, last):
        line = lines[at][:_MAX_LINE]
        kind = _kind_of_header(line)
        if kind:
            kinds.add(kind)
            stop = at + 1
        elif at - stop >= 2 or (not line.strip() and len(kinds & _ESSENTIAL) >= 3):
            break
    return frozenset(kinds), stop


def _attribution(lines: Sequence[str], at: int) -> Introduction | None:
    """`On ..., Jan wrote:`, on one line or broken over several."""
    line = lines[at][:_MAX_LINE]
    if not (_STARTS.match(line) or _NAMED.match(line) or _name_first(lines, at)):
        return None
    joined = ""
    for stop in range(at + 1, min(len(lines), at + _BROKEN_ATTRIBUTION_LINES) + 1):
        piece = _bare(lines[stop - 1])
        if stop > at + _ATTRIBUTION_LINES and not _is_torn(joined):
            return None
        if not piece and not _is_torn(joined):
            return None
        if joined and _ON.match(piece) and _DATE.search(piece):
            return None  # it starts here; what stood above was text
        joined = f"{joined} {piece}".strip()
        if len(joined) > _MAX_JOINED:
            return None
        if _is_attribution(joined, lines, stop):
            return Introduction(Kind.ATTRIBUTION, at, stop)
    return None


def _name_first(lines: Sequence[str], at: int) -> bool:
    """`Jan Jansen wrote on 5 May:` is an attribution only where marks show that a quote follows."""
    following = next_words(lines, at + 1)
    return following < len(lines) and is_quoted(lines[following]) and _is_attribution(_bare(lines[at]), lines, at + 1)


def _bare(line: str) -> str:
    return _MARKS.sub("", line[:_MAX_LINE]).strip(" *_\xa0\u202f")


def _is_torn(joined: str) -> bool:
    """Whether an attribution has begun so clearly that a blank line within may be a client's mistake."""
    return bool(_ON.match(joined) and _DATE.search(joined) and _TIME.search(joined))


def _is_attribution(joined: str, lines: Sequence[str], stop: int) -> bool:
    address, date = bool(_ADDRESS.search(joined)), bool(_DATE.search(joined))
    starts = bool(_STARTS.match(joined) or _NAMED.match(joined))
    following = next_words(lines, stop)
    quoted = following < len(lines) and is_quoted(lines[following])
    if not (_ENDS.search(joined) or _VERB_LAST.search(joined)):
        # Some clients write no colon; then the quote below must say what it is.
        goes_on = quoted and _VERB_LAST.search(_bare(lines[following]))
        return quoted and not goes_on and date and address and joined.endswith(">") and starts
    if _FIRST_PERSON.search(joined) and not quoted:
        return False
    if joined.startswith("--") and joined.endswith("--") and _VERB_LAST.search(joined):
        return True
    if not (address or date or (quoted and _TIME.search(joined))):
        return False
    if _VERB_LAST.search(joined) or (_ON.match(joined) and date and _VERB_WEAK.search(joined)):
        return True
    within = _VERB_WITHIN.search(joined)
    if within and (quoted or _is_name_or_date(within[1])):
        return True
    return address and date and bool(_ENDS.search(joined)) and starts


def _is_name_or_date(words: str) -> bool:
    if _ADDRESS.search(words) or _DATE.search(words) or _TIME.search(words):
        return True
    return len(words) <= _MAX_NAME and len(words.split()) <= _MAX_NAME_WORDS and not words.strip(" \"'(")[:1].islower()


def split_shared(lines: list[str]) -> list[str]:
    """Lines in which an attribution shares its line with the reply (`Thanks! On Mon, Jan wrote:`) as two."""
    out: list[str] = []
    for at, line in enumerate(lines):
        found = _SHARED.search(line) if line.rstrip().endswith(":") and len(line) <= _MAX_LINE else None
        if found and at + 1 < len(lines) and is_quoted(lines[next_words(lines, at + 1) % len(lines)]):
            out += [line[: found.start()], found[1]]
        else:
            out.append(line)
    return out
