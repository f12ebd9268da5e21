"""Parties with a ticket system of their own: as which of them somebody may write, and the numbers they give our tickets.

A vendor or a consultant is the address of the plan, and whoever writes from one of its domains: ticket systems use
no-reply addresses. Somebody of the customer or of staff is never taken for one because of a domain.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Person

CUSTOMER = "customer"
"""The party that the customer is by its own ticket system; no vendor may be called so."""


@dataclass(frozen=True, slots=True)
class PartnerNumber:
    """What a party calls our ticket. `number` is how it writes it ("CASE-7"), `key` what tells it from others ("7").

    `title` is what people call the party.
    """

    party: str
    number: str
    key: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who may have numbers of his own: `title` is what people call him, `pattern` (RE2) what his numbers look like.

    `address` is where requests are passed on to; empty for the customer. Without a pattern no number is recognised.
    """

    name: str
    title: str
    pattern: str = ""
    address: str = ""


def parties(contract: Contract, day: date) -> tuple[Party, ...]:
    """Every party of a contract on a local day: vendors, consultants, the customer."""
    terms = contract.terms(day)
    outside = (Party(p.name, p.title, p.ticket_pattern, p.address) for p in (*terms.vendors, *terms.redirects))
    return (*outside, Party(CUSTOMER, contract.customer.name, contract.ticket_pattern))


def speaking(contract: Contract, day: date, sender: Person) -> tuple[Party, ...]:
    """As which parties of a contract somebody may write; none for staff and for strangers."""
    inside = contract.is_colleague(sender) or sender.key in contract.named
    terms, domain = contract.terms(day), sender.key.rpartition("@")[2]
    near = {
        p.address.lower()
        for p in (*terms.vendors, *terms.redirects)
        if p.address.lower() == sender.key or (not inside and p.covers(domain))
    }
    if not (inside or near) or not sender.key or contract.staff.find(sender.address) is not None:
        return ()
    return tuple(p for p in parties(contract, day) if (p.address.lower() in near if p.address else inside))


def called(numbers: Iterable[PartnerNumber], by: Iterable[Party]) -> str:
    """What these parties call a ticket, the latest number; empty for none."""
    names = {party.name for party in by}
    known = [number.number for number in numbers if number.party in names]
    return known[-1] if known else ""
