"""From a mailbox into the database, batch by batch: fetch, read, decide and commit, and only then file away.

Killed anywhere: before the commit the mail still waits and is taken in again; after it, it is recognised and filed.
A failure of one message goes to quarantine with its raw bytes; a failure of the database or the server stops the
batch, and the mailbox stays as it was.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from threading import Event

from mailtriage import log
from mailtriage.config.installation import Mailbox
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.taking import Taken, read, take_in
from mailtriage.jobs.withholding import is_withheld
from mailtriage.store import custody
from mailtriage.store.custody import Entry
from mailtriage.wire.imap import Link, Waiting, WithheldError

_MAILS = 20  # that share a commit
_OCTETS = 8 << 20  # of raw mail in memory at once; a single larger mail goes alone


class Intake:
    """Takes in the mails of one connection's mailbox."""

    def __init__(
        self,
        office: Office,
        mailbox: Mailbox,
        link: Link,
        arrived: Callable[[], None] = lambda: None,
        stop: Event | None = None,
    ) -> None:
        """`arrived` is called after each commit; `stop` ends after the batch in hand."""
        self._office = office
        self._mailbox = mailbox
        self._link = link
        self._arrived = arrived
        self._stop = stop or Event()
        self._above = 0  # up to here every UID has a fate
        self._withheld: dict[int, Waiting] = {}

    def sweep(self) -> int:
        """Give every waiting mail its fate; the number of mails taken in. The first sweep also finishes old moves."""
        waiting = self._link.waiting(self._above)
        known = self._known(waiting)
        self._file([Taken(entry.id, entry.place.uid, entry.filed_to) for entry in known.values()])
        fresh = [w for w in waiting if w.uid not in known]
        for batch in _batches(fresh):
            if self._stop.is_set():
                return 0
            self._take(batch)
        self._withheld |= {w.uid: w for w in waiting if w.uid in known and is_withheld(known[w.uid])}
        self._above = waiting[-1].uid if waiting else self._above
        return len(fresh) + self._try_again()  # last: no mail waits for one that cannot be had

    def _known(self, waiting: Sequence[Waiting]) -> dict[int, Entry]:
        if not waiting:
            return {}
        with self._office.database.read() as session:
            return custody.taken(session, self._mailbox.name, self._link.uidvalidity, [w.uid for w in waiting])

    def _take(self, batch: Sequence[Waiting]) -> None:
        arrivals = self._fetched(batch)
        self._take_in(arrivals)
        self._withheld |= {a.waiting.uid: a.waiting for a in arrivals if a.withheld}

    def _take_in(self, arrivals: Sequence[Arrival]) -> None:
        taken = read_and_take_in(self._office, self._mailbox, arrivals)
        self._arrived()
        self._file(taken)

    def _try_again(self) -> int:
        """Ask once more for what the server did not hand out; how many of those came now."""
        tried = [] if self._stop.is_set() else list(self._withheld.values())
        known = self._known(tried)
        found = [replace(a, before=known.get(a.waiting.uid)) for w in tried for a in self._one(w)]
        came = [a for a in found if not a.withheld and a.before is not None and is_withheld(a.before)]
        if came:
            self._take_in(came)
        self._withheld = {a.waiting.uid: a.waiting for a in found if a.withheld}  # others came, or are gone
        return len(came)

    def _fetched(self, batch: Sequence[Waiting]) -> list[Arrival]:
        """The batch with its bytes; mail that the server refuses comes with its reason instead.

        Transient when it refuses all of the batch for a reason that passes: the trouble is the server's, and no mail's.
        """
        try:
            return list(self._with_bytes(batch))
        except WithheldError as error:
            found = [arrival for waiting in batch for arrival in self._one(waiting)]
            if error.passing and all(arrival.withheld for arrival in found):
                raise
            return found

    def _one(self, waiting: Waiting) -> list[Arrival]:
        """A single mail, or nothing if somebody moved it away."""
        try:
            return list(self._with_bytes([waiting]))
        except WithheldError as error:
            return [Arrival(self._link.uidvalidity, waiting, b"", withheld=str(error))]

    def _with_bytes(self, batch: Sequence[Waiting]) -> Iterator[Arrival]:
        """None for mail too old to take in, a head for mail too large."""
        normal = [w.uid for w in batch if not self._is_old(w) and w.size <= self._mailbox.size_limit]
        limit = self._mailbox.size_limit
        raws = self._link.fetch(normal, limit) if normal else {}
        for waiting in batch:
            # some servers announce less than they send: the limit is on what came
            oversize = waiting.size > limit or len(raws.get(waiting.uid, b"")) > limit
            if self._is_old(waiting):
                yield Arrival(self._link.uidvalidity, waiting, b"", too_old=True)
            elif oversize:
                yield Arrival(self._link.uidvalidity, waiting, self._link.fetch_head(waiting.uid), oversize=True)
            elif waiting.uid in raws:  # else somebody moved it away in between: it is theirs
                yield Arrival(self._link.uidvalidity, waiting, raws[waiting.uid])

    def _is_old(self, waiting: Waiting) -> bool:
        return waiting.received < self._mailbox.intake_from

    def _file(self, taken: Sequence[Taken]) -> None:
        """Move what has a fate to where that fate belongs, and note that it was moved."""
        for target in sorted({t.filed_to for t in taken if t.filed_to}):
            moving = [t for t in taken if t.filed_to == target]
            self._link.file_away([t.uid for t in moving], target)
            with self._office.database.transaction() as session:
                custody.filed(session, [t.custody for t in moving], self._office.now())
            log.event("mails filed", mailbox=self._mailbox.name, to=target, count=len(moving))


def read_and_take_in(office: Office, mailbox: Mailbox, arrivals: Sequence[Arrival]) -> list[Taken]:
    """Read mails, and give all of them their fates in one transaction."""
    mails = [(arrival, read(arrival)) for arrival in arrivals]
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        return [take_in(at, mailbox, arrival, mail) for arrival, mail in mails]


def _batches(waiting: Sequence[Waiting]) -> Iterator[list[Waiting]]:
    batch: list[Waiting] = []
    octets = 0
    for one in waiting:
        if batch and (len(batch) == _MAILS or octets + one.size > _OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append(one)
        octets += one.size
    if batch:
        yield batch
