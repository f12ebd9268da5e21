"""Submission (RFC 6409): hands finished mails to our server over one kept connection, and says what became of each
recipient. The server may have accepted a mail although we never heard so; a repeat carries the same Message-ID.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import aiosmtplib
from aiosmtplib import SMTP, SMTPException

from mailtriage.errors import MailtriageError, Permanent
from mailtriage.wire.account import Server
from mailtriage.wire.complaint import clean, link_lost
from mailtriage.wire.envelope import Envelope, envelopes
from mailtriage.wire.greeting import greeted

_ANSWER = 60.0  # seconds for one answer to a mail without size
_SLOWEST = 65_536  # octets a second that a line carries at least
_PROBED_AFTER = 15.0  # seconds of rest after which a kept connection may be dead without our knowing
_PROBE = 10.0
_PERMANENT = 500
_TOO_LARGE = 552
_NEEDS_LOGIN = 530


class Fate(StrEnum):
    """What the server said about one recipient: sent, later (try again), refused (5xx, never)."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's word about one recipient, with its code and text; code 0 is ours."""

    fate: Fate
    code: int = 0
    text: str = ""


class Submitter:
    """One connection to the submission server, opened when needed and reopened when lost. One task at a time."""

    def __init__(self, server: Server, local_hostname: str) -> None:
        """`local_hostname` is said in EHLO; asking the resolver for it could hang."""
        self._server = server
        self._hostname = local_hostname
        self._client: SMTP | None = None
        self._used = 0.0

    async def submit(self, sender: str, recipients: Sequence[str], raw: bytes) -> dict[str, Answer]:
        """Send one mail; an answer per recipient. Transient or Permanent when the server itself cannot be used.

        An empty sender is the null reverse-path. A sender that the server refuses is our configuration's fault, not
        the mail's: that counts as later.
        """
        try:
            transactions, wrong = envelopes(sender, recipients)
        except ValueError as error:
            return dict.fromkeys(recipients, Answer(Fate.LATER, 0, str(error)))
        answers = {address: Answer(Fate.REFUSED, 0, "this is no address") for address in wrong}
        for envelope in transactions:
            try:
                answers |= await self._submit(envelope, raw)
            except MailtriageError as error:
                if not answers:
                    raise
                # Others have their answer already, and must not get the mail again.
                answers |= dict.fromkeys(envelope.recipients.values(), Answer(Fate.LATER, 0, str(error)))
        return answers

    async def open(self) -> None:
        """Connect and log in, as `submit` would; for checking a configuration."""
        await self._ready()

    async def close(self) -> None:
        """End the connection without waiting for a goodbye."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def _submit(self, envelope: Envelope, raw: bytes) -> dict[str, Answer]:
        client = await self._ready()
        if envelope.needs_utf8 and not client.supports_extension("smtputf8"):
            refused = Answer(Fate.REFUSED, 0, "the submission server cannot send to such addresses (SMTPUTF8)")
            return dict.fromkeys(envelope.recipients.values(), refused)
        patience = _ANSWER + len(raw) / _SLOWEST
        finished = False
        try:
            async with asyncio.timeout(patience * 2):
                answers = await _transaction(client, envelope, raw, patience)
            finished = True
        except (SMTPException, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise link_lost(self._server, error) from error
        finally:
            self._used = time.monotonic()
            if not finished:  # cancelled, too: nobody knows how far the conversation went
                await self.close()
        self._check_login(answers)
        return {envelope.recipients[wired]: answer for wired, answer in answers.items()}

    def _check_login(self, answers: dict[str, Answer]) -> None:
        if all(answer.code == _NEEDS_LOGIN for answer in answers.values()):
            text = next(iter(answers.values())).text
            raise Permanent(f"{self._server.where} wants a login: {text}. Configure username and its password.")

    async def _ready(self) -> SMTP:
        if self._client is not None and await self._alive(self._client):
            return self._client
        await self.close()
        self._client = await greeted(self._server, self._hostname)
        self._used = time.monotonic()
        return self._client

    async def _alive(self, client: SMTP) -> bool:
        if not client.is_connected:
            return False
        if time.monotonic() - self._used < _PROBED_AFTER:
            return True
        try:
            await client.noop(timeout=_PROBE)
        except (SMTPException, OSError):
            return False
        return True


async def _transaction(client: SMTP, envelope: Envelope, raw: bytes, patience: float) -> dict[str, Answer]:
    """The answer to each recipient, by the address on the wire."""
    options = ["SMTPUTF8"] if envelope.needs_utf8 else []
    if not raw.isascii() and client.supports_extension("8bitmime"):
        options.append("BODY=8BITMIME")
    recipients = list(envelope.recipients)
    try:
        refused, text = await client.sendmail(envelope.sender, recipients, raw, mail_options=options, timeout=patience)
    except aiosmtplib.SMTPRecipientsRefused as error:
        return {e.recipient: _answer(e.code, e.message) for e in error.recipients}
    except aiosmtplib.SMTPSenderRefused as error:
        fate = Fate.REFUSED if error.code == _TOO_LARGE else Fate.LATER
        return dict.fromkeys(recipients, Answer(fate, error.code, clean(error.message)))
    except aiosmtplib.SMTPDataError as error:
        return dict.fromkeys(recipients, _answer(error.code, error.message))
    taken = dict.fromkeys(recipients, Answer(Fate.SENT, 250, clean(text)))
    return taken | {r: _answer(a.code, a.message) for r, a in refused.items()}


def _answer(code: int, text: str) -> Answer:
    return Answer(Fate.REFUSED if code >= _PERMANENT else Fate.LATER, code, clean(text))
