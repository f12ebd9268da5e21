"""A mail about no single ticket: a digest, or an alarm for the operators, also when a template of theirs is broken."""

import secrets
from datetime import timedelta

from mailtriage import log
from mailtriage.desk.party import Person
from mailtriage.jobs.office import Moment
from mailtriage.mail.compose import Draft, compose
from mailtriage.mail.message import Address
from mailtriage.notices.notice import PURPOSE_HEADER, Facts, Notice, Purpose, Rendered
from mailtriage.notices.render import render_anyway
from mailtriage.store import addresses, outbox, raw
from mailtriage.store.outbox import Recent

_QUIET = timedelta(hours=1)  # between two alarms of one kind: one is enough to make somebody look


def words(at: Moment, notice: Notice) -> Rendered:
    """The notice in words; of a template that was broken under us the operators hear, and the shipped one says it."""
    said, complaint = render_anyway(at.office.templates, notice)
    if complaint:
        log.warning("template broke", purpose=notice.purpose.value, reason=complaint)
        if notice.purpose is not Purpose.OPERATOR:
            alarm(at, "template", complaint)
    return said


def bulletin(at: Moment, purpose: Purpose, person: Person, facts: Facts, kept_as: str = "") -> str:
    """Put it into the outbox; its Message-ID. `kept_as` is the purpose it is counted under, its own by default."""
    desk, mailbox = at.office.installation.desk, next(iter(at.office.installation.mailboxes.values()))
    said = words(at, Notice(purpose, person.language or desk.language, facts))
    draft = Draft(
        from_=Address(desk.name, mailbox.sender),
        to=(Address(person.name, person.address),),
        subject=said.subject,
        text=said.text,
        html=said.html,
        message_id=f"<{secrets.token_hex(8)}@{desk.domain}>",
        date=at.now,
        headers=((PURPOSE_HEADER, purpose.value),),
    )
    mail = outbox.Outgoing(
        message_id=draft.message_id,
        sender=at.office.installation.submission.reverse_path or draft.from_.address,
        recipients=(person.address,),
        packed=raw.pack(compose(draft)),
        purpose=kept_as or purpose.value,
        created=at.now,
        not_before=at.now,
        subject=draft.subject,
    )
    outbox.put(at.session, mail)
    return draft.message_id


def alarm(at: Moment, kind: str, text: str, tag: str = "") -> None:
    """Tell the operators that something needs them: quarantine, brake, refused-login, withheld, template. Once an hour for each kind."""
    desk = at.office.installation.desk
    kept_as = f"operator-{kind}"
    gone = addresses.marked(at.session, [p.address for p in desk.operators])
    reached = [p for p in desk.operators if p.key not in gone]
    for person in reached or desk.operators:  # rather to an address that failed than to nobody
        if not outbox.count(at.session, Recent((kept_as,), at.now - _QUIET), person.address, at_most=1):
            facts = Facts(person, desk.name, desk.zone, written=at.now, step=kind, text=text, tag=tag)
            bulletin(at, Purpose.OPERATOR, person, facts, kept_as)
