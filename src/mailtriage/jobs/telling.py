"""From "this person is to be told this" to finished bytes in the outbox, in the transaction of what caused it."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.config.installation import Mailbox
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.jobs.bulletin import words
from mailtriage.jobs.facts import Dossier, language_of
from mailtriage.jobs.inviting import invitation
from mailtriage.jobs.office import Moment
from mailtriage.jobs.recording import add
from mailtriage.mail.compose import Draft, compose
from mailtriage.mail.message import Address, Attachment
from mailtriage.mail.token import Reply, message_id, sign
from mailtriage.notices.notice import PURPOSE_HEADER, Facts, Notice, Purpose
from mailtriage.store import addresses, messages, outbox, raw
from mailtriage.store.addresses import Mark
from mailtriage.store.messages import Kept

_ANSWERS = frozenset({Purpose.ACKNOWLEDGEMENT, Purpose.HELD})
_URGENT = frozenset(
    {Purpose.ACKNOWLEDGEMENT, Purpose.REPLY, Purpose.ESCALATION, Purpose.BREACH, Purpose.WARNING, Purpose.PAGE}
)
_AT_LEISURE = frozenset({Purpose.PROGRESS, Purpose.DIGEST})


@dataclass(frozen=True)
class Letter:
    """One notice to one person about one ticket. `facts` are the purpose's own, laid over the shared ones.

    `answers` is the Message-ID it answers and `thread` what it belongs to; `step` names what fired.
    """

    purpose: Purpose
    person: Person
    reply: Reply
    facts: Facts
    answers: str = ""
    thread: tuple[str, ...] = ()
    step: str = ""
    attachments: tuple[Attachment, ...] = ()
    sender_name: str = ""


def mailbox_of(at: Moment, name: str) -> Mailbox:
    """The mailbox a ticket came in through; any other one of ours when that is no longer configured."""
    mailboxes = at.office.installation.mailboxes
    return mailboxes.get(name) or next(iter(mailboxes.values()))


def send(at: Moment, file: Dossier, *letters: Letter) -> None:
    """Render, compose, and put into the outbox.

    A notice to an address that our mail does not reach is noted instead; what people of ours write is tried all the same,
    and so is a staff copy that would else go to nobody.
    """
    gone = addresses.marked(at.session, [letter.person.address for letter in letters])
    read = {x.reply for x in letters if x.purpose is Purpose.STAFF_COPY and x.person.key not in gone}
    kept_back = [x for x in letters if x.person.key in gone and not _goes_all_the_same(x, read)]
    outbox.put(at.session, *[_written(at, file, letter) for letter in letters if letter not in kept_back])
    if kept_back:
        add(at, file.ticket.number, [_not_sent(at, letter, gone[letter.person.key]) for letter in kept_back])


def _goes_all_the_same(letter: Letter, read: Collection[Reply]) -> bool:
    """`read`: what a reply means in the staff copies that arrive; one to answer is not made up for by one to read."""
    return letter.purpose is Purpose.REPLY or (letter.purpose is Purpose.STAFF_COPY and letter.reply not in read)


def _not_sent(at: Moment, letter: Letter, known: Mark) -> Event:
    """It would come back like the one before: the ladder goes on as if it had."""
    data = {"address": known.address, "status": known.said, "action": "failed", "message_id": "", "step": letter.step}
    reason = f"the address is marked since {known.since.isoformat(timespec='minutes')}"
    about = {"purpose": letter.purpose.value, "withheld": reason}
    return Event(EventKind.UNDELIVERABLE, at.now, at.now, "mailtriage", "outbox", None, data | about)


def _written(at: Moment, file: Dossier, letter: Letter) -> outbox.Outgoing:
    mailbox = mailbox_of(at, file.ticket.mailbox)
    number, address = file.ticket.number, letter.person.address
    expires = (at.now + at.office.installation.limits.token_life).date()
    token = sign(at.office.keys, number, address, letter.reply, expires)
    reply_to = plus(mailbox.sender, token)
    letter = replace(letter, facts=replace(letter.facts, reply_address=reply_to, acknowledge_address=reply_to))
    identity = message_id(token, secrets.token_hex(8), at.office.installation.desk.domain)
    draft = _draft(at, file, letter, _Envelope(mailbox, reply_to, identity, at.now))
    # where nobody names an address for bounces, they come back to the ticket even if they name no mail
    return _outgoing(letter, number, draft, at.office.installation.submission.reverse_path or reply_to)


@dataclass(frozen=True)
class _Envelope:
    mailbox: Mailbox
    reply_to: str
    identity: str
    now: datetime


def acknowledging(at: Moment, file: Dossier, person: Person) -> str:
    """The address at which a mail of this person acknowledges what happened to the ticket."""
    expires = (at.now + at.office.installation.limits.token_life).date()
    token = sign(at.office.keys, file.ticket.number, person.address, Reply.ACKNOWLEDGE, expires)
    return plus(mailbox_of(at, file.ticket.mailbox).sender, token)


def plus(address: str, token: str) -> str:
    """`support+token@domain` for `support@domain` (RFC 5233)."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def _draft(at: Moment, file: Dossier, letter: Letter, envelope: _Envelope) -> Draft:
    said = words(at, Notice(letter.purpose, language_of(at, file, letter.person), letter.facts))
    mailbox = envelope.mailbox
    desk = Address(letter.sender_name or mailbox.sender_name, mailbox.sender)
    return Draft(
        from_=desk,
        to=(Address(letter.person.name, letter.person.address),),
        reply_to=(Address(mailbox.sender_name, envelope.reply_to),),
        subject=said.subject,
        text=said.text,
        html=said.html,
        message_id=envelope.identity,
        date=envelope.now,
        in_reply_to=letter.answers,
        references=tuple(dict.fromkeys((*letter.thread, *([letter.answers] if letter.answers else [])))),
        auto_submitted=_auto_submitted(letter.purpose),
        headers=((PURPOSE_HEADER, letter.purpose.value),),
        attachments=letter.attachments,
        invitation=invitation(letter.purpose, letter.facts, desk, said.subject, envelope.now),
    )


