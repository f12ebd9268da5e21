"""Whether a mail is a new request that somebody made of his own accord: he is held back by no brake meant for robots.

Everything a mail shows by itself; whether it says something new only the store can tell (mail/likeness).
"""

import re

from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Proof
from mailtriage.mail.message import Message
from mailtriage.triage.outcome import Disposition, Outcome

_LOOKED_AT = 20_000


def is_unprompted(message: Message, disposition: Disposition, prefix: str, domain: str) -> bool:
    """Whether somebody our contract knows asks anew (INF-04): no machine, nobody disowned, no answer to a mail of ours.

    Whoever names one of our tickets (`prefix`) or refers to a mail of ours (`domain`) may be answering us, whatever his
    program left out.
    """
    contract, sender = disposition.contract, message.from_
    if disposition.outcome is not Outcome.OPEN or contract is None:
        return False
    known = sender.key in contract.named or contract.covers(sender.key.rpartition("@")[2])
    return known and _by_a_person(disposition) and not _mentions_us(message, prefix, domain)


def _by_a_person(disposition: Disposition) -> bool:
    arrivals = [e for e in disposition.events if e.kind is EventKind.RECEIVED]
    linked = any(e.kind is EventKind.LINKED for e in disposition.events)
    machine = any(e.data.get("automatic") or e.text("proof") == Proof.UNPROVEN for e in arrivals)
    return bool(arrivals) and not machine and not linked


def _mentions_us(message: Message, prefix: str, domain: str) -> bool:
    ours = f"@{domain}>".casefold()
    if any(one.casefold().endswith(ours) for one in (message.in_reply_to, *message.references)):
        return True
    tag = re.compile(rf"\b{re.escape(prefix)}[-\u2010\u2011][0-9]", re.IGNORECASE)
    return any(tag.search(text[:_LOOKED_AT]) for text in (message.subject, message.text))
