"""A server that says what a test tells it to, for faults that real servers do not show on command.

A rule answers every line that begins with its words (behind the tag, for IMAP); the longest fitting rule wins. Its steps:
octets to send, where `%t` is the last tag; seconds to wait; or END, which closes the connection.
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final, Self

from servers.ports import LOOPBACK, free_port

END: Final = "end"
Step = bytes | float | str
_TAGGED = re.compile(rb"([A-Z]{4}\d+) (.*)", re.DOTALL)

IMAP_RULES: Mapping[str, Sequence[Step]] = {
    "CAPABILITY": [b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n%t OK done\r\n"],
    "LOGIN": [b"%t OK in\r\n"],
    "SELECT": [b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n%t OK [READ-WRITE] done\r\n"],
    "IDLE": [b"+ idling\r\n"],
    "DONE": [b"%t OK idled\r\n"],
    "NOOP": [b"%t OK done\r\n"],
    "": [b"%t OK done\r\n"],
}
SMTP_RULES: Mapping[str, Sequence[Step]] = {
    "EHLO": [b"250-fake.example\r\n250 SIZE 1000\r\n"],
    "DATA": [b"354 go on\r\n"],
    "": [b"250 ok\r\n"],
}


class Scripted:
    """Listens on a loopback port from the start; `lines` are what clients sent, without their tags."""

    host = LOOPBACK

    def __init__(self, greeting: Sequence[Step], rules: Mapping[str, Sequence[Step]]) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        self.connections = 0
        self._greeting, self._rules = greeting, rules
        self._ended = threading.Event()
        self._listener = socket.create_server((LOOPBACK, self.port))
        self._open: list[socket.socket] = []

    @classmethod
    def imap(
        cls, rules: Mapping[str, Sequence[Step]] | None = None, greeting: Sequence[Step] = (b"* OK hi\r\n",)
    ) -> Self:
        """An IMAP server with one mailbox, changed by `rules`."""
        return cls(greeting, {**IMAP_RULES, **(rules or {})})

    @classmethod
    def smtp(
        cls, rules: Mapping[str, Sequence[Step]] | None = None, greeting: Sequence[Step] = (b"220 hi\r\n",)
    ) -> Self:
        """A submission server that takes everything, changed by `rules`."""
        return cls(greeting, {**SMTP_RULES, **(rules or {})})

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        tag = b""
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as lines:
            going = self._play(connection, self._greeting, tag)
            while going and (line := lines.readline()):
                line = line.rstrip(b"\r\n")
                if found := _TAGGED.fullmatch(line):
                    tag, line = found.groups()
                said = line.decode("utf-8", "replace")
                self.lines.append(said)
                rule = max((r for r in self._rules if said.upper().startswith(r.upper())), key=len)
                going = self._play(connection, self._rules[rule], tag)

    def _play(self, connection: socket.socket, steps: Sequence[Step], tag: bytes) -> bool:
        for step in steps:
            if isinstance(step, bytes):
                connection.sendall(step.replace(b"%t", tag))
            elif isinstance(step, float):
                end = time.monotonic() + step
                while time.monotonic() < end and not self._ended.is_set():
                    time.sleep(0.02)
            else:
                connection.shutdown(socket.SHUT_RDWR)
                return False
        return True
