"""What staff does to a ticket: each act is its events and the notices that follow, in one transaction.

The command line calls these; mail commands will. An act that the ticket's state or the plan does not allow is
refused with a sentence and changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mailtriage.desk.appointment import ahead
from mailtriage.desk.disaster import TAG as DISASTER
from mailtriage.desk.escalation import SUCCESS_MANAGER
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.priority import RANKS
from mailtriage.desk.state import State, may_move
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.announcing import PRIORITY, Told, announce, of_disaster, requester, role
from mailtriage.jobs.facts import Dossier, dossier
from mailtriage.jobs.handover import hand_over
from mailtriage.jobs.moving import moves
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import add, terms_of
from mailtriage.jobs.root_cause import finding, refuse_the_future
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import tickets


@dataclass(frozen=True)
class Act:
    """The events of an act, without actor, what it makes us say, and who is handed the ticket.

    `since` is when it took effect, where that was earlier than now.
    """

    events: tuple[tuple[EventKind, dict[str, object]], ...]
    notices: tuple[Told, ...] = ()
    assignee: Person | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts, and by which authority ("command line", "token")."""

    name: str
    authority: str


Decide = Callable[[Ticket, Terms | None], Act]


def act(office: Office, number: int, actor: Actor, decide: Decide) -> Dossier:
    """Do something to a ticket and say what follows; how it stands afterwards. Permanent: no such ticket, not allowed."""
    if "@" in actor.name and actor.name.lower() not in office.staff_addresses:
        raise Permanent(
            f"{actor.name} is nobody of staff. Name an address of a role in mailtriage.toml, or leave it out."
        )
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        ticket = tickets.load(session, number, lock=True)
        if ticket is None:
            raise Permanent(_unknown(office, number))
        done = decide(ticket, terms_of(session, ticket))
        refuse_the_future(done.events, at.now)
        if any(kind in _ENDS for kind, _ in done.events):
            refuse_with_appointment(ticket, at.now)
        since = done.since or at.now
        events = [Event(kind, since, at.now, actor.name, actor.authority, None, data) for kind, data in done.events]
        file = add(at, number, events)
        for told in done.notices:
            announce(at, file, told, actor.name)
        if done.assignee is not None:
            hand_over(at, file, done.assignee)
    return file


def by(at: Moment, actor: Actor) -> Callable[..., Event]:
    """Makes events of one actor at one moment."""

    def event(what: EventKind, /, **data: object) -> Event:
        return Event(what, at.now, at.now, actor.name, actor.authority, None, data)

    return event


_ENDS = frozenset({EventKind.RESOLVED, EventKind.CLOSED})


def refuse_with_appointment(ticket: Ticket, now: datetime) -> None:
    """Nobody waits for us in vain: a ticket does not end while an appointment stands in the customer's calendar."""
    if ahead(ticket, now):
        raise Permanent("the ticket has an appointment ahead. Call it off first: `ticket appointment NUMBER --cancel`.")


def read_ticket(at: Moment, number: int) -> Dossier:
    """A ticket with its clocks now, for showing. Permanent: no such ticket."""
    ticket = tickets.load(at.session, number)
    if ticket is None:
        raise Permanent(_unknown(at.office, number))
    return dossier(at, ticket, terms_of(at.session, ticket))


def _unknown(office: Office, number: int) -> str:
    return f"there is no ticket {office.installation.desk.prefix}-{number}. `mailtriage ticket list` shows them all."


def assign(staff: Callable[[str], Person | None], assignee: str, group: str) -> Decide:
    """Give a ticket to a member of staff, a role, or both; the assignee gets a copy of what the customer wrote."""

    def decide(_ticket: Ticket, _terms: Terms | None) -> Act:
        person = staff(assignee) if assignee else None
        if assignee and person is None:
            raise Permanent(f"{assignee} is nobody of staff. Add the address to a role in mailtriage.toml, or mend it.")
        data: dict[str, object] = {"assignee": person.address} if person else {}
        return Act(((EventKind.ASSIGNED, data | ({"role": group} if group else {})),), assignee=person)

    return decide


