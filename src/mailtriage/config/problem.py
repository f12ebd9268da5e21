"""What an operator wrote wrong, as a value: `check` prints all of them, `run` refuses to start (DESIGN 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake: in which file, under which key, what is wrong, and what would be right.

    `file` is relative to the configuration directory; `key` is dotted, empty for the file as a whole; `hint` may be
    empty. As text it is one line for the operator.
    """

    file: str
    key: str
    reason: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.reason} ({self.hint})" if self.hint else f"{place}: {self.reason}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, whatever its case; empty if none comes close."""
    by_key = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_key, n=1)
    return by_key[found[0]] if found else ""
