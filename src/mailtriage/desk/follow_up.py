"""A ticket with a vendor is not forgotten: every so many business days its owner is reminded to ask (IV-11)."""

from collections.abc import Iterator
from datetime import datetime

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.clock import INSTANT
from mailtriage.desk.event import EventKind
from mailtriage.desk.ladder import when_told
from mailtriage.desk.openings import business_days_due, local_date, openings_on
from mailtriage.desk.state import State
from mailtriage.desk.timeline import Timeline


def follow_ups(line: Timeline, days: int, calendar: Calendar) -> Iterator[tuple[datetime, str]]:
    """The next reminder: at the opening of the `days`-th business day after the vendor got it, or after the last reminder.

    A reminder told late counts from when it was told; nothing once the vendor's part ended.
    """
    if not days or line.ticket.state is not State.WITH_VENDOR:
        return
    told = [e for e in line.epoch_events if e.kind is EventKind.TOLD and e.text("step").startswith("vendor-")]
    since = line.spells[-1].since
    heard = [when_told(e, e.instant("due") or e.occurred) for e in told]
    close = business_days_due(calendar, max([since, *heard]), days)
    opening = openings_on(calendar, local_date(calendar, close - INSTANT))[0][0]
    yield opening, f"vendor-{len(told) + 1}"
