"""What stands under the words: signatures, phone adverts, legal and list footers; cut only where they are certain."""

import re
from collections.abc import Callable, Sequence

from mailtriage.mail import phrases

_I = re.IGNORECASE
_MAX_LINE = 300
_MAX_LINES = 20
_SHORT = 80
_MAX_NAME_WORDS = 3
_FEW = 2
_MAX_CARD = 5
_DELIMITER = re.compile(r"(?:-- ?|—|--\xa0|– ?)$")
_RULE = re.compile(r"\s*(?:_{2,}|-{3,}|={3,}|\*{3,}|—{2,}|–{2,}|~{3,})\s*$")
_UNDERSCORES = re.compile(r"\s*_{5,}\s*$")
_CLOSING = re.compile(
    rf"[\s*_]*((?:{phrases.CLOSINGS})(?:\s*[/|]\s*(?:{phrases.CLOSINGS})){{0,2}}(?:\s+{phrases.FROM_A_PLACE})?)(?:[\s*_]*[,.!;:]+[\s*_]*|[\s*_]*$|\s+(?=\w))(.{{0,60}})$",
    _I,
)
_SENT_FROM = re.compile(rf"[\s*_\[(<]*(?:{phrases.SENT_FROM})\b(.{{0,90}})$", _I)
_ADVERT = re.compile(
    rf"[^.?!]{{0,60}}\b(?:outlook|proton ?mail|yahoo)\b[^.?!]{{0,40}}https?://(?:{phrases.ADVERT_LINK})", _I
)
_EXCUSE = re.compile(rf"[,.;:–-]?\s*\b(?:{phrases.EXCUSES})\b.*", _I)
_SENTENCE = re.compile(r"[,;!?]\s|[!?]$|\bis\b|\bwas\b|\bto all\b")
_FOOTER = re.compile(rf"(?:{phrases.FOOTER_WORDS})", _I)
_CONTACT = re.compile(
    r"@|https?://|www\.|\+\d[\d ()./-]{6,}|\b(?:tel|tlf|phone|mobile?|mob|fax|t|m|e)\b\s?[:.]|(?<![\d.:/-])0\d(?![-/.]\d\d[-/.])[\d /-]{6,}",
    _I,
)
_AFTERTHOUGHT = re.compile(r"\s*(?:p\.?s\.?|n\.?b\.?)\b|.*\?\s*$", _I)
_DASHED_NAME = re.compile(r"(?:/|-{1,2}|—|–)\s?[^\W\d_a-z][\w.'-]{1,20}(?: [^\W\d_a-z][\w.'-]{0,20}){0,2}$")
_PERSON = re.compile(
    r"\s*[A-ZÀ-Þ][\w'’.-]{0,30}(?: (?:van|de|der|den|het|von|zu|af|du|la|le|ten|ter|el)){0,3}(?: [A-ZÀ-Þ][\w'’.-]{0,30}){1,3}\s*$"
)
_SEPARATOR = re.compile(r"\s[|•·●▪–]\s|\s\|\S|\S\|\s")
_TOLD = re.compile(r"\b[^\W\d_A-Z]\w* [^\W\d_A-Z]\w*.*[.?!]\s*$")
_LISTED = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+\S|.*\w:\s*$")
_PERSONAL = re.compile(r"\?(?:\s|$)|\bI(?:'m|'ve)?\b|\b(?:ik|mijn|jeg|ich|meine?|j'ai)\b")
_ASKS = re.compile(r"\?\s*$")
_LIST_ITEM = re.compile(r"\s*[-*•/]\s?\S")


def without(lines: Sequence[str]) -> list[str]:
    """The lines without what stands under them; linear, and never all of them."""
    kept = _trimmed(list(lines))
    if note := _noted(kept):
        kept = _trimmed(kept[:note]) or kept
    for _ in range(6):
        shorter = next((cut for look in _LOOKS if (cut := look(kept)) is not None), None)
        if shorter is None:
            break
        bare = _trimmed(kept[:shorter])
        if not bare:
            break
        kept = bare
    return kept


def _trimmed(lines: list[str]) -> list[str]:
    while lines and (not lines[-1].strip() or _RULE.match(lines[-1][:_MAX_LINE])):
        lines = lines[:-1]
    return lines


def _tail(lines: Sequence[str]) -> range:
    """The line numbers a signature may start at, lowest last; blank lines stand between all lines of some mails."""
    worded = [at for at in range(len(lines) - 1, max(len(lines) - 1 - 3 * _MAX_LINES, -1), -1) if lines[at].strip()]
    return range(len(lines) - 1, worded[: _MAX_LINES + 1][-1] - 1 if worded else len(lines) - 1, -1)


def _delimited(lines: Sequence[str]) -> int | None:
    """The line `-- ` (RFC 3676 section 4.3), also without its space: the topmost within reach counts."""
    found = [at for at in _tail(lines) if _DELIMITER.match(lines[at])]
    if not found:
        return None
    at = min(found)
    # Without its space it may as well stand between two parts of the text.
    told = [line for line in lines[at + 1 :] if _TOLD.search(line[:_MAX_LINE])]
    asks = any(_ASKS.search(line[-_MAX_LINE:]) for line in lines[at + 1 :])
    return None if lines[at] != "-- " and (asks or len(told) > 1) else at


