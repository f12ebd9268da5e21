"""What staff finds a ticket to be about: the product and the service, on which its promises depend (INF-08, IV-04), and
whether the contract covers it at all (INF-12).

The contract as it is today says which there are; the promises stay those of the terms the ticket was received under.
"""

from collections.abc import Callable
from datetime import datetime

from mailtriage.desk.clock import ClockState
from mailtriage.desk.contract import Contract
from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.state import State, may_move
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import COVERED, PRODUCT, SERVICE, Told, Whom, requester
from mailtriage.jobs.arranging import Happening
from mailtriage.jobs.facts import Dossier, dossier
from mailtriage.jobs.office import Moment
from mailtriage.notices.notice import Purpose

NONE = "none"
"""What staff writes for a product that is unknown again."""

CUSTOMISED = "customised"
"""The step of the reply that says so, and the reason for which the ticket is closed."""

Contracts = Callable[[str], Contract | None]


def set_product(contracts: Contracts, name: str, reason: str) -> Decide:
    """Say which product a ticket is about: the row of that product counts from its start on (INF-08, S22)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        known = _products(contracts(ticket.contract), terms)
        if name not in {*known, NONE}:
            raise Permanent(f"the contract knows no product {name}; it knows {_listed(known)}.")
        return _about(ticket, PRODUCT, "" if name == NONE else name, reason)

    return decide


def set_service(contracts: Contracts, name: str, reason: str) -> Decide:
    """Say which of the ordered services a ticket is about; promised times may come or go with it (IV-04, IV-25)."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        contract = contracts(ticket.contract)
        known = contract.services if contract else ()
        if name not in known:
            raise Permanent(f"the contract covers no service {name}; it covers {_listed(known)}.")
        return _about(ticket, SERVICE, name, reason)

    return decide


def customised(reason: str) -> Decide:
    """Find that it is about something customised: the customer is told that the contract leaves it out and who can help,
    and it is closed, outside compliance. A reply opens it again, without any promise (INF-12)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        if terms is None or not terms.standard_only:
            raise Permanent("the contract leaves out nothing that was customised (standard_only in its plan).")
        if not ticket.covered:
            raise Permanent("the ticket is marked as customised already.")
        if not may_move(ticket.state, State.CLOSED):
            raise Permanent(f"a ticket that is {ticket.state} cannot be closed.")
        found = EventKind.TRIAGED, {"covered": False, "reason": reason or CUSTOMISED}
        closed = EventKind.CLOSED, {"reason": CUSTOMISED, "excluded": True}
        about = terms.redirects[0].label if terms.redirects else {}
        return Act((found, closed), (Told(Purpose.NEWS, step=CUSTOMISED, about=about),))

    return decide


def standard(reason: str) -> Decide:
    """Find that it is about a standard part after all: its promises run on as if nothing had been said but for the time
    it was closed, and the requester hears of them."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        if ticket.covered:
            raise Permanent("the ticket is covered already.")
        found: Happening = EventKind.TRIAGED, {"covered": True, "reason": reason or "standard"}
        done = ticket.state in {State.RESOLVED, State.CLOSED}
        reopened: tuple[Happening, ...] = ((EventKind.REOPENED, {}),) if done else ()
        return Act((found, *reopened), (Told(Purpose.ACKNOWLEDGEMENT, step=COVERED, to=requester),))

    return decide


def _products(contract: Contract | None, terms: Terms | None) -> tuple[str, ...]:
    """Those the contract names; where it covers everything, those its promises tell apart."""
    rows = terms.targets if terms else ()
    named = contract.products if contract else ()
    return named or tuple(dict.fromkeys(row.product for row in rows if row.product))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or NONE


def _about(ticket: Ticket, field: str, name: str, reason: str) -> Act:
    if ticket.state in {State.RESOLVED, State.CLOSED}:
        raise Permanent(f"a ticket that is {ticket.state} keeps its {field}; open it first.")
    if name == getattr(ticket, field):
        raise Permanent(f"the {field} of the ticket is {name or NONE} already.")
    data: dict[str, object] = {field: name, "reason": reason or f"{field}: {name or NONE}"}
    told = Told(Purpose.ACKNOWLEDGEMENT, step=field, to=_if_promises_move(ticket))
    return Act(((EventKind.TRIAGED, data),), (told,) if ticket.live else ())


def _if_promises_move(before: Ticket) -> Whom:
    """The requester, as long as a promise that still waits is another one than before (INF-09)."""

    def whom(at: Moment, file: Dossier) -> tuple[Person, ...]:
        moved = _promised(dossier(at, before, file.terms)) != _promised(file)
        return requester(at, file) if moved else ()

    return whom


def _promised(file: Dossier) -> dict[str, tuple[bool, datetime | None]]:
    """What still waits: soft or hard, and until when."""
    waiting = (clock for clock in file.clocks if clock.state is not ClockState.STOPPED)
    return {clock.name.value: (clock.target.soft, clock.due) for clock in waiting}
