"""What would become of a message, and why: everything intake does but the writing."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailtriage.config.installation import Mailbox
from mailtriage.desk.derivation import derivation
from mailtriage.desk.spelling import spell
from mailtriage.desk.terms import Target
from mailtriage.desk.ticket import ticket_from
from mailtriage.jobs.consequences import letter
from mailtriage.jobs.facts import Dossier, dossier, language_of
from mailtriage.jobs.gathering import Inbox, situation
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import terms_of
from mailtriage.mail.inspection import inspected
from mailtriage.mail.message import Message
from mailtriage.notices.notice import Notice
from mailtriage.notices.render import render_anyway
from mailtriage.store import tickets
from mailtriage.triage.disposition import dispose
from mailtriage.triage.outcome import Disposition, Planned
from mailtriage.triage.situation import Situation
from mailtriage.triage.verdict import Decided, VerdictField

Document = dict[str, object]

_FUTURE = 0
"""The number of a ticket that does not exist yet."""


@dataclass(frozen=True)
class Case:
    """A message to explain, as if it were received in a mailbox at an instant."""

    raw: bytes
    mailbox: Mailbox
    received: datetime


def explain(office: Office, case: Case) -> Document:
    """The verdict with the rule and clause behind each value, the deadlines, and the notices that would go out."""
    message, document = inspected(case.raw)
    with office.database.read() as session:
        at = Moment(office, session, case.received, writes=False)
        found = situation(at, case.mailbox, Inbox(message, case.raw, case.received))
        decided = dispose(found)
        file = _file(at, decided)
        return {
            "message": document,
            "outcome": decided.outcome.value,
            "reason": decided.reason,
            "ticket": decided.ticket,
            **_verdict(found, decided),
            "clocks": _clocks(file, office.installation.desk.language) if file else [],
            "notices": _notices(at, file, decided, message) if file else [],
        }


def _file(at: Moment, decided: Disposition) -> Dossier | None:
    """The ticket as it would stand afterwards."""
    if decided.opening is not None:
        ticket = ticket_from(_FUTURE, [decided.opening, *decided.events])
        day = decided.opening.occurred.astimezone(at.office.zone(decided.contract)).date()
        return dossier(at, ticket, decided.contract.terms(day) if decided.contract else None)
    before = tickets.load(at.session, decided.ticket) if decided.ticket is not None else None
    if before is None:
        return None
    last = before.events[-1].seq
    numbered = [replace(e, seq=last + i) for i, e in enumerate(decided.events, 1)]
    return dossier(at, ticket_from(before.number, [*before.events, *numbered]), terms_of(at.session, before))


def _verdict(found: Situation, decided: Disposition) -> Document:
    fields = found.reading.verdict.fields
    document: Document = {name.value: _decided(fields.get(name)) for name in VerdictField}
    rule = "mailbox, strangers" if decided.contract and VerdictField.CONTRACT not in fields else ""
    if rule and decided.contract:
        document["contract"] = _decided(Decided(decided.contract.name, rule))
    document["plan"] = (
        _decided(Decided(decided.contract.plan, f"contract {decided.contract.name}")) if decided.contract else None
    )
    document["language"] = _decided(
        fields.get(VerdictField.LANGUAGE) or Decided(found.language, "contact, then contract")
    )
    document["tags"] = [_decided(tag) for tag in found.reading.verdict.tags]
    return document


def _decided(decided: Decided | None) -> Document | None:
    return {"value": decided.value, "rule": decided.rule, "clause": decided.clause} if decided else None


def _clocks(file: Dossier, language: str) -> list[Document]:
    assert file.terms is not None or not file.clocks
    return [
        {
            "name": clock.name.value,
            "target": _target(clock.target, language),
            "calendar": clock.calendar,
            "due": clock.due.isoformat().replace("+00:00", "Z") if clock.due else None,
            "clause": clock.target.clause,
            "derivation": derivation(clock, file.terms, language),
        }
        for clock in file.clocks
        if file.terms is not None
    ]


def _target(target: Target, language: str) -> str:
    return f"{target.business_days}bd" if target.business_days else spell(target.duration or timedelta(0), language)


def _notices(at: Moment, file: Dossier, decided: Disposition, message: Message) -> list[Document]:
    return [
        {
            "purpose": planned.purpose.value,
            "to": planned.person.address,
            "subject": _subject(at, file, planned, message),
        }
        for planned in decided.notices
    ]


def _subject(at: Moment, file: Dossier, planned: Planned, message: Message) -> str:
    facts = letter(at, file, planned, message, at.now).facts
    if file.ticket.number == _FUTURE:
        facts = replace(facts, tag=f"{at.office.installation.desk.prefix}-…")
    notice = Notice(planned.purpose, language_of(at, file, planned.person), facts)
    return render_anyway(at.office.templates, notice)[0].subject
