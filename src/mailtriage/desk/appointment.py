"""An appointment for an intervention: where it may lie, who agreed to it, and what is owed around it (SY-06, SY-08).

A ticket has one at a time; moving it asks everybody anew. The customer's word confirms it. One that nobody confirmed
lapses as it would begin. From its beginning on the ticket waits for it no longer, whoever confirmed it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.openings import elapsed, local_date, openings_on
from mailtriage.desk.state import PendingReason
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.timeline import Timeline

REMINDER, STAFF, LAPSED, BEGINS = "appointment", "intervention", "lapsed", "begins"
"""The steps: to the customer and to staff on the business day before; as it begins, unconfirmed or confirmed."""

RESUMING = frozenset({LAPSED, BEGINS})
"""The steps that end the ticket's wait for its appointment."""

MOVED = "moved"
"""What the customer hears of a proposal that takes the place of another; on record both are proposals."""

_DAY = timedelta(days=1)
_UNTOLD = datetime.min.replace(tzinfo=UTC)


class Word(StrEnum):
    """What is said about an appointment: by us, and by those who were asked."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Appointment:
    """The appointment as it stands. `said`: when it was proposed, or moved last; `turn` counts the proposals of a ticket.

    `sequence` counts the changes that calendar programs hear of under one `uid`; `local` is the beginning as the history
    shows it. `agreed` are the addresses of those who
    confirmed it, empty text for whom staff asked; `by` gave the last word.
    """

    starts: datetime
    ends: datetime
    uid: str
    sequence: int
    turn: int
    said: datetime
    word: Word = Word.PROPOSED
    agreed: frozenset[str] = frozenset()
    by: str = ""
    local: str = ""

    @property
    def standing(self) -> Word:
        """How it stands: cancelled, confirmed as long as anybody's yes holds, else the last word about it."""
        confirmed = bool(self.agreed) and self.word is not Word.CANCELLED
        return Word.CONFIRMED if confirmed else self.word

    @property
    def confirmed(self) -> bool:
        """Whether the customer agreed to it."""
        return self.standing is Word.CONFIRMED


def appointment(ticket: Ticket) -> Appointment | None:
    """The latest appointment of a ticket, over or cancelled ones included; None if there never was one."""
    found: Appointment | None = None
    for event in ticket.events:
        if event.kind is EventKind.APPOINTMENT:
            found = _proposed(event, found) if event.text("to") == Word.PROPOSED else _worded(event, found)
    return found


def ahead(ticket: Ticket, now: datetime) -> Appointment | None:
    """The appointment that is still to come."""
    found = appointment(ticket)
    return found if found and found.standing is not Word.CANCELLED and now < found.starts else None


def local(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The one instant at which clocks of a zone show a naive time; None for a time that is skipped or comes twice (S4)."""
    instants = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    shown = {at for at in instants if at.astimezone(zone).replace(tzinfo=None) == wall}
    return shown.pop() if len(shown) == 1 else None


def fits(calendar: Calendar, starts: datetime, ends: datetime) -> bool:
    """Whether support is open all the time in [starts, ends) (SY-08)."""
    return starts < ends and elapsed(calendar, starts, ends) == ends - starts


def steps(line: Timeline, calendar: Calendar, now: datetime) -> Iterator[tuple[datetime, str]]:
    """What is owed around the appointment of this epoch, and from when.

    The reminders come at the opening of the business day before, and not at all where it was made later than that.
    """
    found = appointment(line.ticket)
    if found is None or found.standing is Word.CANCELLED or found.said < (line.restarted or _UNTOLD):
        return
    eve = _eve(calendar, found.starts)
    if found.said < eve and now < found.starts:
        yield eve, f"{STAFF}-{found.turn}"
        if found.standing is not Word.DECLINED:
            yield eve, f"{REMINDER}-{found.turn}"
    if not found.confirmed:
        yield found.starts, f"{LAPSED}-{found.turn}"
    elif line.ticket.pending is PendingReason.APPOINTMENT:
        yield found.starts, f"{BEGINS}-{found.turn}"


def _eve(calendar: Calendar, starts: datetime) -> datetime:
    """The opening of the last business day before the date of an instant."""
    day = local_date(calendar, starts) - _DAY
    while not (openings := openings_on(calendar, day)):
        day -= _DAY
    return openings[0][0]


def _proposed(event: Event, before: Appointment | None) -> Appointment | None:
    starts, ends = event.instant("starts"), event.instant("ends")
    if starts is None or ends is None:
        return before
    turn = before.turn + 1 if before else 1
    shown = event.text("local")
    return Appointment(starts, ends, event.text("uid"), _sequence(event), turn, event.occurred, local=shown)


def _worded(event: Event, before: Appointment | None) -> Appointment | None:
    if before is None:
        return None
    word, by = Word(event.text("to")), event.text("by")
    if word is Word.CANCELLED:
        return replace(before, word=word, by=by, sequence=_sequence(event))
    # his own no outweighs a yes that staff wrote down for him, and not the yes of somebody else
    agreed = before.agreed | {by} if word is Word.CONFIRMED else before.agreed - {by, ""}
    return replace(before, word=word, by=by, agreed=agreed)


def _sequence(event: Event) -> int:
    number = event.data.get("sequence")
    return number if isinstance(number, int) else 0
