"""What staff needs to know of a mail that did not arrive: whom it was for, what the server said, and which mail it was.

A report may name several recipients of one mail; they are told together.
"""

from collections.abc import Sequence
from dataclasses import replace

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ticket import Ticket
from mailtriage.jobs.office import Moment
from mailtriage.notices.notice import Facts
from mailtriage.store import messages, outgoing


def newest_failures(ticket: Ticket) -> tuple[Event, ...]:
    """The latest failure on the ticket with those reported beside it, about the same mail; empty when there is none."""
    failed = [e for e in ticket.events if e.kind is EventKind.UNDELIVERABLE]
    return tuple(e for e in failed if _report(e) == _report(failed[-1]))


def is_noted(ticket: Ticket, address: str, member: str) -> bool:
    """Whether the ticket says already that this one of those an address stands for gets nothing."""
    failed = [e for e in ticket.events if e.kind is EventKind.UNDELIVERABLE and e.text("address") == address]
    return bool(member) and any(e.text("member").lower() == member.lower() for e in failed)


def tickets_about(at: Moment, message_id: str) -> tuple[int, ...]:
    """The tickets that a mail of ours is about, in order of number: a digest is about many."""
    return tuple(dict.fromkeys(known.ticket for known in messages.threads(at.session, [message_id])))


def failure_facts(at: Moment, own: Facts, failures: Sequence[Event]) -> Facts:
    """The facts with what failed; unchanged without a failure. The mail is named as far as we still know it."""
    if not failures:
        return own
    mail = outgoing.find(at.session, failures[0].text("message_id"))
    return replace(
        own,
        failed_address=", ".join(map(_whom, failures)),
        failed_reason="\n".join(_said(failures)),
        failed_purpose=mail.purpose if mail else "",
        failed_subject=mail.subject if mail else "",
    )


def _said(failures: Sequence[Event]) -> list[str]:
    told = [e for e in failures if e.text("status")]
    alone = len(failures) == 1
    return [e.text("status") if alone else f"{e.text('address')}: {e.text('status')}" for e in told]


def _whom(failure: Event) -> str:
    address, member = failure.text("address"), failure.text("member")
    return f"{address} ({member})" if member else address


def _report(failure: Event) -> tuple[object, ...]:
    return (failure.recorded, failure.message, failure.text("message_id"))
