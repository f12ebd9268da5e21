"""Questions about calendars as other programs ask them, in the fields of `sla solve` and `sla rates`, and the answers.

Values are those of JSON: instants are ISO 8601 with a zone, answers in UTC with `Z`. Fields not named there are ignored.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from math import isfinite

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.localtime import utc
from mailtriage.desk.openings import Pause, business_days_due, due, elapsed, is_open
from mailtriage.desk.opentime import BeyondCalendarError
from mailtriage.desk.rates import rates

Inquiry = Mapping[str, object]
Answer = dict[str, object]

_SECOND = timedelta(seconds=1)


class InquiryError(ValueError):
    """The question cannot be understood; the text says which field and why."""


def solve(inquiry: Inquiry, calendars: Mapping[str, Calendar]) -> Answer:
    """When a target is due, and how much open time has passed at each instant of `elapsed_at`.

    `due` is None without a target (S9) and while a pause does not end (S19). InquiryError for a bad
    field and for one that leads where no calendar reaches.
    """
    calendar, start = _calendar(inquiry, calendars), _instant(inquiry.get("start"), "start")
    pauses = [_pause(pause) for pause in _list(inquiry, "pauses")]
    with _naming("start"):
        is_open(calendar, start)
    with _naming("target_business_days" if inquiry.get("target_minutes") is None else "target_minutes"):
        at = _due(inquiry, calendar, start, pauses)
    instants = [_instant(text, "elapsed_at") for text in _list(inquiry, "elapsed_at")]
    with _naming("elapsed_at"):
        answers = [{"at": _shown(i), "seconds": _seconds(elapsed(calendar, start, i, pauses))} for i in instants]
    return {"due": at and _shown(at), "elapsed_at": answers}


def classify(inquiry: Inquiry, calendars: Mapping[str, Calendar]) -> Answer:
    """How many seconds between `from` and `to` each rate class gets (E48). Errors as in `solve`."""
    calendar = _calendar(inquiry, calendars)
    begin, end = _instant(inquiry.get("from"), "from"), _instant(inquiry.get("to"), "to")
    if begin > end:
        raise InquiryError(f"from: {inquiry['from']!r} is after to, {inquiry['to']!r}")
    with _naming("from and to"):
        found = rates(calendar, begin, end)
    return {
        "seconds": {
            "office": _seconds(found.office),
            "out_of_hours": _seconds(found.out_of_hours),
            "weekend_holiday": _seconds(found.weekend_holiday),
        }
    }


@contextmanager
def _naming(field: str) -> Iterator[None]:
    """What the field leads beyond is an error that begins with its name."""
    try:
        yield
    except InquiryError:
        raise
    except (BeyondCalendarError, OverflowError) as error:
        reason = str(error) if isinstance(error, BeyondCalendarError) else "out of the range of dates"
        raise InquiryError(f"{field}: {reason}") from error


def _due(inquiry: Inquiry, calendar: Calendar, start: datetime, pauses: Sequence[Pause]) -> datetime | None:
    minutes, days = inquiry.get("target_minutes"), inquiry.get("target_business_days")
    if minutes is not None and days is not None:
        raise InquiryError("target_minutes and target_business_days exclude each other")
    if minutes is not None:
        return due(calendar, start, _target(minutes), pauses)
    if days is None:
        return None
    if isinstance(days, bool) or not isinstance(days, int) or days < 1:
        raise InquiryError(f"target_business_days: {days!r} is no whole number above zero")
    return business_days_due(calendar, start, days, pauses)


def _target(minutes: object) -> timedelta:
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not isfinite(minutes) or minutes < 0:
        raise InquiryError(f"target_minutes: {minutes!r} is no number from zero up")
    try:
        # A third of a minute has no exact decimal: the nearest second is what was meant.
        return timedelta(seconds=round(minutes * 60))
    except OverflowError:
        raise InquiryError(f"target_minutes: {minutes!r} is more than any calendar holds") from None


def _calendar(inquiry: Inquiry, calendars: Mapping[str, Calendar]) -> Calendar:
    name = inquiry.get("calendar")
    if not isinstance(name, str) or name not in calendars:
        raise InquiryError(f"calendar: {name!r} is none of {', '.join(sorted(calendars))}")
    return calendars[name]


def _instant(value: object, field: str) -> datetime:
    try:
        return utc(datetime.fromisoformat(value if isinstance(value, str) else ""))
    except (TypeError, ValueError, OverflowError):
        raise InquiryError(f"{field}: {value!r} is no instant like 2026-11-23T10:00:00Z, with a zone") from None


def _pause(value: object) -> Pause:
    match value:
        case [begin, None]:
            return _instant(begin, "pauses"), None
        case [begin, end]:
            pause = _instant(begin, "pauses"), _instant(end, "pauses")
            if pause[0] > pause[1]:
                raise InquiryError(f"pauses: {value!r} ends before it begins")
            return pause
    raise InquiryError(f"pauses: {value!r} is no pair of instants")


def _list(inquiry: Inquiry, field: str) -> list[object]:
    value = inquiry.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise InquiryError(f"{field}: {value!r} is no list")
    return value


def _shown(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _seconds(amount: timedelta) -> int | float:
    whole = amount // _SECOND
    return whole if amount == whole * _SECOND else amount / _SECOND
