"""Terms as they are written: every value under its key, with the file and the clause it comes from.

A sheet laid over another wins key by key; that is all there is to inheritance (INF-20, INF-30). Rows of targets are
told apart by what they match, so a later sheet can change one cell of a row and leave the rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MATCHED = ("priority", "kind", "service", "product")
"""What a row of targets may match; together they name the row."""

OF_THE_CONTRACT = ("starts", "ends", "requesters", "contacts", "domains", "addresses", "products", "custom_products")
"""What only a contract has. A plan's `[clauses]` may say where the terms speak of it: OX-02 of requesters, IV-03 of starts."""

_ABOUT_THE_FILE = frozenset({"plan", "inherits", "clauses"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A value as it stands in the file; `clause` is empty when the file names none."""

    value: object
    file: str
    clause: str = ""

    @property
    def origin(self) -> str:
        """`plans/oxineo.toml: OX-07`."""
        return f"{self.file}: {self.clause}" if self.clause else self.file

    @property
    def authority(self) -> str:
        """`OX-07 (plans/oxineo.toml)`, for the middle of a sentence."""
        return f"{self.clause} ({self.file})" if self.clause else self.file


Sheet = Mapping[tuple[str, ...], Stated]


def sheet(document: Mapping[str, object], file: str) -> Sheet:
    """The values of a plan file or a terms table that has the right shape.

    A value's clause is the one of `[clauses]` for its key, or else the `clause` of the table it stands in.
    """
    named = named_clauses(document)
    stated: dict[tuple[str, ...], Stated] = {
        (key,): Stated(None, file, named[key]) for key in OF_THE_CONTRACT if key in named
    }
    for key, value in document.items():
        if key in _ABOUT_THE_FILE:
            continue
        for path, leaf, clause in _stated(key, value):
            stated[path] = Stated(leaf, file, _named(named, path) or clause)
    return stated


def named_clauses(document: Mapping[str, object]) -> dict[str, str]:
    """The `[clauses]` of a plan file or a terms table, by key."""
    clauses = document.get("clauses")
    return {str(key): str(value) for key, value in clauses.items()} if isinstance(clauses, dict) else {}


def filled(of: Sheet, values: Mapping[str, object], file: str) -> Sheet:
    """The sheet with what the contract itself says, under the clauses its plan names for it."""
    own: Sheet = {(key,): Stated(v, file, of[key,].clause if (key,) in of else "") for key, v in values.items()}
    return {**{path: stated for path, stated in of.items() if stated.value is not None}, **own}


def overlay(below: Sheet, above: Sheet) -> Sheet:
    """What holds when `above` states only its differences from `below`."""
    return {**below, **above}


def table(of: Sheet, *path: str) -> dict[str, Sheet]:
    """The tables below a path by name, each with its own keys: `table(sheet, "kind")["incident"]`."""
    found: dict[str, dict[tuple[str, ...], Stated]] = {}
    for key, stated in of.items():
        if len(key) > len(path) + 1 and key[: len(path)] == path:
            found.setdefault(key[len(path)], {})[key[len(path) + 1 :]] = stated
    return dict(found)


def value(of: Sheet, *path: str) -> object:
    """The value at a path, None when nobody stated it."""
    stated = of.get(path)
    return stated.value if stated else None


def entries(of: Sheet) -> Iterator[tuple[str, Stated]]:
    """Every value with its key as people read it; what a row of targets matches is its name, not a value."""
    for path, stated in of.items():
        if not (path[0] == "target" and path[-1] in MATCHED):
            yield dotted(path), stated


def clauses(of: Sheet) -> str:
    """All clauses of some values, each once, in order: a row inherited and changed rests on two."""
    return ", ".join(dict.fromkeys(stated.clause for stated in of.values() if stated.clause))


def dotted(path: tuple[str, ...]) -> str:
    """A path as people read it."""
    return ".".join(path)


def _stated(key: str, value: object) -> Iterator[tuple[tuple[str, ...], object, str]]:
    if key == "target" and isinstance(value, list):
        for row in filter(_is_table, value):
            cells = {name: cell for name, cell in row.items() if name not in {*MATCHED, "clause"}}
            # What a row matches is stated too, so that a row can be read back without parsing its name.
            matched = {name: row[name] for name in MATCHED if name in row}
            for path, leaf in _leaves(cells | matched, ("target", _row_name(row))):
                yield path, leaf, str(row.get("clause", ""))
    elif isinstance(value, dict):
        yield from _table(value, (key,), "")
    else:
        yield (key,), value, ""


def _is_table(row: object) -> bool:
    return isinstance(row, dict)


def _table(
    values: Mapping[str, object], path: tuple[str, ...], clause: str
) -> Iterator[tuple[tuple[str, ...], object, str]]:
    clause = str(values.get("clause", clause))
    for name, value in values.items():
        if name == "clause":
            continue
        if isinstance(value, dict):
            yield from _table(value, (*path, name), clause)
        else:
            yield (*path, name), value, clause


def _row_name(row: Mapping[str, object]) -> str:
    return " ".join(f"{name}={row[name]}" for name in MATCHED if name in row) or "any"


def _leaves(values: Mapping[str, object], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _named(named: Mapping[str, str], path: tuple[str, ...]) -> str:
    """The clause `[clauses]` names for this key, or for the table around it."""
    ends = range(len(path), 0, -1)
    return next((named[key] for end in ends if (key := dotted(path[:end])) in named), "")
