"""The brake on automatic answers: so many per sender, per ticket and overall within a window, then silence.

It never touches a human answer or a notice to staff. The operators hear of it, and every
mail that was not answered still has its ticket. What somebody we know asks anew, and nobody said before, is counted
against limits far above any working day (decision 0015): no customer is rationed (INF-04).
"""

from collections.abc import Callable, Mapping
from functools import cache

from mailtriage import log
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.facts import tag
from mailtriage.jobs.office import Moment
from mailtriage.mail.likeness import repeats, said
from mailtriage.mail.message import Message
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.store import outbox, recent
from mailtriage.store.outbox import Recent, Volume
from mailtriage.triage.outcome import Disposition, Planned
from mailtriage.triage.unprompted import is_unprompted

_AUTOMATIC = (Purpose.ACKNOWLEDGEMENT.value, Purpose.HELD.value, Purpose.WEEKEND.value, Purpose.TERM.value)


def asks_anew(at: Moment, message: Message, kept: int, disposition: Disposition) -> Callable[[], bool]:
    """Whether a message, stored as `kept`, is somebody's new request; looked up once, and only when the brake asks."""
    desk = at.office.installation.desk

    @cache
    def answer() -> bool:
        if not is_unprompted(message, disposition, desk.prefix, desk.domain):
            return False
        return not repeats(said(message), recent.said(at.session, message.from_.address, kept))

    return answer


def braked(at: Moment, planned: Planned, ticket: int, anew: Callable[[], bool]) -> bool:
    """Whether this automatic answer stays unsent because too many went out already."""
    if planned.purpose.value not in _AUTOMATIC or planned.reply is not Reply.RELAY:
        return False
    limits = at.office.installation.limits
    reached = _reached(at, planned, ticket, Volume(limits.per_sender, limits.per_ticket, limits.overall))
    if reached and anew():
        reached = _reached(
            at, planned, ticket, Volume(limits.per_known_sender, limits.per_ticket, limits.overall_known)
        )
    if reached:
        log.warning("answer held back", ticket=ticket, limit=reached)
        alarm(at, "brake", f"{planned.person.address} ({reached})", tag(at, ticket))
    return bool(reached)


def _reached(at: Moment, planned: Planned, ticket: int, most: Volume) -> str:
    """The first limit that is used up, in words; empty for none."""
    since = Recent(_AUTOMATIC, at.now - at.office.installation.limits.window)
    sent = outbox.volume(at.session, since, planned.person.address, ticket, most)
    counts: Mapping[str, tuple[int, int]] = {
        "per sender": (most.recipient, sent.recipient),
        "per ticket": (most.ticket, sent.ticket),
        "overall": (most.overall, sent.overall),
    }
    return next((name for name, (limit, number) in counts.items() if number >= limit), "")
