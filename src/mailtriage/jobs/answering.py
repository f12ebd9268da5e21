"""What the answer to a customer's word says: who asked, whom that reached, what there is instead. Names, never addresses."""

from dataclasses import replace

from mailtriage.desk.escalation import SUCCESS_MANAGER, contact
from mailtriage.desk.event import EventKind
from mailtriage.desk.terms import Terms
from mailtriage.desk.timeline import Timeline
from mailtriage.jobs.facts import Dossier, language_of, named, role_named
from mailtriage.jobs.office import Moment
from mailtriage.mail.message import Message
from mailtriage.notices.notice import Facts
from mailtriage.triage.asking import NO_SPECIALIST, SPECIALIST, STAFF_PRIORITY
from mailtriage.triage.outcome import ESCALATED

_WORDS = frozenset({ESCALATED, SPECIALIST, NO_SPECIALIST, STAFF_PRIORITY})


def answering(at: Moment, file: Dossier, own: Facts, message: Message) -> Facts:
    """The facts of an acknowledgement whose `step` names the words it answers (triage/asking); any other as it is."""
    if _WORDS.isdisjoint(own.step.split()):
        return own
    asked = message.from_
    whose = "" if asked.key == own.recipient.key else named(at, file)(asked.address)
    own = replace(own, whose=whose)
    return _whom(at, file, own, file.terms) if file.terms else own


def asked(at: Moment, file: Dossier, own: Facts) -> Facts:
    """The facts of a mail that asks for a specialist: what whoever asked said (INF-34). `step` counts the requests."""
    requests = [e for e in Timeline(file.ticket).epoch_events if e.kind is EventKind.SPECIALIST]
    one = requests[int(own.step.split("-")[1]) - 1]
    text = one.text("text") or own.text
    return replace(own, text=text, quoted_from=named(at, file)(one.actor), quoted_at=one.occurred)


def _whom(at: Moment, file: Dossier, own: Facts, terms: Terms) -> Facts:
    staff = at.office.staff(file.contract)
    answers = own.step.split()
    if SPECIALIST in answers:
        return replace(own, escalated_to=", ".join(p.name for p in staff.of(SUCCESS_MANAGER)))
    if NO_SPECIALIST in answers:
        first = min(terms.ladder, key=lambda rung: rung.level, default=None)
        role = first.role if first else terms.coordinator
        return replace(own, next_level=role_named(at, file, role, language_of(at, file, own.recipient)))
    if ESCALATED not in answers:
        return own
    level, persons = contact(file.ticket, terms, staff, file.contract)
    return replace(own, level=level, escalated_to=", ".join(p.name for p in persons))
