"""What the demonstration leaves behind: every mail the world received, as .eml, and its HTML part as .html."""

import email
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path


@dataclass(frozen=True)
class Received:
    """A mail that arrived at somebody's, in the parts the show asks about."""

    address: str
    message: EmailMessage

    def header(self, name: str) -> str:
        """A header's value, or an empty string."""
        return str(self.message.get(name, ""))


def read(address: str, raw: bytes) -> Received:
    """A mail as it arrived."""
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return Received(address, message)


def keep(directory: Path, number: int, received: Received, raw: bytes) -> None:
    """Write the mail and its HTML part, under a name that sorts by time."""
    purpose = received.header("X-Mailtriage-Purpose") or "mail"
    stem = f"{number:03}-{purpose}-{received.address.partition('@')[0]}"
    (directory / f"{stem}.eml").write_bytes(raw)
    page = received.message.get_body(("html",))
    if page is not None:
        (directory / f"{stem}.html").write_text(page.get_content(), encoding="utf-8")
