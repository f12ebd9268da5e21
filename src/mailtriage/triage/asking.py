"""What a customer's word at the top of a mail sets going beside what the mail does anyway.

The answer to it is part of the acknowledgement where the mail gets one, and a mail of its own where it gets none.
"""

from dataclasses import replace

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import EventKind
from mailtriage.mail.command import Command, command
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, event, to_parties
from mailtriage.triage.situation import Situation

SPECIALIST, NO_SPECIALIST = "specialist", "no-specialist"
"""What an acknowledgement answers to `escalate specialist`: the success manager was asked, or what there is instead."""


def with_wishes(situation: Situation, contract: Contract | None, decided: Disposition) -> Disposition:
    """What a customer asks for by a word, for a mail that opens a ticket or joins one that is not held."""
    if contract is None or situation.automatic or decided.outcome not in {Outcome.OPEN, Outcome.APPEND}:
        return decided
    if command(situation.message) is Command.SPECIALIST:
        return _specialist(situation, contract, decided)
    return decided


def _specialist(situation: Situation, contract: Contract, decided: Disposition) -> Disposition:
    """It goes to the success manager as soon as the watch looks (desk/request), under contracts that have it (INF-34)."""
    if not contract.terms(situation.day).specialists:
        return _answered(situation, contract, decided, NO_SPECIALIST)
    said = situation.message.reply or situation.message.text
    asked = event(situation, EventKind.SPECIALIST, text=said)
    decided = replace(decided, events=(*decided.events, asked), reason=f"{decided.reason}; asks for a specialist")
    return _answered(situation, contract, decided, SPECIALIST)


def _answered(situation: Situation, contract: Contract, decided: Disposition, answer: str) -> Disposition:
    others = (n for n in decided.notices if n.purpose is not Purpose.ACKNOWLEDGEMENT)
    told = to_parties(situation, contract, Purpose.ACKNOWLEDGEMENT, answer)
    return replace(decided, notices=(*told, *others))
