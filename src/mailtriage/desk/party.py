"""The two sides of a ticket, and how far we believe that a mail comes from whom it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Proof(StrEnum):
    """Degrees of proof of identity, strongest first; `From:` alone never rises above unproven.

    proven: a signed token of ours, or an aligned pass by a receiving server we trust.
    plausible: no trusted server judged it, and nothing speaks against it.
    unproven: a trusted server says it failed, or the claim contradicts what we sent to whom.
    """

    PROVEN = "proven"
    PLAUSIBLE = "plausible"
    UNPROVEN = "unproven"

    def suffices(self, demanded: "Proof") -> bool:
        """Whether this degree is at least the demanded one."""
        ranks = list(Proof)
        return ranks.index(self) <= ranks.index(demanded)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address. `language` is a two-letter code, empty when the contract's applies."""

    name: str
    address: str
    language: str = ""

    @property
    def key(self) -> str:
        """The address for comparing."""
        return self.address.lower()


NOBODY = Person("", "")


@dataclass(frozen=True, slots=True)
class Role:
    """A named role or support group of staff: members are told first, deputies when a member cannot be reached.

    `label` is what people call it, by language.
    """

    name: str
    members: tuple[Person, ...]
    deputies: tuple[Person, ...] = ()
    clause: str = ""
    label: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody on our side, by role; `of` answers for a role, `find` for an address."""

    roles: Mapping[str, Role] = field(default_factory=dict)

    def of(self, role: str) -> tuple[Person, ...]:
        """Members of a role; empty for an unknown role (the configuration check refuses those)."""
        known = self.roles.get(role)
        return known.members if known else ()

    def find(self, address: str) -> Person | None:
        """The member or deputy with this address in any case, or None."""
        key = address.lower()
        everybody = (p for role in self.roles.values() for p in (*role.members, *role.deputies))
        return next((p for p in everybody if p.key == key), None)
