"""imaplib with two limits: a whole answer has a deadline, and a literal a size.

A time-out of a socket starts anew with every octet, so a server that trickles would keep us for ever; and imaplib asks for
the memory of whatever literal is announced. Lines may be longer than imaplib's million octets: the answer to a search in a
mailbox of 200,000 mails is one line. `read` and `readline` are imaplib's documented places to override.
"""

import imaplib
import time
from io import BufferedReader, BytesIO
from typing import Any, cast

from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

_GREETING = 20.0  # seconds for connecting, TLS and the greeting together
_SILENCE = 60.0  # seconds without an octet after which a connection counts as dead
_LONGEST_LINE = 32 << 20
_LARGEST_LITERAL = 64 << 20


class _Limited(imaplib.IMAP4):
    def __init__(self, *where: Any) -> None:
        self.within(_GREETING)
        super().__init__(*where)

    def within(self, seconds: float) -> None:
        """From now on every answer must be complete within so many seconds."""
        self._deadline = time.monotonic() + seconds

    def readline(self) -> bytes:
        """One line; what there is of it when the connection ends."""
        line = bytearray()
        while not line.endswith(b"\n"):
            self._patience()
            octets = self._buffer.peek(1)  # at most one recv
            if not octets:
                break
            line += self._buffer.read(octets.find(b"\n") + 1 or len(octets))
            if len(line) > _LONGEST_LINE:
                raise self.abort(f"a line of more than {_LONGEST_LINE} octets")
        return bytes(line)

    def read(self, size: int) -> bytes:
        """A literal of so many octets; fewer when the connection ends."""
        if size > _LARGEST_LITERAL:
            raise self.abort(f"it announced {size} octets at once")
        held = BytesIO()
        while held.tell() < size:
            self._patience()
            octets = self._buffer.read1(size - held.tell())
            if not octets:
                break
            held.write(octets)
        return held.getvalue()

    @property
    def _buffer(self) -> BufferedReader:
        return cast(BufferedReader, self.file)

    def _patience(self) -> None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer took too long")
        self.sock.settimeout(min(left, _SILENCE))


class Plain(_Limited, IMAP4WithTimeout):  # type: ignore[misc]
    """Without TLS, or before STARTTLS."""


class Secured(_Limited, IMAP4_TLS):  # type: ignore[misc]
    """TLS from the first octet."""
