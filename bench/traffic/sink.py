"""An SMTP server that takes everything, in a process of its own, and cheaply: it shall not be what is measured.

It finds the end of a message in the raw octets and keeps of each mail when it was accepted, its purpose and its recipient.
"""

import asyncio
import multiprocessing
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

_PURPOSE = re.compile(rb"\r\nX-Mailtriage-Purpose: ([\w-]+)\r\n")
_MESSAGE_ID = re.compile(rb"\r\nMessage-ID:\s+(<[^>]+>)", re.IGNORECASE)
_END = b"\r\n.\r\n"


@dataclass(frozen=True)
class Accepted:
    """A mail when the sink said yes to it (seconds since 1970); `purpose` is empty for mail that is not the product's."""

    at: float
    purpose: str
    message_id: str


class _Conversation(asyncio.Protocol):
    def __init__(self, accepted: list[Accepted]) -> None:
        self._accepted = accepted
        self._held = bytearray()
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._held += data
        while self._step():
            pass

    def _step(self) -> bool:
        end = self._held.find(_END if self._in_data else b"\r\n")
        if end < 0:
            return False
        piece = bytes(self._held[:end])
        del self._held[: end + (len(_END) if self._in_data else 2)]
        if self._in_data:
            self._take(piece)
        else:
            self._answer(piece[:4].upper().strip())
        return True

    def _take(self, raw: bytes) -> None:
        self._in_data = False
        header = raw[: raw.find(b"\r\n\r\n") + 2]
        purpose, message_id = _PURPOSE.search(header), _MESSAGE_ID.search(header)
        self._transport.write(b"250 2.0.0 taken\r\n")
        told = Accepted(
            time.time(), purpose[1].decode() if purpose else "", message_id[1].decode() if message_id else ""
        )
        self._accepted.append(told)

    def _answer(self, verb: bytes) -> None:
        if verb == b"DATA":
            self._in_data = True
            self._transport.write(b"354 go on\r\n")
        elif verb == b"EHLO":
            self._transport.write(b"250-sink.example\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250 SMTPUTF8\r\n")
        elif verb == b"AUTH":
            self._transport.write(b"235 2.7.0 welcome\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 2.0.0 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 2.0.0 OK\r\n")


async def _serve(link: Connection) -> None:
    accepted: list[Accepted] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Conversation(accepted), "127.0.0.1", 0)
    link.send(server.sockets[0].getsockname()[1])
    ended = asyncio.Event()

    def asked() -> None:
        try:
            question = link.recv()
        except EOFError:
            ended.set()
            return
        link.send(len(accepted) if question == "count" else accepted)

    loop.add_reader(link.fileno(), asked)
    await ended.wait()
    loop.remove_reader(link.fileno())
    server.close()


def _run(link: Connection) -> None:
    asyncio.run(_serve(link))


class Sink:
    """The server as its starter sees it."""

    host = "127.0.0.1"

    def __init__(self, link: Connection) -> None:
        self._link = link
        self.port: int = link.recv()

    def count(self) -> int:
        """How many mails it has accepted."""
        self._link.send("count")
        return int(self._link.recv())

    def accepted(self) -> list[Accepted]:
        """All of them, in order."""
        self._link.send("all")
        found: list[Accepted] = self._link.recv()
        return found


@contextmanager
def a_sink() -> Iterator[Sink]:
    """A running sink."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_run, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Sink(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()
