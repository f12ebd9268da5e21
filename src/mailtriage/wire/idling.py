"""imapclient with the traps of its IDLE removed: a closed link is an error, what the server says around its `+ idling` is
seen at once instead of when the IDLE ends, and an answer has a deadline (docs/decisions/0011; the tests show each trap).

It reads imaplib's buffer (`_imap.file.peek`), which is private there; the tests say when that changes.
"""

import imaplib
import select
import ssl
import time
from threading import Event

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from mailtriage.wire.conversation import Plain, Secured

_SLICE = 1.0  # seconds between two looks at the stop event
_LINE = 10.0  # seconds within which a line that has begun must end
_NEWS = ("EXISTS", "RECENT")
_PILES_UP = ("EXISTS", "RECENT", "EXPUNGE", "FETCH")
_NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError)


class IdlingClient(IMAPClient):  # type: ignore[misc]
    """IMAPClient whose IDLE can be waited for without missing or inventing anything. Times are real seconds."""

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - imapclient's name
        if self.ssl:
            return Secured(self.host, self.port, self.ssl_context, self._timeout.connect)
        return Plain(self.host, self.port, self._timeout.connect)

    def within(self, seconds: float) -> None:
        """Every answer from now on must be complete within so many seconds, or TimeoutError is raised."""
        self._imap.within(seconds)

    def quiet(self) -> None:
        """Stop imaplib from formatting every answer, whole mails too, for a log that nobody reads."""
        self._imap.debug = 0

    def forget(self) -> None:
        """Drop announcements nobody asked for, which imaplib would keep as long as the connection lasts."""
        for kind in _PILES_UP:
            self._imap.untagged_responses.pop(kind, None)

    def begin_idle(self) -> None:
        """Start IDLE. What the server announces before it agrees counts for `idle_wait` (imapclient raises then)."""
        self.forget()
        self._idle_tag = self._imap._command("IDLE")  # noqa: SLF001
        while (line := self._imap._get_response()) is not None:  # noqa: SLF001
            answer = self._imap.tagged_commands[self._idle_tag]
            if answer is not None:
                raise IMAPClientError(f"IDLE failed: {line!r}")
            self._imap._check_bye()  # noqa: SLF001

    def idle_wait(self, timeout: float, stop: Event) -> bool:
        """True when the server announced a message, False after `timeout` seconds or within one of `stop` being set.

        Raises IMAPClientAbortError when the server ends the connection, imaplib's errors when it ends the IDLE.
        """
        end = time.monotonic() + timeout
        pause = 0.0
        while not stop.is_set() and (left := end - time.monotonic()) > 0:
            self._listen(min(pause, left))
            if self._announced():
                return True
            pause = _SLICE
        return False

    def _announced(self) -> bool:
        heard = any(self._imap.untagged_responses.get(kind) for kind in _NEWS)
        self.forget()
        return heard

    def _listen(self, timeout: float) -> None:
        sock = self.socket()
        sock.settimeout(0)
        try:
            if not self._buffered():
                poll = select.poll()
                poll.register(sock.fileno(), select.POLLIN)
                if not poll.poll(timeout * 1000) or not self._arrived():
                    return
            while True:
                self._hear()
                sock.settimeout(0)
                if not self._buffered():
                    return
        finally:
            self._set_read_timeout()

    def _hear(self) -> None:
        self.within(_LINE)
        self._imap._get_response()  # noqa: SLF001
        self._imap._check_bye()  # noqa: SLF001
        if self._imap.tagged_commands.get(self._idle_tag):
            raise IMAPClientAbortError("the server ended the IDLE")

    def _buffered(self) -> bool:
        try:
            return bool(self._imap.file.peek(1))
        except _NOTHING_YET:
            return False

    def _arrived(self) -> bool:
        try:
            self._imap.file.peek(1)
        except _NOTHING_YET:  # a TLS record that holds no data, or half of one
            return False
        return True  # the end of the connection, too: imaplib raises when it reads that
