"""Two tickets that are one (S26): nothing of what waits is lost, whichever of them goes on."""

from mailtriage.desk.event import EventKind
from mailtriage.desk.joined import Happening, taken_over
from mailtriage.desk.party import Person
from mailtriage.desk.state import State
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Actor, by, refuse_with_appointment
from mailtriage.jobs.announcing import JOINED, MERGED, Told, announce, requester
from mailtriage.jobs.facts import Dossier, tag
from mailtriage.jobs.handover import copy_to
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import add, terms_of
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import tickets
from mailtriage.triage.outcome import Planned

MERGED_INTO = "merged into"


def merge(office: Office, number: int, into: int, actor: Actor) -> Dossier:
    """Close a ticket as part of another, which takes over its people, its start and whatever presses more (desk/joined).

    It goes on as long as one of the two would have; everybody is told under which number. Permanent: refused.
    """
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        locked = {n: tickets.load(session, n, lock=True) for n in sorted({number, into})}  # always in one order
        part, whole = _both(at, locked.get(number), locked.get(into))
        refuse_with_appointment(part, at.now)
        event = by(at, actor)
        gone = [event(EventKind.LINKED, ticket=into, relation=MERGED_INTO), event(EventKind.CLOSED, reason="merged")]
        ended = add(at, number, gone)
        brought = [event(kind, **data) for kind, data in _brought(part, whole, terms_of(session, whole))]
        file = add(at, into, brought)
        if part.state is not State.HELD:
            _tell(at, ended, file, whole, actor)
    return file


def _brought(part: Ticket, whole: Ticket, terms: Terms | None) -> list[Happening]:
    """What is held was never accepted: it brings neither a start nor people who would read along."""
    linked: dict[str, object] = {"ticket": part.number, "relation": "merged from"}
    if part.state is State.HELD:
        return [(EventKind.LINKED, linked)]
    linked |= {"received": part.received.isoformat(), "reason": "merged"}
    people = [p for p in (part.requester, *part.participants) if p.key]
    joined: list[Happening] = [(EventKind.PARTICIPANT, {"address": p.address, "name": p.name}) for p in people]
    return [(EventKind.LINKED, linked), *joined, *taken_over(part, whole, terms)]


def _tell(at: Moment, ended: Dossier, file: Dossier, before: Ticket, actor: Actor) -> None:
    """The one side reads the new number, the other what becomes of his promise; who works on it gets the words."""
    part, whole = ended.ticket, file.ticket
    everybody = {p.key: p for p in (part.requester, *part.participants, *requester(at, ended)) if p.key}
    announce(at, file, _told(MERGED, tag(at, part.number), tuple(everybody.values())), actor.name)
    others = tuple(p for p in requester(at, file) if p.key not in everybody)
    moved = (whole.received, whole.priority, whole.kind, whole.state) != (
        before.received,
        before.priority,
        before.kind,
        before.state,
    )
    if moved and whole.live:
        announce(at, file, _told(JOINED, tag(at, part.number), others), actor.name)
    owner = at.office.staff(file.contract).find(whole.assignee)
    if owner is not None and owner.key != part.assignee.lower():
        copy_to(at, ended, Planned(Purpose.STAFF_COPY, owner, Reply.RELAY))


def _told(step: str, about: str, people: tuple[Person, ...]) -> Told:
    return Told(Purpose.ACKNOWLEDGEMENT, step=step, to=lambda _at, _file: people, about={"en": about})


def merged_into(ticket: Ticket) -> int | None:
    """The ticket this one became part of."""
    links = (e for e in reversed(ticket.events) if e.kind is EventKind.LINKED and e.text("relation") == MERGED_INTO)
    target = next((e.data.get("ticket") for e in links), None)
    return target if isinstance(target, int) and ticket.state is State.CLOSED else None


def _both(at: Moment, part: Ticket | None, whole: Ticket | None) -> tuple[Ticket, Ticket]:
    if part is None or whole is None or part is whole:
        raise Permanent("merging needs two different tickets. `mailtriage ticket list` shows them all.")
    if part.contract != whole.contract:
        raise Permanent(
            f"{tag(at, part.number)} and {tag(at, whole.number)} belong to different contracts: "
            "merged, one customer would read the other's mail."
        )
    if merged_into(part) or merged_into(whole):
        raise Permanent("one of the two was merged before; work on the ticket it became part of.")
    if whole.state is State.CLOSED or (whole.state is State.HELD and part.state is not State.HELD):
        raise Permanent(
            f"{tag(at, whole.number)} is {whole.state}, and what is merged into it would be, too. "
            f"Open it first (`ticket state {whole.number} open`), or merge it into {tag(at, part.number)}."
        )
    return part, whole
