"""What an edit changed in a calendar, in a few words for the record of the promises it moves (S24)."""

from collections.abc import Iterator

from mailtriage.desk.calendar import Calendar

_MANY = 5
_PARTS = {
    "zone": "zone",
    "week": "weekly hours",
    "closed_yearly": "yearly closures",
    "closed": "closures",
    "extra_open": "extra openings",
}


def described(before: Calendar, after: Calendar) -> str:
    """One line: "calendar iv_office: holiday 2026-11-23 added; weekly hours changed"."""
    return f"calendar {after.name}: " + ("; ".join(_changes(before, after)) or "unchanged")


def _changes(before: Calendar, after: Calendar) -> Iterator[str]:
    old, new = set(before.holidays), set(after.holidays)
    for days, verb in ((sorted(new - old), "added"), (sorted(old - new), "removed")):
        if days:
            shown = ", ".join(day.isoformat() for day in days[:_MANY]) + (" ..." if len(days) > _MANY else "")
            yield f"holiday{'s' if len(days) > 1 else ''} {shown} {verb}"
    for name, words in _PARTS.items():
        if getattr(before, name) != getattr(after, name):
            yield f"{words} changed"
