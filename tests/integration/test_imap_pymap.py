"""The same mailbox work on pymap, another server by other people: no UNSELECT, no keywords, slow logins."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from mailtriage.clock import SystemClock
from mailtriage.demo.servers import DemoServers
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.imap import Link

MAIL = b"From: Jan <jan@klant.example>\r\nSubject: Printer\r\n\r\nHij doet het niet.\r\n"


class Pymap:
    """The demo's servers in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._servers = DemoServers({"desk": "pw"}, {"support@example.com": "desk"}, SystemClock(), self._witness)
        self.port = asyncio.run_coroutine_threadsafe(self._servers.start(), self._loop).result(20).imap

    def deliver(self) -> None:
        asyncio.run_coroutine_threadsafe(self._servers.deliver("support@example.com", MAIL), self._loop).result(10)

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._servers.stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _witness(self, _recipient: str, _raw: bytes) -> None:
        raise AssertionError("nothing is submitted here")


@pytest.fixture
def pymap() -> Iterator[Pymap]:
    server = Pymap()
    yield server
    server.close()


def test_mail_is_announced_fetched_and_filed_away_on_pymap(pymap: Pymap) -> None:
    link = Link(Server("127.0.0.1", pymap.port, Tls.NONE, "desk", "pw"))
    try:
        assert link.waiting() == ()
        threading.Timer(0.5, pymap.deliver).start()
        assert link.wait(10, threading.Event())
        (first,) = link.waiting()
        assert link.fetch([first.uid, first.uid + 7]) == {first.uid: MAIL}
        assert b"Subject: Printer" in link.fetch_head(first.uid)
        link.file_away([first.uid, first.uid + 7], "Processed")
        link.file_away([first.uid], "Processed")
        pymap.deliver()
        assert len(link.waiting(first.uid)) == 1
        assert "Processed" in link.mailboxes()
    finally:
        link.close()
