"""Clocks against a replay that walks through a ticket's life minute by minute: slow, and obviously right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailtriage.desk.agenda import Key, Step, agenda, owed
from mailtriage.desk.clock import Cause, Clock, ClockState, Result
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import closing_events, overlooked, recalculated
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.timeline import Timeline
from promised import (
    CALENDARS,
    FROM_ROOT_CAUSE,
    TABLE,
    TERMS,
    ZONE,
    a_ticket,
    an_event,
    at,
    minutes,
    opened,
    some_terms,
)

FIRST = at("19 00:00")
MINUTES = 40 * 24 * 60
RECEIPT = 2 * 24 * 60
"""The latest minute at which a ticket is opened; everything happens within a week of it."""


def _is_open(minute: int) -> bool:
    local = (FIRST + minutes(minute)).astimezone(ZONE)
    return local.weekday() < 5 and (8, 30) <= (local.hour, local.minute) < (17, 30)


OPEN = [_is_open(minute) for minute in range(MINUTES)]
TARGETS = {(r.clock, r.priority): (r.target.duration or timedelta(0)) // minutes(1) for r in TABLE}
LATE_START = some_terms(clocks=FROM_ROOT_CAUSE)


_STATES = {
    EventKind.WORKAROUND: "workaround",
    EventKind.RESOLVED: "resolved",
    EventKind.CLOSED: "closed",
    EventKind.REOPENED: "open",
}


@dataclass
class Replay:
    """One clock, advanced minute by minute; what it counts and when its target was used up."""

    name: ClockName
    late_start: bool = False
    state: str = "new"
    current: int = 1
    at_stop: int = 1
    started: bool = False
    stopped: int | None = None
    withdrawn: bool = False
    history: list[bool] = field(default_factory=list)  # for each minute since receipt: did it count?

    def happen(self, event: Event, minute: int) -> None:
        self.state = _STATES.get(event.kind, event.text("to") or event.text("state") or self.state)
        self.current = int(str(event.data.get("priority", self.current)))
        match event.kind:
            case EventKind.OPENED:
                self.started = not self.late_start
            case EventKind.ROOT_CAUSE:
                self.started = True
            case EventKind.ANSWERED if self.name is ClockName.REACTION:
                self._stop(minute, withdrawn=False)
            case EventKind.WORKAROUND | EventKind.RESOLVED:
                self._stop(minute, withdrawn=False)
            case EventKind.CLOSED if self.stopped is None:
                self._stop(minute, withdrawn=True)
            case EventKind.REOPENED if self.name is ClockName.RESOLUTION or self.withdrawn:
                self.stopped, self.withdrawn = None, False

    def _stop(self, minute: int, *, withdrawn: bool) -> None:
        if self.stopped is None or self.withdrawn:
            self.stopped, self.withdrawn, self.at_stop = minute, withdrawn, self.current

    @property
    def rank(self) -> int:
        return self.current if self.stopped is None else self.at_stop

    def counts(self) -> bool:
        paused = self.state == "held" or (self.state == "pending" and self.name is ClockName.RESOLUTION)
        return self.started and self.stopped is None and not paused


def replay(events: Iterable[Event], name: ClockName, now: int, *, late_start: bool = False) -> tuple[Replay, int, int]:
    """The clock at minute `now`, the minute of receipt, and how many minutes it counted."""
    at_minute: dict[int, list[Event]] = {}
    for event in events:
        at_minute.setdefault((event.occurred - FIRST) // minutes(1), []).append(event)
    clock, receipt, elapsed = Replay(name, late_start), min(at_minute), 0
    for minute in range(receipt, now + 1):
        for event in at_minute.get(minute, []):
            clock.happen(event, minute)
        if minute < now:
            clock.history.append(clock.counts())
            elapsed += clock.counts() and OPEN[minute]
    return clock, receipt, elapsed


def used_up(clock: Replay, receipt: int, now: int) -> int | None:
    """The minute at which the target is used up if nothing more happens; None if a pause then never ends."""
    left = TARGETS[clock.name, clock.rank]
    for minute in range(receipt, MINUTES):
        counted = clock.history[minute - receipt] if minute < now else clock.counts()
        over = clock.stopped is not None and minute >= clock.stopped
        left -= OPEN[minute] and (counted or over)
        if not left:
            return minute + 1
    return None


ACTS: dict[str, tuple[EventKind, dict[str, object]]] = {
    "pending": (EventKind.STATE, {"to": "pending", "reason": "requester"}),
    "access": (EventKind.STATE, {"to": "pending", "reason": "access"}),
    "open": (EventKind.STATE, {"to": "open"}),
    "vendor": (EventKind.STATE, {"to": "with-vendor"}),
    "answer": (EventKind.ANSWERED, {}),
    "note": (EventKind.NOTED, {}),
    "workaround": (EventKind.WORKAROUND, {}),
    "resolve": (EventKind.RESOLVED, {}),
    "close": (EventKind.CLOSED, {}),
    "reopen": (EventKind.REOPENED, {}),
    "top": (EventKind.TRIAGED, {"priority": 1}),
    "high": (EventKind.TRIAGED, {"priority": 2}),
    "low": (EventKind.TRIAGED, {"priority": 4}),
}
STARTS = ["new", "new", "new", "held"]
LIVE = sorted(ACTS.keys() - {"reopen"})
MAY = {"held": ["open"], "resolved": ["reopen", "note", "close", "top", "low"], "closed": ["reopen", "note", "low"]}
"""What the desk allows: what is done only comes back by reopening."""


@st.composite
def lives(draw: st.DrawFn) -> list[Event]:
    """A ticket's life, in the moves the desk allows, to the minute."""
    minute = draw(st.integers(0, RECEIPT))
    events = [opened(FIRST + minutes(minute), priority=draw(st.integers(1, 4)), state=draw(st.sampled_from(STARTS)))]
    state = events[0].text("state")
    for _ in range(draw(st.integers(0, 8))):
        minute += draw(st.one_of(st.integers(0, 3), st.integers(0, 180), st.integers(0, 1500)))
        kind, data = ACTS[draw(st.sampled_from(MAY.get(state, LIVE)))]
        events.append(an_event(kind, FIRST + minutes(minute), **data))
        state = _STATES.get(kind, str(data.get("to", state)))
    return events


