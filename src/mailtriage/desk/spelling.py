"""How instants and durations are written in one line of Dutch, Danish or English; in English for any other language.

Nothing is rounded up: fractions of a second are cut, whole seconds are shown when there are any.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Style:
    days: tuple[str, ...]
    months: tuple[str, ...]
    day: str  # how day of the month and month stand together
    clock: str
    at: str  # between date and time
    hours: tuple[str, str]  # one, several
    minutes: str
    seconds: str
    late: tuple[str, str, str]  # in support time alone, by the clock too, by the clock alone


_STYLES = {
    "en": _Style(
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        "{day} {month}",
        ":",
        " ",
        ("h", "h"),
        "min",
        "s",
        (
            "{support} of support time late",
            "{support} of support time late ({wall} by the clock)",
            "{wall} late, none of it support time",
        ),
    ),
    "nl": _Style(
        ("ma", "di", "wo", "do", "vr", "za", "zo"),
        ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
        "{day} {month}",
        ".",
        " ",
        ("uur", "uur"),
        "min",
        "s",
        (
            "{support} supporttijd te laat",
            "{support} supporttijd te laat ({wall} op de klok)",
            "{wall} te laat, geheel buiten supporttijd",
        ),
    ),
    "da": _Style(
        ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."),
        ("jan.", "feb.", "mar.", "apr.", "maj", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec."),
        "{day}. {month}",
        ".",
        " kl. ",
        ("time", "timer"),
        "min.",
        "sek.",
        (
            "{support} for sent i supporttiden",
            "{support} for sent i supporttiden ({wall} på uret)",
            "{wall} for sent, helt uden for supporttiden",
        ),
    ),
}


def spell(duration: timedelta, language: str) -> str:
    """A duration as a person says it: "4 h", "13 h 05", "45 min"; one below zero gets a minus sign."""
    style = _style(language)
    total = abs(duration) // timedelta(seconds=1)
    hours, minutes, seconds = total // 3600, total // 60 % 60, total % 60
    sign = "-" if duration < timedelta(0) and total else ""
    if style is _STYLES["en"] and hours and minutes and not seconds:
        return f"{sign}{hours} h {minutes:02}"
    parts = [f"{hours} {style.hours[hours != 1]}"] if hours else []
    parts += [f"{minutes} {style.minutes}"] if minutes or not total else []
    parts += [f"{seconds} {style.seconds}"] if seconds else []
    return sign + " ".join(parts)


def moment(at: datetime, zone: ZoneInfo, language: str, *, year: bool = False) -> str:
    """An instant on the wall of a zone: "Wed 25 Nov 14:20", with the year when asked for."""
    style, local = _style(language), at.astimezone(zone)
    date = style.day.format(day=local.day, month=style.months[local.month - 1]) + (f" {local.year}" if year else "")
    time = f"{local:%H}{style.clock}{local:%M}" + (f"{style.clock}{local:%S}" if local.second else "")
    return f"{style.days[local.weekday()]} {date}{style.at}{time}"


def lateness(support: timedelta, wall: timedelta, language: str) -> str:
    """How late something is, in support time and by the clock: "1 h 20 of support time late (2 h by the clock)" (S12, E44).

    Cut to the minute; empty below one, which would read as "0 min late".
    """
    support, wall = (span // _MINUTE * _MINUTE for span in (support, wall))
    if not wall:
        return ""
    alone, both, outside = _style(language).late
    words = outside if not support else alone if support == wall else both
    return words.format(support=spell(support, language), wall=spell(wall, language))


def _style(language: str) -> _Style:
    return _STYLES.get(language, _STYLES["en"])


def weekdays(language: str) -> tuple[str, ...]:
    """The short names of the days, from Monday on."""
    return _style(language).days
