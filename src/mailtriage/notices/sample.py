"""Notices to try templates with: for every purpose all there may be to say, as little as there may be, and what lies between.

An operator's `check` renders these, so that a mistake in any branch of a template is found before a customer's mail is.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mailtriage.desk.appointment import Appointment
from mailtriage.desk.party import Person
from mailtriage.desk.state import PendingReason, State
from mailtriage.desk.ticket import Ticket
from mailtriage.notices.notice import ClockFact, Facts, HistoryLine, Notice, Purpose, TermFact, WeekendFact

WRITTEN = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
DUE = WRITTEN + timedelta(hours=1)
ZONE = "Europe/Amsterdam"

STEPS = (
    "warn-75",
    "breach",
    "level-1",
    "level-2",
    "progress-1",
    "unassigned",
    "not-started",
    "aim",
    "page",
    "vendor-1",
    "requested",
)
ALERTS = ("quarantine", "brake", "refused-login", "withheld", "template", "catch-up")
HOLDS = ("unproven", "not-named", "not-started", "ended", "service", "product", "no-contract")

NEWS = (
    "disaster",
    "billable",
    "billable-ask",
    "access",
    "redirected",
    "vendor",
    "forwarded",
    "customised",
    "remote-only",
    "visit",
    "incomplete",
    "requester",
    "authorisation",
    "agreed",
    "agreement",
    "closed",
)
WEEKENDS = (
    "requested",
    "refused",
    "confirmed",
    "agent",
    "forwarded",
    "no-agent",
    "no-longer",
    "lapse",
    "weekend-2026-12-12",
)
TERMS = ("accepted", "doubted", "withdrawn", "given", "asked", "renewal", "expiry")
REFUSALS = ("plan", "day", "term", "used", "notice", "declined")
SAID = (
    "merged",
    "joined",
    "split",
    "product",
    "service",
    "covered",
    "specialist",
    "no-specialist",
    "remote-only",
    "visit",
    "staff-priority",
)
APPOINTMENTS = ("proposed", "moved", "confirmed", "cancelled", "appointment-1")
MEETINGS = ("intervention-1", "lapsed-1", "begins-1", "accepted", "declined", "tentative", "answered")
GIVEN_UP = ("asked", "closing-7", "idle-7", "closed")
COPIES = ("csm", "disaster", "colleague", "vendor", "judge", "doubted")

_BY_STEP = frozenset(
    {
        Purpose.HELD,
        Purpose.STAFF_COPY,
        Purpose.REMINDER,
        Purpose.ESCALATION,
        Purpose.DIGEST,
        Purpose.OPERATOR,
        Purpose.NEWS,
        Purpose.FORWARD,
    }
)

TICKET = Ticket(
    number=1042,
    received=WRITTEN,
    subject="The integration with the warehouse stands still",
    requester=Person("Anna de Vries", "anna@customer.example"),
    kind="incident",
    impact="many",
    urgency="down",
    priority=1,
    service="Integration service",
    product="warehouse",
)

REACTION = ClockFact(
    name="reaction",
    state="running",
    due=DUE,
    derivation="Tue 09:30 + 1 h support time, contract Example, calendar office ⇒ Tue 10:30",
    started=WRITTEN,
    lateness="1 h 20 of support time late (2 h by the clock)",
)


RESOLUTION = ClockFact("resolution", "running", DUE + timedelta(hours=4))


TERM = TermFact(ends=date(2028, 3, 15), missed=date(2027, 3, 15), until=date(2027, 1, 15), renews=date(2027, 3, 15))


WEEKEND = WeekendFact(
    saturday=date(2026, 12, 12),
    earliest=date(2026, 12, 19),
    used=date(2026, 6, 6),
    reason="used",
    notice_days=14,
    agent="Jan Smit",
    custom=("warehouse",),
    lapses=date(2027, 4, 1),
)


APPOINTMENT = Appointment(
    starts=WRITTEN + timedelta(days=1),
    ends=WRITTEN + timedelta(days=1, minutes=90),
    uid="1042.0@desk.example",
    sequence=0,
    turn=1,
    said=WRITTEN,
    by="Anna de Vries",
)


def least() -> Facts:
    """What every notice has; a digest and a notice to the operator may have no ticket either."""
    return Facts(
        recipient=Person("", "anna@customer.example"),
        desk_name="Support Example",
        zone=ZONE,
        tag="T-1042",
        ticket=Ticket(number=1042, received=WRITTEN),
    )


def most() -> Facts:
    """Every field filled."""
    # as long as there are facts, one line each
    return Facts(
        recipient=Person("Anna de Vries", "anna@customer.example", "en"),
        desk_name="Support Example",
        zone=ZONE,
        written=WRITTEN,
        tag="T-1042",
        ticket=TICKET,
        customer_name="Customer Example",
        plan_name="Integration service",
        contract_name="customer-integration",
        kind_label="Incident",
        service_label="Integration service",
        priority_label="Top (1)",
        promise=DUE,
        best_effort=True,
        billable=True,
        opens_next=WRITTEN + timedelta(hours=20),
        phone="+31 20 000 0000",
        phone_hours="8:30-17:30",
        portal="https://portal.example/",
        vendor_address="support@vendor.example",
        may_ask=("Piet Jansen", "Mia Peeters"),
        clock=REACTION,
        weekend=WEEKEND,
        term=TERM,
        appointment=APPOINTMENT,
        clocks=(REACTION, ClockFact("resolution", "not-started")),
        step="warn-75",
        level=1,
        escalated_to="Karin Bos",
        next_level="Service Support Manager",
        next_level_at=DUE + timedelta(hours=1),
        owner="Jan Smit",
        about="Tailor-made work",
        text="Nothing arrives any more.\n\nCan you look at it?",
        quoted_from="Anna de Vries",
        quoted_at=WRITTEN,
        attachment_names=("error.log", "screen.png"),
        history=(HistoryLine(WRITTEN, "Anna de Vries", "opened the ticket"),),
        reasons={"priority": ("down-for-many", "IV-42")},
        acknowledge_address="support+token@desk.example",
        reply_address="support+token@desk.example",
        next_update=WRITTEN + timedelta(days=1),
        closes_at=WRITTEN + timedelta(days=14),
        reopen_until=WRITTEN + timedelta(days=14),
        failed_address="karin@desk.example",
        failed_reason="550 5.1.1 no such user",
        failed_purpose="reply",
        failed_subject="[T-1042] The integration with the warehouse stands still",
        items=(least(), replace(least(), ticket=TICKET, clock=REACTION, step="level-2", level=2)),
    )


def samples(language: str) -> Iterator[Notice]:
    """For every purpose its variants, in the language; each names facts that a branch of some template asks for."""
    for purpose in Purpose:
        facts = [*_variants(), *(_of_steps() if purpose in _BY_STEP else ())]
        facts += _of_states() if purpose is Purpose.PROGRESS else ()
        facts += _of_giving_up() if purpose is Purpose.UNSOLVABLE else ()
        facts += _of_weekends() if purpose is Purpose.WEEKEND else ()
        facts += _of_terms() if purpose is Purpose.TERM else ()
        facts += _of_appointments() if purpose in {Purpose.APPOINTMENT, Purpose.REMINDER} else ()
        yield from (Notice(purpose, language, variant) for variant in facts)


def _variants() -> Iterator[Facts]:
    full, bare = most(), least()
    yield from (full, bare, replace(bare, tag="", ticket=None), replace(full, tag="", ticket=None))
    yield replace(full, aim="3 d")
    yield replace(full, promise=None)
    yield replace(full, promise=None, best_effort=False, opens_next=None, escalated_to="")
    yield replace(full, priority_changed=True)
    yield replace(full, kind_changed=True)
    yield from (replace(full, step=step) for step in SAID)
    yield replace(full, answered=True)
    yield replace(full, answered=True, clocks=(RESOLUTION,))
    yield replace(full, answered=True, clocks=(replace(RESOLUTION, soft=True),))
    yield replace(full, written=DUE + timedelta(hours=1))
    yield replace(full, clock=None, next_level="", next_level_at=None)
    yield replace(full, clock=replace(REACTION, due=None, soft=True), owner="", text="", history=())
    yield from (replace(full, failed_purpose=purpose.value) for purpose in Purpose)
    yield replace(full, next_level_at=None, next_update=None, quoted_at=None, attachment_names=())


def _of_states() -> Iterator[Facts]:
    for late in (REACTION, replace(RESOLUTION, due=DUE)):
        for whose in ("", "Anna de Vries"):
            yield replace(most(), clocks=(late,), written=DUE + timedelta(hours=1), whose=whose)
            yield replace(most(), clocks=(late,), written=DUE + timedelta(hours=1), whose=whose, escalated=True)
    for state in State:
        yield replace(most(), ticket=replace(TICKET, state=state))
    for reason in PendingReason:
        yield replace(most(), ticket=replace(TICKET, state=State.PENDING, pending=reason))


def _of_terms() -> Iterator[Facts]:
    for step in TERMS:
        yield replace(most(), step=step)
        yield replace(least(), step=step)
        yield replace(least(), step=step, tag="", ticket=None)
        yield replace(most(), step=step, whose="Anna de Vries", term=replace(TERM, missed=None, until=None))


def _of_weekends() -> Iterator[Facts]:
    for step in WEEKENDS:
        yield replace(most(), step=step)
        yield replace(least(), step=step)
    for reason in REFUSALS:
        yield replace(most(), step="refused", weekend=replace(WEEKEND, reason=reason))
        yield replace(most(), step="refused", weekend=WeekendFact(WEEKEND.saturday, reason=reason))


def _of_giving_up() -> Iterator[Facts]:
    for step in GIVEN_UP:
        yield replace(most(), step=step)
        yield replace(most(), step=step, whose="Piet Jansen", text="", closes_at=None)


def _of_appointments() -> Iterator[Facts]:
    for step in (*APPOINTMENTS, *MEETINGS):
        for meeting in (None, APPOINTMENT, replace(APPOINTMENT, by="", agreed=frozenset({"a@b.example"}))):
            yield replace(most(), step=step, appointment=meeting, whose="")
            yield replace(most(), step=step, appointment=meeting, whose="Piet Jansen")


def _of_steps() -> Iterator[Facts]:
    for step in (*STEPS, *ALERTS, *HOLDS, *COPIES, *NEWS):
        yield replace(most(), step=step)
        yield replace(most(), step=step, text="")
