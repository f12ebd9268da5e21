"""How urgent a ticket is, and who may say so: the contract's matrix of impact and urgency (IV-42 to IV-45).

Where a contract leaves urgency to staff, nothing a customer writes or a rule reads changes it (OX-09, SY-05). Where
the matrix decides, staff may set another rank, with a reason on record (IV-45).
"""

import re
from dataclasses import dataclass

from mailtriage.desk.terms import Terms

RANKS = (1, 2, 3, 4)
"""From the most urgent to the least."""

_NUMBERED = re.compile(r"\s*\(\d\)\s*$")


@dataclass(frozen=True, slots=True)
class Priority:
    """A rank, or None for no priority, with the rule that made it and the clause behind the rule."""

    rank: int | None
    rule: str = ""
    clause: str = ""


def priority(terms: Terms, kind: str, impact: str, urgency: str) -> Priority:
    """What the contract makes of a kind, an impact and an urgency, any of which may be empty.

    None for a kind without priority (IV-12), and for a pair the matrix does not list, unless the plan has a default.
    A default does not apply where only staff may set the priority: until somebody does, there is none (OX-08).
    """
    kind_terms = terms.kind(kind)
    if not kind_terms.priority:
        return Priority(None, f"kind {kind}", kind_terms.clause)
    key = f"{impact}/{urgency}"
    if key in terms.matrix:
        return Priority(terms.matrix[key], f"matrix {key}", terms.clauses.get(f"matrix.{key}", ""))
    default = terms.defaults.get("priority", "")
    if default and may_set(terms, "priority", staff=False):
        return Priority(int(default), "plan default", terms.clauses.get("defaults.priority", ""))
    return Priority(None)


def may_set(terms: Terms, field: str, *, staff: bool) -> bool:
    """Whether somebody may decide a field of the verdict: staff always, rules and requesters where the plan lets them."""
    return staff or field not in terms.staff_only


def needs_reason(terms: Terms, kind: str, impact: str, urgency: str, rank: int | None) -> bool:
    """Whether setting this rank goes against the matrix and must be argued (IV-45)."""
    ruled = priority(terms, kind, impact, urgency)
    return ruled.rule.startswith("matrix") and ruled.rank != rank


def rank_called(terms: Terms, word: str) -> int | None:
    """The rank a person means by "1", "Top", "hoog" or "Top (1)", in any language of the contract (INF-45)."""
    said = _plain(word)
    names = {_plain(label): int(rank) for rank, labels in terms.priorities.items() for label in labels.values()}
    numbers = {str(rank): rank for rank in RANKS}
    return (names | numbers).get(said)


def _plain(label: str) -> str:
    return _NUMBERED.sub("", label).strip().casefold()
