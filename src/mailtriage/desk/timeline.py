"""What a ticket's events say about time: the states it was in, and how each clock was stopped and started again.

Closing is not answering: a clock that ends because the ticket was closed, without what it waits for, was withdrawn. It
is neither met nor missed unless it was late already, and reopening sets it going again. What a reaction or pick-up
clock waits for happens once; a resolution can be undone by reopening (S23). Held time counts for no clock, unless the
ticket was held only until its sender was confirmed: then the promise runs from receipt.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from mailtriage.desk.breaches import broken, gives_time
from mailtriage.desk.entitlement import UNPROVEN
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.openings import Pause
from mailtriage.desk.state import State
from mailtriage.desk.terms import ClockName, ClockTerms, Start
from mailtriage.desk.ticket import Ticket, restarts, state_after

_TURNS = frozenset(
    {
        EventKind.OPENED,
        EventKind.ANSWERED,
        EventKind.ASSIGNED,
        EventKind.STATE,
        EventKind.WORKAROUND,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.UNSOLVABLE,
        EventKind.CLOSED,
    }
)
_DELIVERED = frozenset({EventKind.WORKAROUND, EventKind.RESOLVED})
_ANSWERS = _DELIVERED | {EventKind.ANSWERED}
_TAKES = frozenset({EventKind.OPENED, EventKind.ASSIGNED})
_DONE = frozenset({State.RESOLVED, State.CLOSED})
_IDLE = frozenset({State.HELD, State.PENDING})


@dataclass(frozen=True, slots=True)
class Turn:
    """An event that may stop or start a clock, and the state it leaves the ticket in."""

    event: Event
    state: State
    restart: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch of time in one state; the last one has no end."""

    state: State
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a clock stands: what stopped it, if anything; the gaps between a stop and a new start."""

    stop: Turn | None
    withdrawn: bool
    gaps: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class Timeline:
    """One ticket's events, read for time; what is asked for is worked out once."""

    ticket: Ticket

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The turning points, in order."""
        return tuple(_turns(self.ticket))

    @cached_property
    def spells(self) -> tuple[Spell, ...]:
        """The states, one after the other, from the opening on."""
        starts = [turn for turn in self.turns if turn.event.kind not in {EventKind.ASSIGNED, EventKind.ANSWERED}]
        ends: list[datetime | None] = [turn.event.occurred for turn in starts[1:]]
        return tuple(
            Spell(turn.state, turn.event.occurred, end) for turn, end in zip(starts, [*ends, None], strict=True)
        )

    @cached_property
    def restarted(self) -> datetime | None:
        """When the present epoch began; None in the first one."""
        return next((turn.event.occurred for turn in reversed(self.turns) if turn.restart), None)

    @cached_property
    def epoch_events(self) -> tuple[Event, ...]:
        """The events of the present epoch."""
        last = next((turn.event for turn in reversed(self.turns) if turn.restart), None)
        events = self.ticket.events
        return events if last is None else events[events.index(last) :]

    def stretch(self, clock: ClockName) -> Stretch:
        """What stopped a clock, for good or until a reopening."""
        stop, withdrawn = None, False
        gaps: list[tuple[datetime, datetime]] = []
        for turn in self.turns:
            running = stop is None or withdrawn
            if stop and turn.restart and (withdrawn or clock is ClockName.RESOLUTION):
                gaps.append((stop.event.occurred, turn.event.occurred))
                stop, withdrawn = None, False
            elif running and _stops(clock, turn):
                stop, withdrawn = turn, False
            elif stop is None and turn.state in _DONE:
                stop, withdrawn = turn, True
        return Stretch(stop, withdrawn, tuple(gaps))

    def started(self, terms: ClockTerms, stop: Event | None = None) -> datetime | None:
        """When a clock starts: at receipt, or when the root cause was established (S18); None before it was.

        The first one given starts it; one that names another instant later corrects that, to a later instant only while
        the promise is not broken (S22). A root cause lies neither before receipt nor after it was recorded; what is
        given after the `stop` of the clock changes nothing.
        """
        received = self.ticket.received
        if terms.starts is Start.RECEIPT:
            return received
        start: datetime | None = None
        for cause in sorted((e for e in self.ticket.events if e.kind is EventKind.ROOT_CAUSE), key=_recorded):
            named = cause.instant("established") or (cause.occurred if start is None else None)
            if named is None or (stop is not None and _recorded(cause) > _recorded(stop)):
                continue
            named = max(received, min(named, max(cause.recorded, cause.occurred)))
            if start is None or named < start or not self._broken_before(terms.name, cause):
                start = named
        return start

    def _broken_before(self, clock: ClockName, event: Event) -> bool:
        before = (e for e in self.ticket.events if _recorded(e) < _recorded(event))
        return broken(before, clock, gives_time) is not None

    def pauses(self, terms: ClockTerms) -> list[Pause]:
        """When the ticket's state pauses a clock (S19); gaps between stop and restart come on top."""
        pausing = _pausing(terms)
        spells = self.spells[1:] if self._doubted else self.spells
        return [(s.since, s.until) for s in spells if s.state in pausing]

    @property
    def _doubted(self) -> bool:
        """Whether it was held only until the sender was confirmed: our doubt is no reason to answer later (S11)."""
        return self.turns[0].state is State.HELD and self.turns[0].event.text("hold") == UNPROVEN

    @cached_property
    def waits(self) -> tuple[Pause, ...]:
        """When nobody waits for news from us: the ticket is held, or pending, which is waiting for them."""
        return tuple((s.since, s.until) for s in self.spells if s.state in _IDLE)


def _recorded(event: Event) -> tuple[datetime, int]:
    return event.recorded, event.seq


def _turns(ticket: Ticket) -> Iterator[Turn]:
    state = State.NEW
    for event in ticket.events:
        if event.kind not in _TURNS:
            continue
        if event.kind is EventKind.OPENED:
            state, restart = State(event.text("state") or State.NEW), False
        else:
            restart, state = restarts(state, event), state_after(state, event)
        yield Turn(event, state, restart)


def _stops(clock: ClockName, turn: Turn) -> bool:
    """Whether this is what the clock waits for (S17)."""
    kind = turn.event.kind
    match clock:
        case ClockName.REACTION:
            return kind in _ANSWERS
        case ClockName.RESOLUTION:
            return kind in _DELIVERED or turn.state in {State.WORKAROUND, State.RESOLVED}
        case ClockName.PICK_UP:
            return kind in _ANSWERS or (kind in _TAKES and bool(turn.event.text("assignee")))


def _pausing(terms: ClockTerms) -> set[State]:
    states = {State.HELD}
    if terms.pending_pauses:
        states.add(State.PENDING)
    if terms.vendor_pauses:
        states.add(State.WITH_VENDOR)
    return states
