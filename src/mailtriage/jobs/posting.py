"""Many letters of one moment: to somebody who would get a heap of them, one digest instead (DESIGN section 5).

The customers' letters always go out one by one. Each item of a digest keeps its own address for acknowledging it.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailtriage.desk.party import Person
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment
from mailtriage.jobs.telling import Letter, acknowledging, mailbox_of, send
from mailtriage.mail.compose import Draft, compose
from mailtriage.mail.message import Address
from mailtriage.notices.notice import Facts, Notice, Purpose
from mailtriage.notices.render import render
from mailtriage.store import outbox, raw

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
    desk, mailbox = at.office.installation.desk, mailbox_of(at, heap[0].file.ticket.mailbox)
    facts = Facts(
        recipient=person,
        desk_name=desk.name,
        zone=desk.zone,
        written=at.now,
        step="catch-up" if any(one.late for one in heap) else "",
        items=tuple(_item(at, one) for one in heap),
    )
    words = render(at.office.templates, Notice(Purpose.DIGEST, person.language or desk.language, facts))
    draft = Draft(
        from_=Address(mailbox.sender_name, mailbox.sender),
        to=(Address(person.name, person.address),),
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=f"<{secrets.token_hex(8)}@{desk.domain}>",
        date=at.now,
        headers=(("X-Mailtriage-Purpose", Purpose.DIGEST.value),),
    )
    _enqueue(at, person, draft)


def _item(at: Moment, one: Addressed) -> Facts:
    return replace(one.letter.facts, acknowledge_address=acknowledging(at, one.file, one.letter.person))


def _enqueue(at: Moment, person: Person, draft: Draft) -> None:
    mail = outbox.Outgoing(
        message_id=draft.message_id,
        sender=at.office.installation.submission.reverse_path or draft.from_.address,
        recipients=(person.address,),
        packed=raw.pack(compose(draft)),
        purpose=Purpose.DIGEST.value,
        created=at.now,
        not_before=at.now,
        subject=draft.subject,
    )
    outbox.put(at.session, mail)
