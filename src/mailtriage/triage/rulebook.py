"""Rules read top to bottom: each field of the verdict comes from the first matching rule that sets it.

Two passes. First the contract: the customers' files, then the rules that set one. Then everything else, with the
contract known. Precedence: a plan's prohibition (fields only staff may set), then rules, then the plan's default.
Tags add up over all matching rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from mailtriage.desk.contract import Contract
from mailtriage.desk.priority import may_set, priority
from mailtriage.desk.terms import Terms
from mailtriage.mail.message import Address, Message
from mailtriage.triage.condition import Condition, Seen
from mailtriage.triage.verdict import Decided, Verdict, VerdictField

DEFAULTS = (
    VerdictField.KIND,
    VerdictField.IMPACT,
    VerdictField.URGENCY,
    VerdictField.SERVICE,
    VerdictField.PRODUCT,
    VerdictField.ROLE,
)


@dataclass(frozen=True)
class Example:
    """A small mail and what the whole rulebook must make of it; `expect` maps verdict fields (and "tags") to values."""

    message: Message
    expect: Mapping[str, str | int | tuple[str, ...] | None]
    mailbox: str = ""
    received: str = ""


@dataclass(frozen=True)
class Rule:
    """When the condition holds, these fields get these values. `hold` names why such a mail waits for staff."""

    name: str
    when: Condition
    values: Mapping[VerdictField, str | int | None] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    hold: str = ""
    clause: str = ""
    file: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """All rules in their order."""

    rules: tuple[Rule, ...] = ()

    def matching(self, seen: Seen) -> tuple[Rule, ...]:
        """The rules that hold, in order."""
        return tuple(rule for rule in self.rules if rule.when.holds(seen))


@dataclass(frozen=True)
class Reading:
    """What triage made of a message before anybody asks about tickets: the contract, its terms, verdict, and a hold.

    `named`: the contract was found because it names the sender, not by a rule or as the strangers' one.
    """

    verdict: Verdict
    contract: Contract | None = None
    terms: Terms | None = None
    hold: Decided | None = None
    named: bool = False


def read(rulebook: Rulebook, seen: Seen, contracts: Mapping[str, Contract], day: date) -> Reading:
    """The verdict on a message seen on a local `day`, with the rule and the clause behind each value."""
    named = _from_customers(seen.message.from_, contracts.values(), day)
    decided = named or _from_rules(rulebook, seen, contracts)
    contract = contracts.get(str(decided.value)) if decided else None
    return replace(read_under(rulebook, seen, contract, decided, day), named=named is not None)


def read_under(
    rulebook: Rulebook, seen: Seen, contract: Contract | None, decided: Decided | None, day: date
) -> Reading:
    """The second pass: everything but the contract, under a contract already decided (None for a stranger)."""
    terms = contract.terms(day) if contract else None
    if contract:
        seen = replace(seen, contract=contract.name, plan=contract.plan, customer=contract.customer.id)
    matching = rulebook.matching(seen)
    fields = _ruled(matching, terms)
    fields.pop(VerdictField.CONTRACT, None)
    if decided:
        fields[VerdictField.CONTRACT] = decided
    if terms:
        _default(fields, terms)
        _prioritise(fields, terms)
    tags = {tag: Decided(tag, rule.name, rule.clause) for rule in reversed(matching) for tag in reversed(rule.tags)}
    hold = next((Decided(r.hold, r.name, r.clause) for r in matching if r.hold), None)
    return Reading(Verdict(fields, tuple(tags.values())[::-1]), contract, terms, hold)


def _from_customers(sender: Address, contracts: Iterable[Contract], day: date) -> Decided | None:
    """The contract that names the sender; a named address before a domain, a contract in force before one that is not."""
    ranked = sorted((rank, c.name, c) for c in contracts if (rank := _claim(c, sender, day)))
    if not ranked:
        return None
    _, name, contract = ranked[0]
    rank = ranked[0][0]
    how = "address" if rank[1] == 0 else "domain"
    return Decided(name, f"{contract.file or 'customers'}: {how}")


def _claim(contract: Contract, sender: Address, day: date) -> tuple[int, int] | None:
    inactive = 0 if contract.active(day) else 1
    if sender.key and sender.key in contract.named:
        return (inactive, 0)
    return (inactive, 1) if contract.covers(sender.domain) else None


def _from_rules(rulebook: Rulebook, seen: Seen, contracts: Mapping[str, Contract]) -> Decided | None:
    for rule in rulebook.rules:
        name = rule.values.get(VerdictField.CONTRACT)
        if name in contracts and rule.when.holds(seen):
            return Decided(name, rule.name, rule.clause)
    return None


def _ruled(matching: tuple[Rule, ...], terms: Terms | None) -> dict[VerdictField, Decided]:
    forbidden = frozenset(terms.staff_only if terms else ())
    fields: dict[VerdictField, Decided] = {}
    for rule in matching:
        for name, value in rule.values.items():
            if name not in forbidden:
                fields.setdefault(name, Decided(value, rule.name, rule.clause))
    return fields


def _default(fields: dict[VerdictField, Decided], terms: Terms) -> None:
    clauses = terms.clauses
    for name in DEFAULTS:
        value = terms.defaults.get(name.value)
        if value is not None:
            fields.setdefault(name, Decided(value, "plan default", clauses.get(f"defaults.{name.value}", "")))
    if terms.first_line:
        fields.setdefault(VerdictField.ROLE, Decided(terms.first_line, "plan default", clauses.get("first_line", "")))


def _prioritise(fields: dict[VerdictField, Decided], terms: Terms) -> None:
    """Priority: none for a kind without one (IV-12), a rule's own, else what impact and urgency make of it (IV-42..45)."""
    kind, impact, urgency = (
        _said(fields, name) for name in (VerdictField.KIND, VerdictField.IMPACT, VerdictField.URGENCY)
    )
    made = priority(terms, kind, impact, urgency)
    if kind and not terms.kind(kind).priority:
        for name in (VerdictField.PRIORITY, VerdictField.IMPACT, VerdictField.URGENCY):
            fields[name] = Decided(None, made.rule, made.clause)
    elif made.rank is not None and may_set(terms, VerdictField.PRIORITY, staff=False):
        fields.setdefault(VerdictField.PRIORITY, Decided(made.rank, made.rule, made.clause))


def _said(fields: Mapping[VerdictField, Decided], name: VerdictField) -> str:
    decided = fields.get(name)
    return str(decided.value) if decided and decided.value is not None else ""
