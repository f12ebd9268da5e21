"""Letting a mail out of quarantine: taken in once more as it came, its clock from its old receipt (S11)."""

from dataclasses import replace

from mailtriage.errors import Permanent
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.net import Broken, attempt
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.stub import close_stub
from mailtriage.jobs.taking import decide, read
from mailtriage.store import custody, quarantine
from mailtriage.store.custody import Entry
from mailtriage.wire.imap import Waiting


def release(office: Office, number: int, actor: str) -> Entry:
    """Take a quarantined mail in again and close its stub ticket; its new custody entry. Permanent while it still breaks."""
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        found = quarantine.show(session, number)
        if found is None:
            raise Permanent(f"nothing is quarantined under {number}. `mailtriage quarantine list` shows what is.")
        held, octets = found
        mailbox = office.installation.mailboxes.get(held.place.mailbox)
        if mailbox is None or held.released is not None:
            raise Permanent(f"number {number} was released before, or its mailbox is no longer configured.")
        place = held.place
        before = custody.taken(session, place.mailbox, place.uidvalidity, [place.uid])[place.uid]
        mail = read(Arrival(place.uidvalidity, Waiting(place.uid, len(octets), held.received), octets))
        done = mail if isinstance(mail, Broken) else attempt("decide", lambda: decide(at, mailbox, mail))
        if isinstance(done, Broken):
            raise Permanent(f"it still cannot be taken in: {done.sentence}. It stays in quarantine.")
        entry = replace(
            done, id=before.id, filed_to=before.filed_to, filed_at=before.filed_at, first_seen=before.first_seen
        )
        custody.revise(session, entry)
        quarantine.release(session, number, at.now)
        if held.ticket is not None:
            close_stub(at, held.ticket, entry, actor, "released from quarantine")
    return entry
