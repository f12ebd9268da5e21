"""Where an appointment may lie, and which time of the wall is meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailtriage.desk.appointment import fits, local
from mailtriage.desk.calendar import Calendar, Window

ZONE = ZoneInfo("Europe/Brussels")
MORNING, AFTERNOON = (Window(timedelta(hours=a), timedelta(hours=b)) for a, b in ((9, 12), (13, 16)))
ALL_DAY = Window(timedelta(0), timedelta(days=1))


def a_calendar(*windows: Window) -> Calendar:
    return Calendar("example", ZONE, (windows,) * 7)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("starts", "ends", "inside"),
    [
        ("2026-11-27T09:00", "2026-11-27T12:00", True),
        ("2026-11-27T09:00", "2026-11-27T12:00:01", False),
        ("2026-11-27T11:00", "2026-11-27T14:00", False),
        ("2026-11-27T08:59:59", "2026-11-27T10:00", False),
        ("2026-11-27T12:00", "2026-11-27T12:30", False),
        ("2026-11-27T09:00", "2026-11-27T09:00", False),
    ],
)
def test_it_lies_inside_one_window_from_edge_to_edge(starts: str, ends: str, inside: bool) -> None:  # noqa: FBT001
    assert fits(a_calendar(MORNING, AFTERNOON), wall(starts), wall(ends)) is inside


def test_windows_that_meet_at_midnight_are_one() -> None:
    assert fits(a_calendar(ALL_DAY), wall("2026-11-27T22:00"), wall("2026-11-28T02:00"))


def test_a_time_of_the_wall_is_one_instant_or_nobody_knows_which() -> None:
    read = datetime.fromisoformat
    assert local(read("2026-11-27T13:30"), ZONE) == datetime(2026, 11, 27, 12, 30, tzinfo=UTC)
    assert local(read("2026-07-01T13:30"), ZONE) == datetime(2026, 7, 1, 11, 30, tzinfo=UTC)
    assert local(read("2026-03-29T02:30"), ZONE) is None, "skipped"
    assert local(read("2026-10-25T02:30"), ZONE) is None, "comes twice"
