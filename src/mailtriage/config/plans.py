"""Plan files to resolved sheets: inheritance and versions.

A plan file is one version of one plan. `inherits` names the plan it differs from; naming itself means its own version
before. What a plan inherits is what its parent says on the same day, so a new version of `infor-xtreme` reaches
`infor-premium` the day it comes into force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from mailtriage.config.names import Place, suggestion
from mailtriage.config.problem import Problem
from mailtriage.config.sheet import Sheet, overlay


@dataclass(frozen=True, slots=True)
class Edition:
    """One plan file: a version of a plan, valid from a day (or from the beginning), with what it states itself."""

    plan: str
    file: str
    stated: Sheet
    inherits: str = ""
    version: str = ""
    valid_from: date | None = None

    @property
    def begins(self) -> date:
        """The first day it is in force."""
        return self.valid_from or date.min


Editions = Mapping[str, tuple[Edition, ...]]


def editions(files: Iterable[Edition]) -> Editions:
    """Plan files by plan, oldest version first."""
    found: dict[str, list[Edition]] = {}
    for edition in files:
        found.setdefault(edition.plan, []).append(edition)
    return {plan: tuple(sorted(versions, key=lambda e: e.begins)) for plan, versions in found.items()}


def problems(known: Editions, names: frozenset[str]) -> list[Problem]:
    """Parents that do not exist, circles, and two versions from the same day. `names` are all plans, readable or not."""
    found = []
    for plan, versions in known.items():
        for edition in versions:
            place = Place(edition.file, "inherits")
            if edition.inherits and edition.inherits not in names:
                reason = f'there is no plan "{edition.inherits}"'
                found.append(place.says(reason, suggestion(edition.inherits, names - {plan})))
            elif edition.inherits == plan and edition is versions[0]:
                found.append(place.says("the first version of a plan cannot inherit itself", "name another plan"))
            elif _circle(known, plan, edition):
                found.append(
                    place.says(f'"{edition.inherits}" inherits "{plan}" in turn', "one of them must stand alone")
                )
        found += [
            Place(later.file, "valid_from").says(
                f"{earlier.file} is valid from the same day", "a version needs its own day"
            )
            for earlier, later in pairwise(versions)
            if earlier.begins == later.begins
        ]
    return found


def days(known: Editions, plan: str) -> tuple[date, ...]:
    """The days on which what a plan says may change, its parents' included; `date.min` for from the beginning."""
    own = known.get(plan, ())
    found = {edition.begins for edition in own}
    for parent in {edition.inherits for edition in own} - {plan, ""}:
        found.update(day for day in days(known, parent) if own and day >= own[0].begins)
    return tuple(sorted(found))


def in_force(known: Editions, plan: str, day: date) -> Edition | None:
    """The version of a plan on a day, the first one before any; None when the plan cannot be read."""
    versions = known.get(plan, ())
    valid = [edition for edition in versions if edition.begins <= day]
    return next(reversed(valid or versions[:1]), None)


def resolved(known: Editions, plan: str, day: date) -> Sheet | None:
    """Everything a plan says on a day, inherited values included; None when it or a parent cannot be read."""
    edition = in_force(known, plan, day)
    return _resolved(known, edition, day) if edition else None


def _resolved(known: Editions, edition: Edition, day: date) -> Sheet | None:
    if not edition.inherits:
        return edition.stated
    if edition.inherits == edition.plan:
        versions = known[edition.plan]
        below = _resolved(known, versions[versions.index(edition) - 1], day)
    else:
        below = resolved(known, edition.inherits, day)
    return overlay(below, edition.stated) if below is not None else None


def _circle(known: Editions, plan: str, edition: Edition) -> bool:
    seen: set[str] = set()
    ahead = [edition.inherits]
    while ahead:
        parent = ahead.pop()
        if parent == plan and edition.inherits != plan:
            return True
        if parent not in seen:
            seen.add(parent)
            ahead += [e.inherits for e in known.get(parent, ()) if e.inherits and e.inherits != parent]
    return False
