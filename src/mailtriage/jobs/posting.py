"""Many letters of one moment: to somebody who would get a heap of them, one digest instead (DESIGN section 5).

The customers' letters always go out one by one. Each item of a digest keeps its own address for acknowledging it.
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

_HEAPED = frozenset({Purpose.WARNING, Purpose.BREACH, Purpose.ESCALATION, Purpose.REMINDER})


@dataclass(frozen=True)
class Addressed:
    """A letter and the ticket it is about. `late` when it is told long after it was due, as after downtime."""

    file: Dossier
    letter: Letter
    late: bool = False


def post(at: Moment, letters: Sequence[Addressed]) -> None:
    """Put letters into the outbox, heaps as digests."""
    heaps: dict[str, list[Addressed]] = defaultdict(list)
    for one in letters:
        if one.letter.purpose in _HEAPED:
            heaps[one.letter.person.key].append(one)
        else:
            send(at, one.file, one.letter)
    for heap in heaps.values():
        if len(heap) < at.office.installation.limits.digest_from:
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
    bulletin(at, Purpose.DIGEST, person, facts)


def _item(at: Moment, one: Addressed) -> Facts:
    return replace(one.letter.facts, acknowledge_address=acknowledging(at, one.file, one.letter.person))
