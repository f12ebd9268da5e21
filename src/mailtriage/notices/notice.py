"""Who is told what, and why: the values a notice is rendered from. Nothing here reads a clock or a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mailtriage.desk.appointment import Appointment
from mailtriage.desk.party import Person
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.message import Attachment

PURPOSE_HEADER = "X-Mailtriage-Purpose"
"""Says in each of our mails why it was written."""


class Purpose(StrEnum):
    """Why we write; also the name of the template folder."""

    ACKNOWLEDGEMENT = "acknowledgement"  # to the requester: number, what was understood, when to expect an answer
    HELD = "held"  # to the requester: not entitled or unproven; what happens next (the rule's own reply)
    STAFF_COPY = "staff-copy"  # to staff: the full text and attachments of a customer's message
    REPLY = "reply"  # to the requester: a human answer, relayed
    WARNING = "warning"  # to staff: a target nears
    BREACH = "breach"  # to staff: a target was missed
    ESCALATION = "escalation"  # to managers: level 1 and 2
    PROGRESS = "progress"  # to contacts: still working on it
    WORKAROUND = "workaround"  # to the requester: a workaround was delivered
    ROOT_CAUSE = "root-cause"  # to the requester: cause known, resolution due (IV-49)
    NEWS = "news"  # to the requester: something follows from what was decided: billing, access, passed on
    APPOINTMENT = (
        "appointment"  # to the customer: an appointment made, moved, confirmed, cancelled; or it is tomorrow (SY-08)
    )
    UNSOLVABLE = "unsolvable"  # to the customer: we cannot solve it; that it will be closed, or was (OX-36)
    WEEKEND = "weekend"  # to the customer, the success manager, the agent: a special-event weekend (INF-37..44)
    SPECIALIST = "specialist"  # to the success manager: a meeting with specialists is asked for (INF-34)
    TERM = (
        "term"  # to the customer and staff: notice on a contract, a renewal or an end that comes (IV-57, OX-11, OX-31)
    )
    FORWARD = "forward"  # to a vendor or the consultants: a request of a customer
    RESOLVED = "resolved"  # to the requester
    PAGE = "page"  # to those on call: the highest priority outside office hours (INF-11)
    REMINDER = "reminder"  # to staff: unassigned, resolution clock not started
    UNDELIVERABLE = "undeliverable"  # to the ticket's owner: a mail of ours did not arrive
    DIGEST = "digest"  # to one person: many steps at once, as one mail
    OPERATOR = "operator"  # to the operator: quarantine, brake, refused login


@dataclass(frozen=True, slots=True)
class ClockFact:
    """One clock as a notice shows it, in the notice's language: `derivation` is the one line a manager understands, `lateness`
    how late it is in support time and by the clock, empty in time."""

    name: str
    state: str
    due: datetime | None = None
    soft: bool = False
    derivation: str = ""
    started: datetime | None = None
    lateness: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a ticket's history: when, who, what, already in words of the notice's language."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class WeekendFact:
    """A special-event weekend as a notice shows it, in local dates.

    `earliest` is the Saturday that can still be had, `used` the one that the support year has had, `reason` why one is
    refused (desk/weekend), `agent` a name, `custom` the products it leaves out, `lapses` when an unused one is lost.
    """

    saturday: date | None = None
    earliest: date | None = None
    used: date | None = None
    reason: str = ""
    notice_days: int = 0
    agent: str = ""
    custom: tuple[str, ...] = ()
    lapses: date | None = None


@dataclass(frozen=True, slots=True)
class TermFact:
    """How a contract ends or goes on, in local dates: its last day; the renewal that notice `missed`, and the day `until`
    which it would have been in time; or when it `renews`."""

    ends: date | None = None
    missed: date | None = None
    until: date | None = None
    renews: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a template may use; instants are aware and shown in `zone` (the contract's).

    `written` is the instant of writing: without it no time is called today, tomorrow or past. `tag` is "T-1042",
    without brackets. `ticket` is None only for digests and operator notices. `promise` is the due instant of the
    reaction clock, None when the contract promises none; `opens_next` is set when support is closed at the time of
    writing. `text` is the message, answer or reason the notice is about, written by `quoted_from` at `quoted_at`.
    `step` and `level` name what fired, as the agenda does, or why a ticket is held, as entitlement does; `clock` is the clock it fired for, None in an escalation
    that the customer asked for (IV-24; the acknowledgement of it names `escalated_to`). `next_level` is who is told
    next, at `next_level_at`. `aim` is that promise in words where it is an aim and no promise: no due time goes out then (OX-04). `vendor_address` is set only where and when the contract allows writing there (IV-06),
    `billable` where every intervention is billed (SY-09), `priority_changed` when an acknowledgement is sent anew
    (INF-09), `kind_changed` when it is because of a new kind (SY-04), `answered` once a human answer went out, `escalated` once managers were
    told. `whose` is who asked, for a recipient who did not. `failed_purpose` and `failed_subject` say which mail of ours
    did not arrive. `about` names the work or
    the party a piece of news is about. `may_ask` are the names of those who may open tickets; only for a sender of that customer (OX-02).
    `their_number` is what the recipient's own ticket system calls the ticket; it stands beside our tag in the subject.
    `closes_at`: when a ticket that nobody can solve is closed without an answer. `appointment` is the ticket's latest; in it `by` is a name.
    `reasons` maps a verdict field to its rule and clause.
    """

    recipient: Person
    desk_name: str
    zone: str
    written: datetime | None = None
    tag: str = ""
    their_number: str = ""
    ticket: Ticket | None = None
    customer_name: str = ""
    plan_name: str = ""
    contract_name: str = ""
    kind_label: str = ""
    service_label: str = ""
    priority_label: str = ""
    promise: datetime | None = None
    aim: str = ""
    best_effort: bool = False
    billable: bool = False
    priority_changed: bool = False
    kind_changed: bool = False
    answered: bool = False
    escalated: bool = False
    whose: str = ""
    opens_next: datetime | None = None
    phone: str = ""
    phone_hours: str = ""
    portal: str = ""
    vendor_address: str = ""
    may_ask: tuple[str, ...] = ()
    clock: ClockFact | None = None
    weekend: WeekendFact | None = None
    term: TermFact | None = None
    appointment: Appointment | None = None
    clocks: tuple[ClockFact, ...] = ()
    step: str = ""
    level: int = 0
    escalated_to: str = ""
    next_level: str = ""
    next_level_at: datetime | None = None
    owner: str = ""
    about: str = ""
    text: str = ""
    quoted_from: str = ""
    quoted_at: datetime | None = None
    attachment_names: tuple[str, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    acknowledge_address: str = ""
    reply_address: str = ""
    next_update: datetime | None = None
    reopen_until: datetime | None = None
    closes_at: datetime | None = None
    failed_address: str = ""
    failed_reason: str = ""
    failed_purpose: str = ""
    failed_subject: str = ""
    items: tuple["Facts", ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to one recipient, before words: its purpose, language and facts."""

    purpose: Purpose
    language: str
    facts: Facts
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice in words; the subject is one line, text is LF text, html a complete document."""

    subject: str
    text: str
    html: str
