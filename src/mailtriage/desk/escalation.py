"""Who is told of a step: those who work on the ticket, those who decide, or those who wait for it.

Whoever cannot be reached (a bounce, an out-of-office in this epoch) is passed over, and the deputies of the role take
their place. A step for staff is never addressed to nobody while the desk has a first line or a coordinator.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailtriage.desk import appointment, unsolvable
from mailtriage.desk.agenda import Step
from mailtriage.desk.contract import Contract
from mailtriage.desk.ladder import addressed, level_name, unreachable
from mailtriage.desk.paging import DEPUTY as PAGE_DEPUTY
from mailtriage.desk.paging import PAGE
from mailtriage.desk.party import Person, Role, Staff
from mailtriage.desk.request import DEPUTY, answering
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.timeline import Timeline

SUCCESS_MANAGER = "csm"
"""The role of a contract whose members get a copy of severity 1, warnings and breaches, without ever being assignees (INF-31)."""

_NOBODY = Role("", ())


class Message(StrEnum):
    """What kind of notice a step calls for; the values are those of `notices.notice.Purpose`."""

    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"
    PROGRESS = "progress"
    REMINDER = "reminder"
    PAGE = "page"
    WEEKEND = "weekend"
    SPECIALIST = "specialist"
    APPOINTMENT = "appointment"
    UNSOLVABLE = "unsolvable"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is to be told, each once, and what kind of notice it is.

    `passed_over` are those who would have been told but cannot be reached. `next_level` is the role told next if
    nobody acknowledges, empty when there is none. Nobody in `persons` of a level: record the step with an empty `to`,
    and the ladder moves on at once.
    """

    purpose: Message
    persons: tuple[Person, ...]
    passed_over: tuple[Person, ...] = ()
    next_level: str = ""


def audience(step: Step, ticket: Ticket, terms: Terms, staff: Staff, contract: Contract | None) -> Audience:
    """Who hears about a step. A contract's own roles go before those of the desk."""
    line = Timeline(ticket)
    desk = _Desk(line, terms, _roles(staff, contract), unreachable(line))
    kind = step.name.partition("-")[0]
    match kind:
        case "warn" | "breach":
            purpose = Message.WARNING if kind == "warn" else Message.BREACH
            return desk.told(purpose, [*desk.owners(), *desk.role(terms.coordinator), *desk.role(SUCCESS_MANAGER)])
        case "level" | "page":
            return {"level": _level, "page": _page}[kind](desk, step)
        case "weekend" | "specialist":
            return _of_success_manager(desk, Message(kind), step)
        case "progress" | appointment.REMINDER | unsolvable.WARNING | unsolvable.ENDS:
            return _of_customer(desk, kind, contract)
        case "unassigned" | "requested":
            purpose = Message.REMINDER if kind == "unassigned" else Message.ESCALATION
            return desk.told(purpose, [*desk.role(terms.first_line), *desk.role(terms.coordinator)])
        case _:
            # to ask a vendor, and to be there, is the owner's alone
            alone = kind in {"vendor", appointment.STAFF, appointment.BEGINS}
            others = () if alone else desk.role(terms.coordinator)
            return desk.told(Message.REMINDER, [*desk.owners(), *others])


