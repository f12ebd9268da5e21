"""A private Dovecot (IMAP, real maildirs) on loopback. Logins are whole addresses, as in most organisations.

Dovecot's own brakes are off, because a test suite looks like an attack: no delay after a refused login, no penalty for the
address it came from, a hundred connections a user. Everything else is what an operator gets from Dovecot 2.3.
"""

import grp
import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from time import mktime

from servers.certificate import self_signed
from servers.ports import LOOPBACK, free_port, greets
from servers.process import Process, Server, account, hand_over, private_directory, wait_until

PASSWORD = "loopback-only"

_CONFIGURATION = """
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/dovecot.log
instance_name = {directory.name}
protocols = imap
listen = {host}
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
auth_mechanisms = plain login
auth_failure_delay = 0
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{certificate.chain}
ssl_key = <{certificate.key}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%Lu {directory}/users/%Lu
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={directory}/mail/%Lu
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener auth-userdb {{
    mode = 0600
  }}
  unix_listener auth-client {{
    mode = 0600
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
{extra}
"""


@dataclass(frozen=True)
class Stored:
    """A message as a mailbox holds it; `received` is its INTERNALDATE in UTC, to the second."""

    uid: int
    received: datetime
    flags: frozenset[str]
    raw: bytes


class Dovecot(Server):
    """One instance with its own users: `port` speaks plain IMAP and STARTTLS, `tls_port` TLS from the first octet.

    `extra` is Dovecot configuration for what only one test needs, such as a server without IDLE.
    """

    host = LOOPBACK

    def __init__(self, *, extra: str = "") -> None:
        self.port, self.tls_port = free_port(), free_port()
        self.directory = private_directory("dovecot")
        self.certificate = self_signed(self.directory)
        self.configuration = self.directory / "dovecot.conf"
        self._passwords: dict[str, str] = {}
        self._numbers = count(1)
        (self.directory / "mail").mkdir()
        (self.directory / "users").mkdir()
        self.configuration.write_text(self._written(extra))
        hand_over(self.directory)
        self._process = Process(["dovecot", "-F", "-c", str(self.configuration)], self.directory)

    def start(self) -> None:
        """Start on the ports of the first time; mail and users are as they were."""
        self._process.start(lambda: greets(self.port))

    def log(self) -> str:
        """Return what Dovecot logged, for the message of a failing test."""
        path = self.directory / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else self._process.output()

    def add_user(self, address: str, password: str = PASSWORD) -> None:
        """Let the address log in and receive mail from now on; a known one gets the new password within a second.

        A file for each user: Dovecot looks at most once a second whether a file of users has changed.
        """
        self._passwords[address.lower()] = password
        entry = self.directory / "users" / address.lower()
        entry.write_text(f"{address.lower()}:{{PLAIN}}{password}\n")
        hand_over(entry)

    def a_user(self, name: str = "support", domain: str = "example.com") -> str:
        """Return the address of a new user with an empty mailbox, such as `support-7@example.com`."""
        address = f"{name}-{next(self._numbers)}@{domain}"
        self.add_user(address)
        return address

    def deliver(self, user: str, raw: bytes, received: datetime | None = None, mailbox: str = "INBOX") -> None:
        """Put a message into a mailbox as it is, bare CR and all; `received` is aware, default now.

        Dovecot itself makes CRLF of a bare LF and 0x80 of NUL.
        """
        with self.session(user) as session:
            session.literal = raw  # type: ignore[assignment]  # bytes; `append` would mend line ends
            date = imaplib.Time2Internaldate(received) if received else ""
            answer, detail = session.xatom("APPEND", f'"{mailbox}"', *([date] if date else []))
        if answer != "OK":
            raise RuntimeError(f"Dovecot refused the message: {detail}")

    def messages(self, user: str, mailbox: str = "INBOX") -> list[Stored]:
        """Return what the mailbox holds, oldest first, without changing a flag; a missing mailbox holds nothing."""
        with self.session(user) as session:
            answer, _ = session.select(f'"{mailbox}"', readonly=True)
            if answer != "OK":
                return []
            _, rows = session.uid("FETCH", "1:*", "(UID FLAGS INTERNALDATE BODY.PEEK[])")
        return [_stored(row[0], row[1]) for row in rows if isinstance(row, tuple)]

    def wait_for(self, user: str, number: int, mailbox: str = "INBOX", *, seconds: float = 10) -> list[Stored]:
        """Return the messages as soon as there are at least `number`; TimeoutError if there never are."""
        found: list[Stored] = []

        def enough() -> bool:
            found[:] = self.messages(user, mailbox)
            return len(found) >= number

        wait_until(enough, lambda: f"{len(found)} of {number} messages in {mailbox} of {user}", seconds=seconds)
        return found

    @contextmanager
    def session(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Log in on the plain port with the standard library's client, so that no test judges a client by itself."""
        session = imaplib.IMAP4(self.host, self.port, timeout=20)
        try:
            session.login(user, self._passwords[user.lower()])
            yield session
        finally:
            session.logout()

    def _written(self, extra: str) -> str:
        owner = account()
        return _CONFIGURATION.format(
            directory=self.directory,
            host=self.host,
            user=owner.pw_name,
            group=grp.getgrgid(owner.pw_gid).gr_name,
            certificate=self.certificate,
            port=self.port,
            tls_port=self.tls_port,
            extra=extra,
        )


def _stored(facts: bytes, raw: bytes) -> Stored:
    local = imaplib.Internaldate2tuple(facts)
    uid = facts.split(b"UID ", 1)[1].split(maxsplit=1)[0]
    if local is None:
        raise ValueError(f"no INTERNALDATE in {facts!r}")
    flags = frozenset(flag.decode() for flag in imaplib.ParseFlags(facts))
    return Stored(int(uid), datetime.fromtimestamp(mktime(local), UTC), flags, raw)
