"""Ticket numbers of vendors and customers: those a mail carries, looked up; and one that staff writes down or takes off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from mailtriage.desk.event import EventKind
from mailtriage.desk.partner import Party, parties
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.office import Moment, Office
from mailtriage.mail.message import Message
from mailtriage.store import partners, tickets
from mailtriage.triage.partner_number import Said, newest_live_first, numbers, said


def heard(at: Moment, message: Message, day: date) -> tuple[Said, ...]:
    """The numbers of others in a message, each with the tickets that have it; nothing in a mail of staff."""
    installation = at.office.installation
    if message.from_.key in at.office.staff_addresses:
        return ()
    found = said(message, installation.contracts.values(), day, installation.desk.prefix)
    return tuple(
        replace(s, tickets=partners.tickets_of(at.session, s.contract, s.party.name, s.number.key)) for s in found
    )


def named_by(at: Moment, found: tuple[Said, ...]) -> Iterator[tuple[int, Said]]:
    """The tickets that numbers in the subject belong to, the newest live one first, each with the number."""
    for one in found:
        if one.in_subject:
            for ticket in newest_live_first(tickets.load_many(at.session, one.tickets)):
                yield ticket.number, one


def number_of(office: Office, name: str, written: str, *, gone: bool = False) -> Decide:
    """Write down what a party calls a ticket, or take that off again. Permanent: no such party, or no number of its."""

    def decide(ticket: Ticket, _terms: Terms | None) -> Act:
        party = _party(office, ticket, name)
        if not party.pattern:
            raise Permanent(f"{name} has no ticket_pattern in the plan or contract, so no mail would be known by it.")
        found = numbers(party.pattern, written)
        if len(found) != 1 or found[0][0] != " ".join(written.split()):
            raise Permanent(f"{written} is no number of {party.title}: its ticket_pattern is {party.pattern}.")
        number, key = found[0]
        has = any((n.party, n.key) == (name, key) for n in ticket.partner_numbers)
        if has is not gone:
            raise Permanent(f"the ticket {'has the' if has else 'does not have the'} number {number} of {party.title}.")
        data: dict[str, object] = {"party": name, "title": party.title, "number": number, "key": key}
        return Act(((EventKind.PARTNER_NUMBER, data | ({"gone": True} if gone else {})),))

    return decide


def _party(office: Office, ticket: Ticket, name: str) -> Party:
    contract = office.contract(ticket.contract)
    day = office.now().astimezone(office.zone(contract)).date()
    known = {party.name: party for party in parties(contract, day)} if contract else {}
    if name not in known:
        raise Permanent(f"there is no party {name}; the contract knows {', '.join(known) or 'none'}.")
    return known[name]