def _ruled(lines: Sequence[str]) -> int | None:
    """Short lines under the last rule that name a person, an address or a list.

    Only the last rule is looked at: two of them make a frame around a log or a table.
    """
    at = _last_rule(lines)
    if at is None or (at and lines[at - 1].rstrip().endswith(":")):
        return None
    under = [line for line in lines[at + 1 :] if line.strip()]
    words = "\n".join(line[:_MAX_LINE] for line in under)
    if len({word.lower() for word in _FOOTER.findall(words)}) > 1:
        return at
    if not _all_short(under) or any(map(_TOLD.search, under)):
        return None
    return at if _CONTACT.search(words) or _is_card(under) else None


def _noted(lines: Sequence[str]) -> int | None:
    """One short line or two right under a long underscore, at the very end; a rule with air on both sides divides a text."""
    at = _last_rule(lines)
    if at is None or not at or lines[at - 1].strip() or not _UNDERSCORES.match(lines[at]):
        return None
    under = lines[at + 1 :]
    is_note = len(under) <= _FEW and _all_short(under) and all(line.strip() for line in under)
    return at if is_note and not any(map(_ASKS.search, under)) else None


def _last_rule(lines: Sequence[str]) -> int | None:
    return next((at for at in _tail(lines) if _RULE.match(lines[at][:_MAX_LINE])), None)


def _is_card(under: Sequence[str]) -> bool:
    """Whether a name of two words or three stands on top, as on a visiting card."""
    return 0 < len(under) <= _MAX_CARD and _PERSON.match(under[0]) is not None


def _closed(lines: Sequence[str]) -> int | None:
    """A closing such as `Kind regards,` with a name, a company, a number under it, and nothing that is told or asked."""
    found = None
    for at in _tail(lines):
        line = lines[at][:_MAX_LINE]
        closing = _CLOSING.match(line)
        if closing and _closes(closing):
            under = [below for below in lines[at + 1 :] if below.strip()]
            found = at if _all_short(under) else found
        elif _AFTERTHOUGHT.match(line) or _TOLD.search(line) or _LISTED.match(line):
            break
    return found


def _closes(closing: re.Match[str]) -> bool:
    """Whether only a name follows the closing words; without punctuation between it must look like one."""
    name = closing[2].strip()
    if _SENTENCE.search(name):
        return False
    if closing.string[closing.end(1) : closing.start(2)].strip(" *_"):
        return True
    words = name.split()
    return not words or (
        len(words) <= _MAX_NAME_WORDS and len(closing[1]) != len("best") and all(w[:1].isupper() for w in words)
    )


def _all_short(lines: Sequence[str]) -> bool:
    return all(len(line) <= _SHORT or _is_card_line(line) for line in lines)


def _is_card_line(line: str) -> bool:
    """Whether a longer line is a visiting card: `Klant BV | Kerkstraat 1 | 020 123 45 67`."""
    return len(line) <= _MAX_LINE and len(_SEPARATOR.findall(line)) >= _FEW and bool(_CONTACT.search(line))


def _sent_from(lines: Sequence[str]) -> int | None:
    """`Sent from my iPhone`, as the last line or with only a link behind it."""
    for at in _tail(lines)[:3]:
        if _is_advert(lines[at][:_MAX_LINE]) and _only_links(lines[at + 1 :]):
            return at
    return None


def _is_advert(line: str) -> bool:
    """Whether a mail program names itself here, by its words or by its link."""
    found = _SENT_FROM.match(line)
    if found and not _SENTENCE.search(_EXCUSE.sub("", found[1].replace("<", " "))):
        return True
    return _ADVERT.match(line) is not None


def _only_links(lines: Sequence[str]) -> bool:
    return all(not line.strip() or re.match(r"\s*[<(\[]?https?://\S+$", line) for line in lines)


def _legal(lines: Sequence[str]) -> int | None:
    """A last paragraph that talks of confidentiality, viruses or unsubscribing, at least twice; nobody asks or says I in it."""
    end = len(lines)
    start = end
    while start > 0 and end - start < _MAX_LINES and lines[start - 1].strip():
        start -= 1
    paragraph = " ".join(line[:2000] for line in lines[start:end])
    found = {word.lower() for word in _FOOTER.findall(paragraph)}
    return start if start > 0 and len(found) > _FEW and not _PERSONAL.search(paragraph) else None


def _named(lines: Sequence[str]) -> int | None:
    """A last line such as `/Jan` or `-Jan Jansen`, unless it is the end of a list."""
    at = len(lines) - 1
    if at < 1 or not _DASHED_NAME.match(lines[at].strip()[:_SHORT]):
        return None
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    return None if _LIST_ITEM.match(before) or before.rstrip().endswith(":") else at


_LOOKS: tuple[Callable[[Sequence[str]], int | None], ...] = (_sent_from, _delimited, _ruled, _legal, _closed, _named)
