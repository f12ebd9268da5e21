"""Promises given anew, by another priority, root cause, calendar or start: what lies ahead again is owed again (S22, S24, S28).

Each leaves a `recalculated` event on the clock it moved (desk/record). A step belongs to the epoch in which its instant
lies: what lay behind when the promise was given anew keeps its epoch and is not told twice; what lies ahead belongs to
the new one, and is owed there once, whatever was told of the promise before.
"""

from collections.abc import Callable
from datetime import datetime

from mailtriage.desk.event import EventKind
from mailtriage.desk.terms import ClockName
from mailtriage.desk.timeline import Timeline


def epochs(line: Timeline, clock: ClockName) -> Callable[[datetime], int]:
    """From the instant of a clock's step to its epoch: reopenings, and promises given anew up to that instant.

    Those of the time before the last reopening count in full, so that no epoch comes twice.
    """
    restarted = line.restarted
    anew = [e.occurred for e in line.ticket.events if e.kind is EventKind.RECALCULATED and e.text("clock") == clock]
    past = sum(restarted is not None and at < restarted for at in anew)
    base, since = line.ticket.epoch + past, anew[past:]
    return lambda instant: base + sum(at <= instant for at in since)
