"""What can be saved of a document with mistakes, so that its references are looked at all the same.

Each mistake is cut out, as little as possible around it: a wrong value alone, or the table that lacks a key. Where the
whole cannot do without, a stand-in takes the place. What is left has the right shape, and serves for further checks
only; nothing is ever built from it.
"""

from collections.abc import Iterable, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mailtriage.config.problem import Problem
from mailtriage.config.reading import Loc, Shape

Document = Mapping[str, object]

_ROUNDS = 8  # cutting out a table can leave another one without what it needs
_GONE = object()


def salvage(shape: type[Shape], document: Document, stand_in: Document) -> tuple[Shape | None, Document]:
    """The document without its mistakes, and its shape; None when the whole cannot do without what is missing."""
    rest: object = document
    for _ in range(_ROUNDS):
        if not isinstance(rest, dict):
            break
        try:
            return shape.model_validate(rest), rest
        except ValidationError as error:
            rest = _mended(rest, error.errors(include_url=False, include_input=False), stand_in)
    return None, {}


def new(found: Iterable[Problem], shaped: Iterable[Problem]) -> list[Problem]:
    """Only what is no echo of a mistake of shape: of the same key, or of the table that a cut has left incomplete."""
    wrong = {(p.file, p.key) for p in shaped}
    tables = {(file, key.rpartition(".")[0]) for file, key in wrong}
    return [p for p in found if not {(p.file, key) for key in _above(p.key)} & wrong and (p.file, p.key) not in tables]


def _above(key: str) -> list[str]:
    """A key and the tables around it."""
    steps = key.split(".")
    return [".".join(steps[:end]) for end in range(1, len(steps) + 1)]


def _mended(document: object, errors: Iterable[ErrorDetails], stand_in: Document) -> object:
    missing = {error["loc"] for error in errors if error["type"] == "missing"}
    filled = {loc for loc in missing if _at(stand_in, loc) is not _GONE}
    cuts = {_cut(error) for error in errors if error["loc"] not in filled}
    rest = _without(document, cuts, ())
    for loc in filled:
        rest = _with(rest, loc, _at(stand_in, loc))
    return rest


def _cut(error: ErrorDetails) -> Loc:
    loc = error["loc"]
    return loc[:-1] if error["type"] == "missing" or loc[-1:] == ("[key]",) else loc


def _at(here: object, loc: Loc) -> object:
    for step in loc:
        here = here.get(str(step), _GONE) if isinstance(here, dict) else _GONE
    return here


def _with(here: object, loc: Loc, value: object) -> object:
    if not loc:
        return value
    return {**here, str(loc[0]): _with(here.get(str(loc[0])), loc[1:], value)} if isinstance(here, dict) else here


def _without(here: object, cuts: set[Loc], at: Loc) -> object:
    if at in cuts:
        return _GONE
    if isinstance(here, dict):
        kept = {key: _without(below, cuts, (*at, key)) for key, below in here.items()}
        return {key: below for key, below in kept.items() if below is not _GONE}
    if isinstance(here, list):
        items = [_without(below, cuts, (*at, position)) for position, below in enumerate(here)]
        return [item for item in items if item is not _GONE]
    return here
