"""A ticket's history in words: one line an event, for managers who see the ticket for the first time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailtriage.desk.clock import Result
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.spelling import lateness, moment
from mailtriage.desk.ticket import Ticket
from mailtriage.notices.language import Language
from mailtriage.notices.languages import language_of
from mailtriage.notices.notice import HistoryLine

_LONGEST = 200
_NEWEST = 25
_LATE = {Result.MISSED, Result.LATER}

_WORDS: Mapping[str, Mapping[EventKind, str]] = {
    "en": {
        EventKind.OPENED: "ticket opened",
        EventKind.RECEIVED: "wrote to us",
        EventKind.ANSWERED: "answered the customer",
        EventKind.NOTED: "noted: {text}",
        EventKind.ASSIGNED: "assigned to {to}",
        EventKind.TRIAGED: "sorted anew: {reason}",
        EventKind.STATE: "state: {to}: {missing}",
        EventKind.FORWARDED: "passed on to {to}: {text}",
        EventKind.RESPONSE: "replied to what we asked for: {text}",
        EventKind.AGREED: "agreement recorded: {text}",
        EventKind.ROOT_CAUSE: "root cause established: {text}",
        EventKind.WORKAROUND: "workaround delivered: {text}",
        EventKind.RESOLVED: "resolved: {text}",
        EventKind.REOPENED: "reopened",
        EventKind.CLOSED: "closed: {reason}",
        EventKind.UNSOLVABLE: "cannot be solved: {text}",
        EventKind.BREACHED: "promised time missed ({clock})",
        EventKind.TOLD: "told {to}: {step} ({clock})",
        EventKind.ESCALATED: "asked to escalate",
        EventKind.SPECIALIST: "asked for a specialist: {text}",
        EventKind.WEEKEND: "special-event weekend of {saturday}: {to}",
        EventKind.APPOINTMENT: "appointment of {local}: {to}",
        EventKind.ACKNOWLEDGED: "acknowledged: {text}",
        EventKind.UNDELIVERABLE: "mail to {address} did not arrive",
        EventKind.RECALCULATED: "promised time worked out anew ({clock}): {moved}; {because}",
        EventKind.STOPPED: "{clock}: {lateness}",
        EventKind.LINKED: "{relation}: ticket {ticket}",
        EventKind.PARTNER_NUMBER: "{title} calls it {number}",
        EventKind.TERMINATED: "notice given: the contract ends on {ends}",
        EventKind.TAGGED: "called a disaster: {text}",
        EventKind.CONTINUED: "notice withdrawn: the contract goes on",
    },
    "nl": {
        EventKind.OPENED: "ticket geopend",
        EventKind.RECEIVED: "schreef ons",
        EventKind.ANSWERED: "antwoordde de klant",
        EventKind.NOTED: "notitie: {text}",
        EventKind.ASSIGNED: "toegewezen aan {to}",
        EventKind.TRIAGED: "opnieuw ingedeeld: {reason}",
        EventKind.STATE: "status: {to}: {missing}",
        EventKind.FORWARDED: "doorgegeven aan {to}: {text}",
        EventKind.RESPONSE: "antwoordde op onze vraag: {text}",
        EventKind.AGREED: "afspraak vastgelegd: {text}",
        EventKind.ROOT_CAUSE: "oorzaak vastgesteld: {text}",
        EventKind.WORKAROUND: "tijdelijke oplossing geleverd: {text}",
        EventKind.RESOLVED: "opgelost: {text}",
        EventKind.REOPENED: "heropend",
        EventKind.CLOSED: "gesloten: {reason}",
        EventKind.UNSOLVABLE: "niet op te lossen: {text}",
        EventKind.BREACHED: "afgesproken tijd niet gehaald ({clock})",
        EventKind.TOLD: "bericht aan {to}: {step} ({clock})",
        EventKind.ESCALATED: "vroeg om escalatie",
        EventKind.SPECIALIST: "vroeg om een specialist: {text}",
        EventKind.WEEKEND: "speciaal weekend van {saturday}: {to}",
        EventKind.APPOINTMENT: "afspraak van {local}: {to}",
        EventKind.ACKNOWLEDGED: "opgepakt: {text}",
        EventKind.UNDELIVERABLE: "mail aan {address} kwam niet aan",
        EventKind.RECALCULATED: "afgesproken tijd opnieuw berekend ({clock}): {moved}; {because}",
        EventKind.STOPPED: "{clock}: {lateness}",
        EventKind.LINKED: "{relation}: ticket {ticket}",
        EventKind.PARTNER_NUMBER: "{title} noemt het {number}",
        EventKind.TERMINATED: "contract opgezegd: het eindigt op {ends}",
        EventKind.TAGGED: "tot calamiteit verklaard: {text}",
        EventKind.CONTINUED: "opzegging ingetrokken: het contract loopt door",
    },
    "da": {
        EventKind.OPENED: "sagen blev oprettet",
        EventKind.RECEIVED: "skrev til os",
        EventKind.ANSWERED: "svarede kunden",
        EventKind.NOTED: "note: {text}",
        EventKind.ASSIGNED: "tildelt {to}",
        EventKind.TRIAGED: "indplaceret på ny: {reason}",
        EventKind.STATE: "status: {to}: {missing}",
        EventKind.FORWARDED: "sendt videre til {to}: {text}",
        EventKind.RESPONSE: "svarede på det, vi bad om: {text}",
        EventKind.AGREED: "aftale noteret: {text}",
        EventKind.ROOT_CAUSE: "årsagen er fundet: {text}",
        EventKind.WORKAROUND: "midlertidig løsning leveret: {text}",
        EventKind.RESOLVED: "løst: {text}",
        EventKind.REOPENED: "genåbnet",
        EventKind.CLOSED: "lukket: {reason}",
        EventKind.UNSOLVABLE: "kan ikke løses: {text}",
        EventKind.BREACHED: "den aftalte tid blev ikke overholdt ({clock})",
        EventKind.TOLD: "besked til {to}: {step} ({clock})",
        EventKind.ESCALATED: "bad om eskalering",
        EventKind.SPECIALIST: "bad om en specialist: {text}",
        EventKind.WEEKEND: "særlig weekend {saturday}: {to}",
        EventKind.APPOINTMENT: "aftale {local}: {to}",
        EventKind.ACKNOWLEDGED: "taget hånd om: {text}",
        EventKind.UNDELIVERABLE: "mailen til {address} nåede ikke frem",
        EventKind.RECALCULATED: "den aftalte tid er beregnet på ny ({clock}): {moved}; {because}",
        EventKind.STOPPED: "{clock}: {lateness}",
        EventKind.LINKED: "{relation}: sag {ticket}",
        EventKind.PARTNER_NUMBER: "{title} kalder det {number}",
        EventKind.TERMINATED: "kontrakten er opsagt: den slutter {ends}",
        EventKind.TAGGED: "erklæret for katastrofe: {text}",
        EventKind.CONTINUED: "opsigelsen er trukket tilbage: kontrakten fortsætter",
    },
}


_ENDINGS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "solved": "solved",
        "workaround": "workaround",
        "redesign": "redesign",
        "vendor": "by the vendor",
        "unsolved": "not solved",
    },
    "nl": {
        "solved": "opgelost",
        "workaround": "tijdelijke oplossing",
        "redesign": "nieuw ontwerp",
        "vendor": "door de leverancier",
        "unsolved": "niet opgelost",
        "out of scope": "hoort niet bij ons",
        "forwarded": "doorgestuurd",
        "merged": "samengevoegd",
    },
    "da": {
        "solved": "løst",
        "workaround": "midlertidig løsning",
        "redesign": "nyt design",
        "vendor": "hos leverandøren",
        "unsolved": "ikke løst",
        "out of scope": "hører ikke til hos os",
        "forwarded": "sendt videre",
        "merged": "lagt sammen",
    },
}
"""Why a ticket was closed, in words; what staff wrote itself stays as it is."""


_CORRECTED = {
    "en": "root cause corrected, established before {was}: {text}",
    "nl": "oorzaak gecorrigeerd, eerder vastgesteld {was}: {text}",
    "da": "årsagen er rettet, før sat til {was}: {text}",
}

_MOVED: Mapping[str, tuple[str, str, str]] = {
    "en": ("was {was}, now {now}", "now {now}", "was {was}, now paused"),
    "nl": ("was {was}, nu {now}", "nu {now}", "was {was}, nu gepauzeerd"),
    "da": ("var {was}, nu {now}", "nu {now}", "var {was}, nu på pause"),
}
"""How a promise moved: from one instant to another, to its first one, and into a pause."""


def history(ticket: Ticket, language: str, named: Callable[[str], str], zone: str) -> tuple[HistoryLine, ...]:
    """The newest 25 events in words of the language (English for one we do not write), oldest first.

    `named` turns an address into the name people know, or gives it back; `zone` is the contract's. A clock that stopped in
    time needs no line beside what stopped it.
    """
    known = language_of(language)
    words, write = _WORDS[known.code], _Instants(known, ZoneInfo(zone))
    shown = [e for e in ticket.events if e.kind in words and (e.kind is not EventKind.STOPPED or write.lateness(e))]
    return tuple(
        HistoryLine(e.occurred, named(e.actor), _said(words[e.kind], e, named, write)) for e in shown[-_NEWEST:]
    )


@dataclass(frozen=True, slots=True)
class _Instants:
    """What an event says about time, in one language and zone."""

    language: Language
    zone: ZoneInfo

    def at(self, instant: datetime | None) -> str:
        return f"{moment(instant, self.zone, self.language.code)} {instant.astimezone(self.zone):%Z}" if instant else ""

    def moved(self, event: Event) -> str:
        was, now = self.at(event.instant("was")), self.at(event.instant("now"))
        both, first, paused = _MOVED[self.language.code]
        return (both if was and now else first if now else paused).format(was=was, now=now)

    def because(self, event: Event) -> str:
        """Of a calendar what was changed in it; anything else has a line of its own, with its reason."""
        return self.language.changes.get(event.text("by")) or event.text("why")

    def lateness(self, event: Event) -> str:
        due, support = event.instant("due"), event.data.get("late")
        late = due is not None and event.text("verdict") in _LATE
        if not late or due is None or not isinstance(support, int | float):
            return ""
        return lateness(timedelta(seconds=support), event.occurred - due, self.language.code)


def _said(words: str, event: Event, named: Callable[[str], str], write: _Instants) -> str:
    facts, language = {key: _shown(value, named) for key, value in event.data.items()}, write.language
    facts.setdefault("to", facts.get("assignee") or facts.get("role", ""))
    kind, _, level = facts.get("step", "").partition("-")
    facts["step"] = language.steps.get(kind, kind).format(level=level.partition("-")[0])
    facts["clock"] = language.clocks.get(facts.get("clock", ""), ("", ""))[0]
    facts["to"] = language.states.get(facts["to"], facts["to"])
    match event.kind:
        case EventKind.RECALCULATED:
            facts |= {"moved": write.moved(event), "because": write.because(event)}
        case EventKind.STOPPED:
            facts["lateness"] = write.lateness(event)
        case EventKind.ROOT_CAUSE if "was" in facts:
            words, facts["was"] = _CORRECTED[language.code], write.at(event.instant("was"))
    line = words.format_map(_Missing(facts))
    return " ".join(line.split()).removesuffix("()").rstrip(": ;")[:_LONGEST]


def _shown(value: object, named: Callable[[str], str]) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(named(str(v)) for v in value)
    return named(str(value)) if value is not None else ""


class _Missing(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
