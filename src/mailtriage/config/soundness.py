"""Whether resolved terms make sense as a whole: every name leads somewhere, every promise can be kept track of.

What is refused here would otherwise turn up as a wrong deadline or a manager who is never told. What is merely odd
(a priority without a promised time) is a warning: contradiction 3 of the Infor contracts is exactly that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mailtriage.config.names import Names, Place, suggestion, unknown
from mailtriage.config.problem import Problem
from mailtriage.config.promises import CELLS
from mailtriage.config.sheet import Sheet, Stated, dotted, table, value
from mailtriage.desk.partner import CUSTOMER
from mailtriage.triage.condition import found

_PAIR = 2


@dataclass(frozen=True, slots=True)
class Terrain:
    """What the terms stand on: the names in all files, and the roles of the contract they bind."""

    names: Names
    roles: frozenset[str] | None


def problems(of: Sheet, terrain: Terrain) -> list[Problem]:
    """Everything that makes a resolved sheet of a plan or contract unfit."""
    checks: tuple[Callable[[Sheet, Terrain], Iterator[Problem]], ...] = (
        _calendars,
        _roles,
        _labels,
        _rows,
        _row_names,
        _matrix,
        _defaults,
        _kinds,
        _vendor_services,
        _labelled_services,
        _partners,
        _ladder,
        _endings,
    )
    return [problem for check in checks for problem in check(of, terrain)]


def zone_problems(of: Sheet, where: Place) -> list[Problem]:
    """A plan without a zone: promises are kept in the contract's time, never in the server's (S3)."""
    return [] if value(of, "zone") else [where.says("is missing", "write one like Europe/Amsterdam")]


def warnings(of: Sheet, where: Place) -> list[Problem]:
    """Priorities left out of a table of targets, or with a row but no time in it (INF-08)."""
    rows = table(of, "target").values()
    promising = [row for row in rows if any(value(row, column) for column in CELLS)]
    if not rows or any(("priority",) not in row for row in promising):
        return []
    promised = {str(value(row, "priority")) for row in promising}
    missing = [rank for rank in sorted(table(of, "priority")) if rank not in promised]
    reason = f"no time is promised for priority {', '.join(missing)}"
    return [where.says(reason, "its tickets have no due time; add it to the [[target]] table")] if missing else []


def missing_roles(of: Sheet, roles: frozenset[str] | None, where: Place) -> list[Problem]:
    """Roles a plan demands of every contract under it, such as the customer success manager (INF-31)."""
    required = value(of, "required_roles")
    if roles is None or not isinstance(required, list):
        return []
    authority = of["required_roles",].authority
    return [
        where.says(f'nobody has the role "{role}", which {authority} requires', f"add [{where.key}.role.{role}]")
        for role in required
        if role not in roles
    ]


def _at(of: Sheet, *path: str) -> Place:
    """Where a value stands: the contract or plan file that stated it, not the one that inherited it."""
    stated: Stated = of[path]
    return Place(stated.file, dotted(path))


def _calendars(of: Sheet, terrain: Terrain) -> Iterator[Problem]:
    for path, stated in of.items():
        if path[-1] in {"support_hours", "phone_hours", "calendar"} and stated.value:
            yield from unknown(_at(of, *path), "calendar", [str(stated.value)], terrain.names.calendars)


def _roles(of: Sheet, terrain: Terrain) -> Iterator[Problem]:
    for path, stated in of.items():
        if path[-1] in {"role", "first_line", "coordinator", "on_call"} and stated.value:
            yield from unknown(_at(of, *path), "role", [str(stated.value)], terrain.roles)


def _labels(of: Sheet, terrain: Terrain) -> Iterator[Problem]:
    for path in of:
        if len(path) > 1 and path[-2] == "label":
            yield from unknown(_at(of, *path), "language", [path[-1]], terrain.names.languages)
    for group in ("kind", "priority", "category", "redirect", "vendor", "service"):
        for name, entry in table(of, group).items():
            if ("label", "en") not in entry:
                place = Place(next(iter(entry.values())).file, f"{group}.{name}.label")
                yield place.says("has no English", "English stands in for every language that is missing")


def _rows(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    for name, row in table(of, "target").items():
        place = Place(next(iter(row.values())).file, f"target.{name}")
        if not value(row, "calendar") and not value(of, "support_hours"):
            yield place.says("runs in no calendar", "name one here, or support_hours for the whole plan")


def _row_names(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    known = {"priority": "priority", "kind": "kind", "service": "service"}
    for name, row in table(of, "target").items():
        for column, what in known.items():
            stated = row.get((column,))
            choices = _services(of) if column == "service" else frozenset(table(of, column))
            if stated and str(stated.value) not in choices:
                place = Place(stated.file, f"target.{name}.{column}")
                yield place.says(f'there is no {what} "{stated.value}"', suggestion(str(stated.value), choices))


def _matrix(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    ranks: dict[str, str] = {}
    for rank, priority in table(of, "priority").items():
        pairs = value(priority, "when")
        for pair in pairs if isinstance(pairs, list) else []:
            place = _at(of, "priority", rank, "when")
            if len([word for word in str(pair).split("/") if word]) != _PAIR:
                yield place.says(f'"{pair}" is not a pair', 'write impact and urgency, like "many/down"')
            elif pair in ranks:
                yield place.says(f'"{pair}" makes priority {ranks[pair]} already', "a pair makes one priority")
            ranks.setdefault(str(pair), rank)


def _defaults(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    pairs = [str(p).split("/") for r in table(of, "priority").values() for p in _list(r, "when") if "/" in str(p)]
    known: Mapping[str, frozenset[str]] = {
        "kind": frozenset(table(of, "kind")),
        "impact": frozenset(pair[0] for pair in pairs),
        "urgency": frozenset(pair[1] for pair in pairs),
        "priority": frozenset(table(of, "priority")),
        "service": _services(of),
    }
    for name, choices in known.items():
        word = value(of, "defaults", name)
        if word is not None and str(word) not in choices:
            yield _at(of, "defaults", name).says(f'there is no {name} "{word}"', suggestion(str(word), choices))


def _kinds(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    for name, kind in table(of, "kind").items():
        place = Place(next(iter(kind.values())).file, f"kind.{name}")
        waits = value(kind, "opens") == "pending"
        if waits and not value(kind, "pending"):
            yield place.says("opens pending without saying what it waits for", 'add pending = "agreement" or another')
        if value(kind, "pending") and not waits:
            yield place.says("waits for something but does not open pending", 'add opens = "pending"')


def _vendor_services(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    for path in of:
        if path[0] == "vendor_address" and path[1] not in _services(of):
            yield _at(of, *path).says(f'there is no service "{path[1]}"', suggestion(path[1], _services(of)))


def _labelled_services(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    for name, entry in table(of, "service").items():
        if name not in _services(of):
            place = Place(next(iter(entry.values())).file, f"service.{name}")
            yield place.says(f'there is no service "{name}"', suggestion(name, _services(of)))


def _partners(of: Sheet, terrain: Terrain) -> Iterator[Problem]:
    for group in ("redirect", "vendor"):
        for name, partner in table(of, group).items():
            place = Place(next(iter(partner.values())).file, f"{group}.{name}")
            if not value(partner, "address"):
                yield place.says("has no address", 'add address = "..."')
            language = value(partner, "language")
            yield from unknown(place, "language", [str(language)] if language else [], terrain.names.languages)
            yield from ticket_pattern(value(partner, "ticket_pattern"), terrain.names, place)
            if name == CUSTOMER and value(partner, "ticket_pattern"):
                reason = "is what the numbers of the customer's own ticket system go by"
                yield place.says(f'"{CUSTOMER}" {reason}', "give it another name")


def ticket_pattern(pattern: object, names: Names, place: Place) -> Iterator[Problem]:
    """A pattern that fits our own tags and not the number in them: those are taken out before it is tried."""
    own = f"{names.prefix}-1042"
    if names.prefix and isinstance(pattern, str) and found(pattern, own) and not found(pattern, "1042"):
        at = Place(place.file, f"{place.key}.ticket_pattern")
        yield at.says(f"describes our own numbers ({own})", "describe theirs, which stand beside ours in a subject")


def _ladder(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    levels = sorted(table(of, "escalation"))
    for position, level in enumerate(levels, start=1):
        rung = table(of, "escalation")[level]
        place = Place(next(iter(rung.values())).file, f"escalation.{level}")
        if level != str(position):
            yield place.says(f"there is no level {position} below it", "levels count from 1 without a gap")
        if not value(rung, "role"):
            yield place.says("tells nobody", 'add role = "..."')


def _endings(of: Sheet, _terrain: Terrain) -> Iterator[Problem]:
    days, warn = value(of, "unsolvable_days"), value(of, "unsolvable_warn_days")
    if isinstance(days, int) and days and not (isinstance(warn, int) and 0 < warn < days):
        hint = "write unsolvable_warn_days above 0 and below it"
        yield _at(of, "unsolvable_days").says("would close a ticket without a warning before", hint)


def _services(of: Sheet) -> frozenset[str]:
    return frozenset(str(service) for service in _list(of, "services"))


def _list(of: Sheet, *path: str) -> list[object]:
    found = value(of, *path)
    return found if isinstance(found, list) else []
