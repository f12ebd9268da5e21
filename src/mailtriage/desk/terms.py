"""The promises of one contract, resolved: what a ticket keeps a snapshot of (S25), every value with its clause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from mailtriage.desk.party import Person, Proof
from mailtriage.desk.term import TermTerms


class ClockName(StrEnum):
    """Reaction: receipt to the first human answer. Resolution: to resolution or workaround. Pick-up: to an assignee."""

    REACTION = "reaction"
    RESOLUTION = "resolution"
    PICK_UP = "pick-up"


class Start(StrEnum):
    """What starts a clock (S17, S18)."""

    RECEIPT = "receipt"
    ROOT_CAUSE = "root-cause"


@dataclass(frozen=True, slots=True)
class Target:
    """A promised time: a duration in support time, or a number of business days (S14), never both.

    `calendar` names the calendar it runs in. A soft target is an aim and never breaches (S27).
    `warn_at` are fractions of the target (0.75) at which staff is warned (S28).
    """

    calendar: str
    duration: timedelta | None = None
    business_days: int | None = None
    soft: bool = False
    warn_at: tuple[float, ...] = ()
    clause: str = ""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One row of a table of targets; an empty field matches anything, the most specific row wins (INF-08)."""

    clock: ClockName
    target: Target
    priority: int | None = None
    kind: str = ""
    service: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class ClockTerms:
    """How one clock behaves under the contract: what starts it, and what pauses it (S19).

    `pauses` says whether pending pauses it; None means as usual: it does, except for the reaction clock, since before
    the first answer there is nothing to wait for. `vendor_pauses`: waiting for the vendor does too.
    """

    name: ClockName
    starts: Start = Start.RECEIPT
    pauses: bool | None = None
    vendor_pauses: bool = False
    clause: str = ""

    @property
    def pending_pauses(self) -> bool:
        """Whether pending pauses it, the usual filled in."""
        return self.name is not ClockName.REACTION if self.pauses is None else self.pauses


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder: told `after` (support time behind the breach for level 1, behind the level before
    for the next) unless somebody acknowledged. `role` is told; its deputies when a member cannot be reached."""

    level: int
    role: str
    after: timedelta = timedelta(0)
    clause: str = ""


@dataclass(frozen=True, slots=True)
class KindTerms:
    """What follows from a kind: whether priority and clocks apply; `state` a ticket of it opens in."""

    name: str
    label: Mapping[str, str] = field(default_factory=dict)
    priority: bool = True
    clocks: bool = True
    opens: str = "new"
    pending: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class WeekendTerms:
    """The special-event weekend (INF-37..44): asked for `notice` ahead, so many in a support year.

    `remind_before` the anniversary the success manager hears of one that nobody asked for. Mails of the weekend service
    are in `language`; `standard_only` leaves out products that the contract marks as custom.
    """

    notice: timedelta
    per_year: int = 1
    remind_before: timedelta = timedelta(weeks=6)
    language: str = "en"
    standard_only: bool = True
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of work and whether the contract includes it (SY-13 to SY-21); what it does not is billed."""

    name: str
    label: Mapping[str, str] = field(default_factory=dict)
    included: bool = True
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody outside the desk to whom requests are passed on: a vendor, the consultants.

    `domains`: whose mail counts as theirs beside `address`. `ticket_pattern` (RE2): what their own ticket numbers look like.
    """

    name: str
    address: str
    label: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    clause: str = ""
    domains: tuple[str, ...] = ()
    ticket_pattern: str = ""

    @property
    def title(self) -> str:
        """What people call them."""
        return self.label.get("en") or self.name

    def covers(self, domain: str) -> bool:
        """Whether a domain, in lower case, is one of theirs or lies below one."""
        return any(domain == d or domain.endswith("." + d) for d in self.domains)

    def person(self) -> Person:
        """As a recipient; the label in English is the name."""
        return Person(self.label.get("en", ""), self.address, self.language)


@dataclass(frozen=True, slots=True)
class Terms:
    """The resolved terms in force for one contract on one day.

    `matrix` maps "impact/urgency" to a rank; `impacts` lists impacts from the greatest to the least, for the queue
    (SY-05). `defaults` names kind, impact, urgency, service when no rule says.
    `staff_only` are verdict fields only staff may set (OX-09, SY-05). `progress` maps a rank ("1".."4", "*") to the
    support time between status mails to contacts. `remind` maps "unassigned" and "not-started" to support time.
    `on_call` is the role paged for rank 1 outside the support hours (INF-11); empty pages nobody.
    `services` maps a service to what people call it, by language. `vendor_addresses` maps a service to the vendor's own address for its Top requests outside the support hours (IV-06);
    `billable`: every intervention is billed (SY-09). `standard_only`: what was customised is not covered (INF-12). `specialists`: the
    success manager arranges meetings with specialists and developers (INF-34). `on_site`: what is answered to a wish for help on site,
    "remote-only" or "visit"; empty where the contract does not speak of it (OX-28). `ask_before_billing`: work that is not included waits for the
    customer's word. `redirects` and `vendors` are whom requests are passed on to; `vendor_reminder_days` are the business
    days between reminders to ask the vendor how it stands, 0 for none (IV-11). `weekend` is None where the plan has no special-event weekend,
    `term` where it says nothing of renewal and notice.
    `unsolvable_days`: the business days a ticket that nobody can solve waits for the customer's word, 0 for ever; he is warned
    `unsolvable_warn_days` before (OX-36). `close_reasons`: what a ticket may be closed for, empty for anything (OX-20).
    `contacts_hear_all`: what one of the customer's people is told, the contacts are told too (OX-03).
    `proof`: the least degree of proof a sender needs; who has less waits to be confirmed (OX-02).
    `clauses` maps a key ("support_hours", ...) to "file: clause" for `contract show`.
    """

    contract: str
    customer: str
    plan: str
    version: str = ""
    valid_from: date | None = None
    zone: str = "Europe/Amsterdam"
    language: str = "en"
    support_hours: str = ""
    phone: str = ""
    phone_hours: str = ""
    portal: str = ""
    level: int = 0
    best_effort: bool = False
    kinds: tuple[KindTerms, ...] = ()
    priorities: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    matrix: Mapping[str, int] = field(default_factory=dict)
    impacts: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    staff_only: tuple[str, ...] = ()
    clocks: tuple[ClockTerms, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    ladder: tuple[Rung, ...] = ()
    first_line: str = ""
    coordinator: str = ""
    on_call: str = ""
    progress: Mapping[str, timedelta] = field(default_factory=dict)
    remind: Mapping[str, timedelta] = field(default_factory=dict)
    services: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vendor_addresses: Mapping[str, str] = field(default_factory=dict)
    billable: bool = False
    standard_only: bool = False
    specialists: bool = False
    on_site: str = ""
    contacts_hear_all: bool = False
    proof: Proof = Proof.PLAUSIBLE
    categories: tuple[Category, ...] = ()
    ask_before_billing: bool = False
    redirects: tuple[Partner, ...] = ()
    vendors: tuple[Partner, ...] = ()
    vendor_reminder_days: int = 0
    unsolvable_days: int = 0
    unsolvable_warn_days: int = 0
    close_reasons: tuple[str, ...] = ()
    weekend: WeekendTerms | None = None
    term: TermTerms | None = None
    reopen_within: timedelta = timedelta(days=14)
    clauses: Mapping[str, str] = field(default_factory=dict)

    def kind(self, name: str) -> KindTerms:
        """The terms of a kind; a kind the contract does not name has neither priority nor clocks."""
        found = next((k for k in self.kinds if k.name == name), None)
        return found or KindTerms(name, priority=False, clocks=False)

    def clock(self, name: ClockName) -> ClockTerms:
        """How a clock behaves; as usual when the contract does not say."""
        return next((c for c in self.clocks if c.name is name), None) or ClockTerms(name)

    def priority_label(self, rank: int | None, language: str) -> str:
        """The contract's own word for a rank ("Top (1)"), in the language or English; empty for none."""
        labels = self.priorities.get(str(rank), {})
        return labels.get(language) or labels.get("en", "")

    def service_label(self, service: str, language: str) -> str:
        """What people call a service, in the language or English; its plain name in words where nobody says."""
        labels = self.services.get(service, {})
        return labels.get(language) or labels.get("en") or in_words(service)


def in_words(name: str) -> str:
    """A name out of the files as words: "first-line" is "first line"."""
    return name.replace("-", " ")
