"""Passing a request on: to the consultants whose it is, to a vendor who alone can solve it."""

from collections.abc import Iterable

from mailtriage.desk.closing import VENDOR
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State, may_move
from mailtriage.desk.terms import Partner, Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Act, Decide
from mailtriage.jobs.announcing import REDIRECTED, Told, Whom
from mailtriage.jobs.arranging import Happening
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import partners


def redirect(name: str) -> Decide:
    """Answer the customer, send the request to whose it is, and close it as out of scope; it counts for no compliance
    (INF-13)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        partner = _known(name, terms.redirects if terms else (), "redirect")
        _may_close(ticket)
        closed: Happening = (EventKind.CLOSED, {"reason": "out of scope", "excluded": True})
        passed = Told(Purpose.FORWARD, step=REDIRECTED, to=_just(partner), reply=Reply.INTERNAL)
        return Act((_forwarded(partner), closed), (passed, Told(Purpose.NEWS, step=REDIRECTED, about=partner.label)))

    return decide


def to_vendor(name: str, text: str, *, closes: bool = False) -> Decide:
    """Send a vendor TEXT with our reference; the customer hears of it, and the owner follows it up (IV-11, OX-20). A wish
    that only the vendor can grant `closes` the ticket as forwarded (IV-14)."""

    def decide(ticket: Ticket, terms: Terms | None) -> Act:
        partner = _known(name, terms.vendors if terms else (), "vendor")
        if closes:
            _may_close(ticket)
        elif ticket.state is not State.WITH_VENDOR and not may_move(ticket.state, State.WITH_VENDOR):
            raise Permanent(f"a ticket that is {ticket.state} cannot go to a vendor.")
        told = Told(Purpose.NEWS, step="forwarded" if closes else "vendor", about=partner.label)
        written = Told(Purpose.FORWARD, text, to=_just(partner), reply=Reply.INTERNAL)
        again = ticket.state is State.WITH_VENDOR and partner.address.lower() in partners(ticket)
        ended = VENDOR if terms and VENDOR in terms.close_reasons else "forwarded"
        return Act(
            (_forwarded(partner, text), *_moves(ticket, ended if closes else "")),
            (written,) if again and not closes else (written, told),
        )

    return decide


def _moves(ticket: Ticket, ended: str) -> tuple[Happening, ...]:
    if ended:
        return ((EventKind.CLOSED, {"reason": ended}),)
    if ticket.state is State.WITH_VENDOR:
        return ()
    return ((EventKind.STATE, {"to": State.WITH_VENDOR.value}),)


def _forwarded(partner: Partner, text: str = "") -> Happening:
    return EventKind.FORWARDED, {"to": partner.name, "address": partner.address, "text": text}


def _may_close(ticket: Ticket) -> None:
    if not may_move(ticket.state, State.CLOSED):
        raise Permanent(f"a ticket that is {ticket.state} cannot be closed.")


def _just(partner: Partner) -> Whom:
    return lambda _at, _file: (partner.person(),)


def _known(name: str, partners: Iterable[Partner], group: str) -> Partner:
    known = {partner.name: partner for partner in partners}
    if name not in known:
        raise Permanent(f"there is no {group} {name}; the plan knows {', '.join(known) or 'none'}.")
    return known[name]
