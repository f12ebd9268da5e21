"""What time it is: the machine's clock, or a simulated one that starts elsewhere and runs faster (`run --clock`).

Only contract time is simulated; time-outs and leases stay real (DESIGN section 10).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from dateutil.parser import isoparse


class Clock(Protocol):
    """Tells the time of the contracts, and how long in real time until an instant of it."""

    def now(self) -> datetime:
        """The present instant, aware UTC."""

    def real(self, instant: datetime) -> datetime:
        """When, by the machine's clock, this instant of contract time is."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)  # noqa: TID251 - this is the clock

    def real(self, instant: datetime) -> datetime:
        """See Clock."""
        return instant


@dataclass(frozen=True)
class SimulatedClock:
    """Starts at `start` when the machine's clock shows `anchor`, and runs `factor` times as fast."""

    start: datetime
    anchor: datetime
    factor: float

    def now(self) -> datetime:
        """See Clock."""
        return self.start + (SystemClock().now() - self.anchor) * self.factor

    def real(self, instant: datetime) -> datetime:
        """See Clock."""
        return self.anchor + (instant - self.start) / self.factor


def simulated(text: str) -> SimulatedClock:
    """Read `START,FACTOR` or `START@ANCHOR,FACTOR`: ISO 8601 instants with an offset, and a number above zero.

    Without an anchor the clock starts now; with one, several processes (or one that was killed) share the same time.
    ValueError says what is wrong.
    """
    instants, _, factor = text.rpartition(",")
    start, _, anchor = instants.partition("@")
    try:
        speed = float(factor)
        begin = isoparse(start)
        real = isoparse(anchor) if anchor else SystemClock().now()
    except ValueError as error:
        raise ValueError(f"expected START,FACTOR such as 2026-11-23T08:30:00+01:00,240; {error}") from error
    if speed <= 0 or begin.tzinfo is None or real.tzinfo is None:
        raise ValueError("the factor must be above zero and both instants need an offset such as +01:00 or Z")
    return SimulatedClock(begin.astimezone(UTC), real.astimezone(UTC), speed)


def seconds_until(clock: Clock, instant: datetime) -> float:
    """Real seconds from now until an instant of contract time; zero when it has passed."""
    return max((clock.real(instant) - SystemClock().now()) / timedelta(seconds=1), 0.0)
