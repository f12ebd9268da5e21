"""The brake on automatic answers: so many per sender, per ticket and overall within a window, then silence.

It never touches a human answer or a notice to staff. The operators hear of it, and every
mail that was not answered still has its ticket.
"""

from functools import partial

from mailtriage import log
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.facts import tag
from mailtriage.jobs.office import Moment
from mailtriage.notices.notice import Purpose
from mailtriage.store import outbox
from mailtriage.triage.outcome import Planned

_AUTOMATIC = (Purpose.ACKNOWLEDGEMENT.value, Purpose.HELD.value)


def braked(at: Moment, planned: Planned, ticket: int) -> bool:
    """Whether this automatic answer stays unsent because too many went out already."""
    if planned.purpose.value not in _AUTOMATIC:
        return False
    limits = at.office.installation.limits
    count = partial(outbox.count, at.session, _AUTOMATIC, at.now - limits.window)
    counts = {
        "per sender": (limits.per_sender, count(recipient=planned.person.address, at_most=limits.per_sender)),
        "per ticket": (limits.per_ticket, count(ticket=ticket, at_most=limits.per_ticket)),
        "overall": (limits.overall, count(at_most=limits.overall)),
    }
    reached = [name for name, (most, sent) in counts.items() if sent >= most]
    if reached:
        log.warning("answer held back", ticket=ticket, limit=reached[0])
        alarm(at, "brake", f"{planned.person.address} ({reached[0]})", tag(at, ticket))
    return bool(reached)
