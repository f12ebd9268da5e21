"""An IMAP and an SMTP server in this process, in memory: pymap and aiosmtpd on loopback, stamped with the show's clock.

Mail to a support address lands in its mailbox; mail to anybody else is what the world received, and is handed to
`witness`. Python 3.13 collects pymap's tasks while they idle; they are held here, which is enough up to 3.12.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend, Identity
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

from mailtriage.clock import Clock

_HOST = "127.0.0.1"
Witness = Callable[[str, bytes], Awaitable[None]]


@dataclass(frozen=True)
class Ports:
    """Where the servers listen."""

    imap: int
    smtp: int


class DemoServers:
    """Mailboxes by user, each with its password and the addresses that reach it."""

    def __init__(self, users: Mapping[str, str], addresses: Mapping[str, str], clock: Clock, witness: Witness) -> None:
        """`users` maps a login to its password, `addresses` a support address to a login."""
        self._users = dict(users)
        self._addresses = {a.lower(): u for a, u in addresses.items()}
        self._clock = clock
        self._witness = witness
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stack = AsyncExitStack()

    async def start(self) -> Ports:
        """Listen on two free loopback ports."""
        await self._stack.__aenter__()
        first, password = next(iter(self._users.items()))
        self._backend, self._config = await DictBackend.init(_arguments(first, password))
        self._config.apply_context()
        for user, secret in list(self._users.items())[1:]:  # init() made the first
            hashed = await Passwords(self._config).hash_password(secret)
            await self._identity(user).set(UserMetadata(self._config, user, password=hashed))
        protocol = IMAPServer(self._backend.login, self._config)
        imap = await asyncio.start_server(
            self._held(ProxyProtocolReader(self._config.proxy_protocol).get_callback(protocol)), _HOST, 0
        )
        smtp = await asyncio.get_running_loop().create_server(
            lambda: SMTP(self, enable_SMTPUTF8=True, hostname="demo.example"), _HOST, 0
        )
        for server in (imap, smtp):
            self._stack.callback(server.close)
        return Ports(imap.sockets[0].getsockname()[1], smtp.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close both servers and every connection."""
        for task in list(self._tasks):
            task.cancel()
        await self._stack.aclose()

    async def deliver(self, address: str, raw: bytes) -> None:
        """Put a mail into the mailbox of a support address, as a mail server would."""
        user = self._addresses[_base(address)]
        async with self._identity(user).new_session() as session:
            # INTERNALDATE has no fractions; it may not lie in the future of the daemon's clock
            received = self._clock.now() - timedelta(seconds=1)
            await session.append_messages("INBOX", [AppendMessage(raw, received)])

    def _identity(self, user: str) -> Identity:
        return Identity(user, self._backend.login, None, frozenset())

    def _held(self, callback: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                await callback(reader, writer)
            finally:
                self._tasks.discard(task)

        return connected

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a mail: into a support mailbox, or as something the world received."""
        raw = envelope.original_content
        assert isinstance(raw, bytes)
        for recipient in envelope.rcpt_tos:
            if _base(recipient) in self._addresses:
                await self.deliver(recipient, raw)
            else:
                await self._witness(recipient, raw)
        return "250 2.0.0 delivered"


def _base(address: str) -> str:
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _arguments(user: str, password: str) -> argparse.Namespace:
    return argparse.Namespace(
        host=[_HOST],
        port="0",
        cert=None,
        key=None,
        tls=False,
        debug=False,
        proxy_protocol=None,
        inherited_sockets=None,
        passlib_cfg=None,
        demo_data=False,
        demo_user=user,
        demo_password=password,
    )
