"""Who is told what because somebody of staff did something: notices named before anybody knows the people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from mailtriage.desk.disaster import TAG as DISASTER
from mailtriage.desk.disaster import manager
from mailtriage.desk.party import Person
from mailtriage.jobs.facts import Dossier, language_of, shared_facts
from mailtriage.jobs.handover import copy_to
from mailtriage.jobs.office import Moment
from mailtriage.jobs.telling import Letter, send, thread_of
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Facts, Purpose
from mailtriage.triage.outcome import Planned, informed

PRIORITY, KIND, PRODUCT, SERVICE, COVERED = "priority", "kind", "product", "service", "covered"
"""The steps of an acknowledgement that is sent anew: what changed (INF-09, SY-04, INF-12)."""

MERGED, JOINED, SPLIT = "merged", "joined", "split"
"""Likewise: it goes on under another number, another was added to it, it was part of another (S26)."""


REDIRECTED = "redirected"
"""The step of a forward that brings along what the customer wrote."""

_CARRYING = frozenset({(Purpose.FORWARD, REDIRECTED)})

Whom = Callable[[Moment, Dossier], tuple[Person, ...]]


def everybody(_at: Moment, file: Dossier) -> tuple[Person, ...]:
    """The requester, whoever is in copy, and the contract's contacts (OX-03), each once."""
    return informed(file.ticket, file.contract)


def requester(_at: Moment, file: Dossier) -> tuple[Person, ...]:
    """Who opened the ticket, and the contacts where they hear all (OX-03), each once."""
    hear_all = file.terms is not None and file.terms.contacts_hear_all
    people = (file.ticket.requester, *(file.contract.contacts if file.contract and hear_all else ()))
    return tuple({p.key: p for p in reversed(people) if p.address}.values())[::-1]


def role(name: str) -> Whom:
    """The members of a role, as the contract has it."""
    return lambda at, file: at.office.staff(file.contract).of(name)


def _manager(at: Moment, file: Dossier) -> tuple[Person, ...]:
    return manager(file.terms, at.office.staff(file.contract), file.contract)


@dataclass(frozen=True)
class Told:
    """A notice that follows from an act, with its text; `step` says which of its kind, for the template, and
    `about` what it is about, by language."""

    purpose: Purpose
    text: str = ""
    step: str = ""
    to: Whom = everybody
    about: Mapping[str, str] = field(default_factory=dict)
    reply: Reply = Reply.RELAY


def of_disaster(text: str) -> tuple[Told, ...]:
    """What is said of a disaster: to the customer's people, and to the manager (IV-28)."""
    inside = Told(Purpose.STAFF_COPY, step=DISASTER, to=_manager, reply=Reply.INTERNAL)
    return (Told(Purpose.NEWS, text, step=DISASTER), inside)


def announce(at: Moment, file: Dossier, told: Told, actor: str) -> None:
    """Put a notice into the outbox for everybody it is for."""
    thread = thread_of(at, file.ticket.number)
    for person in told.to(at, file):
        if (told.purpose, told.step) in _CARRYING or told.purpose is Purpose.STAFF_COPY:
            copy_to(at, file, Planned(told.purpose, person, told.reply, told.step))
            continue
        facts = _facts(at, file, shared_facts(at, file, person), told, actor)
        send(at, file, Letter(told.purpose, person, told.reply, facts, thread[-1] if thread else "", thread))


def _facts(at: Moment, file: Dossier, shared: Facts, told: Told, actor: str) -> Facts:
    staff = at.office.staff(file.contract).find(actor)
    reopen = file.terms.reopen_within if file.terms else None
    return replace(
        shared,
        step=told.step,
        priority_changed=told.step == PRIORITY,
        kind_changed=told.step == KIND,
        about=told.about.get(language_of(at, file, shared.recipient)) or told.about.get("en", ""),
        text=told.text,
        quoted_from=staff.name if staff else at.office.installation.desk.name,
        quoted_at=at.now,
        reopen_until=at.now + reopen if told.purpose is Purpose.RESOLVED and reopen else None,
    )
