"""What a message says, as plain values: the one type every other part of the program reads mail through."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    """An RFC 5322 addr-spec with its display name; `address` keeps the sender's case, compare with `key`."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address for comparing: lower case as a whole, since no mailbox in use tells cases apart."""
        return self.address.lower()

    @property
    def domain(self) -> str:
        """The part behind the last @, lower case; empty when there is none."""
        return self.key.rpartition("@")[2] if "@" in self.address else ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part kept as a file: decoded content, a name that is safe to write to disk, never None or empty."""

    filename: str
    content_type: str
    content: bytes
    sha256: str
    inline: bool = False
    content_id: str = ""

    @property
    def size(self) -> int:
        """Octets of the decoded content."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as a person reads it. Text has no NUL and no lone surrogate, lines end in LF.

    `text` is the whole readable text (HTML-only mail as text); `reply` is the newest part of it, a view only.
    `headers` maps lower-case names to every decoded, unfolded value in the order they stand (topmost first).
    `message_id`, `in_reply_to` and `references` carry their angle brackets; empty when absent.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_: Address = Address("", "")
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    html: str = ""
    reply: str = ""
    attachments: tuple[Attachment, ...] = ()
    defects: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    size: int = 0

    def header(self, name: str) -> str:
        """The topmost value of a header, or an empty string; `name` in any case."""
        values = self.headers.get(name.lower(), ())
        return values[0] if values else ""
