"""Making, moving, confirming and cancelling an appointment for an intervention, and the invitation to it (SY-08)."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailtriage.desk.appointment import MOVED, Appointment, Word, ahead, appointment, fits, local
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.event import EventKind
from mailtriage.desk.openings import local_date, openings_on
from mailtriage.desk.opentime import BeyondCalendarError
from mailtriage.desk.state import PendingReason, State, may_move
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import Told
from mailtriage.jobs.arranging import Happening
from mailtriage.jobs.office import Office
from mailtriage.notices.notice import Purpose


@dataclass(frozen=True)
class Wish:
    """When and how long; a naive time is one on the wall of the contract's zone."""

    when: datetime
    length: timedelta


def propose(office: Office, wish: Wish) -> Decide:
    """Invite the customer to an appointment, or move the one there is; the ticket waits for it. Refused where it does not
    lie wholly inside the hours of interventions, which are the contract's support hours (SY-06, contradiction 15)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        if not may_move(ticket.state, State.PENDING):
            raise Permanent(f"a ticket that is {ticket.state} gets no appointment.")
        now, zone = office.now(), ZoneInfo(terms.zone if terms else office.installation.desk.zone)
        starts = _instant(wish.when, zone)
        ends = starts + wish.length
        before = ahead(ticket, now)
        _allow(_hours(office, terms), (starts, ends), now)
        if before and (before.starts, before.ends) == (starts, ends):
            raise Permanent("the appointment is at that time already.")
        proposed = {
            "to": Word.PROPOSED.value,
            "starts": starts.isoformat(),
            "ends": ends.isoformat(),
            "uid": before.uid if before else _identity(office, ticket),
            "sequence": before.sequence + 1 if before else 0,
            "local": _shown(starts, zone),
        }
        step = MOVED if before else Word.PROPOSED.value
        return Act(((EventKind.APPOINTMENT, proposed), *_waits(ticket)), (Told(Purpose.APPOINTMENT, step=step),))

    return decide


def _identity(office: Office, ticket: Ticket) -> str:
    """Nobody can guess it: an answer that names it comes from an invitation of ours."""
    return f"{ticket.number}.{secrets.token_hex(16)}@{office.installation.desk.domain}"


def confirm(office: Office) -> Decide:
    """Record that the customer agreed, by telephone or in words no program understands; he reads that it stands."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        found = _ahead(office, ticket)
        if found.confirmed:
            raise Permanent("the appointment is confirmed already.")
        said = _said(found, Word.CONFIRMED)
        return Act((said, *_waits(ticket)), (Told(Purpose.APPOINTMENT, step=Word.CONFIRMED.value),))

    return decide


def cancel(office: Office) -> Decide:
    """Call an appointment off; it leaves the customer's calendar, and the ticket waits for it no longer."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        found = _ahead(office, ticket)
        kind, said = _said(found, Word.CANCELLED)
        cancelled: Happening = (kind, {**said, "sequence": found.sequence + 1})
        waited = ticket.pending is PendingReason.APPOINTMENT
        goes_on: list[Happening] = [(EventKind.STATE, {"to": State.OPEN.value})] if waited else []
        return Act((cancelled, *goes_on), (Told(Purpose.APPOINTMENT, step=Word.CANCELLED.value),))

    return decide


def _ahead(office: Office, ticket: Ticket) -> Appointment:
    found = ahead(ticket, office.now())
    if found is None:
        over = appointment(ticket)
        raise Permanent("the appointment is over or cancelled." if over else "the ticket has no appointment.")
    return found


def _said(found: Appointment, word: Word) -> Happening:
    return EventKind.APPOINTMENT, {"to": word.value, "local": found.local}


def _waits(ticket: Ticket) -> tuple[Happening, ...]:
    if ticket.pending is PendingReason.APPOINTMENT:
        return ()
    return ((EventKind.STATE, {"to": State.PENDING.value, "reason": PendingReason.APPOINTMENT.value}),)


def _instant(when: datetime, zone: ZoneInfo) -> datetime:
    if when.tzinfo is not None:
        return when.astimezone(UTC)
    found = local(when, zone)
    if found is None:
        raise Permanent(f"{when:%H:%M} is skipped or comes twice that night. Write the time with its offset.")
    return found


def _hours(office: Office, terms: Terms | None) -> Calendar:
    calendar = office.installation.calendars.get(terms.support_hours) if terms else None
    if calendar is None:
        raise Permanent("the ticket has no contract with support hours, and an appointment can only lie in them.")
    return calendar


def _allow(calendar: Calendar, span: tuple[datetime, datetime], now: datetime) -> None:
    starts, ends = span
    if starts <= now:
        raise Permanent("that is past; an appointment lies ahead.")
    try:
        if not fits(calendar, starts, ends):
            raise Permanent(
                f"from {_shown(starts, calendar.zone)} to {_shown(ends, calendar.zone)} is not wholly inside the support "
                f"hours {calendar.name}. {_open_on(calendar, starts)}"
            )
    except BeyondCalendarError as error:
        raise Permanent(f"{error}.") from error


def _open_on(calendar: Calendar, at: datetime) -> str:
    """The hours of the day somebody asked for."""
    day = local_date(calendar, at)
    openings = [
        tuple(f"{edge.astimezone(calendar.zone):%H:%M}" for edge in span) for span in openings_on(calendar, day)
    ]
    hours = ", ".join("-".join(span) for span in openings)
    return f"Open on {day:%A} {day}: {hours}." if hours else f"{day:%A} {day} is closed."


def _shown(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"
