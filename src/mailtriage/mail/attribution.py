"""`On 5 May 2026, Jan wrote:`, in any language and order, on one line or broken over several."""

import re
from collections.abc import Sequence

from mailtriage.mail import phrases
from mailtriage.mail.line import MAX_LENGTH, next_words, quote_follows

_MAX_JOINED = 500
_LINES = 4
_TORN_LINES = 7
_MAX_NAME = 60
_MAX_VERB = 45
_MAX_NAME_WORDS = 5
_EARLY = 20
_I = re.IGNORECASE

_MARKS = re.compile(r"^(?:[\s>|]|[*_](?=\w))+")
_ADDRESS = re.compile(r"[^\s<>@,;:]{1,80}@[\w.-]{1,80}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d[./-]\d{1,2}[./-]\d\d")
_ADDRESS_LAST = re.compile(r"@[\w.-]{1,80}[>)\]]{0,3}\s?[:：]$")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DATE = re.compile(
    rf"\b\d{{1,4}}[./-]\s?\d{{1,2}}[./-]\s?\d{{1,4}}\b|\b(?:19|20)\d\d\b|\b\d{{1,2}}\.?[ -](?:{phrases.MONTHS})|"
    rf"\b(?:{phrases.MONTHS})\w{{0,7}}\.? \d{{1,2}}\b|\d{{4}}年",
    _I,
)
_STARTS = re.compile(
    rf"\W{{0,6}}(?:(?:{phrases.STARTERS})\b|\d{{1,4}}[./年 -]|(?:{phrases.WEEKDAYS})\w{{0,7}}\b[,.]?\s)", _I
)
_NAMED = re.compile(
    r"[^.:;!?@<(]{0,60}(?:[.][^.:;!?@<(]{1,30}){0,2}[<(\[]?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}\.\w|[^.:;!?@<(]{1,60}<$"
)
_ON = re.compile(rf"\W{{0,6}}(?:{phrases.STARTERS})\b", _I)
_VERB_LAST = re.compile(rf"(?:^|[\s>)\"'.*])(?:{phrases.VERBS_LAST})\s?(?:[:：]|[-—]{{2,}})?[\s*_]*$", _I)
_BEFORE_SUBJECT = re.compile(r"[\d,]")
_WRITER = re.compile(r"[^\W\d_a-zß-ÿ]|\b(?:you|u|jij|je|du|vous|tu)\b")  # a name, or to whom we write
# `Quoting Jan <jan@example.com>:`, as Horde writes.
_QUOTING = re.compile(
    r"(?:Quoting|Citeren|Citaat van|Zitat von|Citat(?: fra| af)?|Citerar|Citando|En réponse à) .{2,120}:\s*$"
)
_COMPARES = re.compile(r"(?:as|like|zoals|wie|som|comme)\s", _I)  # "As you wrote on 5 May:"
_VERB_WEAK = re.compile(rf"\s(?:{phrases.VERBS_WEAK}):[\s*_]*$", _I)
_VERB_WITHIN = re.compile(rf"(?:^|[\s>)\"'])(?:{phrases.VERBS_WITHIN})\s(.{{1,160}}):[\s*_]*$", _I)
_FIRST_PERSON = re.compile(
    rf"\b(?:{phrases.FIRST_PERSON})\s+(?:{phrases.VERBS_LAST}|{phrases.VERBS_WITHIN})\b|\b(?:schreef|skrev|schrieb) (?:ik|wij|we|jeg|vi|ich|wir)\b",
    _I,
)
_ON_DAY = (
    rf"(?:On|Op|Den|Am|Le) (?:(?:{phrases.WEEKDAYS})\w{{0,7}}|\d).{{5,200}}?"
    r"(?:wrote|geschreven|a écrit|schreef .{2,80}|skrev .{2,80}|schrieb .{2,80})\s?:"
)
_SHARED = re.compile(rf"(?<=\S)\s*-{{0,3}}\s*\b({_ON_DAY})\s*$", _I)
_RUN_ON = re.compile(rf"(\s{{0,6}}{_ON_DAY})[ \xa0]{{2,}}(?=\S)", _I)
_WORD = re.compile(r"[^\W_]")
_WEEKDAY = re.compile(rf"\W*(?:{phrases.WEEKDAYS})\w{{0,7}}[,.]?\s*", _I)


def attribution(lines: Sequence[str], at: int) -> int:
    """The line behind the attribution that starts at a line; 0 when none does."""
    line = lines[at][:MAX_LENGTH]
    if not (_starts(line) or _name_first(lines, at)):
        return 0
    joined = ""
    for stop in range(at + 1, min(len(lines), at + _TORN_LINES) + 1):
        piece = _bare(lines[stop - 1])
        if (stop > at + _LINES or not piece) and not _is_torn(joined):
            return 0
        if joined and _ON.match(piece) and _DATE.search(piece):
            return 0  # it starts here; what stood above was text
        joined = f"{joined} {piece}".strip()
        if len(joined) > _MAX_JOINED:
            return 0
        if _is_attribution(joined, lines, stop):
            return stop
    return 0


