"""Special-event weekends in the mail: asking for one, confirming it, and what arrives in one (INF-37..44).

Each takes the decision made without it and says what else follows.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from mailtriage.desk.contract import Contract
from mailtriage.desk.entitlement import Entitled, entitlement
from mailtriage.desk.escalation import SUCCESS_MANAGER
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.weekend import (
    KIND,
    Refusal,
    Standing,
    covering,
    during,
    earliest,
    lost,
    refused,
    request,
    weekend_of,
)
from mailtriage.mail.booking import confirmed, declined, weekend_asked
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, Planned, event, informed, planned, to_sender
from mailtriage.triage.situation import Claim, Situation
from mailtriage.triage.verdict import VerdictField

REFUSED, FORWARDED, CONFIRMED = "refused", "forwarded", "confirmed"
AGENT, NO_AGENT, NO_LONGER = "agent", "no-agent", "no-longer"
"""What a notice about a weekend says, and to whom: the customer (requested, refused, confirmed), the success manager
(forwarded, no-agent, no-longer), the agent."""


def with_weekend(situation: Situation, contract: Contract | None, decided: Disposition) -> Disposition:
    """What a customer's message means for a weekend: it asks for one, or opens a ticket in one."""
    if contract is None or situation.automatic:
        return decided
    asked = _asked(situation, contract)
    if asked is not None:
        return _answered(situation, contract, decided, asked)
    return _served(situation, contract, decided) if decided.outcome is Outcome.OPEN else decided


def _asked(situation: Situation, contract: Contract) -> Event | None:
    """The request as it goes on record; None where nobody entitled asks."""
    day = weekend_asked(situation.message)
    if day is None:
        return None
    if not isinstance(entitlement(contract, situation.sender, situation.proof, situation.day), Entitled):
        return None
    known = [w for w in situation.weekends if w.contract == contract.name]
    against = refused(contract, day, situation.day, known)
    said: dict[str, object] = {"saturday": day.isoformat(), "to": Standing.REQUESTED.value}
    if against is not None:
        said |= {"to": Standing.REFUSED.value, "reason": against.reason.value, "clause": against.clause}
        said |= {"earliest": against.earliest.isoformat()} if against.earliest else {}
        said |= {"used": against.used.isoformat()} if against.used else {}
    return replace(event(situation, EventKind.WEEKEND), data=said)


def _answered(situation: Situation, contract: Contract, decided: Disposition, asked: Event) -> Disposition:
    """The customer hears how it stands; what can be had goes to the success manager, who decides (INF-40)."""
    standing, refusal = Standing(asked.text("to")), asked.text("reason")
    told = to_sender(situation, Purpose.WEEKEND, standing.value)
    if standing is Standing.REQUESTED:
        told += planned(Purpose.WEEKEND, contract.staff.of(SUCCESS_MANAGER), Reply.INTERNAL, FORWARDED)
    reason = f"{decided.reason}; a special-event weekend is {standing.value}{f' ({refusal})' if refusal else ''}"
    decided = replace(decided, events=(*decided.events, asked), reason=reason)
    if refusal == Refusal.PLAN or decided.opening is None:
        return replace(decided, notices=(*decided.notices, *told))
    opening = replace(decided.opening, data={**decided.opening.data, "kind": KIND, "priority": None})
    kept = [n for n in decided.notices if n.purpose is not Purpose.ACKNOWLEDGEMENT]
    return replace(decided, opening=opening, notices=(*told, *kept))


def _served(situation: Situation, contract: Contract, decided: Disposition) -> Disposition:
    """What arrives in an approved weekend is the agent's, who is alerted at once (INF-38)."""
    terms, product = contract.terms(situation.day), situation.reading.verdict.text(VerdictField.PRODUCT)
    known = [w for w in situation.weekends if w.contract == contract.name]
    weekend = during(covering(contract, terms, product, known), situation.received, ZoneInfo(terms.zone))
    agent = contract.staff.find(weekend.agent) if weekend else None
    if weekend is None or agent is None:
        return decided
    given = Event(EventKind.ASSIGNED, situation.received, situation.now, data={"assignee": agent.address})
    given = replace(given, authority=f"special-event weekend {weekend.saturday}")
    others = [n for n in decided.notices if n.purpose is not Purpose.STAFF_COPY or n.reply is not Reply.RELAY]
    alert = Planned(Purpose.PAGE, agent, Reply.ACKNOWLEDGE, KIND)
    copy = Planned(Purpose.STAFF_COPY, agent, Reply.RELAY, carries_message=True)
    events, notices = (*decided.events, given), (alert, copy, *others)
    return replace(decided, events=events, notices=notices, reason=f"{decided.reason}; in a special-event weekend")