def reading(ticket: Ticket, name: ClockName, minute: int, terms: Terms = TERMS) -> Clock | None:
    found = readings(ticket, terms, CALENDARS, FIRST + minutes(minute))
    return next((c for c in found if c.name is name), None)


def last_minute(events: list[Event]) -> int:
    return (max(e.occurred for e in events) - FIRST) // minutes(1)


names = st.sampled_from([ClockName.REACTION, ClockName.RESOLUTION])


@given(lives(), names, st.integers(0, 4000))
def test_a_clock_counts_what_a_minute_by_minute_replay_counts(events: list[Event], name: ClockName, later: int) -> None:
    now = last_minute(events) + later
    clock = reading(a_ticket(events), name, now)
    expected, receipt, elapsed = replay(events, name, now)
    if expected.state == "held":
        assert clock is None
        return
    assert clock is not None
    falls_due = used_up(expected, receipt, now)
    end = now if expected.stopped is None else expected.stopped
    late = falls_due is not None and end > falls_due
    assert clock.elapsed == minutes(elapsed)
    assert clock.due == (None if falls_due is None else FIRST + minutes(falls_due))
    assert clock.stopped == (None if expected.stopped is None else FIRST + minutes(expected.stopped))
    assert (clock.verdict is Result.MISSED) == late
    assert (clock.verdict is Result.MET) == (expected.stopped is not None and not late and not expected.withdrawn)


@given(lives(), st.integers(0, 600), st.integers(0, 3000))
def test_a_clock_started_by_the_root_cause_counts_what_the_replay_counts(
    events: list[Event], offset: int, later: int
) -> None:
    moment = events[0].occurred + minutes(offset)
    cause = an_event(EventKind.ROOT_CAUSE, moment, established=moment.isoformat())
    events = sorted([*events, cause], key=lambda e: e.occurred)
    now = last_minute(events) + later
    clock = reading(a_ticket(events), ClockName.RESOLUTION, now, LATE_START)
    expected, _, elapsed = replay(events, ClockName.RESOLUTION, now, late_start=True)
    if expected.state == "held":
        return
    assert clock is not None
    assert clock.elapsed == minutes(elapsed)


