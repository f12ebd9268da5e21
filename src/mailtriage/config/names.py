"""Which names the files give to things, so that a reference to something that is not there is found everywhere.

Names are read off the raw documents: a mistake inside `[mailbox.nl]` must not make every other file complain that
there is no such mailbox. A set is None when its file could not be read at all; then nothing is said about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mailtriage.config.problem import Problem, nearest


@dataclass(frozen=True, slots=True)
class Names:
    """Everything one file can name in another; `prefix` is that of our own ticket numbers."""

    calendars: frozenset[str] | None = None
    people: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    mailboxes: frozenset[str] | None = None
    addresses: frozenset[str] = frozenset()
    plans: frozenset[str] | None = None
    contracts: frozenset[str] | None = None
    customers: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a key in it."""

    file: str
    key: str

    def says(self, reason: str, hint: str = "") -> Problem:
        """A problem at this place."""
        return Problem(self.file, self.key, reason, hint)


def unknown(place: Place, what: str, words: Iterable[str], known: frozenset[str] | None) -> list[Problem]:
    """A problem for each word that names nothing, with the nearest name there is, or all of them when they are few."""
    if known is None:
        return []
    return [place.says(f'there is no {what} "{word}"', suggestion(word, known)) for word in words if word not in known]


def unknown_keys(place: Place, words: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """A problem for each dotted key that is neither among the known ones nor the table around one of them."""
    keys = frozenset(known)
    tables_too = keys | {key[:end] for key in keys for end in range(len(key)) if key[end] == "."}
    return [
        Problem(
            place.file,
            f"{place.key}.{word}",
            "names a clause for a key that does not stand here",
            suggestion(word, keys),
        )
        for word in words
        if word not in tables_too
    ]


def suggestion(word: str, known: Iterable[str]) -> str:
    """The hint for a word that is not known."""
    choices = sorted(known)
    guess = nearest(word, choices)
    if guess:
        return f'did you mean "{guess}"?'
    return f"known: {', '.join(choices)}" if choices else ""


def tables(document: Mapping[str, object] | None, key: str) -> frozenset[str] | None:
    """The names of the tables below a key; None when there is no document to look in."""
    if document is None:
        return None
    below = document.get(key)
    return frozenset(below) if isinstance(below, dict) else frozenset()
