"""One mailbox over IMAP: what waits there, its bytes, filing it away, and being woken when something arrives.

Reading changes nothing (BODY.PEEK). Every failure comes out as Transient (try again later, the mailbox is untouched)
or Permanent (a refused login, a mailbox that does not exist), with a sentence for the operator.
"""

import imaplib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.idling import IdlingClient
from mailtriage.wire.oauth import access_token
from mailtriage.wire.trust import tls_context

BATCH = 50  # measured: larger batches fetch no faster
_CONNECT_TIMEOUT = 10
_READ_TIMEOUT = 60
_LINK_ERRORS = (imaplib.IMAP4.abort, OSError, EOFError, MemoryError)
_TEXT_LIMIT = 262_144


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in the mailbox, not yet fetched: its UID, size in octets, and INTERNALDATE (aware)."""

    uid: int
    size: int
    received: datetime


@contextmanager
def _explained(server: Server) -> Iterator[None]:
    """Turn what imapclient and imaplib raise into our two kinds of failure."""
    try:
        yield
    except LoginError as error:
        raise Permanent(
            f"{server.host}:{server.port} refused the login of {server.username}: {error}. "
            "Check the user name and the credential of this mailbox."
        ) from error
    except _LINK_ERRORS as error:
        raise Transient(f"the connection to {server.host}:{server.port} failed: {_reason(error)}") from error
    except imaplib.IMAP4.error as error:
        raise Transient(f"{server.host}:{server.port} refused a command: {_reason(error)}") from error


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


class Link:
    """A connection that is logged in and has one mailbox selected. Not for more than one thread."""

    def __init__(self, server: Server, source: str = "INBOX") -> None:
        """Connect, log in and select; Transient or Permanent when that fails."""
        self._server = server
        self._client = _connect(server)
        try:
            with _explained(server):
                self.uidvalidity = int(self._client.select_folder(source)[b"UIDVALIDITY"])
                self.idles = bool(self._client.has_capability("IDLE"))
        except BaseException:
            self.close()
            raise

    def waiting(self, above: int = 0) -> tuple[Waiting, ...]:
        """Messages with a UID above this one, oldest UID first."""
        with _explained(self._server):
            found = self._client.search(["UID", f"{above + 1}:*"])
            uids = sorted(u for u in found if u > above)  # n:* always names the last message, whatever n
            return tuple(w for batch in _batches(uids, 1000) for w in self._described(batch))

    def _described(self, uids: Sequence[int]) -> Iterator[Waiting]:
        answers = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for uid in uids:
            answer = answers.get(uid)
            if answer:  # else it was moved away by somebody else in between
                yield Waiting(uid, int(answer[b"RFC822.SIZE"]), answer[b"INTERNALDATE"])

    def fetch(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The raw octets of these messages; one that is gone by now is missing."""
        with _explained(self._server):
            answers = self._client.fetch(uids, ["BODY.PEEK[]"])
        return {uid: body for uid in uids if (body := answers.get(uid, {}).get(b"BODY[]")) is not None}

    def fetch_head(self, uid: int) -> bytes:
        """A message too large to take in: its headers, and its first text part up to 256 KiB, as one small message."""
        with _explained(self._server):
            answer = self._client.fetch([uid], ["BODY.PEEK[HEADER]", "BODYSTRUCTURE"]).get(uid, {})
            header = bytes(answer.get(b"BODY[HEADER]", b""))
            part = _first_text(answer.get(b"BODYSTRUCTURE"))
            if not part:
                return _without_structure(header) + b"\r\n"
            if part == "TEXT":
                return header + self._piece(uid, "TEXT")
            return _without_structure(header) + self._piece(uid, f"{part}.MIME") + self._piece(uid, part)

    def _piece(self, uid: int, section: str) -> bytes:
        answer = self._client.fetch([uid], [f"BODY.PEEK[{section}]<0.{_TEXT_LIMIT}>"]).get(uid, {})
        return bytes(next((v for k, v in answer.items() if k.startswith(f"BODY[{section}]".encode())), b""))

    def file_away(self, uids: Sequence[int], target: str) -> None:
        """Move messages to another mailbox, making it if need be; with the safe fallbacks where MOVE is not offered."""
        with _explained(self._server):
            try:
                self._move(uids, target)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:
                if self._client.folder_exists(target):
                    raise
                self._client.create_folder(target)
                self._move(uids, target)

    def _move(self, uids: Sequence[int], target: str) -> None:
        if self._client.has_capability("MOVE"):
            self._client.move(uids, target)
            return
        self._client.copy(uids, target)
        self._client.add_flags(uids, [b"\\Deleted"], silent=True)
        if self._client.has_capability("UIDPLUS"):  # a plain EXPUNGE would remove other people's deletions
            self._client.uid_expunge(uids)

    def wait(self, timeout: float, stop: Event) -> bool:
        """IDLE until something changes (True), or `timeout` seconds pass or `stop` is set (False)."""
        with _explained(self._server):
            self._client.idle()
            changed = self._client.idle_wait(timeout, stop)
            self._client.idle_done()
            return changed

    def pulse(self) -> None:
        """Keep the connection alive and let the server announce what is new, where IDLE is not offered."""
        with _explained(self._server):
            self._client.noop()

    def mailboxes(self) -> frozenset[str]:
        """The names of all mailboxes of this login."""
        with _explained(self._server):
            return frozenset(str(name) for _, _, name in self._client.list_folders())

    def close(self) -> None:
        """End the connection without a word; a polite LOGOUT can block or raise on a dead link."""
        try:
            self._client.shutdown()
        except (OSError, imaplib.IMAP4.error):
            return


