"""People and roles of our side, as the files name them, to the Staff the desk asks."""

from collections.abc import Iterable, Mapping

from mailtriage.config.names import Names, Place, unknown
from mailtriage.config.problem import Problem
from mailtriage.config.shape import desk as shape
from mailtriage.desk.party import Person, Role, Staff


def people(persons: Mapping[str, shape.Person]) -> dict[str, Person]:
    """Everybody by the name the files use."""
    return {name: person(p) for name, p in persons.items()}


def person(written: shape.Person) -> Person:
    """One person; no language means the one of the contract or desk."""
    return Person(written.name, written.address, written.language or "")


def staff(roles: Mapping[str, shape.Role], known: Mapping[str, Person]) -> Staff:
    """The staff; every member is known, or `role_problems` has said so."""
    return Staff({name: _role(name, role, known) for name, role in roles.items()})


def with_roles(below: Staff, own: Staff) -> Staff:
    """The desk's staff with a contract's own roles laid over it."""
    return Staff({**below.roles, **own.roles})


def role_problems(roles: Mapping[str, shape.Role], place: Place, names: Names) -> list[Problem]:
    """Members and deputies nobody knows, and people who are their own deputies."""
    found = []
    for name, role in roles.items():
        at = Place(place.file, f"{place.key}.{name}")
        found += unknown(at, "person", (*role.members, *role.deputies), names.people)
        found += unknown(Place(place.file, f"{at.key}.label"), "language", role.label, names.languages)
        found += [
            at.says(f'"{twice}" is a member and a deputy', "a deputy stands in for somebody else")
            for twice in role.deputies
            if twice in role.members
        ]
    return found


def person_problems(persons: Mapping[str, shape.Person], addresses: Iterable[str], file: str) -> list[Problem]:
    """People who share an address, and people whose address is one of our own mailboxes."""
    support, seen, found = frozenset(addresses), dict[str, str](), []
    for name, written in persons.items():
        place, key = Place(file, f"person.{name}.address"), written.address.lower()
        if key in support:
            found.append(place.says(f'"{written.address}" is a support address', "mail to staff must not open tickets"))
        if key in seen:
            found.append(
                place.says(f'"{written.address}" is the address of "{seen[key]}" too', "a reply must tell who")
            )
        seen.setdefault(key, name)
    return found


def _role(name: str, role: shape.Role, known: Mapping[str, Person]) -> Role:
    def found(words: Iterable[str]) -> tuple[Person, ...]:
        return tuple(known[word] for word in words if word in known)

    return Role(name, found(role.members), found(role.deputies), role.clause, role.label)
