"""The approved weekends of a ticket's contract, and the calendars they open for it (INF-37).

`installation.calendars` stay as they are configured: a weekend is one customer's.
"""

from collections.abc import Iterable, Mapping

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.contract import Contract
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.weekend import Standing, Weekend, covering, opened
from mailtriage.jobs.office import Moment
from mailtriage.store import weekends


def known_to(at: Moment, contracts: Iterable[Contract | None]) -> tuple[Weekend, ...]:
    """Every weekend of these contracts, as far as their plans have any."""
    names = {c.name for c in contracts if c is not None and any(terms.weekend for terms in c.versions)}
    return tuple(weekend for name in sorted(names) for weekend in weekends.known(at.session, name))


def keep(at: Moment, weekend: Weekend, *, declined: bool = False) -> None:
    """Remember how a weekend stands; a refusal says nothing about one that was asked for or granted before, but for the
    success manager's own no to the request (`declined`)."""
    known = {w.saturday: w.standing for w in weekends.known(at.session, weekend.contract)}
    before = known.get(weekend.saturday)
    given_up = declined and before is Standing.REQUESTED
    if weekend.standing is not Standing.REFUSED or before in {None, Standing.REFUSED} or given_up:
        weekends.keep(at.session, weekend)


def weekends_of(at: Moment, ticket: Ticket, terms: Terms | None) -> tuple[Weekend, ...]:
    """The approved weekends that cover a ticket received under these terms; looks only where the plan has weekends."""
    contract = at.office.contract(ticket.contract)
    if terms is None or terms.weekend is None or contract is None:
        return ()
    return covering(contract, terms, ticket.product, weekends.known(at.session, contract.name))


def calendars_of(at: Moment, ticket: Ticket, terms: Terms | None) -> Mapping[str, Calendar]:
    """The calendars a ticket's clocks run in."""
    return opened(at.office.installation.calendars, weekends_of(at, ticket, terms))
