"""One mailbox over IMAP: what waits there, its bytes, filing it away, and being woken when something arrives.

Reading changes nothing (BODY.PEEK). Every failure comes out as Transient (try again later, the mailbox is untouched)
or Permanent (a refused login, a mailbox that does not exist), with a sentence for the operator. After a failure only
`close` is left to do.
"""

import imaplib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from threading import Event

from mailtriage.errors import Permanent, Transient
from mailtriage.wire import filing, oversize
from mailtriage.wire.account import Server
from mailtriage.wire.answer import batches, instant, is_partial, octets
from mailtriage.wire.complaint import explained, passes, reason
from mailtriage.wire.login import connect, hang_up

_ANSWER = 120.0  # seconds for one whole answer, at most some twenty pieces
_PIECE = 1 << 20  # octets of one message in one answer; imaplib takes several times that
_TEXT_LIMIT = 262_144


class WithheldError(Transient):
    """The server does not hand out one message, in these words; others may be had. `passing`: it may be over soon."""

    def __init__(self, sentence: str, *, passing: bool) -> None:
        """Both for whoever decides what becomes of the message."""
        super().__init__(sentence)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in the mailbox, not yet fetched: its UID, size in octets as announced, and INTERNALDATE in UTC.

    A date that the server garbled is the year 9999: later than first seen, which then counts (DESIGN 4).
    """

    uid: int
    size: int
    received: datetime


class Link:
    """A connection that is logged in and has one mailbox selected. Not for more than one thread."""

    def __init__(self, server: Server, source: str = "INBOX") -> None:
        """Connect, log in and select; Transient or Permanent when that fails."""
        self._server = server
        self._client = connect(server)
        try:
            with self._talk():
                self.uidvalidity = self._selected(source)
                self.idles = bool(self._client.has_capability("IDLE"))
        except BaseException:
            self.close()
            raise

    def waiting(self, above: int = 0) -> tuple[Waiting, ...]:
        """Messages with a UID above this one, lowest UID first."""
        with self._talk():
            self._client.noop()  # Dovecot looks for new mail at the end of a command
            found = self._client.search(["UID", f"{above + 1}:*"])
            uids = sorted(u for u in found if u > above)  # n:* always names the last message, whatever n
            return tuple(w for batch in batches(uids) for w in self._described(batch))

    def since(self, day: datetime) -> tuple[Waiting, ...]:
        """Messages received at or after this instant, found by the server's search for days."""
        with self._talk():
            # The server compares dates as they stand in its own zone, so one day more is asked for.
            date = day.astimezone(UTC).date().toordinal() - 1
            uids = sorted(self._client.search(["SINCE", datetime.fromordinal(date).date()]))
            found = tuple(w for batch in batches(uids) for w in self._described(batch))
        return tuple(w for w in found if w.received >= day)

    def number(self) -> int:
        """How many messages the mailbox holds."""
        with self._talk():
            return len(self._client.search(["ALL"]))

    def fetch(self, uids: Sequence[int], limit: int = sys.maxsize) -> dict[int, bytes]:
        """The raw octets of these messages; one that is gone by now is missing. WithheldError for one that is refused.

        More than `limit` octets are never read, whatever size was announced: a longer message comes cut off behind
        that, so a length above `limit` says that it is too large. A message comes in pieces of 1 MiB.
        """
        found: dict[int, bytes] = {}
        with self._talk():
            first = self._first_pieces(uids)
            for uid in uids:
                with self._one(uid):
                    raw = self._whole(uid, first.pop(uid, {}), limit)
                if raw is not None:
                    found[uid] = raw
        return found

    def fetch_head(self, uid: int) -> bytes:
        """A message too large to take in: its headers, and its first text part up to 256 KiB, as one small message.

        A structure that cannot be read is no obstacle: then it is the first 256 KiB of the body, whatever they are.
        WithheldError when the server refuses it.
        """
        with self._talk(), self._one(uid):
            header = self._section(uid, "HEADER")
            section = self._first_text(uid)
            if not section:
                return oversize.bare(header)
            part = b"" if section == oversize.WHOLE else self._section(uid, f"{section}.MIME")
            return oversize.small(header, part, self._section(uid, section), _TEXT_LIMIT)

    def file_away(self, uids: Sequence[int], target: str) -> None:
        """Move messages to another mailbox, making it if need be; with the safe fallbacks where MOVE is not offered.

        One that is gone is no error. Without MOVE and UIDPLUS messages are copied and stay behind, marked as deleted
        for whoever expunges: an EXPUNGE of ours would remove other people's deletions.
        """
        for batch in batches(uids):
            with self._talk():
                filing.file_away(self._client, self._server, batch, target)

    def wait(self, timeout: float, stop: Event) -> bool:
        """IDLE until something arrives (True), or `timeout` seconds pass or `stop` is set (False).

        After `stop` the connection is only good for closing: the end of the IDLE is not waited for.
        """
        with self._talk():
            self._client.begin_idle()
            arrived = self._client.idle_wait(timeout, stop)
            if not stop.is_set():
                self._client.within(_ANSWER)
                self._client.idle_done()
            return bool(arrived)

    def pulse(self) -> None:
        """Keep the connection alive and let the server announce what is new, where IDLE is not offered."""
        with self._talk():
            self._client.noop()

    def mailboxes(self) -> frozenset[str]:
        """The names of all mailboxes of this login."""
        with self._talk():
            return frozenset(str(name) for _, _, name in self._client.list_folders())

    def close(self) -> None:
        """End the connection without a word."""
        hang_up(self._client)

    @contextmanager
    def _talk(self) -> Iterator[None]:
        with explained(self._server):
            self._client.forget()
            self._client.within(_ANSWER)
            yield

    def _selected(self, source: str) -> int:
        try:
            answer = self._client.select_folder(source)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            said = reason(error)
            if passes(said) or "BAD" in said:
                raise
            raise Permanent(
                f'{self._server.where} does not open the mailbox "{source}": {said}. Check the name and its rights.'
            ) from error
        if b"UIDVALIDITY" not in answer:
            raise Permanent(
                f'{self._server.where} has no lasting UIDs in "{source}", so mail cannot be told apart there.'
            )
        return int(answer[b"UIDVALIDITY"])

    def _described(self, uids: Sequence[int]) -> Iterator[Waiting]:
        self._client.within(_ANSWER)
        answers = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        for uid in uids:
            answer = answers.get(uid, {})
            if b"RFC822.SIZE" in answer:  # else it was moved away by somebody else in between
                yield Waiting(uid, int(answer[b"RFC822.SIZE"]), instant(answer.get(b"INTERNALDATE")))

    def _first_pieces(self, uids: Sequence[int]) -> dict[int, Mapping[bytes, object]]:
        try:
            return self._asked(uids, "", 0, _PIECE)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            if len(uids) > 1:  # one is refused, or was expunged by somebody else; the others can be had
                return {u: piece for uid in uids for u, piece in self._first_pieces([uid]).items()}
            raise self._withheld(uids[0], error) from error

    @contextmanager
    def _one(self, uid: int) -> Iterator[None]:
        try:
            yield
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise self._withheld(uid, error) from error

    def _withheld(self, uid: int, error: imaplib.IMAP4.error) -> WithheldError:
        said = reason(error)
        return WithheldError(
            f"{self._server.where} does not hand out the message with UID {uid}: {said}. "
            "If that goes on, move it out of the mailbox by hand.",
            passing=passes(said),
        )

    def _whole(self, uid: int, answer: Mapping[bytes, object], limit: int) -> bytes | None:
        piece = octets(answer)
        if piece is None or len(piece) != _PIECE or not is_partial(answer):
            return piece
        held = BytesIO()
        held.write(piece)
        while len(piece) == _PIECE and held.tell() <= limit:
            answer = self._asked([uid], "", held.tell(), _PIECE).get(uid, {})
            piece = octets(answer)
            if piece is None:  # gone in the middle: whoever took it has it whole
                return None
            held.write(piece)
        return held.getvalue()

    def _section(self, uid: int, section: str) -> bytes:
        return octets(self._asked([uid], section, 0, _TEXT_LIMIT).get(uid, {})) or b""

    def _asked(self, uids: Sequence[int], section: str, start: int, size: int) -> dict[int, Mapping[bytes, object]]:
        self._client.within(_ANSWER)
        answers: dict[int, Mapping[bytes, object]] = self._client.fetch(uids, [f"BODY.PEEK[{section}]<{start}.{size}>"])
        return answers

    def _first_text(self, uid: int) -> str:
        try:
            answer = self._client.fetch([uid], ["BODYSTRUCTURE"]).get(uid, {})
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return oversize.WHOLE  # servers describe odd messages oddly, and imapclient raises on them
        return oversize.first_text(answer.get(b"BODYSTRUCTURE"))
