"""The ends of contracts: those that notice has set, notice that a person confirms, and reminders before it is too late."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from mailtriage import log
from mailtriage.desk.contract import Contract
from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.termination import Notice, Reminder, ended, given, notice, reminder
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import Told
from mailtriage.jobs.bulletin import bulletin
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment, Office
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Facts, Purpose, TermFact
from mailtriage.store import terminations
from mailtriage.triage.ending import ACCEPTED, GIVEN, WITHDRAWN, ends, responsible

RENEWAL, EXPIRY = "renewal", "expiry"
"""The two reminders: notice is still possible until a day, or the contract just ends."""


def in_force(at: Moment) -> Mapping[str, Contract]:
    """Every contract, with the end that notice gave it."""
    contracts, known = at.office.installation.contracts, terminations.known(at.session)
    if not known:
        return contracts
    return {name: ended(contract, known.get(name)) for name, contract in contracts.items()}


def terminate(office: Office, last_day: date | None) -> Decide:
    """Confirm notice: the contract ends as the plan says for the day the ticket came in, or on a day named by hand."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        contract = _contract(office, ticket)
        day = ticket.received.astimezone(office.zone(contract)).date()
        found = Notice(last_day) if last_day else notice(contract, day)
        if found is None:
            raise Permanent(
                "the plan does not say when notice takes effect, or the contract is over: name --ends DATE."
            )
        if found.ends < contract.starts:
            raise Permanent(f"{found.ends} lies before the contract's first day, {contract.starts}.")
        term = contract.terms(day).term
        clause = term.clause if term and not last_day else "by hand"
        return Act(
            ((EventKind.TERMINATED, ends(found, clause)),),
            (Told(Purpose.TERM, step=ACCEPTED), Told(Purpose.TERM, step=GIVEN, to=_responsible, reply=Reply.INTERNAL)),
        )

    return decide


def withdraw(office: Office) -> Decide:
    """Take notice back: the contract goes on as its file says."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        _contract(office, ticket)
        before = given(ticket)
        if before is None:
            raise Permanent("no notice was given on this ticket.")
        return Act(((EventKind.CONTINUED, {"ends": before.text("ends")}),), (Told(Purpose.TERM, step=WITHDRAWN),))

    return decide


def remind_of_terms(office: Office) -> int:
    """Tell the role of each plan of contracts that renew or end soon, each once (IV-57, OX-31); how many."""
    with office.database.read() as session:
        at = Moment(office, session, office.now())
        due = [c for c in in_force(at).values() if _due(at, c) is not None and not _by_notice(at, c)]
    if not due:
        return 0
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        return sum(_remind(at, contract) for contract in due)


def _due(at: Moment, contract: Contract) -> Reminder | None:
    return reminder(contract, at.now.astimezone(at.office.zone(contract)).date())


def _by_notice(at: Moment, contract: Contract) -> bool:
    """Whether it ends because of notice, which everybody has heard of."""
    configured = at.office.contract(contract.name)
    return configured is None or configured.ends != contract.ends


def _remind(at: Moment, contract: Contract) -> bool:
    found = _due(at, contract)
    if found is None or not terminations.remind(at.session, contract.name, found.until, at.now):
        return False
    fact = TermFact(ends=None if found.renews else found.until, until=found.until, renews=found.renews)
    step = RENEWAL if found.renews else EXPIRY
    for person in responsible(contract, contract.versions[-1]):
        facts = Facts(person, at.office.installation.desk.name, str(at.office.zone(contract)), written=at.now)
        named = replace(facts, customer_name=contract.customer.name, contract_name=contract.name)
        bulletin(at, Purpose.TERM, person, replace(named, step=step, term=fact))
    log.event("term nears", contract=contract.name, until=found.until.isoformat(), renews=found.renews is not None)
    return True


def _contract(office: Office, ticket: Ticket) -> Contract:
    contract = office.contract(ticket.contract)
    if contract is None:
        raise Permanent("the ticket has no contract that could end.")
    return contract


def _responsible(_at: Moment, file: Dossier) -> tuple[Person, ...]:
    return responsible(file.contract, file.contract.versions[-1]) if file.contract else ()