def _name_first(lines: Sequence[str], at: int) -> bool:
    """`Jan Jansen wrote on 5 May:` is an attribution only where marks show that a quote follows."""
    return quote_follows(lines, at + 1) and _is_attribution(_bare(lines[at]), lines, at + 1)


def _bare(line: str) -> str:
    return _MARKS.sub("", line[:MAX_LENGTH]).strip(" *_\xa0\u202f")


def _is_torn(joined: str) -> bool:
    """Whether an attribution has begun so clearly that a blank line within may be a client's mistake."""
    return bool(_ON.match(joined) and _DATE.search(joined) and _TIME.search(joined))


def _is_attribution(joined: str, lines: Sequence[str], stop: int) -> bool:
    quoted = quote_follows(lines, stop)
    ends, verb_last = joined.endswith((":", "：")), _VERB_LAST.search(joined, max(0, len(joined) - _MAX_VERB))
    if not (ends or verb_last):
        return quoted and _says_no_verb(joined, lines, stop)
    if (quoted and _QUOTING.match(joined)) or (verb_last and joined.startswith("--") and joined.endswith("--")):
        return True
    address, date, time = (bool(mark.search(joined)) for mark in (_ADDRESS, _DATE, _TIME))
    # "On 3 May Jan wrote me this:" is how people tell it; programs put an address, a year or a time there.
    if not (address or (date and (quoted or time or _YEAR.search(joined))) or (quoted and time)):
        return False
    if _COMPARES.match(joined) or (
        not quoted and _is_told(joined, verb_last.start() + 1 if verb_last and not address else None)
    ):
        return False
    if verb_last or _is_named(joined, quoted=quoted):
        return True
    placed = address if quoted else _ADDRESS_LAST.search(joined) or (time and "<" in joined)
    return bool(date and ends and placed and _starts(joined))


def _is_told(joined: str, verb: int | None) -> bool:
    """Whether it is the writer's own sentence: `On 3 May I wrote:`, `On 3 May at 10:12 our monitoring said:`."""
    if _FIRST_PERSON.search(joined):
        return True
    if verb is None:
        return False
    subject = _BEFORE_SUBJECT.split(joined[:verb])[-1]
    return bool(subject.strip()) and not _WRITER.search(subject)


def _is_named(joined: str, *, quoted: bool) -> bool:
    """Whether a verb stands within, with only a name or a date behind it."""
    if _ON.match(joined) and _DATE.search(joined) and _VERB_WEAK.search(joined):
        return True
    within = _VERB_WITHIN.search(joined)
    return bool(within and (quoted or _is_name_or_date(within[1])))


def _says_no_verb(joined: str, lines: Sequence[str], stop: int) -> bool:
    """Some clients write `2026/5/4 Jan <jan@example.com>` and no colon; then the quote below must say what it is."""
    if _VERB_LAST.search(_bare(lines[next_words(lines, stop)])[-_MAX_VERB:]):
        return False
    return bool(joined.endswith(">") and _DATE.search(joined) and _ADDRESS.search(joined) and _starts(joined))


def _starts(joined: str) -> bool:
    return bool(
        _STARTS.match(joined) or _NAMED.match(joined) or _QUOTING.match(joined) or _DATE.search(joined[:_EARLY])
    )


def _is_name_or_date(words: str) -> bool:
    if _ADDRESS.search(words) or _DATE.search(words) or _TIME.search(words):
        return True
    return len(words) <= _MAX_NAME and len(words.split()) <= _MAX_NAME_WORDS and not words.strip(" \"'(")[:1].islower()


def split_shared(lines: list[str]) -> list[str]:
    """Lines in which an attribution shares its line, with the reply before it or the quote behind it, as two."""
    out: list[str] = []
    for at, line in enumerate(lines):
        out += _parted(line, is_quote_next=quote_follows(lines, at + 1)) if ":" in line else [line]
    return out


def _parted(line: str, *, is_quote_next: bool) -> list[str]:
    """`Thanks! On Mon, Jan wrote:` above a quote, and `On Mon, Jan wrote:   Hello` as Yahoo writes on phones."""
    if found := _RUN_ON.match(line[:MAX_LENGTH]):
        return [line[: found.end(1)], line[found.end() :]]
    if not is_quote_next or not line.rstrip().endswith(":") or len(line) > MAX_LENGTH:
        return [line]
    found = _SHARED.search(line)
    if not found or not _WORD.search(line[: found.start()]) or _WEEKDAY.fullmatch(line[: found.start()]):
        return [line]
    return [line[: found.start()], found[1]]
