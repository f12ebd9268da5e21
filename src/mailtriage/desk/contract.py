"""One customer's contract: who is party to it, from when to when, under which terms."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from mailtriage.desk.party import Person, Staff
from mailtriage.desk.terms import Terms


@dataclass(frozen=True, slots=True)
class Customer:
    """An organisation we have a contract with, or had; `domains` are lower case."""

    id: str
    name: str
    language: str = "en"
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """A contract with its versions of terms, oldest first; `starts` and `ends` are inclusive local dates.

    `requesters` names who may open tickets; empty means everybody of `domains` and `contacts`. `contacts` hear about
    progress. `custom_products` are those of `products` that are no standard (INF-41). `staff` is the desk's staff with this contract's own roles laid over it. `ticket_pattern` (RE2): what the customer's own ticket numbers look like.
    """

    name: str
    customer: Customer
    plan: str
    versions: tuple[Terms, ...]
    starts: date
    ends: date | None = None
    addresses: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    requesters: tuple[Person, ...] = ()
    contacts: tuple[Person, ...] = ()
    services: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    custom_products: tuple[str, ...] = ()
    staff: Staff = field(default_factory=Staff)
    file: str = ""
    ticket_pattern: str = ""

    def active(self, day: date) -> bool:
        """Whether the contract is in force on this local date (IV-03, OX-30, OX-31)."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    @cached_property
    def named(self) -> frozenset[str]:
        """The addresses, in lower case, of everybody the contract names."""
        return frozenset([*(p.key for p in (*self.requesters, *self.contacts)), *map(str.lower, self.addresses)])

    @cached_property
    def all_domains(self) -> frozenset[str]:
        """The contract's domains and the customer's, in lower case."""
        return frozenset(map(str.lower, (*self.domains, *self.customer.domains)))

    def covers(self, domain: str) -> bool:
        """Whether a domain, in lower case, is one of the customer's or lies below one."""
        return any(domain == d or domain.endswith("." + d) for d in self.all_domains)

    def is_colleague(self, person: Person) -> bool:
        """Whether an address lies in a domain of the customer or below it."""
        return self.covers(person.key.rpartition("@")[2])

    def may_ask(self, person: Person) -> bool:
        """Whether somebody is named as one who may open tickets; everybody is where nobody is named (OX-02)."""
        return not self.requesters or person.key in {p.key for p in self.requesters}

    def terms(self, day: date) -> Terms:
        """The version in force on a local date; the first one before any (S25)."""
        valid = [t for t in self.versions if t.valid_from is None or t.valid_from <= day]
        return valid[-1] if valid else self.versions[0]
