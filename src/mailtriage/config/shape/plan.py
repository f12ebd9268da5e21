"""The shape of plans/*.toml and customers/*.toml: what is promised, and to whom.

A plan and a contract's own `[contract.NAME.terms]` share one shape, since both state terms; a plan that inherits, and
a contract, state only what differs.
"""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from mailtriage.config.shape.desk import Person, Role
from mailtriage.config.shape.pattern import TicketPattern
from mailtriage.config.shape.scalar import (
    Address,
    Count,
    Domain,
    Duration,
    Fraction,
    Line,
    Name,
    Strict,
    SupportTime,
    Zone,
)
from mailtriage.desk.term import start_after_signing

Rank = Literal["1", "2", "3", "4"]
Labels = dict[Name, Line]


class Kind(Strict):
    """What follows from a kind of ticket."""

    label: Labels = Field(default={})
    priority: bool | None = None
    clocks: bool | None = None
    opens: Literal["new", "pending"] | None = None
    pending: Literal["requester", "authorisation", "agreement", "access", "appointment"] | None = None
    clause: str = ""


class Priority(Strict):
    """A rank: the contract's word for it and the impact/urgency pairs that make it."""

    label: Labels = Field(default={})
    when: list[Line] = Field(default=[])
    clause: str = ""


class Clock(Strict):
    """How a clock behaves."""

    starts: Literal["receipt", "root-cause"] | None = None
    pauses: bool | None = None
    vendor_pauses: bool | None = None
    clause: str = ""


class Target(Strict):
    """A row of the table of promised times."""

    priority: int | None = Field(default=None, ge=1, le=4)
    kind: Name | None = None
    service: Name | None = None
    product: Name | None = None
    reaction: SupportTime | None = None
    resolution: SupportTime | None = None
    pick_up: SupportTime | None = None
    calendar: str | None = None
    soft: bool | None = None
    warn_at: list[Fraction] | None = None
    clause: str = ""


class Rung(Strict):
    """A level of the escalation ladder."""

    role: str | None = None
    after: Duration | None = None
    clause: str = ""


class Defaults(Strict):
    """What holds when neither a rule nor staff says."""

    kind: Name | None = None
    impact: Name | None = None
    urgency: Name | None = None
    service: Name | None = None
    product: Name | None = None
    priority: int | None = Field(default=None, ge=1, le=4)
    clause: str = ""


class Remind(Strict):
    """After how much support time staff is reminded."""

    unassigned: Duration | None = None
    not_started: Duration | None = None
    clause: str = ""


class Term(Strict):
    """Which days a contract may begin and end on, and by how many months it renews unless notice comes in time."""

    whole_months: bool | None = None
    ends_with_year: bool | None = None
    renews_by_months: int | None = Field(default=None, ge=1)
    notice_months: int | None = Field(default=None, ge=0)
    cancel_monthly: bool | None = None
    remind_before: Duration | None = None
    role: str | None = None
    clause: str = ""


class Event(Strict):
    """The special-event weekend: how long before it is asked for, how many in a support year, in which language."""

    notice: Duration | None = None
    per_year: int | None = Field(default=None, ge=1)
    remind_before: Duration | None = None
    language: Name | None = None
    standard_only: bool | None = None
    clause: str = ""


class Category(Strict):
    """A kind of work, included or billed."""

    label: Labels = Field(default={})
    included: bool | None = None
    clause: str = ""


class Service(Strict):
    """What people call a service."""

    label: Labels = Field(default={})
    clause: str = ""


class Partner(Strict):
    """Somebody to whom requests are passed on; perhaps with a ticket system of their own."""

    label: Labels = Field(default={})
    address: Address | None = None
    domains: list[Domain] | None = None
    ticket_pattern: TicketPattern | None = None
    language: Name | None = None
    clause: str = ""


class TermsTable(Strict):
    """Everything a plan can promise."""

    zone: Zone | None = None
    support_hours: str | None = None
    phone: str | None = None
    phone_hours: str | None = None
    portal: str | None = None
    level: Count | None = None
    best_effort: bool | None = None
    services: list[Name] | None = None
    impacts: list[Name] | None = None
    staff_only: list[Literal["kind", "impact", "urgency", "priority", "service", "product"]] | None = None
    billable: bool | None = None
    standard_only: bool | None = None
    specialists: bool | None = None
    on_site: Literal["remote-only", "visit"] | None = None
    contacts_hear_all: bool | None = None
    warn_at: list[Fraction] | None = None
    first_line: str | None = None
    coordinator: str | None = None
    on_call: str | None = None
    reopen_within: Duration | None = None
    proof: Literal["plausible", "proven"] | None = None
    required_roles: list[Name] | None = None
    max_requesters: Count | None = None
    term: Term = Term()
    event: Event = Event()
    clauses: dict[str, str] = Field(default={})
    defaults: Defaults = Defaults()
    service: dict[Name, Service] = Field(default={})
    vendor_address: dict[Name, Address] = Field(default={})
    vendor_reminder_days: Count | None = None
    unsolvable_days: Count | None = None
    unsolvable_warn_days: Count | None = None
    close_reasons: list[Literal["solved", "workaround", "redesign", "vendor", "unsolved"]] | None = None
    ask_before_billing: bool | None = None
    category: dict[Name, Category] = Field(default={})
    redirect: dict[Name, Partner] = Field(default={})
    vendor: dict[Name, Partner] = Field(default={})
    kind: dict[Name, Kind] = Field(default={})
    priority: dict[Rank, Priority] = Field(default={})
    clock: dict[Literal["reaction", "resolution", "pick-up"], Clock] = Field(default={})
    target: list[Target] = Field(default=[])
    escalation: dict[Literal["1", "2", "3"], Rung] = Field(default={})
    progress: dict[Literal["1", "2", "3", "4", "*"], Duration] = Field(default={})
    remind: Remind = Remind()


class PlanFile(TermsTable):
    """plans/*.toml: one version of one plan."""

    plan: Name | None = None
    title: Line | None = None
    inherits: Name | None = None
    version: Line | None = None
    valid_from: date | None = None


class Contract(Strict):
    """One contract of a customer."""

    plan: Name
    starts: date
    signed: date | None = None
    ends: date | None = None
    language: Name | None = None
    domains: list[Domain] = Field(default=[])
    addresses: list[Address] = Field(default=[])
    requesters: list[Person] = Field(default=[])
    contacts: list[Person] = Field(default=[])
    services: list[Name] | None = None
    products: list[Name] = Field(default=[])
    custom_products: list[Name] = Field(default=[])
    ticket_pattern: TicketPattern | None = None
    role: dict[Name, Role] = Field(default={})
    terms: TermsTable = TermsTable()

    @model_validator(mode="before")
    @classmethod
    def _starts_after_signing(cls, stated: object) -> object:
        """Without a first day of its own, a contract starts on the first of the month after it was signed (OX-30)."""
        if not isinstance(stated, dict) or "starts" in stated or type(stated.get("signed")) is not date:
            return stated
        return stated | {"starts": start_after_signing(stated["signed"])}


class CustomerFile(Strict):
    """customers/*.toml."""

    name: Line
    language: Name
    domains: list[Domain] = Field(default=[])
    contract: dict[Name, Contract] = Field(min_length=1)
