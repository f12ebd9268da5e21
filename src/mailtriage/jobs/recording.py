"""Writing down what happened to a ticket: events, the verdicts of clocks they stop, and when to look again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mailtriage.config.snapshot import document, revive
from mailtriage.desk.agenda import Key, agenda, next_due
from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event
from mailtriage.desk.lateness import change
from mailtriage.desk.record import closing_events, overlooked, recalculated
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket, ticket_from
from mailtriage.jobs.facts import Dossier, dossier
from mailtriage.jobs.office import Moment
from mailtriage.jobs.weekends import calendars_of
from mailtriage.store import partners, steps, terminations, tickets
from mailtriage.store import terms as kept_terms
from mailtriage.store.database import Session


def open_ticket(at: Moment, number: int, events: Sequence[Event], contract: Contract | None) -> Dossier:
    """Write the first events of a ticket (`opened` leads), bound to the terms in force at receipt (S25)."""
    opening, *others = events
    bound = _bind(at, contract, opening.occurred)
    if bound is not None:
        opening = replace(opening, data={**opening.data, "terms": bound[0]})
    appended = tickets.append(at.session, number, [opening, *others])
    ticket = ticket_from(number, appended)
    _follow(at, ticket, appended)
    return _settle(at, ticket, bound[1] if bound else None, frozenset())


def add(at: Moment, number: int, events: Sequence[Event]) -> Dossier:
    """Append events to a ticket, judge the clocks they stop, and return how it stands. LookupError: no such ticket.

    Events that give promises anew are preceded by the breaches nobody has looked at, and followed by was, now and why.
    """
    altering = next((e for e in events if change(e)), None)
    before = _now(at, number) if altering else None
    if before is not None:
        events = [*overlooked(before.ticket, before.clocks, at.now), *events]
    tickets.append(at.session, number, events)
    if before is not None and altering is not None:
        _renew(at, before, altering)
    ticket = tickets.load(at.session, number)
    assert ticket is not None
    _follow(at, ticket, events)
    return _settle(at, ticket, terms_of(at.session, ticket), steps.told(at.session, number))


def _now(at: Moment, number: int) -> Dossier | None:
    ticket = tickets.load(at.session, number)
    return dossier(at, ticket, terms_of(at.session, ticket)) if ticket else None


def _renew(at: Moment, before: Dossier, altering: Event) -> None:
    after = _now(at, before.ticket.number)
    assert after is not None
    why = altering.text("reason") or altering.text("text")
    tickets.append(
        at.session, after.ticket.number, recalculated(before.clocks, after.clocks, at.now, why, change(altering))
    )


def _follow(at: Moment, ticket: Ticket, events: Sequence[Event]) -> None:
    """What is looked up by something else than a ticket."""
    partners.follow(at.session, ticket, events)
    terminations.follow(at.session, ticket, events)


def terms_of(session: Session, ticket: Ticket) -> Terms | None:
    """The terms a ticket was received under; None for a ticket without contract."""
    return revive(kept_terms.load(session, ticket.terms)) if ticket.terms else None


def _bind(at: Moment, contract: Contract | None, received: datetime) -> tuple[str, Terms] | None:
    if contract is None:
        return None
    promised = contract.terms(received.astimezone(at.office.zone(contract)).date())
    text, digest = document(promised)
    kept_terms.keep(at.session, digest, text)
    return digest, promised


def _settle(at: Moment, ticket: Ticket, promised: Terms | None, told: frozenset[Key]) -> Dossier:
    if promised is None:
        tickets.index(at.session, ticket, None)
        return dossier(at, ticket, None)
    calendars = calendars_of(at, ticket, promised)
    verdicts = closing_events(ticket, promised, calendars, at.now)
    if verdicts:
        ticket = ticket_from(ticket.number, [*ticket.events, *tickets.append(at.session, ticket.number, verdicts)])
    coming = agenda(ticket, promised, calendars, at.now)
    tickets.index(at.session, ticket, next_due(coming, told, at.now))
    return dossier(at, ticket, promised)
