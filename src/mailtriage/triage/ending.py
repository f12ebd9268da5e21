"""A mail that gives notice on a contract: it sets the end where nothing is in doubt, and is a ticket for staff otherwise.

Nothing is in doubt where a contact or a requester of the customer's only contract in force says it beyond doubt, as well
proven as the contract demands, and the plan says when notice takes effect (IV-57, OX-11). Either way staff and the role
of the plan are told, and the customer reads which of the two it was.
"""

from dataclasses import replace

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.termination import KIND, Notice, notice
from mailtriage.desk.terms import Terms
from mailtriage.mail.message import Message
from mailtriage.mail.termination import Clarity, termination
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, Planned, event, planned, to_parties
from mailtriage.triage.rulebook import Reading
from mailtriage.triage.situation import Situation
from mailtriage.triage.verdict import Decided, VerdictField

ACCEPTED, DOUBTED, WITHDRAWN = "accepted", "doubted", "withdrawn"
"""What the customer reads."""

GIVEN, ASKED = "given", "asked"
"""What staff reads: the contract ends, or a person must say so."""

_WITHOUT = (VerdictField.IMPACT, VerdictField.URGENCY, VerdictField.PRIORITY)


def as_notice(reading: Reading, message: Message) -> Reading:
    """The reading of a mail that gives notice: a kind of its own, without priority, whatever rules read in its words."""
    if reading.contract is None or termination(message) is None:
        return reading
    rule, clause = "gives notice on the contract", _clause(reading.terms)
    none = {name: Decided(None, rule, clause) for name in _WITHOUT}
    fields = {**reading.verdict.fields, **none, VerdictField.KIND: Decided(KIND, rule, clause)}
    return replace(reading, verdict=replace(reading.verdict, fields=fields))


def says_notice(situation: Situation) -> bool:
    """Whether a reply gives notice beyond doubt: that is never a word about the ticket it answers."""
    return not situation.automatic and termination(situation.message) is Clarity.CLEAR


def with_notice(situation: Situation, contract: Contract, decided: Disposition) -> Disposition:
    """What follows from notice beside the ticket it opens; any other mail as it is."""
    said = termination(situation.message)
    if said is None or decided.outcome is not Outcome.OPEN or situation.reading.contract is None:
        return decided
    found = notice(contract, situation.day) if said is Clarity.CLEAR and _may_end(situation, contract) else None
    return _doubted(situation, contract, decided) if found is None else _ended(situation, contract, decided, found)


def ends(found: Notice, clause: str) -> dict[str, object]:
    """The event's data."""
    data: dict[str, object] = {"ends": found.ends.isoformat(), "clause": clause}
    data |= {"missed": found.missed.isoformat()} if found.missed else {}
    return data | ({"until": found.until.isoformat()} if found.until else {})


def responsible(contract: Contract, terms: Terms) -> tuple[Person, ...]:
    """Who of staff hears of the end of a contract: the plan's role for it, else the coordinator, else the first line."""
    roles = (terms.term.role if terms.term else "", terms.coordinator, terms.first_line)
    return next((people for role in roles if (people := contract.staff.of(role))), ())


def _may_end(situation: Situation, contract: Contract) -> bool:
    speakers = {p.key for p in (*contract.contacts, *contract.requesters)}
    judged = situation.judged
    disowned = judged.failed or (judged.server and not judged.aligned)  # never against the word of our own server
    alone = not situation.rivals and not situation.automatic
    return situation.sender.key in speakers and alone and not disowned


def _ended(situation: Situation, contract: Contract, decided: Disposition, found: Notice) -> Disposition:
    said: Event = event(situation, EventKind.TERMINATED, **ends(found, _clause(contract.terms(situation.day))))
    others = [p for p in contract.contacts if p.key != situation.sender.key]
    sender = [] if situation.why_silent else [situation.sender]
    told = planned(Purpose.TERM, [*sender, *others], Reply.RELAY, ACCEPTED)
    late = f", too late for {found.missed}" if found.missed else ""
    reason = f"{decided.reason}; gives notice: the contract ends on {found.ends}{late}"
    events = (*decided.events, said)
    return replace(decided, events=events, notices=_instead(situation, contract, decided, (told, GIVEN)), reason=reason)


def _doubted(situation: Situation, contract: Contract, decided: Disposition) -> Disposition:
    told = to_parties(situation, contract, Purpose.TERM, DOUBTED)
    notices = _instead(situation, contract, decided, (told, ASKED))
    return replace(decided, notices=notices, reason=f"{decided.reason}; may give notice, which a person confirms")


def _instead(
    situation: Situation, contract: Contract, decided: Disposition, told: tuple[list[Planned], str]
) -> tuple[Planned, ...]:
    """Our answer in place of the acknowledgement, and what staff reads."""
    answers, step = told
    inside = planned(
        Purpose.TERM, responsible(contract, contract.terms(situation.day)), Reply.INTERNAL, step, carries=True
    )
    return (*answers, *inside, *(n for n in decided.notices if n.purpose is not Purpose.ACKNOWLEDGEMENT))


def _clause(terms: Terms | None) -> str:
    return terms.term.clause if terms and terms.term else ""
