"""imapclient with two traps of its IDLE removed: a closed link is an error, and what came together with the server's
`+ idling` is seen at once instead of when the IDLE ends (docs/decisions/0005; the race has a test of its own).

It reads imaplib's buffer (`_imap.file.peek`), which is private there; the test says when that changes.
"""

import select
import ssl
import time
from threading import Event

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError
from imapclient.imapclient import _parse_untagged_response

_SLICE = 1.0  # seconds between two looks at the stop event
_LINE_TIMEOUT = 10  # a line that has begun must end within this
_NEWS = (b"EXISTS", b"RECENT", b"EXPUNGE", b"FETCH")
_NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError)


class IdlingClient(IMAPClient):  # type: ignore[misc]
    """IMAPClient whose IDLE can be waited for without missing or inventing anything."""

    def idle_wait(self, timeout: float, stop: Event) -> bool:
        """True when the server announced a change, False after `timeout` seconds or when `stop` is set.

        Raises IMAPClientAbortError when the server ends the connection.
        """
        end = time.monotonic() + timeout
        pause = 0.0
        while not stop.is_set() and (left := end - time.monotonic()) > 0:
            for line in self._idle_lines(min(pause, left)):
                if line and line[0] == b"BYE":
                    raise IMAPClientAbortError("the server said BYE")
                if len(line) > 1 and line[1] in _NEWS:
                    return True
            pause = _SLICE
        return False

    def _idle_lines(self, timeout: float) -> list[tuple[bytes, ...]]:
        sock = self.socket()
        sock.settimeout(0)
        try:
            if not self._buffered():
                poll = select.poll()
                poll.register(sock.fileno(), select.POLLIN)
                if not poll.poll(timeout * 1000) or not self._arrived():
                    return []
            return self._lines(sock)
        finally:
            self._set_read_timeout()

    def _buffered(self) -> bool:
        try:
            return bool(self._imap.file.peek(1))
        except _NOTHING_YET:
            return False

    def _arrived(self) -> bool:
        try:
            octets = self._imap.file.peek(1)
        except _NOTHING_YET:
            return False
        if not octets:
            raise IMAPClientAbortError("the server closed the connection")
        return True

    def _lines(self, sock: ssl.SSLSocket) -> list[tuple[bytes, ...]]:
        lines = []
        while True:
            sock.settimeout(_LINE_TIMEOUT)
            lines.append(_parse_untagged_response(self._imap._get_line()))  # noqa: SLF001
            sock.settimeout(0)
            if not self._buffered():
                return lines
