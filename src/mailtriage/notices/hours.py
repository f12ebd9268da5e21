"""Opening hours in words: "Mon-Fri 08:30-17:30", with days that are alike put together."""

from collections.abc import Sequence
from datetime import timedelta

from mailtriage.desk.calendar import Calendar, Window
from mailtriage.desk.spelling import weekdays
from mailtriage.notices.languages import language_of

_ALWAYS = {"en": "day and night", "nl": "dag en nacht", "da": "døgnet rundt"}
_CLOCK = {"en": "{:02}:{:02}", "nl": "{:02}.{:02}", "da": "{:02}.{:02}"}
_MIDNIGHT = timedelta(days=1)


def hours(calendar: Calendar, language: str) -> str:
    """The weekly hours of a calendar, from Monday on; days without hours are left out. Empty for a calendar without any."""
    code = language_of(language).code
    days = weekdays(language)
    runs = [(days[first], days[last], windows) for first, last, windows in _runs(calendar.week) if windows]
    if len(runs) == 1 and runs[0][:2] == (days[0], days[-1]) and _all_day(runs[0][2]):
        return _ALWAYS[code]
    return ", ".join(_run(first, last, windows, code) for first, last, windows in runs)


def _runs(week: Sequence[tuple[Window, ...]]) -> list[tuple[int, int, tuple[Window, ...]]]:
    runs: list[tuple[int, int, tuple[Window, ...]]] = []
    for day, windows in enumerate(week):
        if runs and runs[-1][2] == windows:
            runs[-1] = (runs[-1][0], day, windows)
        else:
            runs.append((day, day, windows))
    return runs


def _all_day(windows: tuple[Window, ...]) -> bool:
    return windows == (Window(timedelta(0), _MIDNIGHT),)


def _run(first: str, last: str, windows: tuple[Window, ...], code: str) -> str:
    days = first if first == last else f"{first}–{last}"
    if _all_day(windows):
        return f"{days} {_ALWAYS[code]}"
    return f"{days} " + " / ".join(f"{_time(w.opens, code)}–{_time(w.closes, code)}" for w in windows)


def _time(at: timedelta, code: str) -> str:
    return _CLOCK[code].format(*divmod(int(at.total_seconds()) // 60, 60))
