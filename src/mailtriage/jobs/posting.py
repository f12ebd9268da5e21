"""Many letters of one moment: to somebody who would get a heap of them, one digest instead (DESIGN section 5).

The customers' letters always go out one by one. Each item of a digest keeps its own address for acknowledging it. Its
Message-ID leads to every ticket in it, so that a bounce or an absence notice is about all of them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailtriage.desk.party import Person
from mailtriage.jobs.bulletin import bulletin
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment
from mailtriage.jobs.telling import Letter, acknowledging, send
from mailtriage.notices.notice import Facts, Purpose
from mailtriage.store import addresses, messages
from mailtriage.store.messages import Known

_HEAPED = frozenset({Purpose.WARNING, Purpose.BREACH, Purpose.ESCALATION, Purpose.REMINDER})


@dataclass(frozen=True)
class Addressed:
    """A letter and the ticket it is about. `late` when it is told long after it was due, as after downtime."""

    file: Dossier
    letter: Letter
    late: bool = False


def post(at: Moment, letters: Sequence[Addressed]) -> None:
    """Put letters into the outbox, heaps as digests.

    To an address that our mail does not reach there is no digest: each ticket notes it, and each ladder goes on.
    """
    heaps: dict[str, list[Addressed]] = defaultdict(list)
    for one in letters:
        if one.letter.purpose in _HEAPED:
            heaps[one.letter.person.key].append(one)
        else:
            send(at, one.file, one.letter)
    gone = addresses.marked(at.session, heaps)
    for who, heap in heaps.items():
        if who in gone or len(heap) < at.office.installation.limits.digest_from:
            for one in heap:
                send(at, one.file, one.letter)
        else:
            _digest(at, heap[0].letter.person, heap)


def _digest(at: Moment, person: Person, heap: Sequence[Addressed]) -> None:
    desk = at.office.installation.desk
    facts = Facts(
        recipient=person,
        desk_name=desk.name,
        zone=desk.zone,
        written=at.now,
        step="catch-up" if any(one.late for one in heap) else "",
        items=tuple(_item(at, one) for one in heap),
    )
    identity = bulletin(at, Purpose.DIGEST, person, facts)
    about = dict.fromkeys(one.file.ticket.number for one in heap)
    messages.know(at.session, [Known(identity, number, person.key) for number in about])


def _item(at: Moment, one: Addressed) -> Facts:
    return replace(one.letter.facts, acknowledge_address=acknowledging(at, one.file, one.letter.person))
