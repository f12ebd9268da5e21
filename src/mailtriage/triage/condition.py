"""What a rule can ask about a message. Patterns run in RE2: linear time on any input, however hostile.

RE2 has no back-references and no look-around; a rule that needs them is refused with its reason when it is read.
Input is bounded besides: a pattern sees the first 100,000 characters of a body and 2,000 of a header.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

import re2

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.openings import is_open
from mailtriage.mail.message import Message

_BODY = 100_000
_HEADER = 2_000
_PATTERN_MEMORY = 8 << 20


@dataclass(frozen=True)
class Seen:
    """All a condition may look at: `contract`, `plan` once found; `story`, the quoted words that nobody told us before."""

    message: Message
    mailbox: str
    received: datetime
    language: str = ""
    automatic: str = ""
    contract: str = ""
    plan: str = ""
    customer: str = ""
    calendars: Mapping[str, Calendar] | None = None
    story: str = ""

    @property
    def words(self) -> str:
        """What somebody tells us now: the newest text, and the story below it."""
        return "\n\n".join(filter(None, (self.message.reply or self.message.text, self.story)))


class Condition(Protocol):
    """One question about a message."""

    def holds(self, seen: Seen) -> bool:
        """Whether the answer is yes."""


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY
    return re2.compile(pattern, options)


def pattern_problem(pattern: str) -> str:
    """Why RE2 refuses a pattern, in its own words; empty when it takes it."""
    try:
        _compiled(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    return ""


def found(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text, upper and lower case alike."""
    return _compiled(pattern).search(text) is not None


def fits(pattern: str, text: str) -> Iterator[tuple[str, str]]:
    """Everything a pattern fits, in order: the whole of it, and its first group (the whole again where it has none)."""
    compiled = _compiled(pattern)
    for match in compiled.finditer(text):
        yield match.group(0), (match.group(1) if compiled.groups else match.group(0)) or ""


def groups(pattern: str) -> int:
    """How many groups a pattern that RE2 takes has."""
    return int(_compiled(pattern).groups)


@lru_cache(maxsize=1024)
def _glob(word: str) -> str:
    """`*@klant.example` as a pattern: a star is any run of characters, everything else stands for itself."""
    return "^" + ".*".join(re2.escape(piece) for piece in word.lower().split("*")) + "$"


def _matches(words: tuple[str, ...], value: str) -> bool:
    value = value.lower()[:_HEADER]
    return any(found(_glob(word), value) if "*" in word else word.lower() == value for word in words)


@dataclass(frozen=True)
class FromAddress:
    """The From address is one of these; `*` stands for any run of characters."""

    words: tuple[str, ...]

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return _matches(self.words, seen.message.from_.key)


@dataclass(frozen=True)
class FromDomain:
    """The From address lies in one of these domains or below it."""

    words: tuple[str, ...]

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        domain = seen.message.from_.domain
        return any(
            domain == w.lower() or domain.endswith("." + w.lower()) or _matches((w,), domain) for w in self.words
        )


@dataclass(frozen=True)
class Recipient:
    """One of the To and Cc addresses is one of these."""

    words: tuple[str, ...]

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return any(_matches(self.words, a.key) for a in (*seen.message.to, *seen.message.cc))


@dataclass(frozen=True)
class Said:
    """A plain fact of the message is one of these words: mailbox, language, automatic, contract, plan or customer."""

    fact: str
    words: tuple[str, ...]

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return _matches(self.words, str(getattr(seen, self.fact)))


@dataclass(frozen=True)
class Header:
    """Any value of this header matches the pattern; a header that is absent matches nothing."""

    name: str
    pattern: str

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return any(found(self.pattern, v[:_HEADER]) for v in seen.message.headers.get(self.name.lower(), ()))


@dataclass(frozen=True)
class Subject:
    """The subject matches the pattern."""

    pattern: str

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return found(self.pattern, seen.message.subject[:_HEADER])


@dataclass(frozen=True)
class Body:
    """The newest text of the message matches the pattern; not the history quoted below it, unless it is news to us."""

    pattern: str

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return found(self.pattern, seen.words[:_BODY])


@dataclass(frozen=True)
class AnyText:
    """Subject or newest text match the pattern."""

    pattern: str

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return Subject(self.pattern).holds(seen) or Body(self.pattern).holds(seen)


@dataclass(frozen=True)
class HasAttachment:
    """An attachment's name or content type matches the pattern."""

    pattern: str

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return any(
            found(self.pattern, a.filename[:_HEADER]) or found(self.pattern, a.content_type[:_HEADER])
            for a in seen.message.attachments
        )


@dataclass(frozen=True)
class Received:
    """Received inside (or outside) the open hours of a calendar."""

    calendar: str
    inside: bool

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        calendar = (seen.calendars or {})[self.calendar]
        return is_open(calendar, seen.received) is self.inside


@dataclass(frozen=True)
class AllOf:
    """Every one of these holds; true when there are none."""

    conditions: tuple[Condition, ...]

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return all(c.holds(seen) for c in self.conditions)


@dataclass(frozen=True)
class AnyOf:
    """At least one of these holds."""

    conditions: tuple[Condition, ...]

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return any(c.holds(seen) for c in self.conditions)


@dataclass(frozen=True)
class Not:
    """This does not hold."""

    condition: Condition

    def holds(self, seen: Seen) -> bool:
        """See Condition."""
        return not self.condition.holds(seen)
