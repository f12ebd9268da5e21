"""The customer's word that we wait for before we bill, look into his system, or begin (INF-07, SY-17, IV-13), and whose
word counts.

What he answers is kept word for word. It sets the ticket going only where it is a clear yes, of somebody who may say so,
and nothing speaks against his having written it. About anything else a person of ours decides (`ticket agree`), and the
clock then runs from the receipt of that answer (S20).
"""

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Proof
from mailtriage.desk.state import PendingReason, State
from mailtriage.mail.consent import consents
from mailtriage.triage.form import asked_himself
from mailtriage.triage.outcome import event
from mailtriage.triage.situation import Claim, Evidence, Situation

WORD_AWAITED = frozenset({PendingReason.ACCESS, PendingReason.AUTHORISATION, PendingReason.AGREEMENT})
"""What a ticket waits for that somebody must say yes to."""

JUDGE = "judge"
"""The step of a staff copy whose reader must decide whether that was a yes."""

DOUBTED = "doubted"
"""The step of a staff copy of what nobody is known to have asked for."""

Moved = tuple[list[Event], str]


def by_word(situation: Situation, claim: Claim) -> Moved:
    """What a reply does to a ticket that waits for a word: events, and why."""
    reason = claim.ticket.pending
    assert reason is not None
    told = event(situation, EventKind.RESPONSE, reason=reason.value, text=situation.message.text)
    doubt = _doubt(situation, claim, reason)
    if doubt:
        return [told], f"; stays pending until staff has judged it: {doubt}"
    return [told, event(situation, EventKind.STATE, to=State.OPEN.value)], "; consents, which resumes it"


def waits_for_judgement(moves: list[Event]) -> bool:
    """Whether somebody of staff has to say what an answer means."""
    return any(e.kind is EventKind.RESPONSE for e in moves) and not any(e.kind is EventKind.STATE for e in moves)


def believed(situation: Situation, claim: Claim) -> bool:
    """Whether a mail may set something going that cannot be taken back.

    Never against the word of our own server; where that has found nothing for the sender, with a token of ours only.
    """
    token = claim.evidence is Evidence.TOKEN
    judged = situation.judged
    if situation.suspect or judged.failed or (judged.server and not judged.aligned and not token):
        return False
    demanded = claim.contract.terms(situation.day).proof if claim.contract else Proof.PLAUSIBLE
    return token or (situation.proof.suffices(demanded) and situation.proof.suffices(Proof.PLAUSIBLE))


def decides(situation: Situation, claim: Claim) -> bool:
    """Whether it comes, as far as can be known, from somebody who may speak for the customer."""
    return _may_decide(situation, claim) and believed(situation, claim)


def _doubt(situation: Situation, claim: Claim, reason: PendingReason) -> str:
    """Why it does not count by itself; empty when it does."""
    if reason is PendingReason.AGREEMENT:
        return "an agreement is for staff to record"
    if not _may_decide(situation, claim):
        return "the sender is neither who asked nor named by the contract"
    if not believed(situation, claim):
        return "nothing proves who sent it"
    return "" if consents(situation.message) else "it is no clear yes"


def _may_decide(situation: Situation, claim: Claim) -> bool:
    sender, contract = situation.sender.key, claim.contract
    asked = sender == claim.ticket.requester.key and asked_himself(claim.ticket)
    return asked or (contract is not None and sender in contract.named)
