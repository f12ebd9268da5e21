"""The invitation that goes along with a notice about an appointment, for the calendar of whoever reads it."""

from datetime import datetime

from mailtriage.desk.appointment import MOVED, Word
from mailtriage.mail.invitation import Invitation, Method
from mailtriage.mail.message import Address
from mailtriage.notices.notice import Facts, Purpose

_METHODS = {Word.PROPOSED.value: Method.REQUEST, MOVED: Method.REQUEST, Word.CANCELLED.value: Method.CANCEL}


def invitation(purpose: Purpose, facts: Facts, desk: Address, subject: str, now: datetime) -> Invitation | None:
    """What a calendar program is told, under the subject of the mail; None for a notice that changes no calendar.

    The desk's plain address is the organizer's: programs trust an invitation that comes from its organizer.
    """
    found, method = facts.appointment, _METHODS.get(facts.step)
    if purpose is not Purpose.APPOINTMENT or found is None or method is None:
        return None
    return Invitation(
        method=method,
        uid=found.uid,
        sequence=found.sequence,
        stamp=now,
        starts=found.starts,
        ends=found.ends,
        organizer=desk,
        attendee=Address(facts.recipient.name, facts.recipient.address),
        summary=subject,
    )
