"""What a notice may say about a ticket, gathered from the ticket, its terms, its clocks and the configuration."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailtriage.desk import unsolvable
from mailtriage.desk.appointment import Appointment, appointment
from mailtriage.desk.clock import Clock
from mailtriage.desk.clocks import Calendars, readings
from mailtriage.desk.contract import Contract
from mailtriage.desk.derivation import derivation, spelled
from mailtriage.desk.event import EventKind
from mailtriage.desk.openings import is_open, next_opening
from mailtriage.desk.partner import called, speaking
from mailtriage.desk.party import Person
from mailtriage.desk.priority import RANKS
from mailtriage.desk.spelling import lateness
from mailtriage.desk.termination import given
from mailtriage.desk.terms import ClockName, Terms, in_words
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.weekend import Weekend, during, opened, standing
from mailtriage.jobs.office import Moment
from mailtriage.jobs.weekends import weekends_of
from mailtriage.notices.hours import hours
from mailtriage.notices.notice import ClockFact, Facts, TermFact, WeekendFact

_FEW = 2  # as many names as are read at a glance


@dataclass(frozen=True)
class Dossier:
    """A ticket with everything that is decided about it: its contract as it is today, the terms it was received under,
    and its clocks now, in the calendars they run in, with the weekends that open these. Contract and terms are None for a sender no contract knows."""

    ticket: Ticket
    contract: Contract | None
    terms: Terms | None
    clocks: tuple[Clock, ...] = ()
    calendars: Calendars = field(default_factory=dict)
    weekends: tuple[Weekend, ...] = ()

    def clock(self, name: str) -> Clock | None:
        """The clock of this name, if the ticket has one."""
        return next((c for c in self.clocks if c.name == name), None)


def dossier(at: Moment, ticket: Ticket, terms: Terms | None) -> Dossier:
    """Read the clocks of a ticket at the moment."""
    weekends = weekends_of(at, ticket, terms)
    calendars = opened(at.office.installation.calendars, weekends)
    clocks = readings(ticket, terms, calendars, at.now) if terms else ()
    return Dossier(ticket, at.office.contract(ticket.contract), terms, clocks, calendars, weekends)


def tag(at: Moment, number: int) -> str:
    """The ticket number as people see it: T-1042."""
    return f"{at.office.installation.desk.prefix}-{number}"


def language_of(at: Moment, file: Dossier, person: Person) -> str:
    """The language of the person, then of the ticket (which is the contract's unless a rule said otherwise)."""
    if at.office.staff(file.contract).find(person.address) is not None:
        return person.language or at.office.installation.desk.language
    if file.terms is not None and file.terms.weekend is not None and _in_weekend(at, file, file.terms):
        return file.terms.weekend.language
    return person.language or file.ticket.language or at.office.installation.desk.language


def _in_weekend(at: Moment, file: Dossier, terms: Terms) -> bool:
    """Whether the weekend service writes: about what came in a weekend, or in one (INF-42)."""
    zone = ZoneInfo(terms.zone)
    return any(during(file.weekends, instant, zone) for instant in (file.ticket.received, at.now))


def shared_facts(at: Moment, file: Dossier, person: Person) -> Facts:
    """The facts every notice about this ticket shares; a purpose adds its own with `replace`."""
    ticket, terms = file.ticket, file.terms
    desk = at.office.installation.desk
    language = language_of(at, file, person)
    known = Facts(
        recipient=person,
        desk_name=desk.name,
        zone=terms.zone if terms else desk.zone,
        written=at.now,
        tag=tag(at, ticket.number),
        ticket=ticket,
        customer_name=file.contract.customer.name if file.contract else "",
        plan_name=ticket.plan,
        contract_name=ticket.contract,
        service_label=in_words(ticket.service),
        whose=_whose(at, file, person),
        owner=named(at, file)(ticket.assignee) or role_named(at, file, ticket.role, language),
        answered=any(e.kind is EventKind.ANSWERED for e in ticket.events),
        reasons=ticket.reasons or {},
        weekend=_weekend(at, file),
        term=_term(file.ticket),
        their_number=_their_number(at, file, person),
        appointment=_appointment(at, file),
    )
    return _promised(known, at, file, language) if terms else known


def _whose(at: Moment, file: Dossier, person: Person) -> str:
    """The requester, for anybody else; a ticket made by hand may have none."""
    asked = file.ticket.requester
    return "" if asked.key == person.key else asked.name or named(at, file)(asked.address)


def _their_number(at: Moment, file: Dossier, person: Person) -> str:
    """What the recipient's own ticket system calls the ticket: it finds its place by that."""
    if file.contract is None or not file.ticket.partner_numbers:
        return ""
    day = at.now.astimezone(at.office.zone(file.contract)).date()
    return called(file.ticket.partner_numbers, speaking(file.contract, day, person))


def _weekend(at: Moment, file: Dossier) -> WeekendFact | None:
    """What the ticket's latest word on a weekend says."""
    latest = standing(file.ticket)
    if latest is None:
        return None
    days = {key: date.fromisoformat(text) for key in ("saturday", "earliest", "used") if (text := latest.text(key))}
    return WeekendFact(
        saturday=days["saturday"],
        earliest=days.get("earliest"),
        used=days.get("used"),
        reason=latest.text("reason"),
        notice_days=file.terms.weekend.notice.days if file.terms and file.terms.weekend else 0,
        agent=named(at, file)(latest.text("agent")),
        custom=file.contract.custom_products if file.contract else (),
    )


def _appointment(at: Moment, file: Dossier) -> Appointment | None:
    found = appointment(file.ticket)
    return replace(found, by=named(at, file)(found.by)) if found else None


def _term(ticket: Ticket) -> TermFact | None:
    """The notice a ticket gave."""
    word = given(ticket)
    if word is None:
        return None
    days = {key: date.fromisoformat(text) for key in ("ends", "missed", "until") if (text := word.text(key))}
    return TermFact(**days)


def _promised(known: Facts, at: Moment, file: Dossier, language: str) -> Facts:
    terms = file.terms
    # where nothing is promised about a first answer, when somebody takes it up is what the customer can be told (OX-07)
    first = file.clock(ClockName.REACTION) or file.clock(ClockName.PICK_UP)
    assert terms is not None
    opens_next = _opens_next(at, file, first.calendar if first else terms.support_hours)
    kind = terms.kind(file.ticket.kind)
    return replace(
        known,
        kind_label=kind.label.get(language) or kind.label.get("en", ""),
        service_label=terms.service_label(file.ticket.service, language),
        priority_label=terms.priority_label(file.ticket.priority, language),
        promise=first.due if first else None,
        aim=spelled(first.target, language) if first and first.target.soft else "",
        best_effort=terms.best_effort,
        billable=terms.billable,
        opens_next=opens_next,
        vendor_address=_vendor_address(terms, file.ticket) if opens_next else "",
        phone=terms.phone,
        phone_hours=_phone_hours(at, terms, language),
        portal=terms.portal,
        closes_at=_closes_at(at, file, terms),
        clocks=tuple(clock_facts(file, language)),
    )


def _vendor_address(terms: Terms, ticket: Ticket) -> str:
    """Where the customer may write himself while we are closed: only of what cannot wait (IV-06)."""
    return terms.vendor_addresses.get(ticket.service, "") if ticket.priority == RANKS[0] else ""


def _phone_hours(at: Moment, terms: Terms, language: str) -> str:
    calendar = at.office.installation.calendars.get(terms.phone_hours)
    return hours(calendar, language) if calendar and terms.phone else ""


def _closes_at(at: Moment, file: Dossier, terms: Terms) -> datetime | None:
    calendar = file.calendars.get(terms.support_hours)
    return unsolvable.ends(file.ticket, terms, calendar, at.now) if calendar else None


def _opens_next(at: Moment, file: Dossier, hours: str) -> datetime | None:
    """When work on it goes on, if it rests now: in the hours of its own promise, which may be around the clock (INF-11)."""
    calendar = file.calendars.get(hours)
    if calendar is None or is_open(calendar, at.now):
        return None
    return next_opening(calendar, at.now)


def clock_facts(file: Dossier, language: str) -> Iterable[ClockFact]:
    """Every clock of the ticket with its derivation in words."""
    return (clock_fact(file, clock, language) for clock in file.clocks)


def clock_fact(file: Dossier, clock: Clock, language: str) -> ClockFact:
    """One clock as a notice shows it."""
    assert file.terms is not None
    return ClockFact(
        name=clock.name,
        state=clock.state,
        due=clock.due,
        soft=clock.target.soft,
        derivation=derivation(clock, file.terms, language),
        started=clock.started,
        lateness=lateness(clock.late_business, clock.late_wall, language),
    )


def role_named(at: Moment, file: Dossier, role: str, language: str) -> str:
    """A role as people know it: its members' names where they are few, what it is called, or its plain name in words."""
    known = at.office.staff(file.contract).roles.get(role)
    label = (known.label.get(language) or known.label.get("en") if known else "") or in_words(role)
    members = ", ".join(p.name for p in known.members) if known and len(known.members) <= _FEW else ""
    return f"{members} ({label})" if members else label


def named(at: Moment, file: Dossier, language: str = "") -> Callable[[str], str]:
    """From an address to the name people know, and with a language from a role to its own; anything else stays as it is."""
    staff = at.office.staff(file.contract)
    known = (*file.contract.contacts, *file.contract.requesters) if file.contract else ()
    written = (file.ticket.requester, *file.ticket.participants)  # how people write themselves goes before our files
    customers = {p.key: p.name for p in (*known, *written) if p.name}

    def name(address: str) -> str:
        if language and address in staff.roles:
            return role_named(at, file, address, language)
        person = staff.find(address) if "@" in address else None
        return (person.name if person else customers.get(address.lower(), "")) or address

    return name
