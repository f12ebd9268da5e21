"""One message from its bytes to its fate, in the transaction of its batch: custody, message, ticket, clocks, outbox.

An error of one message is undone to its savepoint: its raw bytes and the traceback go to quarantine, a stub ticket is
opened, and the next message goes on. A failure of the database is not a message's fault and ends the batch.
"""

from dataclasses import dataclass, replace

from mailtriage import log
from mailtriage.config.installation import Mailbox
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.consequences import Inbound, carry_out
from mailtriage.jobs.copies import better, end
from mailtriage.jobs.facts import tag
from mailtriage.jobs.gathering import Inbox, situation
from mailtriage.jobs.net import Broken, attempt
from mailtriage.jobs.office import Moment
from mailtriage.jobs.stub import open_stub
from mailtriage.jobs.withholding import revise, withhold
from mailtriage.mail.message import Message
from mailtriage.mail.parse import parse
from mailtriage.mail.sameness import alike_within, fingerprint
from mailtriage.store import custody, quarantine, raw
from mailtriage.store.custody import Entry, Fate, Place
from mailtriage.store.database import savepoint
from mailtriage.triage.disposition import dispose
from mailtriage.triage.outcome import Disposition


@dataclass(frozen=True)
class Taken:
    """A mail that has its fate: its custody entry, its UID, and the mailbox it goes to (empty: it stays)."""

    custody: int
    uid: int
    filed_to: str


@dataclass(frozen=True)
class ReadMail:
    """An arrival, read: its message, its bytes packed for the store, the digest by which a copy is known."""

    arrival: Arrival
    message: Message
    packed: raw.Packed
    digest: str


def read(arrival: Arrival) -> ReadMail | Broken:
    """Read a message and pack its bytes; done before the transaction, since others wait for that."""
    return attempt("read", lambda: _read(arrival))


def _read(arrival: Arrival) -> ReadMail:
    message = parse(arrival.raw)
    return ReadMail(arrival, message, raw.pack(arrival.raw), fingerprint(message, arrival.waiting.received))


def take_in(at: Moment, mailbox: Mailbox, arrival: Arrival, mail: ReadMail | Broken) -> Taken:
    """Give one message its fate."""
    if arrival.too_old:
        reason = f"received before intake_from {mailbox.intake_from.isoformat()}"
        return _recorded(at, _entry(at, mailbox, arrival, Fate.TOO_OLD, reason))
    if arrival.withheld:
        entry = replace(_entry(at, mailbox, arrival, Fate.QUARANTINED, arrival.withheld), filed_to="")
        return _recorded(at, withhold(at, mailbox, arrival, entry))
    done = mail if isinstance(mail, Broken) else attempt("decide", lambda: decide(at, mailbox, mail))
    return _quarantine(at, mailbox, arrival, done) if isinstance(done, Broken) else _recorded(at, done, arrival.before)


def decide(at: Moment, mailbox: Mailbox, mail: ReadMail) -> Entry:
    """Do with a message what triage decides; the custody entry still to be written."""
    with savepoint(at.session):
        within = alike_within(mail.message, mail.arrival.waiting.received)
        earlier = custody.same(at.session, mail.message.message_id, mail.digest, within)
        copied = earlier is not None and earlier.same_content
        inbox = Inbox(mail.message, mail.arrival.raw, mail.arrival.received(at.now), None if copied else earlier)
        found = situation(at, mailbox, inbox)
        decided = dispose(found)
        if earlier is None or not copied:
            return _carried_out(at, mailbox, mail, decided)
        changed = better(at, found, decided, earlier)
        if changed is None:
            return _again(at, mailbox, mail, earlier)
        entry = _carried_out(at, mailbox, mail, changed.disposition)
        if changed.ends is not None and entry.ticket is not None:
            end(at, changed.ends, entry.ticket)
        return entry


def _carried_out(at: Moment, mailbox: Mailbox, mail: ReadMail, disposition: Disposition) -> Entry:
    arrival = mail.arrival
    # the raw form is stored once, but for mail over the size limit, which stays whole in its mailbox
    packed = None if arrival.oversize else mail.packed
    inbound = Inbound(mail.message, packed, mail.digest, arrival.received(at.now))
    carried = carry_out(at, inbound, disposition)
    fate = Fate.OVERSIZE if arrival.oversize else Fate(disposition.fate)
    log.event("mail taken in", mailbox=mailbox.name, uid=arrival.waiting.uid, fate=fate.value, ticket=carried.ticket)
    entry = _entry(at, mailbox, arrival, fate, disposition.reason)
    return _described(replace(entry, ticket=carried.ticket, message=carried.message), mail)


def _again(at: Moment, mailbox: Mailbox, mail: ReadMail, earlier: custody.Earlier) -> Entry:
    """A second delivery of the same mail: another mailbox, a list, a server that sent it again. Recorded, not repeated."""
    entry = _entry(at, mailbox, mail.arrival, Fate.DUPLICATE, f"the same mail as custody entry {earlier.entry}")
    return _described(replace(entry, ticket=earlier.ticket, message=earlier.message), mail)


def _quarantine(at: Moment, mailbox: Mailbox, arrival: Arrival, broken: Broken) -> Taken:
    log.warning("mail quarantined", mailbox=mailbox.name, uid=arrival.waiting.uid, reason=broken.sentence)
    packed = raw.pack(arrival.raw)
    ticket = open_stub(at, mailbox, arrival)
    held = quarantine.Quarantined(
        place=_place(mailbox, arrival),
        received=arrival.received(at.now),
        at=at.now,
        stage=broken.stage,
        traceback=broken.trace,
        ticket=ticket,
    )
    quarantine.keep(at.session, held, packed)
    told = attempt("alarm", lambda: alarm(at, "quarantine", f"{mailbox.name}: {broken.sentence}", tag(at, ticket)))
    if isinstance(told, Broken):  # whatever broke the mail may break the alarm: the stub ticket is there all the same
        log.warning("alarm not sent", reason=told.sentence)
    entry = _entry(at, mailbox, arrival, Fate.QUARANTINED, f"could not be taken in: {broken.sentence}")
    return _recorded(at, replace(entry, ticket=ticket, sha256=packed.sha256), arrival.before)


def _place(mailbox: Mailbox, arrival: Arrival) -> Place:
    return Place(mailbox.name, arrival.uidvalidity, arrival.waiting.uid)


def _entry(at: Moment, mailbox: Mailbox, arrival: Arrival, fate: Fate, reason: str) -> Entry:
    targets = {Fate.TOO_OLD: "", Fate.QUARANTINED: mailbox.quarantine, Fate.OVERSIZE: mailbox.oversize}
    return Entry(
        place=_place(mailbox, arrival),
        received=arrival.waiting.received,
        first_seen=at.now,
        fate=fate,
        reason=reason,
        size=arrival.waiting.size,
        filed_to=targets.get(fate, mailbox.processed),
    )


def _described(entry: Entry, mail: ReadMail) -> Entry:
    message = mail.message
    return replace(
        entry, date=message.date, sha256=mail.packed.sha256, message_id=message.message_id, digest=mail.digest
    )


def _recorded(at: Moment, entry: Entry, before: Entry | None = None) -> Taken:
    number = revise(at, before, entry) if before else custody.record(at.session, entry)
    return Taken(number, entry.place.uid, entry.filed_to)