def _auto_submitted(purpose: Purpose) -> str:
    """RFC 3834, 5.1: a relayed human answer is not automatic and may be answered by anything."""
    if purpose is Purpose.REPLY:
        return ""
    return "auto-replied" if purpose in _ANSWERS else "auto-generated"


def _outgoing(letter: Letter, number: int, draft: Draft, reverse_path: str) -> outbox.Outgoing:
    return outbox.Outgoing(
        message_id=draft.message_id,
        sender=reverse_path,
        recipients=(letter.person.address,),
        packed=raw.pack(compose(draft)),
        purpose=letter.purpose.value,
        created=draft.date,
        not_before=draft.date,
        subject=draft.subject,
        ticket=number,
        step=letter.step,
        urgency=_urgency(letter.purpose),
    )


def _urgency(purpose: Purpose) -> outbox.Urgency:
    if purpose in _URGENT:
        return outbox.Urgency.FIRST
    return outbox.Urgency.LAST if purpose in _AT_LEISURE else outbox.Urgency.NORMAL


def thread_of(at: Moment, number: int) -> tuple[str, ...]:
    """The Message-IDs a ticket's mails hang together by: the first and the latest of the customer's side.

    Never one of staff's: it would show a customer who wrote it, and on which machine.
    """
    known = messages.message_ids(at.session, number, at.office.staff_addresses)
    return tuple(dict.fromkeys([*known[:1], *known[-1:]]))


def latest_from_customer(at: Moment, file: Dossier) -> Kept | None:
    """What the customer's side wrote last, robots left out; None for a ticket without any message of theirs."""
    wrote = [e.message for e in file.ticket.events if e.kind is EventKind.RECEIVED and not e.data.get("automatic")]
    number = wrote[-1] if wrote else None
    return messages.load(at.session, number) if number is not None else None
