"""Which addresses our mail reaches: a hard failure marks one, and a mail that comes from it clears the mark."""

import re
from collections.abc import Iterable

from mailtriage import log
from mailtriage.desk.event import Event, EventKind
from mailtriage.jobs.office import Moment
from mailtriage.store import addresses
from mailtriage.store.addresses import Mark
from mailtriage.triage.outcome import Outcome

_HARD = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])")
# RFC 3463: a full mailbox, and a policy; both may have passed by the next mail
_PASSING = re.compile(r"5\.(?:2\.2|7\.\d{1,3})$")
_WRITTEN = {Outcome.OPEN, Outcome.APPEND}


def note_failures(at: Moment, ticket: int, events: Iterable[Event]) -> None:
    """Mark the addresses that failed for good: an enhanced status of class 5 (RFC 3463), or a reply without any.

    One dead member of a group marks nothing: its other members read on.
    """
    for event in events:
        said, address = event.text("status"), event.text("address")
        if event.kind is EventKind.UNDELIVERABLE and address and not event.text("member") and _is_hard(said):
            addresses.mark(at.session, Mark(address, at.now, said, ticket))


def reach(at: Moment, sender: str, outcome: Outcome) -> None:
    """Whoever writes to us can be written to again; a report or an automatic answer proves nothing."""
    if outcome in _WRITTEN and sender and addresses.clear(at.session, sender):
        log.event("address reached again", address=sender)


def _is_hard(said: str) -> bool:
    status = _HARD.search(said)
    if status:
        return _PASSING.match(status.group()) is None
    return re.match(r"5\d\d\b(?! *[24]\.)", said) is not None
