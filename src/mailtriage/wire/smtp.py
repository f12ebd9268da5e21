"""Submission (RFC 6409): hands finished mails to our server over one kept connection, and says what became of each
recipient. The server may have accepted a mail although we never heard so; a repeat carries the same Message-ID.
"""

import asyncio
import base64
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import aiosmtplib
from aiosmtplib import SMTP, SMTPException

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import OAuth, Server, Tls
from mailtriage.wire.oauth import access_token
from mailtriage.wire.trust import tls_context

_TIMEOUT = 60
_PERMANENT = 500


class Fate(StrEnum):
    """What the server said about one recipient: sent, later (4xx, try again), refused (5xx, never)."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's word about one recipient, with its code and text."""

    fate: Fate
    code: int = 0
    text: str = ""


class _OneTry(SMTP):
    """One failed login per attempt, not three: servers lock accounts that keep failing."""

    AUTH_METHODS = ("plain", "login")


class Submitter:
    """One connection to the submission server, opened when needed and reopened when lost. One task at a time."""

    def __init__(self, server: Server, local_hostname: str) -> None:
        """`local_hostname` is said in EHLO; asking the resolver for it could hang."""
        self._server = server
        self._hostname = local_hostname
        self._client: SMTP | None = None

    async def submit(self, sender: str, recipients: Sequence[str], raw: bytes) -> dict[str, Answer]:
        """Send one mail; an answer per recipient. Transient or Permanent when the server itself cannot be used."""
        client = await self._ready()
        try:
            refused, text = await client.sendmail(sender, list(recipients), raw)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return {e.recipient: _answer(e.code, e.message) for e in error.recipients}
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as error:
            return dict.fromkeys(recipients, _answer(error.code, error.message))
        except aiosmtplib.SMTPNotSupported as error:
            return dict.fromkeys(recipients, Answer(Fate.REFUSED, _PERMANENT, str(error)))
        except ValueError as error:  # an address no server would take
            return dict.fromkeys(recipients, Answer(Fate.REFUSED, _PERMANENT, str(error)))
        except (SMTPException, OSError, TimeoutError) as error:
            await self.close()
            raise Transient(f"the connection to {self._where} failed: {error}") from error
        taken = dict.fromkeys(recipients, Answer(Fate.SENT, 250, text))
        return taken | {r: _answer(a.code, a.message) for r, a in refused.items()}

    async def open(self) -> None:
        """Connect and log in, as `submit` would; for checking a configuration."""
        await self._ready()

    async def close(self) -> None:
        """End the connection without waiting for a goodbye."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @property
    def _where(self) -> str:
        return f"{self._server.host}:{self._server.port}"

    async def _ready(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        await self.close()
        server = self._server
        client = _OneTry(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls is Tls.IMPLICIT,
            start_tls=server.tls is Tls.STARTTLS,
            tls_context=tls_context(server) if server.tls is not Tls.NONE else None,
            timeout=_TIMEOUT,
            local_hostname=self._hostname,
        )
        self._client = client
        try:
            await client.connect()
            await self._log_in(client)
        except aiosmtplib.SMTPAuthenticationError as error:
            await self.close()
            raise _login_refused(server, error) from error
        except (SMTPException, OSError, TimeoutError) as error:
            await self.close()
            raise Transient(f"cannot connect to {self._where}: {_reason(error)}") from error
        return client

    async def _log_in(self, client: SMTP) -> None:
        if self._server.oauth is not None:
            await _bearer(client, self._server.username, self._server.oauth)
        elif self._server.username:
            await client.login(self._server.username, self._server.password)


async def _bearer(client: SMTP, username: str, oauth: OAuth) -> None:
    """SASL OAUTHBEARER (RFC 7628) where offered, XOAUTH2 otherwise."""
    await client.ehlo()
    token = await asyncio.to_thread(access_token, oauth)
    if "oauthbearer" in client.server_auth_methods:
        blob, method = f"n,a={username},\x01auth=Bearer {token}\x01\x01", b"OAUTHBEARER"
    else:
        blob, method = f"user={username}\x01auth=Bearer {token}\x01\x01", b"XOAUTH2"
    response = await client.execute_command(b"AUTH", method, base64.b64encode(blob.encode()))
    if response.code == 334:  # noqa: PLR2004 - the error challenge; an answer brings the 535
        response = await client.execute_command(b"AQ==")
    if response.code != 235:  # noqa: PLR2004
        raise aiosmtplib.SMTPAuthenticationError(response.code, response.message)


def _login_refused(server: Server, error: aiosmtplib.SMTPAuthenticationError) -> Permanent | Transient:
    where = f"{server.host}:{server.port}"
    if error.code < _PERMANENT:
        return Transient(f"{where} cannot check the login of {server.username} now: {error.message}")
    return Permanent(
        f"{where} refused the login of {server.username}: {error.message}. Check the submission credential."
    )


def _answer(code: int, text: str) -> Answer:
    return Answer(Fate.REFUSED if code >= _PERMANENT else Fate.LATER, code, text)


def _reason(error: BaseException) -> str:
    if isinstance(error.__cause__, ssl.SSLCertVerificationError):
        error = error.__cause__
    return str(error) or type(error).__name__
