"""The brake on automatic answers: so many per sender, per ticket and overall within a window, then silence.

It never touches a human answer or a notice to staff. The operators hear of it, and every
mail that was not answered still has its ticket.
"""

from mailtriage import log
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.facts import tag
from mailtriage.jobs.office import Moment
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import outbox
from mailtriage.store.outbox import Recent, Volume
from mailtriage.triage.outcome import Planned

_AUTOMATIC = (Purpose.ACKNOWLEDGEMENT.value, Purpose.HELD.value, Purpose.WEEKEND.value)


def braked(at: Moment, planned: Planned, ticket: int) -> bool:
    """Whether this automatic answer stays unsent because too many went out already."""
    if planned.purpose.value not in _AUTOMATIC or planned.reply is not Reply.RELAY:
        return False
    limits = at.office.installation.limits
    most = Volume(limits.per_sender, limits.per_ticket, limits.overall)
    recent = Recent(_AUTOMATIC, at.now - limits.window)
    sent = outbox.volume(at.session, recent, planned.person.address, ticket, most)
    counts = {
        "per sender": (most.recipient, sent.recipient),
        "per ticket": (most.ticket, sent.ticket),
        "overall": (most.overall, sent.overall),
    }
    reached = [name for name, (limit, number) in counts.items() if number >= limit]
    if reached:
        log.warning("answer held back", ticket=ticket, limit=reached[0])
        alarm(at, "brake", f"{planned.person.address} ({reached[0]})", tag(at, ticket))
    return bool(reached)
