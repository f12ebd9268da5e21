"""What a customer's word sets going beside what the mail does anyway: a specialist, help on site, a priority.

The answers are part of the acknowledgement where the mail gets one, and a mail of their own where it gets none. Its
reason names them, with a space between.
"""

from dataclasses import replace

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import EventKind
from mailtriage.desk.terms import Terms
from mailtriage.mail.command import Command, command, names_priority
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, event, to_parties
from mailtriage.triage.situation import Situation

SPECIALIST, NO_SPECIALIST = "specialist", "no-specialist"
"""What is answered to `escalate specialist`: the success manager was asked, or what there is instead (INF-34)."""

STAFF_PRIORITY = "staff-priority"
"""What is answered to `priority: 1` where staff alone sets the priority (OX-09, SY-05)."""

ON_SITE = "on-site"
"""The tag by which a rule says that a mail asks for help on site; the plan has the answer (OX-28)."""


def with_wishes(situation: Situation, contract: Contract | None, decided: Disposition) -> Disposition:
    """What a customer asks for, in a mail that opens a ticket or joins one that is not held."""
    if contract is None or situation.automatic or decided.outcome not in {Outcome.OPEN, Outcome.APPEND}:
        return decided
    terms = contract.terms(situation.day)
    answers = [*_specialist(situation, terms), *_on_site(situation, terms), *_priority(situation, terms)]
    if not answers:
        return decided
    if SPECIALIST in answers:
        decided = _asks_for_specialist(situation, decided)
    before = {n.reason: None for n in decided.notices if n.purpose is Purpose.ACKNOWLEDGEMENT and n.reason}
    others = (n for n in decided.notices if n.purpose is not Purpose.ACKNOWLEDGEMENT)
    told = to_parties(situation, contract, Purpose.ACKNOWLEDGEMENT, " ".join([*before, *answers]))
    return replace(decided, notices=(*told, *others))


def _specialist(situation: Situation, terms: Terms) -> list[str]:
    if command(situation.message) is not Command.SPECIALIST:
        return []
    return [SPECIALIST if terms.specialists else NO_SPECIALIST]


def _asks_for_specialist(situation: Situation, decided: Disposition) -> Disposition:
    """It goes to the success manager as soon as the watch looks (desk/request)."""
    said = situation.message.reply or situation.message.text
    asked = event(situation, EventKind.SPECIALIST, text=said)
    return replace(decided, events=(*decided.events, asked), reason=f"{decided.reason}; asks for a specialist")


def _on_site(situation: Situation, terms: Terms) -> list[str]:
    asks = any(tag.value == ON_SITE for tag in situation.reading.verdict.tags)
    return [terms.on_site] if asks and terms.on_site else []


def _priority(situation: Situation, terms: Terms) -> list[str]:
    """It changes nothing at all; the customer only hears why."""
    return [STAFF_PRIORITY] if "priority" in terms.staff_only and names_priority(situation.message) else []
