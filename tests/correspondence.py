"""People who write and read mail in the stories: customers, staff and robots, each in a mailbox of their own."""

import email
import email.policy
import email.utils
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from secrets import token_hex

from installations import Site
from servers.chasquid import Chasquid
from servers.dovecot import Dovecot
from servers.process import wait_until

_PATIENCE = 60.0
_numbers = count(1)


@dataclass(frozen=True)
class Letter:
    """A mail as a person reads it."""

    message: EmailMessage

    def __getitem__(self, header: str) -> str:
        return str(self.message[header] or "")

    @property
    def subject(self) -> str:
        return self["Subject"]

    @property
    def purpose(self) -> str:
        """Which notice it is, in the words of the product; empty for mail of people."""
        return self["X-Mailtriage-Purpose"]

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content().replace("\r\n", "\n") if part else ""

    @property
    def words(self) -> str:
        """The text on one line, as flowed lines read."""
        return " ".join(self.text.split())

    @property
    def attachments(self) -> dict[str, bytes]:
        found = self.message.iter_attachments()
        return {part.get_filename() or "": part.get_payload(decode=True) for part in found}  # type: ignore[misc]


def a_mail(
    from_: str, to: str | Sequence[str], subject: str, text: str = "", *, headers: Sequence[tuple[str, str]] = ()
) -> EmailMessage:
    """A plain mail, with a Message-ID of its own."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = from_
    message["To"] = to if isinstance(to, str) else ", ".join(to)
    message["Subject"] = subject
    message["Date"] = "Mon, 02 Mar 2026 09:00:00 +0100"
    message["Message-ID"] = f"<{token_hex(8)}.{next(_numbers)}@pc.example>"
    for name, value in headers:
        message[name] = value
    message.set_content(text)
    return message


def a_reply(to: Letter, from_: str, text: str) -> EmailMessage:
    """What a mail program makes of "reply", with the history quoted below."""
    message = a_mail(from_, to["Reply-To"] or to["From"], f"Re: {to.subject.removeprefix('Re: ')}")
    message["In-Reply-To"] = to["Message-ID"]
    message["References"] = f"{to['References']} {to['Message-ID']}".strip()
    quoted = "\n".join(f"> {line}" for line in to.text.splitlines())
    message.set_content(f"{text}\n\nOp ma 2 mrt 2026 om 09:30 schreef {to['From']}:\n{quoted}\n")
    return message


class Town:
    """The people around one installation; names are the addresses of the shipped configuration.

    Everybody it names has a mailbox from the start, or the first mail to them would come back.
    """

    def __init__(self, site: Site, dovecot: Dovecot, chasquid: Chasquid) -> None:
        self.site, self.dovecot, self._chasquid = site, dovecot, chasquid
        self._known: set[str] = set()
        for address in site.people():
            self._welcome(address)

    def home(self, name: str) -> str:
        """The address of a person, who can log in and receive mail from now on."""
        return self._welcome(self.site.address(name))

    def writes(
        self, who: str, subject: str, text: str = "", *, to: str = "support@helpdesk.example", **headers: str
    ) -> str:
        """A person writes over SMTP; returns the Message-ID. An underscore in a header's name stands for a hyphen."""
        own = [(name.replace("_", "-"), value) for name, value in headers.items()]
        message = a_mail(self.home(who), self.site.address(to), subject, text, headers=own)
        self.sends(who, message)
        return str(message["Message-ID"])

    def replies(self, who: str, letter: Letter, text: str) -> str:
        """A person replies to a mail; returns the Message-ID."""
        message = a_reply(letter, self.home(who), text)
        self.sends(who, message)
        return str(message["Message-ID"])

    def sends(self, who: str, message: EmailMessage) -> None:
        """A person hands a finished mail to the server."""
        recipients = [address for _, address in email.utils.getaddresses(message.get_all("To", []))]
        self._chasquid.submit(self.home(who), recipients, message.as_bytes())

    def reads(
        self, who: str, number: int = 1, *, purpose: str | None = None, seconds: float = _PATIENCE
    ) -> list[Letter]:
        """Everything a person has received, of this purpose if one is named, as soon as it is at least `number`."""
        found: list[Letter] = []

        def enough() -> bool:
            if self._files(who) == seen[0]:
                return False
            seen[0] = self._files(who)
            found[:] = [mail for mail in self.has(who) if purpose is None or mail.purpose == purpose]
            return len(found) >= number

        seen = [-1]
        wanted = f"{number} {purpose or ''} mails".replace("  ", " ")
        wait_until(
            enough,
            lambda: f"{who} has {[(m.purpose, m.subject) for m in self.has(who)]}, not {wanted}",
            seconds=seconds,
        )
        return found

    def has(self, who: str) -> list[Letter]:
        """Everything a person has received by now."""
        stored = self.dovecot.messages(self.home(who))
        return [Letter(email.message_from_bytes(mail.raw, policy=email.policy.default)) for mail in stored]

    def _welcome(self, address: str) -> str:
        if address not in self._known:
            self._known.add(address)
            self.dovecot.add_user(address)
        return address

    def _files(self, who: str) -> int:
        """How many files lie there; asking the server in a loop would keep it from working."""
        inbox = self.dovecot.directory / "mail" / self.home(who) / "Maildir"
        return sum(1 for part in ("new", "cur") for _ in (inbox / part).glob("*"))
