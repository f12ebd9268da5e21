"""What triage decided about a message, field by field, each with the rule and the clause behind it."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Decided:
    """One value and why: the name of the rule (or "plan default", "customer file", ...) and the contract clause."""

    value: str | int | None
    rule: str
    clause: str = ""


class VerdictField(StrEnum):
    """What rules may decide (DESIGN section 9); `none` is a value for urgency and priority."""

    CONTRACT = "contract"
    KIND = "kind"
    IMPACT = "impact"
    URGENCY = "urgency"
    PRIORITY = "priority"
    SERVICE = "service"
    PRODUCT = "product"
    LANGUAGE = "language"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Contract, kind, impact, urgency, priority, service, language and role, plus tags (each with its rule)."""

    fields: dict[VerdictField, Decided] = field(default_factory=dict)
    tags: tuple[Decided, ...] = ()

    def text(self, name: VerdictField) -> str:
        """A field's value as text; empty when nothing decided it or the value is none."""
        decided = self.fields.get(name)
        return str(decided.value) if decided and decided.value is not None else ""

    @property
    def priority(self) -> int | None:
        """The rank 1 to 4, or None for no priority."""
        decided = self.fields.get(VerdictField.PRIORITY)
        return decided.value if decided and isinstance(decided.value, int) else None
