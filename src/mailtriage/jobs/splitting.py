"""One ticket that is two (S26): a message becomes a ticket of its own, which starts at the split unless told otherwise.

The message moves along, and stays visible where it came to. Everybody hears of it as of any new ticket.
"""

import re
from dataclasses import replace
from datetime import datetime

from mailtriage.desk.escalation import SUCCESS_MANAGER
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.priority import RANKS
from mailtriage.desk.state import State
from mailtriage.desk.terms import KindTerms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Actor, by, read_ticket
from mailtriage.jobs.announcing import SPLIT, Told, announce, requester, role
from mailtriage.jobs.facts import Dossier, tag
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import add, open_ticket
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import messages, tickets
from mailtriage.store.messages import Kept
from mailtriage.store.reassigning import reassign

_CARRIED = (
    "kind",
    "impact",
    "urgency",
    "service",
    "product",
    "language",
    "role",
    "contract",
    "plan",
    "customer",
    "mailbox",
    "priority",
)
_LEADING = re.compile(
    r"^(?:\s*(?:re|aw|antw|antwoord|sv|vs)\s*(?:\[\d+\])?\s*:|\s*\[[A-Za-z]{1,8}-\d{1,13}\])+\s*", re.IGNORECASE
)


def split(office: Office, number: int, message: int, actor: Actor, *, from_receipt: bool = False) -> Dossier:
    """Make a ticket of a message of the customer's side. It starts now, or with `from_receipt` when the message came, under
    the terms of that day (S25). Permanent: refused."""
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        before = read_ticket(at, number).ticket
        came = _came(at, before, message)
        kept = messages.load(session, message)
        assert kept is not None
        new = tickets.create(session, at.now)
        reassign(session, message, new)
        opening, *others = _opening(at, actor, before, kept, kept.received if from_receipt else at.now)
        began = [opening, replace(came, recorded=at.now, seq=0), *others]
        file = open_ticket(at, new, began, office.contract(before.contract))
        gone = by(at, actor)(EventKind.LINKED, ticket=new, relation="split into")
        add(at, number, [replace(gone, message=message)])
        _tell(at, file, tag(at, number), actor)
    return file


def _came(at: Moment, before: Ticket, message: int) -> Event:
    """How the message came to the ticket."""
    if before.state is State.HELD:
        raise Permanent(f"{tag(at, before.number)} is held: open it first, or its sender gets past what holds it.")
    kept = messages.load(at.session, message)
    came = [e for e in before.events if e.kind is EventKind.RECEIVED and e.message == message]
    if kept is None or not came:
        shown = "`ticket show --json` lists their ids"
        raise Permanent(f"{tag(at, before.number)} has no received message {message} of the customer; {shown}.")
    if kept.ticket is not None and kept.ticket != before.number:
        raise Permanent(f"message {message} was split off before: it is {tag(at, kept.ticket)} now.")
    if before.events[0].message == message:
        raise Permanent(f"message {message} opened {tag(at, before.number)}: nothing would be left of it.")
    return came[0]


def _opening(at: Moment, actor: Actor, before: Ticket, kept: Kept, since: datetime) -> list[Event]:
    """As a mail of that kind would open it, with what is known of the ticket it came to."""
    contract = at.office.contract(before.contract)
    day = since.astimezone(at.office.zone(contract)).date()
    kind = contract.terms(day).kind(before.kind) if contract else KindTerms(before.kind)
    data = {name: getattr(before, name) for name in _CARRIED} | {
        "subject": _LEADING.sub("", kept.subject) or before.subject,
        "requester": {"name": kept.sender.name, "address": kept.sender.address, "language": before.language},
        "state": kind.opens,
    }
    event = by(at, actor)
    opened = replace(event(EventKind.OPENED, **data), message=kept.id)
    waits = [event(EventKind.STATE, to=State.PENDING.value, reason=kind.pending)] if kind.pending else []
    linked = event(EventKind.LINKED, ticket=before.number, relation="split from")
    return [replace(one, occurred=since) for one in (opened, linked, *waits)]


def _tell(at: Moment, file: Dossier, before: str, actor: Actor) -> None:
    """The requester gets the number, staff the words, the success manager a copy of what is most urgent (INF-31)."""
    told = [
        Told(Purpose.ACKNOWLEDGEMENT, step=SPLIT, to=requester, about={"en": before}),
        Told(Purpose.STAFF_COPY, to=role(file.ticket.role or (file.terms.first_line if file.terms else ""))),
    ]
    if file.ticket.priority == RANKS[0]:
        told.append(Told(Purpose.STAFF_COPY, step=SUCCESS_MANAGER, to=role(SUCCESS_MANAGER), reply=Reply.INTERNAL))
    for one in told:
        announce(at, file, one, actor.name)