def confirmation(situation: Situation, person: Person, claim: Claim) -> Disposition | None:
    """The success manager's `confirm ADDRESS` or `decline` to a weekend that is asked for; None for any other reply (INF-38,
    INF-40). What was asked in time can be confirmed later, as long as it can be had at all."""
    asked, address, contract = request(claim.ticket), confirmed(situation.message), claim.contract
    if asked is None or contract is None or not _manages(person, contract):
        return None
    if declined(situation.message):
        return _declined(situation, person, claim, asked)
    if address is None:
        return None
    known = [w for w in situation.weekends if w.contract == contract.name]
    if lost(contract, weekend_of(claim.ticket, asked), situation.day, known):
        return _unconfirmed(
            situation, person, claim, (NO_LONGER, "a confirmation of a weekend that cannot be had any more")
        )
    agent = contract.staff.find(address)
    if agent is None:
        return _unconfirmed(situation, person, claim, (NO_AGENT, "a confirmation that names nobody of staff"))
    said = {"saturday": asked.text("saturday"), "to": Standing.APPROVED.value, "agent": agent.address}
    approved = [event(situation, EventKind.WEEKEND, **said)]
    if claim.ticket.kind == KIND:
        approved.append(event(situation, EventKind.RESOLVED, text=""))
    told = planned(Purpose.WEEKEND, informed(claim.ticket, contract), Reply.RELAY, CONFIRMED)
    told += planned(Purpose.WEEKEND, [agent], Reply.INTERNAL, AGENT)
    return _of(claim, [replace(e, actor=person.address) for e in approved], told, "confirms a special-event weekend")


def _unconfirmed(situation: Situation, person: Person, claim: Claim, because: tuple[str, str]) -> Disposition:
    """The answer is kept as a note, and who wrote it reads why it confirms nothing."""
    step, reason = because
    noted = event(situation, EventKind.NOTED, text=situation.message.reply or situation.message.text)
    told = planned(Purpose.WEEKEND, [person], Reply.INTERNAL, step)
    return _of(claim, [replace(noted, actor=person.address)], told, reason)


def _declined(situation: Situation, person: Person, claim: Claim, asked: Event) -> Disposition:
    """The customer hears that it cannot be had, and from when on another one could (INF-40)."""
    contract = claim.contract
    assert contract is not None
    known = [w for w in situation.weekends if w.contract == contract.name and w.ticket != claim.ticket.number]
    other = earliest(contract, situation.day, known)
    said = {"saturday": asked.text("saturday"), "to": Standing.REFUSED.value, "reason": Refusal.DECLINED.value}
    said |= {"earliest": other.isoformat()} if other and other.isoformat() != asked.text("saturday") else {}
    events = [event(situation, EventKind.WEEKEND, **said)]
    if claim.ticket.kind == KIND:
        events.append(event(situation, EventKind.RESOLVED, text=""))
    told = planned(Purpose.WEEKEND, informed(claim.ticket, contract), Reply.RELAY, REFUSED)
    return _of(claim, [replace(e, actor=person.address) for e in events], told, "declines a special-event weekend")


def _manages(person: Person, contract: Contract) -> bool:
    role = contract.staff.roles.get(SUCCESS_MANAGER)
    return role is not None and person.key in {p.key for p in (*role.members, *role.deputies)}


def _of(claim: Claim, events: list[Event], told: list[Planned], reason: str) -> Disposition:
    number, contract = claim.ticket.number, claim.contract
    return Disposition(Outcome.APPEND, "appended", reason, number, contract, events=tuple(events), notices=tuple(told))