def contact(ticket: Ticket, terms: Terms, staff: Staff, contract: Contract | None) -> tuple[int, tuple[Person, ...]]:
    """The level that the customer's latest request reached, and whom; nobody without a request (IV-24)."""
    clock, names = answering(Timeline(ticket), terms.ladder)
    for name in names:
        step = Step(ticket.received, clock, name, ticket.epoch)
        found = audience(step, ticket, terms, staff, contract)
        if found.persons:
            return step.level, found.persons
    return 0, ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """The staff side of one ticket, with who cannot be reached."""

    line: Timeline
    terms: Terms
    roles: Mapping[str, Role]
    gone: Mapping[str, datetime]

    def role(self, name: str) -> tuple[Person, ...]:
        """The members of a role, with its deputies as soon as one of them cannot be reached."""
        role = self.roles.get(name, _NOBODY)
        complete = bool(role.members) and all(p.key not in self.gone for p in role.members)
        return role.members if complete else (*role.members, *role.deputies)

    def owners(self) -> tuple[Person, ...]:
        """The assignee, else the ticket's support group, else the first line; the group too if the assignee is away."""
        ticket = self.line.ticket
        assignee = Staff(self.roles).find(ticket.assignee) if ticket.assignee else None
        group = self.role(ticket.role) or self.role(self.terms.first_line)
        if assignee is None:
            return group
        return (assignee,) if assignee.key not in self.gone else (assignee, *group)

    def told(self, purpose: Message, persons: Iterable[Person], next_level: str = "") -> Audience:
        """Those who can be reached, each address once."""
        everybody = {p.key: p for p in persons if p.address}
        here = tuple(p for key, p in everybody.items() if key not in self.gone)
        away = tuple(p for key, p in everybody.items() if key in self.gone)
        return Audience(purpose, here, away, next_level)


def _roles(staff: Staff, contract: Contract | None) -> Mapping[str, Role]:
    return {**staff.roles, **(contract.staff.roles if contract else {})}


def _of_success_manager(desk: _Desk, purpose: Message, step: Step) -> Audience:
    """Who confirms a weekend (INF-40) and finds a specialist (INF-34); the desk itself rather than nobody."""
    already = addressed(desk.line, step.clock, step.name.removesuffix(DEPUTY)) if step.name.endswith(DEPUTY) else ()
    found = desk.told(purpose, (p for p in desk.role(SUCCESS_MANAGER) if p.key not in already))
    fallback = [*desk.role(desk.terms.coordinator), *desk.role(desk.terms.first_line)]
    return found if found.persons else desk.told(purpose, fallback)


def _page(desk: _Desk, step: Step) -> Audience:
    """Those on call, or their deputies; the desk itself rather than nobody."""
    persons = desk.role(desk.terms.on_call)
    if step.name == PAGE_DEPUTY:
        already = addressed(desk.line, step.clock, PAGE)
        persons = tuple(p for p in desk.roles.get(desk.terms.on_call, _NOBODY).deputies if p.key not in already)
    found = desk.told(Message.PAGE, persons)
    fallback = [*desk.role(desk.terms.coordinator), *desk.role(desk.terms.first_line)]
    return found if found.persons else desk.told(Message.PAGE, [*persons, *fallback])


def _of_customer(desk: _Desk, kind: str, contract: Contract | None) -> Audience:
    """The customer's side; what an answer hangs on everybody hears who was asked, out of office or not."""
    ticket, contacts = desk.line.ticket, contract.contacts if contract else ()
    if kind == "progress":
        return desk.told(Message.PROGRESS, [ticket.requester, *contacts])
    people = {p.key: p for p in (ticket.requester, *ticket.participants, *contacts) if p.address}
    purpose = Message.APPOINTMENT if kind == appointment.REMINDER else Message.UNSOLVABLE
    return Audience(purpose, tuple(people.values()))


def _level(desk: _Desk, step: Step) -> Audience:
    """The role of the level; at the last one, the desk itself rather than nobody."""
    ladder = {rung.level: rung.role for rung in desk.terms.ladder}
    role = desk.roles.get(ladder.get(step.level, ""), _NOBODY)
    above = min((level for level in ladder if level > step.level), default=None)
    persons = desk.role(role.name)
    if step.name == level_name(step.level, deputy=True):
        already = addressed(desk.line, step.clock, level_name(step.level))
        persons = tuple(p for p in role.deputies if p.key not in already)
    found = desk.told(Message.ESCALATION, persons, ladder[above] if above else "")
    if found.persons or above:
        return found
    fallback = [*desk.role(desk.terms.coordinator), *desk.role(desk.terms.first_line)]
    return desk.told(Message.ESCALATION, [*persons, *fallback])