def _connect(server: Server) -> IdlingClient:
    with _explained(server):
        client = IdlingClient(
            server.host,
            server.port,
            ssl=server.tls is Tls.IMPLICIT,
            ssl_context=tls_context(server) if server.tls is Tls.IMPLICIT else None,
            timeout=SocketTimeout(_CONNECT_TIMEOUT, _READ_TIMEOUT),
        )
        client.normalise_times = False  # INTERNALDATE with its own offset, not naive local time
    try:
        with _explained(server):
            if server.tls is Tls.STARTTLS:
                client.starttls(tls_context(server))
            _log_in(client, server)
    except BaseException:
        _drop(client)
        raise
    return client


def _drop(client: IMAPClient) -> None:
    try:
        client.shutdown()
    except (OSError, imaplib.IMAP4.error):
        return


def _log_in(client: IMAPClient, server: Server) -> None:
    if server.oauth is None:
        client.login(server.username, server.password)
    elif client.has_capability("AUTH=OAUTHBEARER"):
        client.oauthbearer_login(server.username, access_token(server.oauth))
    else:
        client.oauth2_login(server.username, access_token(server.oauth))


def _batches(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (uids[i : i + size] for i in range(0, len(uids), size))


_STRUCTURE = re.compile(rb"^(?:content-[a-z-]+|mime-version):[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)


def _without_structure(header: bytes) -> bytes:
    """The headers without those that describe the body, so that another body can stand below them."""
    return _STRUCTURE.sub(b"", header.rstrip(b"\r\n") + b"\r\n")


def _first_text(structure: object, path: str = "") -> str:
    """The part number of the first text/plain, else text/html, part; "TEXT" for a message that is not multipart."""
    if not isinstance(structure, tuple) or not structure:
        return ""
    found = dict(_texts(structure, path))
    return found.get("plain") or found.get("html") or ""


def _texts(structure: tuple[object, ...], path: str) -> Iterator[tuple[str, str]]:
    if isinstance(structure[0], list):
        for number, part in reversed(list(enumerate(structure[0], 1))):
            if isinstance(part, tuple):
                yield from _texts(part, f"{path}.{number}" if path else str(number))
    elif _word(structure[0]) == "text" and len(structure) > 1:
        yield (_word(structure[1]), path or "TEXT")


def _word(value: object) -> str:
    return value.decode("ascii", "replace").lower() if isinstance(value, bytes) else ""