@given(lives(), names)
def test_what_goes_on_record_reads_as_it_was_computed(events: list[Event], name: ClockName) -> None:
    now = last_minute(events)
    ticket = a_ticket(events)
    recorded = a_ticket(events, closing_events(ticket, TERMS, CALENDARS, FIRST + minutes(now)))
    assert closing_events(recorded, TERMS, CALENDARS, FIRST + minutes(now)) == ()
    before, after = reading(ticket, name, now), reading(recorded, name, now)
    if before is None or after is None:
        assert before == after
        return
    shown = ("state", "stopped", "due", "verdict", "elapsed", "late_business", "late_wall", "cause")
    assert [getattr(before, x) for x in shown] == [getattr(after, x) for x in shown]


@given(lives(), names, st.integers(0, 2000), st.integers(0, 2000))
def test_elapsed_never_runs_back_and_what_is_left_is_the_rest(
    events: list[Event], name: ClockName, one: int, other: int
) -> None:
    ticket, base = a_ticket(events), last_minute(events)
    early, late = (reading(ticket, name, base + n) for n in sorted((one, other)))
    if early is None or late is None or early.duration is None:
        return
    assert early.elapsed <= late.elapsed
    assert early.elapsed + (early.remaining or timedelta(0)) == early.duration
    if early.state is ClockState.RUNNING:
        assert early.due == late.due


@given(lives(), st.lists(st.integers(1, 900), min_size=1, max_size=25))
def test_a_watch_that_looks_now_and_then_tells_everything_once_and_nothing_too_early(
    events: list[Event], pauses: list[int]
) -> None:
    _watched(events, pauses)


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 4)), min_size=1, max_size=5))
def test_s22_however_often_the_priority_changes_each_promise_that_breaks_is_told_of_once(
    changes: list[tuple[int, int]],
) -> None:
    events, when = [opened()], at("23 10:00")
    for later, rank in changes:
        when += minutes(later)
        events.append(an_event(EventKind.TRIAGED, when, priority=rank, reason=""))
    _watched(events, [360] * 50)


def _watched(events: list[Event], pauses: Iterable[int]) -> None:
    written: list[Event] = [events[0]]
    done: frozenset[Key] = frozenset()
    now = events[0].occurred
    for pause in pauses:
        now += minutes(pause)
        written = _lived_until(now, written, events)
        ticket = a_ticket(written)
        found = owed(agenda(ticket, TERMS, CALENDARS, now), done, now)
        keys = [s.key for s in (*found.tell, *found.passed)]
        assert len(keys) == len(set(keys))
        assert not done & set(keys)
        done |= frozenset(keys)
        broken = {s.clock for s in found.tell if s.name == "breach"}
        late = [c for c in readings(ticket, TERMS, CALENDARS, now) if c.name in broken]
        written += [*overlooked(ticket, late, now), *(_told(step, now) for step in found.tell)]
        _check_told(a_ticket(written))


def _lived_until(now: datetime, written: list[Event], events: list[Event]) -> list[Event]:
    """What happened meanwhile, with was, now and why of the promises that another priority gave anew (S22)."""
    for event in events[1:]:
        if event.occurred > now or event in written:
            continue
        before = a_ticket(sorted(written, key=_when))
        written = sorted([*written, event], key=_when)
        if event.kind is EventKind.TRIAGED:
            was, after = (readings(t, TERMS, CALENDARS, event.occurred) for t in (before, a_ticket(written)))
            written = sorted([*written, *recalculated(was, after, event.occurred, "", Cause.PRIORITY)], key=_when)
    return written


def _told(step: Step, now: datetime) -> Event:
    due = step.due.isoformat() if step.due else ""
    data = {"step": step.name, "clock": step.clock, "to": ["a@desk.example"], "due": due, "epoch": step.epoch}
    return an_event(EventKind.TOLD, now, **data)


def _check_told(ticket: Ticket) -> None:
    """No due instant was told of twice; a clock that is late was told of as being late since then (S22)."""
    events = Timeline(ticket).epoch_events
    breaches = [(e.text("clock"), e.text("due")) for e in events if _is_telling(e, "breach")]
    assert len(breaches) == len(set(breaches))
    on_record = {(e.text("clock"), e.occurred) for e in events if e.kind is EventKind.BREACHED}
    for clock in readings(ticket, TERMS, CALENDARS, events[-1].occurred) if ticket.live else ():
        assert clock.state is ClockState.STOPPED or not clock.late or (clock.name.value, clock.breaks) in on_record


def _is_telling(event: Event, step: str) -> bool:
    return event.kind is EventKind.TOLD and event.text("step") == step


def _when(event: Event) -> datetime:
    return event.occurred
