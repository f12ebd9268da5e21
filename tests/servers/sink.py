"""An SMTP server that fails on command: the faults a real MTA shows only once in a while.

It takes every login and needs none, and records each message it saw to the end of DATA, whatever it answered then.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from servers.ports import LOOPBACK, free_port
from servers.process import wait_until


@dataclass(frozen=True)
class Delivery:
    """One message as it came: envelope, bytes without the dot-stuffing, and our answer, empty for a dropped connection.

    `reverse_path` is empty for the null reverse-path; `recipients` are only those that were not refused.
    """

    reverse_path: str
    recipients: tuple[str, ...]
    raw: bytes
    answer: str

    @property
    def accepted(self) -> bool:
        """Whether the client was told so."""
        return self.answer.startswith("2")


class Sink:
    """A server on a loopback port in a thread of its own; change its faults at any time."""

    host = LOOPBACK

    def __init__(self) -> None:
        self.port = free_port()
        self.deliveries: list[Delivery] = []
        self.delay = 0.0
        """Seconds to wait before the answer to DATA."""
        self._refused: dict[str, str] = {}
        self._answers: deque[str] = deque()
        self._controller: Controller | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, on the port of the first time."""
        self._controller = Controller(
            self,
            hostname=self.host,
            port=self.port,
            server_hostname="sink.example",
            authenticator=_anyone,
            auth_require_tls=False,
        )
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; what was recorded stays."""
        if self._controller:
            self._controller.stop()
        self._controller = None

    def refuse(self, recipient: str, reply: str = "550 5.1.1 no such user") -> None:
        """Answer RCPT TO this address with `reply`, 4xx or 5xx, until `forgive`."""
        self._refused[recipient.lower()] = reply

    def forgive(self) -> None:
        """Refuse nobody and answer every DATA with 250 at once from now on."""
        self._refused.clear()
        self._answers.clear()
        self.delay = 0.0

    def answer_data(self, reply: str, *, times: int = 1) -> None:
        """Answer the end of the next messages with `reply`; each such answer is used up once."""
        self._answers.extend([reply] * times)

    def drop_after_data(self, *, times: int = 1) -> None:
        """Take the next messages in full and drop the connection without a word: nobody knows whether they arrived."""
        self.answer_data("", times=times)

    def accepted(self) -> list[Delivery]:
        """Return the messages that the client was told we took."""
        return [delivery for delivery in self.deliveries if delivery.accepted]

    def wait_for(self, number: int, *, seconds: float = 10) -> list[Delivery]:
        """Return all deliveries as soon as there are at least `number`; TimeoutError if there never are."""
        wait_until(
            lambda: len(self.deliveries) >= number,
            lambda: f"{len(self.deliveries)} of {number} messages reached the sink",
            seconds=seconds,
        )
        return list(self.deliveries)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802
        """Refuse or note the recipient (aiosmtpd's hook, and its spelling)."""
        if reply := self._refused.get(address.lower()):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Record the message and answer, or drop the connection (aiosmtpd's hook, and its spelling)."""
        answer = self._answers.popleft() if self._answers else "250 2.0.0 taken"
        await asyncio.sleep(self.delay)
        self.deliveries.append(
            Delivery(
                (envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos), envelope.original_content, answer
            )
        )
        if not answer:
            server.transport.abort()
        return answer or "421 4.3.2 gone"


def _anyone(*_: object) -> AuthResult:
    return AuthResult(success=True)
