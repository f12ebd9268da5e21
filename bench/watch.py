"""A tick of the watch with nothing due: the same cost with 1,000 and with 1,000,000 open tickets, half of them breached.

`python bench/watch.py` prints microseconds a tick for both, and fails if the many cost more than half as much again.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import cast

from jinja2 import Environment

from mailtriage.clock import SimulatedClock
from mailtriage.config.installation import Installation
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ticket import ticket_from
from mailtriage.jobs.office import Office
from mailtriage.jobs.watch import next_due, watch
from mailtriage.store import tickets
from mailtriage.store.database import Database
from mailtriage.store.migration import upgrade

SIZES = (1_000, 1_000_000)
GOAL = 1.5
ROUNDS = 20
TICKS = 100
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

# From the one ticket there is. Every second one is breached: of those every other has its next update ahead and the rest
# nothing more to tell; all the others have a warning ahead.
MULTIPLY = """
WITH RECURSIVE series(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM series WHERE i < ?)
INSERT INTO ticket (created, seq, state, kind, priority, contract, customer, requester, assignee, role, mailbox, subject,
                    received, updated, next_due)
SELECT created, seq, state, kind, priority, contract, customer, requester, assignee, role, mailbox, subject,
       received, updated,
       CASE WHEN i % 4 = 0 THEN NULL ELSE strftime('%Y-%m-%d %H:%M:%S.000000', next_due, (i % 900000) || ' seconds') END
FROM series, ticket
"""


def main() -> int:
    """Tick in turns on a small and on a large desk."""
    with tempfile.TemporaryDirectory() as directory:
        offices = {size: _office(Path(directory) / f"{size}.sqlite3", size) for size in SIZES}
        spent: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(ROUNDS):
            for size, office in offices.items():
                spent[size].append(_tick(office))
        for office in offices.values():
            office.database.close()
    few, many = (median(spent[size]) for size in SIZES)
    for size, seconds in zip(SIZES, (few, many), strict=True):
        print(f"{size:,} open tickets: {seconds * 1e6:.0f} us a tick")
    print(f"{many / few:.2f} times as much; goal: at most {GOAL}")
    return 0 if many / few <= GOAL else 1


def _tick(office: Office) -> float:
    """Seconds for one look at what is next and one watch, the mean of many."""
    began = perf_counter()
    for _ in range(TICKS):
        due, _ = next_due(office)
        looked = watch(office)
        assert due is not None
        assert due > office.now()
        assert looked == 0
    return (perf_counter() - began) / TICKS


def _office(path: Path, size: int) -> Office:
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.transaction() as session:
        number = tickets.create(session, NOW)
        events = tickets.append(session, number, [Event(EventKind.OPENED, NOW, NOW, data={"kind": "incident"})])
        tickets.index(session, ticket_from(number, events), NOW + timedelta(days=1))
        session.exec_driver_sql(MULTIPLY, (size,))
    clock = SimulatedClock(NOW, datetime(2026, 1, 1, tzinfo=UTC), 1e-9)
    nothing = cast(Installation, None)  # a tick with nothing due asks the configuration nothing
    return Office(nothing, database, Environment(autoescape=True), clock)


if __name__ == "__main__":
    sys.exit(main())
