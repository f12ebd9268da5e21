"""Customer files to contracts: one customer's plan with its dates, parties and own terms, in every version it will have.

A contract's terms change with its plan (IV-01, IV-61); what the contract states itself stays laid over every version.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mailtriage.config import plans, soundness, term
from mailtriage.config.names import Names, Place, unknown
from mailtriage.config.plans import Editions
from mailtriage.config.problem import Problem
from mailtriage.config.promises import Bound, terms
from mailtriage.config.shape import plan as shape
from mailtriage.config.sheet import Sheet, filled, overlay, sheet, value
from mailtriage.config.staff import person, role_problems, staff, with_roles
from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.party import Person, Staff


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract as its file has it: `written` has the right shape, `own` is what it states beside its plan."""

    name: str
    customer: Customer
    file: str
    written: shape.Contract
    own: Sheet

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, f"contract.{self.name}")

    @property
    def language(self) -> str:
        """The contract's language, or the customer's."""
        return self.written.language or self.customer.language


def signed(customer: str, written: shape.CustomerFile, document: Mapping[str, object], file: str) -> Iterator[Signed]:
    """The contracts in one customer's file."""
    party = Customer(customer, written.name, written.language, tuple(written.domains))
    for name, contract in written.contract.items():
        yield Signed(name, party, file, contract, sheet(own_terms(document, name), file))


def versions(known: Editions, contract: Signed) -> tuple[tuple[date, Sheet], ...]:
    """The contract's resolved sheets, each with the day it begins; empty when the plan cannot be read."""
    plan = contract.written.plan
    found = []
    for day in plans.days(known, plan):
        resolved = plans.resolved(known, plan, day)
        if resolved is not None:
            below = overlay(resolved, contract.own)
            found.append((day, filled(below, _said(contract, below), contract.file)))
    return tuple(found)


def at_start(of: Signed, sheets: tuple[tuple[date, Sheet], ...]) -> Sheet:
    """The sheet in force on the contract's first day."""
    valid = [resolved for day, resolved in sheets if day <= of.written.starts]
    return valid[-1] if valid else sheets[0][1]


def contract(of: Signed, sheets: tuple[tuple[date, Sheet], ...], desk: Staff, known: Mapping[str, Person]) -> Contract:
    """The contract as the desk works with it; `known` are the people of the desk by the names the files use."""
    written = of.written
    services = written.services if written.services is not None else value(sheets[-1][1], "services")
    return Contract(
        name=of.name,
        customer=of.customer,
        plan=written.plan,
        versions=tuple(terms(resolved, _bound(of, day)) for day, resolved in sheets),
        starts=written.starts,
        ends=term.last_day(at_start(of, sheets), written),
        addresses=tuple(a.lower() for a in written.addresses),
        domains=tuple(written.domains),
        requesters=tuple(person(p) for p in written.requesters),
        contacts=tuple(person(p) for p in written.contacts),
        services=tuple(str(s) for s in services) if isinstance(services, list) else (),
        products=tuple(written.products),
        custom_products=tuple(written.custom_products),
        staff=with_roles(desk, staff(written.role, known)),
        file=of.file,
        ticket_pattern=written.ticket_pattern or "",
    )


def problems(of: Signed, names: Names) -> list[Problem]:
    """What is wrong with a contract apart from its terms: dates, references, parties."""
    written, place = of.written, of.place
    found = unknown(Place(of.file, f"{place.key}.plan"), "plan", [written.plan], names.plans)
    found += role_problems(written.role, Place(of.file, f"{place.key}.role"), names)
    found += unknown(Place(of.file, f"{place.key}.language"), "language", [of.language], names.languages)
    if written.products:
        key = f"{place.key}.custom_products"
        found += unknown(Place(of.file, key), "product", written.custom_products, frozenset(written.products))
    found += soundness.ticket_pattern(written.ticket_pattern, names, place)
    if not (written.domains or written.addresses or written.requesters or written.contacts or of.customer.domains):
        found.append(place.says("nobody could ever write under it", "give domains, addresses, requesters or contacts"))
    return found


def plan_problems(of: Signed, resolved: Sheet) -> list[Problem]:
    """Days, parties and services that the contract's plan does not allow."""
    most = value(resolved, "max_requesters")
    found = [*term.problems(resolved, of.written, of.place), *_service_problems(of, resolved)]
    if isinstance(most, int) and len(of.written.requesters) > most:
        reason = f"{len(of.written.requesters)} people are named, {most} are allowed"
        hint = f"{resolved['max_requesters',].authority} says so"
        found.append(Place(of.file, f"{of.place.key}.requesters").says(reason, hint))
    return found


def _service_problems(of: Signed, resolved: Sheet) -> list[Problem]:
    known = value(resolved, "services")
    choices = frozenset(str(service) for service in known) if isinstance(known, list) else frozenset()
    return unknown(Place(of.file, f"{of.place.key}.services"), "service", of.written.services or (), choices)


def twice(all_of_them: Iterable[Signed]) -> list[Problem]:
    """Contracts of one name, and domains or addresses that two customers claim: a mail must tell whose it is."""
    found, contracts, claims = [], dict[str, str](), dict[str, tuple[str, str]]()
    for one in all_of_them:
        if one.name in contracts:
            found.append(one.place.says(f"{contracts[one.name]} has a contract of that name", "names are unique"))
        contracts.setdefault(one.name, one.file)
        for claim in _claims(one):
            customer, file = claims.setdefault(claim, (one.customer.id, one.file))
            if customer != one.customer.id:
                found.append(one.place.says(f'"{claim}" is claimed in {file} too', "a mail must tell whose it is"))
    return list(dict.fromkeys(found))


def _claims(one: Signed) -> list[str]:
    written = one.written
    people = [p.address.lower() for p in (*written.requesters, *written.contacts)]
    return [*one.customer.domains, *written.domains, *(a.lower() for a in written.addresses), *people]


def _said(one: Signed, below: Sheet) -> dict[str, object]:
    """What a contract says beside its terms, as far as it says something."""
    written = one.written
    said: dict[str, object] = {
        "starts": written.starts,
        "ends": term.last_day(below, written),
        "domains": sorted({*one.customer.domains, *written.domains}),
        "addresses": written.addresses,
        "requesters": [p.address for p in written.requesters],
        "contacts": [p.address for p in written.contacts],
        "products": written.products,
        "custom_products": written.custom_products,
    }
    return {key: what for key, what in said.items() if what}


def own_terms(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    """The terms table of one contract in a customer's file."""
    contracts = document.get("contract")
    written = contracts.get(name) if isinstance(contracts, dict) else None
    own = written.get("terms") if isinstance(written, dict) else None
    return own if isinstance(own, dict) else {}


def _bound(of: Signed, day: date) -> Bound:
    valid_from = None if day == date.min else day
    return Bound(of.name, of.customer.id, of.written.plan, of.language, valid_from)
