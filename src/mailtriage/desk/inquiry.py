"""Questions about calendars as other programs ask them, in the fields of `sla solve` and `sla rates`, and the answers.

Values are those of JSON: instants are ISO 8601 with a zone, answers in UTC with `Z`. Fields not named there are ignored.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import isfinite

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.localtime import utc
from mailtriage.desk.openings import Pause, business_days_due, due, elapsed
from mailtriage.desk.rates import rates

Inquiry = Mapping[str, object]
Answer = dict[str, object]

_SECOND = timedelta(seconds=1)


class InquiryError(ValueError):
    """The question cannot be understood; the text says which field and why."""


def solve(inquiry: Inquiry, calendars: Mapping[str, Calendar]) -> Answer:
    """When a target is due, and how much open time has passed at each instant of `elapsed_at`.

    `due` is None without a target (S9) and while a pause does not end (S19). InquiryError for a bad field,
    BeyondCalendarError or OverflowError for an instant no calendar reaches.
    """
    calendar, start = _calendar(inquiry, calendars), _instant(inquiry.get("start"), "start")
    pauses = [_pause(pause) for pause in _list(inquiry, "pauses")]
    at = _due(inquiry, calendar, start, pauses)
    instants = [_instant(text, "elapsed_at") for text in _list(inquiry, "elapsed_at")]
    return {
        "due": at and _shown(at),
        "elapsed_at": [
            {"at": _shown(instant), "seconds": _seconds(elapsed(calendar, start, instant, pauses))}
            for instant in instants
        ],
    }


def classify(inquiry: Inquiry, calendars: Mapping[str, Calendar]) -> Answer:
    """How many seconds between `from` and `to` each rate class gets (E48). Errors as in `solve`."""
    calendar = _calendar(inquiry, calendars)
    found = rates(calendar, _instant(inquiry.get("from"), "from"), _instant(inquiry.get("to"), "to"))
    return {
        "seconds": {
            "office": _seconds(found.office),
            "out_of_hours": _seconds(found.out_of_hours),
            "weekend_holiday": _seconds(found.weekend_holiday),
        }
    }


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
            return _instant(begin, "pauses"), _instant(end, "pauses")
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
