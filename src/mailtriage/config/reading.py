"""One file to a value of its shape, or to plain sentences about everything that is wrong with it.

pydantic finds the mistakes; its texts are made for programmers, so each of its error types has a sentence of ours.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mailtriage.config.problem import Problem, nearest

Shape = TypeVar("Shape", bound=BaseModel)
Loc = tuple[int | str, ...]

SECRETS = frozenset({"password", "passwd", "secret", "client_secret", "refresh_token", "access_token", "token", "key"})
"""Keys that would hold a secret; no file may have one, so they get a reason of their own."""


def document(directory: Path, file: str) -> tuple[dict[str, object] | None, list[Problem]]:
    """The TOML document of a file below the directory, or why it cannot be read, with the line."""
    try:
        return tomllib.loads((directory / file).read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return None, [Problem(file, "", "the file is missing", "mailtriage init DIR writes a complete set")]
    except OSError as error:
        return None, [Problem(file, "", f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return None, [Problem(file, "", f"is not UTF-8 text at octet {error.start}", "save the file as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return None, [Problem(file, "", f"is not TOML: {error}")]


def read(shape: type[Shape], doc: Mapping[str, object], file: str) -> tuple[Shape | None, list[Problem]]:
    """A document as a value of its shape, or every mistake in it."""
    try:
        return shape.model_validate(doc), []
    except ValidationError as error:
        return None, [replace(p, file=file) for p in _problems(shape, error.errors(include_url=False), doc)]


def key_of(loc: Loc, doc: object = None) -> str:
    """Where in a file: `mailbox.nl.port`, `rule "asks how to".when` by name, `target[2].reaction` by number."""
    text = ""
    for step in loc:
        if isinstance(step, int):
            name = _rule(doc, step) if text == "rule" else ""
            text += f' "{name}"' if name else f"[{step + 1}]"
        elif step != "[key]":
            text += f".{step}" if text else step
    return text


def _rule(doc: object, position: int) -> str:
    """Rules are many and have names; counting them would be a bore."""
    rules = doc.get("rule") if isinstance(doc, dict) else None
    rule = rules[position] if isinstance(rules, list) else None
    name = rule.get("name") if isinstance(rule, dict) else None
    return name if isinstance(name, str) else ""


def _problems(shape: type[BaseModel], errors: Sequence[ErrorDetails], doc: object) -> list[Problem]:
    badly_named = {error["loc"][:-1] for error in errors if error["loc"][-1:] == ("[key]",)}
    found, guessed = [], set()
    for error in errors:
        loc = error["loc"]
        if loc[:-1] in badly_named and loc[-1] != "[key]":
            continue
        if error["type"] == "extra_forbidden":
            problem, guess = _unknown(shape, loc, key_of(loc, doc))
            guessed.add((*loc[:-1], guess))
        else:
            say = _SENTENCES.get(error["type"], _otherwise)
            reason, hint = say(error)
            problem = Problem("", key_of(loc, doc), reason, hint)
        found.append((error["type"], loc, problem))
    # A misspelt key is one mistake, not two: the right one is not missing as well.
    return [problem for type_, loc, problem in found if not (type_ == "missing" and loc in guessed)]


def _unknown(shape: type[BaseModel], loc: Loc, key: str) -> tuple[Problem, str]:
    word = str(loc[-1])
    if word in SECRETS:
        place = credential(loc)
        hint = f"put it into the credential {place} or the environment variable {variable(place)}"
        return Problem("", key, "a secret must not stand in a file", hint), ""
    known = _keys(shape, loc[:-1])
    guess = nearest(word, known)
    hint = f'did you mean "{guess}"?' if guess else f"known here: {', '.join(sorted(known))}"
    return Problem("", key, "unknown key", hint), guess


def credential(loc: Sequence[object]) -> str:
    """The name of the credential for a secret at this place: `mailbox-nl-password`."""
    return "-".join(str(step) for step in loc if step != "oauth").replace("_", "-").replace("store-", "database-")


def variable(name: str) -> str:
    """The environment variable that may hold a credential: `MAILTRIAGE_MAILBOX_NL_PASSWORD`."""
    return "MAILTRIAGE_" + name.upper().replace("-", "_")


def _keys(shape: type[BaseModel], loc: Loc) -> frozenset[str]:
    """The keys known in the table at `loc`, found by walking the shape along it."""
    here: Any = shape
    for step in loc:
        here = _below(here, step)
    fields = getattr(_model(here), "model_fields", {})
    return frozenset(field.alias or name for name, field in fields.items())


def _below(annotation: Any, step: int | str) -> Any:
    model = _model(annotation)
    if model is not None:
        by_key = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
        return by_key.get(str(step))
    arguments = [a for a in get_args(annotation) if a is not type(None)]
    if isinstance(step, str) and len(arguments) == 1:  # an optional table
        return _below(arguments[0], step)
    return arguments[-1] if arguments else None


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = (_model(argument) for argument in get_args(annotation) if isinstance(argument, type))
    return next(models, None) if type(None) in get_args(annotation) else None


def _own(error: ErrorDetails) -> tuple[str, str]:
    reason, _, hint = str(error["ctx"]["error"]).partition("; ")
    return reason, hint


def _choice(error: ErrorDetails) -> tuple[str, str]:
    choices = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    word = str(error["input"])
    guess = nearest(word, choices)
    return f'"{word}" is not one of {", ".join(choices)}', f'did you mean "{guess}"?' if guess else ""


def _must_be(what: str, example: str) -> Callable[[ErrorDetails], tuple[str, str]]:
    return lambda error: (f"must be {what}, but is {_shown(error['input'])}", f"write it like {example}")


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case dict():
            return "a table"
        case list():
            return "a list"
    return str(value)


def _bound(error: ErrorDetails) -> tuple[str, str]:
    low, high = error["ctx"].get("ge"), error["ctx"].get("le")
    limit = f"at least {low}" if low is not None else f"at most {high}"
    return f"{error['input']} is out of range", f"it must be {limit}"


def _otherwise(error: ErrorDetails) -> tuple[str, str]:
    return error["msg"][:1].lower() + error["msg"][1:], ""


_TABLE = _must_be("a table", '[NAME] with its keys below it, or { key = "value" }')

_SENTENCES: Mapping[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    "missing": lambda _: ("is missing", "this key has no default"),
    "value_error": _own,
    "literal_error": _choice,
    "string_type": _must_be("text", '"text", in quotes'),
    "int_type": _must_be("a whole number", "10, without quotes"),
    "float_type": _must_be("a number", "0.75, without quotes"),
    "bool_type": _must_be("true or false", "true, without quotes"),
    "list_type": _must_be("a list", '["one", "two"]'),
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "date_type": _must_be("a date", "2026-01-31, without quotes"),
    "date_from_datetime_inexact": _must_be("a date", "2026-01-31, without a time"),
    "datetime_type": _must_be("a date with time and zone", "2026-01-31T09:00:00+01:00, without quotes"),
    "too_short": lambda _: ("is empty", "at least one is needed"),
    "greater_than_equal": _bound,
    "less_than_equal": _bound,
}
