"""Due instants: the product beside a plain day-by-day loop of the standard library, in the same run.

`python bench/due.py` prints both times and their ratio, and fails if an answer differs or the ratio is below ten.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from zoneinfo import ZoneInfo

from mailtriage.config.calendars import read
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.openings import due

CASES = 10_000
GOAL = 10
ROUNDS = 7
ZONE = ZoneInfo("Europe/Amsterdam")
OPENS, CLOSES = time(8, 30), time(17, 30)

Question = tuple[datetime, timedelta]
Solve = Callable[[Calendar, datetime, timedelta], datetime]


def by_days(calendar: Calendar, start: datetime, left: timedelta) -> datetime:
    """Day after day from the start, until the target is used up: what one writes first."""
    day = start.astimezone(ZONE).date()
    while True:
        if day.weekday() < 5 and day not in calendar.holidays:
            opens = max(datetime.combine(day, OPENS, ZONE).astimezone(UTC), start)
            closes = datetime.combine(day, CLOSES, ZONE).astimezone(UTC)
            if closes - opens >= left:
                return opens + left
            left -= max(closes - opens, timedelta(0))
        day += timedelta(days=1)


def timed(solve: Solve, calendar: Calendar, questions: list[Question]) -> tuple[float, list[datetime]]:
    """One run over all questions: its time in seconds, and the answers."""
    began = perf_counter()
    answers = [solve(calendar, start, target) for start, target in questions]
    return perf_counter() - began, answers


def main() -> int:
    """Compare on random targets of one minute to 90 hours from 2024 to 2030."""
    calendar = read(Path(__file__).parents[1] / "config")[0]["iv_office"]
    random = Random(2024)
    first = datetime(2024, 1, 1, tzinfo=UTC)
    questions = [
        (first + timedelta(seconds=random.randrange(7 * 365 * 86_400)), timedelta(minutes=random.randint(1, 5400)))
        for _ in range(CASES)
    ]
    # In turns, and the best of each: whatever else the machine does then hits both alike.
    rounds = [(timed(by_days, calendar, questions), timed(due, calendar, questions)) for _ in range(ROUNDS)]
    loop, ours = (min(seconds for seconds, _ in runs) for runs in zip(*rounds, strict=True))
    same = all(expected == found for (_, expected), (_, found) in rounds)
    print(f"{CASES} due instants: day loop {loop:.3f} s, mailtriage {ours:.4f} s, {loop / ours:.1f} times faster")
    return 0 if same and loop / ours >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
