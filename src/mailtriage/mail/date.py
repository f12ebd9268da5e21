"""The `Date` of a message where mail-parser, which is strict, sees none: other languages, odd zones, ISO 8601.

Dates are shown, never counted with: a clock starts at INTERNALDATE. So a date read with goodwill beats none, but an
impossible one stays none, nothing is rolled over.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta

# Month names by their beginning: English, Dutch, Danish, German, French, and the neighbours that come for free.
_MONTHS = (
    ("jan", "ene", "gen", "gio"),
    ("feb", "fev"),
    ("mar", "maa", "mrt", "mrz", "marz"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mei", "maj", "mag"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "des", "dic"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_DAY = re.compile(r"(?<!\d)(\d{1,2})[\s,.-]{1,3}([^\W\d_]{3,10})[\s,.-]{1,3}(\d{4}|\d{2})(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([ap])\.?m\b)?", re.IGNORECASE)
_ZONE = re.compile(r"([+-])(\d{2}):?(\d{2})(?!\d)|\b([A-Za-z]{2,5})\b")
# Names RFC 5322 does not know and mail-parser therefore takes as UTC, in minutes east.
_NAMED = {
    **dict.fromkeys(("cet", "met", "mez", "bst", "wat", "west"), 60),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "oez", "hec"), 120),
    **dict.fromkeys(("eest", "msk", "oesz"), 180),
    **dict.fromkeys(("gmt", "utc", "ut", "wet", "z"), 0),
    **dict(
        zip(
            ("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"),
            (-300, -240, -360, -300, -420, -360, -480, -420),
            strict=True,
        )
    ),
}
_FROM_GMT = re.compile(r"(?<=\d)\s*\b(?:GMT|UTC?)([+-])(\d{1,2}):?(\d{2})?(?:\s*\([^()]{0,60}\))?\s*$")
# `Mar 4, 2025 9:15 PM` as Americans write, and `Mar  4 09:15:00 2025` as C does.
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,10})\.?\s{1,2}(\d{1,2})(?:,?\s{1,2}(\d{4})\b|(?:\s+\S{3,14}){1,2}\s+(\d{4})\s*$)"
)
_LAST_WORD = re.compile(r"\s([A-Za-z]{3,4})\s*$")


def with_numeric_zone(text: str) -> str:
    """The date with a zone such as CET or GMT+0100 at its end as an offset, so that a strict reader gets it right."""
    return _LAST_WORD.sub(_offset, _FROM_GMT.sub(_from_gmt, text))


def _from_gmt(found: re.Match[str]) -> str:
    return f" {found[1]}{int(found[2]):02}{found[3] or '00'}"


def _offset(found: re.Match[str]) -> str:
    minutes = _NAMED.get(found[1].lower())
    return f" +{minutes // 60:02}00" if minutes and minutes > 0 else found[0]


def lenient(text: str) -> datetime | None:
    """The instant a date tells, in UTC; a missing zone counts as UTC. None for what is no date."""
    day = _DAY.search(text)
    if (day is None or not _month(day[2])) and (turned := _MONTH_FIRST.search(text)):
        text = f"{turned[2]} {turned[1]} {turned[3] or turned[4]} {text[turned.end(2) :]}"
        day = _DAY.search(text)
    try:
        if day is None:
            read = datetime.fromisoformat(text.strip())
            return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
        return _instant(day, text[day.end() :], text[: day.start()])
    except (ValueError, OverflowError):
        return None


def _instant(day: re.Match[str], after: str, before: str) -> datetime | None:
    month = _month(day[2])
    time = _TIME.search(after) or _TIME.search(before)
    if month == 0 or time is None:
        return None
    year = int(day[3])
    if len(day[3]) == 2:  # noqa: PLR2004  # RFC 5322 section 4.3
        year += 2000 if year < 50 else 1900  # noqa: PLR2004
    hour = int(time[1])
    if time[4]:
        hour = hour % 12 + (12 if time[4].lower() == "p" else 0)
    written = datetime(year, month, int(day[1]), hour, int(time[2]), min(int(time[3] or 0), 59), tzinfo=UTC)
    return written - timedelta(minutes=_east(after[time.end() :] if time.string is after else after))


def _month(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return next((_MONTH[plain[:size]] for size in (4, 3) if plain[:size] in _MONTH), 0)


def _east(text: str) -> int:
    """Minutes east of UTC that a zone names. `+0580` is how some Indian servers write +0530."""
    found = _ZONE.search(text)
    if found is None:
        return 0
    if found[4]:
        return _NAMED.get(found[4].lower(), 0)
    hours, minutes = int(found[2]), int(found[3])
    east = hours * 60 + (30 if minutes > 59 else minutes)  # noqa: PLR2004
    return -east if found[1] == "-" else east
