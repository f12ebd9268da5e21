"""A contract laid open: every value in force on a day, with the file and the clause it comes from."""

from dataclasses import asdict, dataclass
from datetime import date

from mailtriage.config.installation import Installation
from mailtriage.config.sheet import entries, value
from mailtriage.desk.contract import Contract
from mailtriage.desk.term import last_notice, next_renewal
from mailtriage.notices.hours import hours


@dataclass(frozen=True, slots=True)
class Line:
    """One value of the terms, as people read it."""

    key: str
    value: str
    file: str
    clause: str


def lines(installation: Installation, contract: Contract, day: date) -> tuple[Line, ...]:
    """The resolved terms of a contract on a local date, inherited values included."""
    resolved = installation.sheets[contract.name][contract.versions.index(contract.terms(day))]
    return tuple(Line(key, _shown(s.value), s.file, s.clause) for key, s in entries(resolved))


def facts(installation: Installation, contract: Contract, day: date) -> dict[str, object]:
    """The same and everything else about the contract, for programs."""
    terms = contract.terms(day)
    goes_on = renewal(installation, contract, day)
    return {
        "contract": contract.name,
        "customer": contract.customer.id,
        "customer_name": contract.customer.name,
        "file": contract.file,
        "plan": contract.plan,
        "title": installation.plans.get(contract.plan, ""),
        "version": terms.version,
        "valid_from": terms.valid_from.isoformat() if terms.valid_from else None,
        "at": day.isoformat(),
        "active": contract.active(day),
        "starts": contract.starts.isoformat(),
        "ends": contract.ends.isoformat() if contract.ends else None,
        "renews": goes_on.renews.isoformat() if goes_on else None,
        "notice_until": goes_on.notice_until.isoformat() if goes_on else None,
        "language": terms.language,
        "domains": sorted({*contract.customer.domains, *contract.domains}),
        "addresses": list(contract.addresses),
        "services": list(contract.services),
        "products": list(contract.products),
        "custom_products": list(contract.custom_products),
        "requesters": [asdict(person) for person in contract.requesters],
        "contacts": [asdict(person) for person in contract.contacts],
        "roles": {
            role.name: {
                "members": [p.address for p in role.members],
                "deputies": [p.address for p in role.deputies],
                "clause": role.clause,
            }
            for role in contract.staff.roles.values()
        },
        "hours": opening_hours(installation, contract, day),
        "terms": [asdict(line) for line in lines(installation, contract, day)],
    }


def opening_hours(installation: Installation, contract: Contract, day: date) -> dict[str, str]:
    """The weekly hours, in English, of each calendar that the terms name."""
    named = {line.value for line in lines(installation, contract, day)}
    return {name: hours(calendar, "en") for name, calendar in installation.calendars.items() if name in named}


@dataclass(frozen=True, slots=True)
class Renewal:
    """When a contract goes on for another term unless notice arrives by a day, that day included (IV-57)."""

    renews: date
    notice_until: date


def renewal(installation: Installation, contract: Contract, day: date) -> Renewal | None:
    """The next renewal after a day; None for a contract that ends, or whose plan says nothing of renewing."""
    resolved = installation.sheets[contract.name][contract.versions.index(contract.terms(day))]
    months, notice = value(resolved, "term", "renews_by_months"), value(resolved, "term", "notice_months")
    if contract.ends is not None or not isinstance(months, int):
        return None
    renews = next_renewal(contract.starts, months, day)
    return Renewal(renews, last_notice(renews, notice if isinstance(notice, int) else 0))


def _shown(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(str, value)) or "none"
    return str(value)
