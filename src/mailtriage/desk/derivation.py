"""How a due instant came about, in one line a manager understands and can check with a calendar in hand.

"Wed 25 Nov 14:20 + 4 h support time, contract acme v3, calendar iv_office, paused 13 h 05 (1 h 25 support time) ⇒
Thu 26 Nov 10:45 CET": start plus target plus the support time the pauses took is the due instant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from mailtriage.desk.clock import ZERO, Cause, Clock, ClockState
from mailtriage.desk.localtime import utc
from mailtriage.desk.spans import union
from mailtriage.desk.spelling import moment, spell
from mailtriage.desk.terms import Start, Target, Terms


@dataclass(frozen=True, slots=True)
class _Words:
    support: str
    days: tuple[str, str]  # one business day, several
    contract: str
    calendar: str
    paused: str
    of_which: str
    none_of_which: str
    since: str
    left: str
    not_started: str
    root_cause: str
    aim: str
    causes: Mapping[Cause, str]


_WORDS = {
    "en": _Words(
        support="{} support time",
        days=("{} business day", "{} business days"),
        contract="contract",
        calendar="calendar",
        paused="paused {}",
        of_which=" ({} support time)",
        none_of_which=" (none of it support time)",
        since="paused since {}",
        left="{} left",
        not_started="not started, root cause not established; from then on {}",
        root_cause="root cause established {}",
        aim="aim {}",
        causes={
            Cause.PRIORITY: "late by re-prioritisation on {}",
            Cause.SUBJECT: "late because product or service was set on {}",
            Cause.ROOT_CAUSE: "late because the root cause was recorded on {}",
            Cause.CALENDAR: "late by a calendar edit on {}",
            Cause.MERGE: "late by a merge on {}",
            Cause.NOT_RECORDED: "root cause not recorded",
        },
    ),
    "nl": _Words(
        support="{} supporttijd",
        days=("{} werkdag", "{} werkdagen"),
        contract="contract",
        calendar="kalender",
        paused="{} gepauzeerd",
        of_which=" (waarvan {} supporttijd)",
        none_of_which=" (geheel buiten supporttijd)",
        since="gepauzeerd sinds {}",
        left="nog {}",
        not_started="nog niet gestart, hoofdoorzaak niet vastgesteld; vanaf dan {}",
        root_cause="hoofdoorzaak vastgesteld {}",
        aim="streven {}",
        causes={
            Cause.PRIORITY: "te laat door gewijzigde prioriteit op {}",
            Cause.SUBJECT: "te laat doordat product of dienst is vastgelegd op {}",
            Cause.ROOT_CAUSE: "te laat doordat de hoofdoorzaak is vastgelegd op {}",
            Cause.CALENDAR: "te laat door een gewijzigde kalender op {}",
            Cause.MERGE: "te laat door samenvoeging op {}",
            Cause.NOT_RECORDED: "hoofdoorzaak niet vastgelegd",
        },
    ),
    "da": _Words(
        support="{} i supporttiden",
        days=("{} arbejdsdag", "{} arbejdsdage"),
        contract="kontrakt",
        calendar="kalender",
        paused="pause {}",
        of_which=" (heraf {} i supporttiden)",
        none_of_which=" (helt uden for supporttiden)",
        since="på pause siden {}",
        left="{} tilbage",
        not_started="ikke startet, rodårsagen er ikke fastslået; derefter {}",
        root_cause="rodårsag fastslået {}",
        aim="tilstræbt {}",
        causes={
            Cause.PRIORITY: "for sent på grund af ændret prioritet {}",
            Cause.SUBJECT: "for sent, fordi produkt eller tjeneste blev registreret {}",
            Cause.ROOT_CAUSE: "for sent, fordi rodårsagen blev registreret {}",
            Cause.CALENDAR: "for sent på grund af ændret kalender {}",
            Cause.MERGE: "for sent på grund af sammenlægning {}",
            Cause.NOT_RECORDED: "rodårsag ikke registreret",
        },
    ),
}


def derivation(clock: Clock, terms: Terms, language: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """One line in nl, da or en (any other language gets English), in the contract's zone.

    `names` gives contracts and calendars other names than their ids. A clock without due instant says why it has none.
    """
    words = _WORDS.get(language, _WORDS["en"])
    zone = ZoneInfo(terms.zone)
    write = _Writing(words, language, zone, year=_differ(clock, zone, "%Y"), zones=_differ(clock, zone, "%Z"))
    source = [_contract(terms, words, names), f"{words.calendar} {names.get(clock.calendar, clock.calendar)}"]
    if clock.started is None:
        why = write.not_started(clock)
        return ", ".join([why, *source])
    start = write.start(clock.started, terms.clock(clock.name).starts)
    parts = [f"{start} + {write.target(clock)}", *source, *write.pauses(clock)]
    if clock.due is None:
        return ", ".join([*parts, words.left.format(spell(clock.remaining or ZERO, language))])
    return f"{', '.join(parts)} ⇒ {write.result(clock, clock.due)}"


@dataclass(frozen=True, slots=True)
class _Writing:
    """The parts of the line in one language and zone."""

    words: _Words
    language: str
    zone: ZoneInfo
    year: bool
    zones: bool  # the clocks were changed in between: which of the two hours, and no sum comes out without it

    def at(self, instant: datetime) -> str:
        return moment(instant, self.zone, self.language, year=self.year)

    def start(self, started: datetime, starts: Start) -> str:
        said = f"{self.at(started)} {started.astimezone(self.zone):%Z}" if self.zones else self.at(started)
        return self.words.root_cause.format(said) if starts is Start.ROOT_CAUSE else said

    def target(self, clock: Clock) -> str:
        support = None if clock.duration is None else self.words.support.format(spell(clock.duration, self.language))
        days = _business_days(clock.target, self.words)
        return f"{days} ({support})" if days and support else days or support or ""

    def not_started(self, clock: Clock) -> str:
        if clock.state is ClockState.STOPPED:
            return f"{self.words.causes[Cause.NOT_RECORDED]}, {self.target(clock)}"
        return self.words.not_started.format(self.target(clock))

    def pauses(self, clock: Clock) -> list[str]:
        running = next((since for since, until in clock.pauses if until is None), None)
        if clock.due is None and running is not None:
            ended = _paused(clock, running)
            return [*self._ended(ended, clock.paused), self.words.since.format(self.at(running))]
        return self._ended(_paused(clock, clock.due), clock.paused)

    def _ended(self, wall: timedelta, support: timedelta) -> list[str]:
        if not wall:
            return []
        said = self.words.paused.format(spell(wall, self.language))
        if not support:
            return [said + self.words.none_of_which]
        return [said if support == wall else said + self.words.of_which.format(spell(support, self.language))]

    def result(self, clock: Clock, due: datetime) -> str:
        said = f"{self.at(due)} {due.astimezone(self.zone):%Z}"
        said = self.words.aim.format(said) if clock.target.soft else said
        blame = self.words.causes.get(clock.cause)
        return f"{said}, {blame.format(self.at(clock.breaks))}" if blame and clock.breaks else said


def _contract(terms: Terms, words: _Words, names: Mapping[str, str]) -> str:
    version = f"v{terms.version}" if terms.version[:1].isdigit() else terms.version
    return " ".join(filter(None, [words.contract, names.get(terms.contract, terms.contract), version]))


def spelled(target: Target, language: str) -> str:
    """A target in words: "3 business days", "4 h"."""
    return _business_days(target, _WORDS.get(language, _WORDS["en"])) or spell(target.duration or ZERO, language)


def _business_days(target: Target, words: _Words) -> str:
    days = target.business_days
    return words.days[days != 1].format(days) if days else ""


def _paused(clock: Clock, end: datetime | None) -> timedelta:
    """The time on the wall that pauses took until the due instant, or until the pause that still lasts."""
    if clock.started is None or end is None:
        return ZERO
    spans = [(max(since, clock.started), min(until or end, end)) for since, until in clock.pauses]
    return sum((until - since for since, until in union((utc(a), utc(b)) for a, b in spans)), ZERO)


def _differ(clock: Clock, zone: ZoneInfo, form: str) -> bool:
    """Whether start and due, or the pause that keeps it open, read differently in a form: of the year, of the zone."""
    waits = next((since for since, until in clock.pauses if until is None), None)
    return len({at.astimezone(zone).strftime(form) for at in (clock.started, clock.due or waits) if at}) > 1
