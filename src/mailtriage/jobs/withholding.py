"""A mail that its server does not hand out: on record, reported once, left where it is, and tried again with each look.

It has its one entry like any other mail, quarantined without bytes; that entry is revised as soon as it can be had.
"""

from dataclasses import replace

from mailtriage import log
from mailtriage.config.installation import Mailbox
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.facts import tag
from mailtriage.jobs.net import Broken, attempt
from mailtriage.jobs.office import Moment
from mailtriage.jobs.stub import close_stub, open_stub
from mailtriage.store import custody
from mailtriage.store.custody import Entry, Fate

_SUBJECT = "A mail that its server does not hand out (mailbox {mailbox}, UID {uid})"


def withhold(at: Moment, mailbox: Mailbox, arrival: Arrival, entry: Entry) -> Entry:
    """Tell the operators and open a stub ticket; the entry, which stays to be written down."""
    uid = arrival.waiting.uid
    log.warning("mail withheld", mailbox=mailbox.name, uid=uid, reason=arrival.withheld)
    ticket = open_stub(at, mailbox, arrival, _SUBJECT.format(mailbox=mailbox.name, uid=uid))
    told = attempt("alarm", lambda: alarm(at, "withheld", f"{mailbox.name}: {arrival.withheld}", tag(at, ticket)))
    if isinstance(told, Broken):
        log.warning("alarm not sent", reason=told.sentence)
    return replace(entry, ticket=ticket)


def is_withheld(entry: Entry) -> bool:
    """Whether an entry is of a mail that nobody has read yet; what is in quarantine has bytes."""
    return entry.fate is Fate.QUARANTINED and not entry.sha256


def revise(at: Moment, before: Entry, entry: Entry) -> int:
    """Give a mail that was withheld the fate it has now; the entry's id. Its stub ticket is closed."""
    custody.revise(at.session, replace(entry, id=before.id, first_seen=before.first_seen))
    if before.ticket is not None:
        close_stub(at, before.ticket, entry, "mailtriage", "taken in after all")
    return before.id
