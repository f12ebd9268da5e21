"""The escalation ladder behind a breach, or a customer's request: level after level until somebody acknowledges (DESIGN section 5, IV-24).

A level told late, after downtime, still has its full silence before the next one. A level of whom somebody cannot be
reached (a bounce, an out-of-office) is followed at once by its deputies; a level of whom nobody can be, by the next.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.openings import Pause, due
from mailtriage.desk.terms import Rung
from mailtriage.desk.timeline import Timeline

PUNCTUAL = timedelta(minutes=1)
"""How late a mail may be told and still count as told when it was due."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the ladder is climbed for: `clock` is a clock's name, or that of a customer's request (desk/request)."""

    clock: str
    since: datetime
    pauses: tuple[Pause, ...] = ()


def level_name(level: int, *, deputy: bool = False) -> str:
    """The step name of a level, or of its deputies."""
    return f"level-{level}-deputy" if deputy else f"level-{level}"


def rungs(alarm: Alarm, line: Timeline, ladder: Iterable[Rung], calendar: Calendar) -> Iterator[tuple[datetime, str]]:
    """When which level is owed. Nothing once the alarm is acknowledged; what was told before is on record anyway.

    `after` zero is with the alarm itself, in or out of hours (S28). A paused clock lets no further time pass.
    """
    if _acknowledged(alarm, line):
        return
    told = {step: event for step, event in tellings(line, alarm.clock).items() if event.occurred >= alarm.since}
    gone = unreachable(line)
    base, hurry = alarm.since, None
    for rung in sorted(ladder, key=lambda r: r.level):
        at = due(calendar, base, rung.after, alarm.pauses) if rung.after else base
        at = min(at or hurry, hurry) if hurry else at
        if at is None:
            return
        yield at, level_name(rung.level)
        here, deputies = (told.get(level_name(rung.level, deputy=d)) for d in (False, True))
        missed = failed(here, gone)
        if missed:
            yield missed, level_name(rung.level, deputy=True)
        base, hurry = when_told(here, at), _hurry(here, deputies, gone)


def when_told(event: Event | None, at: datetime) -> datetime:
    """From when the silence after a step counts: from when it was owed, or when it was told if that was much later."""
    return event.occurred if event and event.occurred - at > PUNCTUAL else at


def unreachable(line: Timeline) -> Mapping[str, datetime]:
    """The addresses that could not be reached in this epoch, lower case, and since when we know."""
    gone: dict[str, datetime] = {}
    for event in line.epoch_events:
        if event.kind is EventKind.UNDELIVERABLE and event.text("action") in {"failed", ""}:
            gone.setdefault(event.text("address").lower(), event.occurred)
        elif event.kind is EventKind.RECEIVED and event.data.get("automatic") is True:
            gone.setdefault(event.text("from").lower(), event.occurred)
    return gone


def addressed(line: Timeline, clock: str, step: str) -> list[str]:
    """Who was told of a step in this epoch, in lower case."""
    return _addresses(tellings(line, clock).get(step))


def _acknowledged(alarm: Alarm, line: Timeline) -> bool:
    """Somebody took notice of this alarm; an acknowledgement of a warning says nothing about it."""
    return any(
        e.kind is EventKind.ACKNOWLEDGED and e.text("clock") in {"", alarm.clock} and e.occurred >= alarm.since
        for e in line.epoch_events
    )


def tellings(line: Timeline, clock: str) -> dict[str, Event]:
    """What was told of a clock since the last reopening, by step: the last telling where a promise was given anew."""
    events = (e for e in line.epoch_events if e.kind is EventKind.TOLD and e.text("clock") == clock)
    return {event.text("step"): event for event in events}


def _addresses(event: Event | None) -> list[str]:
    to = event.data.get("to") if event else None
    return [str(address).lower() for address in to] if isinstance(to, list | tuple) else []


def failed(told: Event | None, gone: Mapping[str, datetime]) -> datetime | None:
    """When we first knew that somebody of those told was not reached; never before the telling."""
    known = [gone[address] for address in _addresses(told) if address in gone]
    return max(min(known), told.occurred) if told and known else None


def _hurry(here: Event | None, deputies: Event | None, gone: Mapping[str, datetime]) -> datetime | None:
    """When it was clear that nobody of a level can be reached, its deputies included."""
    if here is None:
        return None
    everybody = [*_addresses(here), *_addresses(deputies)]
    waiting_for_deputies = bool(_addresses(here)) and deputies is None
    if waiting_for_deputies or any(address not in gone for address in everybody):
        return None
    last = deputies or here
    return max([last.occurred, *(gone[address] for address in everybody)])
