"""The special-event weekend: who may ask for which one until when, and what an approved one opens (INF-37..44).

Days are local dates of the contract. A weekend is named by its Saturday and counts to the support year that Saturday
lies in, from one anniversary of the contract's start to the next (INF-44).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailtriage.desk.calendar import Calendar, LocalSpan
from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.opentime import YEARS
from mailtriage.desk.term import next_renewal
from mailtriage.desk.terms import Terms, WeekendTerms
from mailtriage.desk.ticket import Ticket

KIND = "weekend"
"""The kind of ticket that a request for a weekend opens, where the plan names it."""

_SATURDAY, _WEEK, _YEAR = 5, timedelta(days=7), 12
_REASON = "special-event weekend"
_extended: dict[tuple[int, tuple[LocalSpan, ...]], tuple[Calendar, Calendar]] = {}


class Standing(StrEnum):
    """How far a weekend is: asked for, refused, or confirmed by the customer success manager (INF-40)."""

    REQUESTED = "requested"
    REFUSED = "refused"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Weekend:
    """A weekend of a contract; `agent` is the address of who supports the customer in it (INF-38), `ticket` the request."""

    contract: str
    saturday: date
    standing: Standing
    agent: str = ""
    ticket: int | None = None


class Refusal(StrEnum):
    """Why a weekend cannot be had, the first reason that holds."""

    PLAN = "plan"  # the plan has none
    DAY = "day"  # not a Saturday
    TERM = "term"  # the contract does not run then
    USED = "used"  # the support year has had its weekend
    NOTICE = "notice"  # asked too late
    DECLINED = "declined"  # the success manager said no (INF-40)


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal with the earliest Saturday that could still be had, if any, and the weekend that used up the year."""

    reason: Refusal
    clause: str = ""
    earliest: date | None = None
    used: date | None = None


def standing(ticket: Ticket) -> Event | None:
    """The latest word on a weekend that a ticket asked for."""
    return next((e for e in reversed(ticket.events) if e.kind is EventKind.WEEKEND), None)


def request(ticket: Ticket) -> Event | None:
    """The request of a ticket that still waits for the success manager."""
    latest = standing(ticket)
    return latest if latest is not None and latest.text("to") == Standing.REQUESTED else None


def weekend_of(ticket: Ticket, event: Event) -> Weekend:
    """A weekend as an event of the ticket that asked for it leaves it."""
    saturday = date.fromisoformat(event.text("saturday"))
    return Weekend(ticket.contract, saturday, Standing(event.text("to")), event.text("agent"), ticket.number)


def refused(contract: Contract, day: date, asked: date, known: Iterable[Weekend]) -> Refused | None:
    """Why a weekend asked for on a local date cannot be had; None when it can (INF-39, INF-44, E52).

    `known` are the contract's weekends so far; a refused one uses nothing up.
    """
    terms, known = contract.terms(asked).weekend, tuple(known)
    if terms is None:
        return Refused(Refusal.PLAN)
    reason = _reason(contract, terms, _Wish(day, asked), known)
    if reason is None:
        return None
    used = _in_year(contract, day, known)[:1] if reason is Refusal.USED else ()
    return Refused(reason, terms.clause, earliest(contract, asked, known), used[0].saturday if used else None)


def lost(contract: Contract, asked: Weekend, today: date, known: Iterable[Weekend]) -> bool:
    """Whether a weekend that was asked for in time cannot be confirmed any more: it is over, the contract does not run
    then, or another one has used up the support year meanwhile (INF-44)."""
    others = [w for w in known if w.saturday != asked.saturday]
    against = refused(contract, asked.saturday, today, others)
    over = today > asked.saturday + timedelta(days=1)
    return over or (against is not None and against.reason is not Refusal.NOTICE)


def earliest(contract: Contract, asked: date, known: Iterable[Weekend]) -> date | None:
    """The first Saturday that can still be had by who asks on a local date; None when there is none."""
    terms, known = contract.terms(asked).weekend, tuple(known)
    if terms is None:
        return None
    first = max(asked + terms.notice, contract.starts)
    saturday = first + timedelta(days=(_SATURDAY - first.weekday()) % 7)
    while saturday.year in YEARS and (contract.ends is None or saturday <= contract.ends):
        if _reason(contract, terms, _Wish(saturday, asked), known) is None:
            return saturday
        saturday += _WEEK
    return None


def lapse(contract: Contract, today: date, known: Iterable[Weekend]) -> date | None:
    """The anniversary at which a weekend nobody asked for lapses, once it is near enough to remind of it (INF-44)."""
    terms = contract.terms(today).weekend
    if terms is None or not contract.active(today):
        return None
    anniversary = next_renewal(contract.starts, _YEAR, today)
    unused = len(_in_year(contract, today, known)) < terms.per_year
    return anniversary if unused and today >= anniversary - terms.remind_before else None


def covering(contract: Contract, terms: Terms | None, product: str, known: Iterable[Weekend]) -> tuple[Weekend, ...]:
    """The approved weekends that cover tickets on a product under these terms: a custom one has none (INF-41)."""
    if terms is None or terms.weekend is None or (terms.weekend.standard_only and product in contract.custom_products):
        return ()
    return tuple(w for w in known if w.standing is Standing.APPROVED)


def during(weekends: Iterable[Weekend], at: datetime, zone: ZoneInfo) -> Weekend | None:
    """The weekend an instant lies in, Saturday 00:00 to Sunday 24:00 on the local clock (INF-37)."""
    day = at.astimezone(zone).date()
    return next((w for w in weekends if w.saturday <= day < w.saturday + timedelta(days=2)), None)


def opened(calendars: Mapping[str, Calendar], weekends: Iterable[Weekend]) -> Mapping[str, Calendar]:
    """The same calendars, each open all through the weekends too, under its own name (INF-37, S1)."""
    spans = tuple(_span(weekend) for weekend in sorted(weekends, key=lambda w: w.saturday))
    return {name: _with(calendar, spans) for name, calendar in calendars.items()} if spans else calendars


@dataclass(frozen=True, slots=True)
class _Wish:
    day: date
    asked: date


def _reason(contract: Contract, terms: WeekendTerms, wish: _Wish, known: tuple[Weekend, ...]) -> Refusal | None:
    day = wish.day
    if day.weekday() != _SATURDAY:
        return Refusal.DAY
    if day.year not in YEARS or not (contract.active(day) and contract.active(day + timedelta(days=1))):
        return Refusal.TERM
    if len(_in_year(contract, day, known)) >= terms.per_year:
        return Refusal.USED
    return Refusal.NOTICE if wish.asked > day - terms.notice else None


def _in_year(contract: Contract, day: date, known: Iterable[Weekend]) -> tuple[Weekend, ...]:
    """The weekends, asked for or approved, of the support year a day lies in."""
    year = next_renewal(contract.starts, _YEAR, day)
    counting = (w for w in known if w.standing is not Standing.REFUSED)
    return tuple(w for w in counting if next_renewal(contract.starts, _YEAR, w.saturday) == year)


def _span(weekend: Weekend) -> LocalSpan:
    start = datetime.combine(weekend.saturday, time())  # naive: local, as all of a calendar
    return LocalSpan(start, start + timedelta(days=2), _REASON)


def _with(calendar: Calendar, spans: tuple[LocalSpan, ...]) -> Calendar:
    """Made once, since what a calendar compiles is dear."""
    known = _extended.get((id(calendar), spans))
    if known is not None and known[0] is calendar:
        return known[1]
    made = replace(calendar, extra_open=(*calendar.extra_open, *spans))
    _extended[id(calendar), spans] = calendar, made
    return made
