"""A mail of ours that a server refused for good, or that nobody would take for days: on the ticket, and told once."""

from collections.abc import Mapping, Sequence

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.jobs.facts import Dossier, shared_facts
from mailtriage.jobs.office import Moment
from mailtriage.jobs.reaching import note_failures
from mailtriage.jobs.recording import add
from mailtriage.jobs.telling import Letter, send, thread_of
from mailtriage.jobs.undelivered import failure_facts, tickets_about
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import addresses
from mailtriage.store.dispatch import Claimed, Result
from mailtriage.store.outbox import Outcome

_OVER = {Outcome.FAILED, Outcome.DEAD}


def refused(at: Moment, mail: Claimed, results: Mapping[str, Result]) -> None:
    """Write refused recipients on the ticket and tell its owner, unless the refused mail was just such a notice.

    A digest was about many tickets: it is written on each, so that each ladder goes on.
    """
    failed = {address: result.said for address, result in results.items() if result.outcome in _OVER}
    about = [mail.ticket] if mail.ticket is not None else tickets_about(at, mail.message_id)
    if not failed or not about:
        return
    known = addresses.marked(at.session, failed)
    events = [_undeliverable(at, mail, address, said) for address, said in failed.items()]
    file, *_ = [add(at, number, events) for number in about]
    note_failures(at, about[0], events)
    told_before = len(known) == len(failed) and mail.purpose != Purpose.REPLY
    if mail.purpose != Purpose.UNDELIVERABLE and not told_before:
        _tell_owners(at, file, events)


def _tell_owners(at: Moment, file: Dossier, events: Sequence[Event]) -> None:
    thread = thread_of(at, file.ticket.number)
    gone = {event.text("address").lower() for event in events}
    for owner in (p for p in owners(at, file) if p.key not in gone):
        for event in events:
            facts = failure_facts(at, shared_facts(at, file, owner), [event])
            send(at, file, Letter(Purpose.UNDELIVERABLE, owner, Reply.INTERNAL, facts, thread=thread))


def owners(at: Moment, file: Dossier) -> tuple[Person, ...]:
    """Who works on a ticket: its assignee, else the members of its role."""
    staff = at.office.staff(file.contract)
    assignee = staff.find(file.ticket.assignee)
    return (assignee,) if assignee else staff.of(file.ticket.role or at.office.installation.desk.first_line)


def _undeliverable(at: Moment, mail: Claimed, address: str, said: str) -> Event:
    # "failed" also for what was given up after days (RFC 3464, 2.3.3)
    data = {"address": address, "status": said, "action": "failed", "message_id": mail.message_id, "step": mail.step}
    return Event(EventKind.UNDELIVERABLE, at.now, at.now, "mailtriage", "submission server", None, data)
