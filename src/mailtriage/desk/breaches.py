"""What is on record of a clock's broken promises, and what a promise given anew does to that.

Such a promise leaves a `recalculated` event (desk/record). Only a mended calendar takes a breach back (S24); after any
other change it stays on record, and the new promise can be broken in its turn (S22).
"""

from collections.abc import Callable, Iterable

from mailtriage.desk.clock import Cause, Clock
from mailtriage.desk.event import Event, EventKind


def broken(events: Iterable[Event], clock: str, undone: Callable[[Event], bool]) -> Event | None:
    """The first breach of a clock on record that no later recalculation has `undone`."""
    found = None
    for event in events:
        if event.text("clock") == clock and event.kind is EventKind.RECALCULATED:
            found = None if undone(event) else found
        elif event.text("clock") == clock and event.kind is EventKind.BREACHED:
            found = found or event
    return found


def broken_at(events: Iterable[Event], clock: Clock) -> Event | None:
    """The breach on record of the promise the clock now has: since it was given, or of the same due instant before."""
    events = tuple(events)
    kept = (e for e in events if e.kind is EventKind.BREACHED and e.text("clock") == clock.name)
    return broken(events, clock.name, gives_time) or next((e for e in kept if e.instant("due") == clock.due), None)


def gives_time(event: Event) -> bool:
    """Whether a promise lay ahead when it was given anew; one that is paused does."""
    now = event.instant("now")
    return now is None or now >= event.occurred


def takes_back(event: Event) -> bool:
    """Whether a promise given anew takes an earlier breach back."""
    return gives_time(event) and by_calendar(event)


def by_calendar(event: Event) -> bool:
    """Whether a promise was given anew because a calendar changed; records that name no cause say the same."""
    return Cause(event.text("by") or Cause.CALENDAR) is Cause.CALENDAR
