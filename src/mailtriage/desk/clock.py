"""One promise and where it stands; desk/clocks computes it.

Soft targets (S27) have results of their own: an aim is missed without anything being broken.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailtriage.desk.openings import Pause
from mailtriage.desk.terms import ClockName, Target

INSTANT = timedelta(microseconds=1)
"""The shortest time there is here: how long after its due instant a promise is broken."""

ZERO = timedelta(0)


class ClockState(StrEnum):
    """Whether a clock counts. A paused clock whose time was used up before the pause still has its due instant."""

    NOT_STARTED = "not-started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Result(StrEnum):
    """How a promise turned out; a running clock past its due instant is missed already. Soft targets: S27."""

    NONE = "none"
    MET = "met"
    MISSED = "missed"
    AS_AIMED = "as aimed"
    LATER = "later than aimed"


class Cause(StrEnum):
    """What made a promise late, or worth a remark."""

    NONE = ""
    TIME = "time"
    PRIORITY = "re-prioritisation"
    SUBJECT = "another product or service"
    ROOT_CAUSE = "root cause recorded late"
    CALENDAR = "calendar edit"
    MERGE = "merge"
    NOT_RECORDED = "root cause not recorded"


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise and where it stands.

    `duration` is the target in support time, business days converted (S16); None for those before the start. `due` is
    None before the start and while a pause keeps it open; `remaining` is then what is left (S19), and below zero when
    late (S29). `breaks` is the first late instant: just after due, or the change that made it late. `paused` is the
    support time that pauses took before due, or before the pause that lasts. `breached` is the breach on record, unless a recalculation undid it.
    `late_business` is zero when nothing was open since due (E44). `on_record`: verdict and due come from an event.
    """

    name: ClockName
    state: ClockState
    target: Target
    duration: timedelta | None = None
    started: datetime | None = None
    stopped: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    due: datetime | None = None
    breaks: datetime | None = None
    elapsed: timedelta = ZERO
    paused: timedelta = ZERO
    verdict: Result = Result.NONE
    late_business: timedelta = ZERO
    late_wall: timedelta = ZERO
    breached: datetime | None = None
    cause: Cause = Cause.NONE
    on_record: bool = False

    @property
    def calendar(self) -> str:
        """The name of the calendar it runs in."""
        return self.target.calendar

    @property
    def remaining(self) -> timedelta | None:
        """What is left of the target in support time; None while business days cannot be converted yet."""
        return None if self.duration is None else self.duration - self.elapsed

    @property
    def late(self) -> bool:
        """Whether the promise is broken, or the aim missed."""
        return self.verdict in {Result.MISSED, Result.LATER}