def prioritise(rank: int | None, impact: str, urgency: str, reason: str) -> Decide:
    """Change the priority by its facts (impact, urgency), or against them with a reason (IV-45)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        if terms is not None and not terms.kind(ticket.kind).priority:
            raise Permanent(
                f"a ticket of the kind {ticket.kind} has no priority under {terms.plan} ({terms.kind(ticket.kind).clause})."
            )
        data: dict[str, object] = {"reason": reason}
        if rank is not None:
            if not reason:
                raise Permanent("a priority set by hand needs --reason; it is shown in reports (IV-45).")
            return reprioritised(ticket, data | _stated(terms, impact, urgency) | {"priority": rank})
        facts = {"impact": impact or ticket.impact, "urgency": urgency or ticket.urgency}
        key = f"{facts['impact']}/{facts['urgency']}"
        if terms is None or key not in terms.matrix:
            known = ", ".join(sorted(terms.matrix)) if terms else "none: the ticket has no contract"
            raise Permanent(f"no priority for {key}; the plan knows {known}.")
        return reprioritised(ticket, data | facts | {"priority": terms.matrix[key]})

    return decide


def _stated(terms: Terms | None, impact: str, urgency: str) -> dict[str, object]:
    """The facts named beside a rank; where no table ties them to it, the queue goes by impact all the same (SY-05)."""
    known = terms.impacts if terms else ()
    if impact and impact not in known:
        raise Permanent(f"no impact is called {impact}; the plan knows {', '.join(known) or 'none'}.")
    return {name: fact for name, fact in (("impact", impact), ("urgency", urgency)) if fact}


def reprioritised(ticket: Ticket, data: dict[str, object]) -> Act:
    """The event, and whoever must know: the requester hears anew when to expect an answer (INF-09), the success manager
    of a new severity 1 (INF-31)."""
    done, rank = ((EventKind.TRIAGED, data),), data["priority"]
    if rank == ticket.priority or not ticket.live:
        return Act(done)
    told = [Told(Purpose.ACKNOWLEDGEMENT, step=PRIORITY, to=requester)]
    if rank == RANKS[0]:
        told.append(Told(Purpose.STAFF_COPY, step=SUCCESS_MANAGER, to=role(SUCCESS_MANAGER), reply=Reply.INTERNAL))
    if rank == RANKS[0] and DISASTER in ticket.tags:
        told += of_disaster("")
    return Act(done, tuple(told))


def move(state: State, reason: str, text: str = "") -> Decide:
    """Put a ticket into another state, with a text for the customer where he must read one (jobs/moving)."""
    return lambda ticket, terms: Act(*moves(ticket, terms, state, reason, text))


def root_cause(text: str, established: datetime | None) -> Decide:
    """Record the root cause, which starts the resolution clock, or correct it (IV-49, S18)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        found = finding(ticket, terms, text, established)
        return Act(((EventKind.ROOT_CAUSE, found),), (Told(Purpose.ROOT_CAUSE, text),))

    return decide


def work_around(text: str) -> Decide:
    """Deliver a workaround: it stops the resolution clock, and the ticket stays open for the fix (IV-48)."""
    return _says(EventKind.WORKAROUND, Purpose.WORKAROUND, text, State.WORKAROUND)


def resolve(text: str) -> Decide:
    """Deliver the resolution."""
    return _says(EventKind.RESOLVED, Purpose.RESOLVED, text, State.RESOLVED)


def _says(kind: EventKind, purpose: Purpose, text: str, state: State) -> Decide:
    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if not may_move(ticket.state, state):
            raise Permanent(f"a ticket that is {ticket.state} cannot become {state}.")
        return Act(((kind, {"text": text}),), (Told(purpose, text),))

    return decide


def acknowledge(text: str) -> Decide:
    """Take notice of a warning, breach or escalation: the ladder stops."""
    return lambda _ticket, _terms: Act(((EventKind.ACKNOWLEDGED, {"text": text}),))


def note(text: str) -> Decide:
    """An internal note; nobody outside sees it, no clock stops."""
    return lambda _ticket, _terms: Act(((EventKind.NOTED, {"text": text}),))


def reply(text: str) -> Decide:
    """A human answer to the customer, sent under the support address; it stops the reaction clock."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        to = [p.address for p in (ticket.requester, *ticket.participants)]
        return Act(((EventKind.ANSWERED, {"to": to}),), (Told(Purpose.REPLY, text),))

    return decide
