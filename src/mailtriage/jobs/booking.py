"""Booking a weekend by hand, with or without a request by mail, and reminding of one that nobody asked for (INF-39, INF-44)."""

from dataclasses import dataclass, replace
from datetime import date

from mailtriage import log
from mailtriage.desk.contract import Contract
from mailtriage.desk.escalation import SUCCESS_MANAGER
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.weekend import KIND, Refusal, Standing, Weekend, earliest, lapse, refused
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Actor
from mailtriage.jobs.announcing import Told, announce
from mailtriage.jobs.bulletin import bulletin
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.granting import follow, settle
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import add
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Facts, Purpose, WeekendFact
from mailtriage.store import tickets, weekends
from mailtriage.triage.booking import AGENT, CONFIRMED

_LAPSE = "lapse"


@dataclass(frozen=True)
class Booking:
    """A weekend to be booked by hand, with the reason to go against the rules, if need be."""

    contract: str
    saturday: date
    agent: str
    override: str = ""


def book(office: Office, wish: Booking, actor: Actor) -> Weekend:
    """Approve a weekend, asked for or not; the customer and the agent are told. Permanent when it cannot be had."""
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        contract = office.contract(wish.contract)
        if contract is None:
            raise Permanent(f'there is no contract "{wish.contract}".')
        agent = contract.staff.find(wish.agent)
        if agent is None:
            raise Permanent(f"{wish.agent} is nobody of staff; a weekend needs an agent who is (INF-38).")
        before = next((w for w in weekends.known(session, contract.name) if w.saturday == wish.saturday), None)
        _allow(at, contract, wish, before)
        ticket = before.ticket if before else None
        weekend = Weekend(contract.name, wish.saturday, Standing.APPROVED, agent.address, ticket)
        said = {"contract": contract.name, "saturday": wish.saturday.isoformat(), "agent": agent.address}
        log.event("weekend booked", **said, actor=actor.name, override=wish.override)
        if ticket is None:
            settle(at, weekend)
            _write_to_all(at, contract, weekend, agent)
        else:
            _on_ticket(at, ticket, _approved(at, wish, agent, actor), agent)
    return weekend


def remind_of_lapses(office: Office) -> int:
    """Tell success managers of weekends that nobody asked for and that lapse soon, each once (INF-44); how many."""
    found = [c for c in office.installation.contracts.values() if any(terms.weekend for terms in c.versions)]
    if not found:
        return 0
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        return sum(_remind(at, contract) for contract in found)


def _remind(at: Moment, contract: Contract) -> bool:
    today, known = _today(at, contract), weekends.known(at.session, contract.name)
    anniversary = lapse(contract, today, known)
    if anniversary is None or not weekends.remind(at.session, contract.name, anniversary, at.now):
        return False
    first = earliest(contract, today, known)
    still = first if first is not None and first < anniversary else None
    fact = WeekendFact(lapses=anniversary, earliest=still)
    for person in contract.staff.of(SUCCESS_MANAGER):
        bulletin(at, Purpose.WEEKEND, person, _facts(at, contract, person, _LAPSE, fact))
    log.event("weekend lapses", contract=contract.name, on=anniversary.isoformat())
    return True


def _allow(at: Moment, contract: Contract, wish: Booking, before: Weekend | None) -> None:
    """The rules, for one that was not asked for in time; the Saturday and the plan cannot be overridden."""
    others = [w for w in weekends.known(at.session, contract.name) if w.saturday != wish.saturday]
    against = refused(contract, wish.saturday, _today(at, contract), others)
    in_time = before is not None and before.standing is not Standing.REFUSED
    if against is None or (against.reason is Refusal.NOTICE and in_time):
        return
    final = against.reason in {Refusal.PLAN, Refusal.DAY}
    if wish.override and not final:
        return
    why = _WHY[against.reason].format(day=wish.saturday, used=against.used)
    first = f" The earliest possible one is {against.earliest}." if against.earliest else ""
    raise Permanent(f"{why}{first}{'' if final else ' With --override REASON it is booked all the same.'}")


_WHY = {
    Refusal.PLAN: "the contract's plan has no special-event weekend.",
    Refusal.DAY: "{day} is no Saturday.",
    Refusal.TERM: "the contract does not run on the weekend of {day}.",
    Refusal.USED: "the contract year has had its weekend, that of {used} (INF-44).",
    Refusal.DECLINED: "the success manager declined the weekend of {day}.",
    Refusal.NOTICE: "it is too late to ask for the weekend of {day} (INF-39).",
}


def _approved(at: Moment, wish: Booking, agent: Person, actor: Actor) -> Event:
    said = {"saturday": wish.saturday.isoformat(), "to": Standing.APPROVED.value, "agent": agent.address}
    said |= {"override": wish.override} if wish.override else {}
    return Event(EventKind.WEEKEND, at.now, at.now, actor.name, actor.authority, None, said)


def _on_ticket(at: Moment, number: int, approved: Event, agent: Person) -> None:
    ticket = tickets.load(at.session, number, lock=True)
    assert ticket is not None
    done = ticket.kind == KIND and ticket.live
    events = [approved, *([replace(approved, kind=EventKind.RESOLVED, data={"text": ""})] if done else [])]
    file = add(at, number, events)
    follow(at, file.ticket, events)
    announce(at, file, Told(Purpose.WEEKEND, step=CONFIRMED), approved.actor)

    def whom(_at: Moment, _file: Dossier) -> tuple[Person, ...]:
        return (agent,)

    announce(at, file, Told(Purpose.WEEKEND, step=AGENT, to=whom, reply=Reply.INTERNAL), approved.actor)


def _write_to_all(at: Moment, contract: Contract, weekend: Weekend, agent: Person) -> None:
    """Nobody asked by mail: the contract's contacts and the agent hear all the same."""
    fact = WeekendFact(saturday=weekend.saturday, agent=agent.name or agent.address, custom=contract.custom_products)
    for person in contract.contacts:
        spoken = replace(person, language=person.language or contract.versions[-1].language)
        bulletin(at, Purpose.WEEKEND, spoken, _facts(at, contract, spoken, CONFIRMED, fact))
    bulletin(at, Purpose.WEEKEND, agent, _facts(at, contract, agent, AGENT, fact))


def _facts(at: Moment, contract: Contract, person: Person, step: str, fact: WeekendFact) -> Facts:
    return Facts(
        recipient=person,
        desk_name=at.office.installation.desk.name,
        zone=str(at.office.zone(contract)),
        written=at.now,
        customer_name=contract.customer.name,
        contract_name=contract.name,
        step=step,
        weekend=fact,
    )


def _today(at: Moment, contract: Contract) -> date:
    return at.now.astimezone(at.office.zone(contract)).date()
