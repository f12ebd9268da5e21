"""How a ticket begins: opened under a contract, or held for staff with at most the rule's own reply."""

from dataclasses import replace

from mailtriage.desk.contract import Contract
from mailtriage.desk.entitlement import UNPROVEN, Entitled, NotEntitled, entitlement
from mailtriage.desk.escalation import SUCCESS_MANAGER
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.priority import RANKS
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.asking import with_wishes
from mailtriage.triage.booking import with_weekend
from mailtriage.triage.disaster import with_disaster
from mailtriage.triage.ending import with_notice
from mailtriage.triage.form import asker
from mailtriage.triage.outcome import (
    Disposition,
    Outcome,
    Planned,
    event,
    flags,
    planned,
    received,
    to_parties,
    to_sender,
)
from mailtriage.triage.partner import learned_from_customer
from mailtriage.triage.situation import Situation
from mailtriage.triage.verdict import VerdictField


def open_new(situation: Situation, follows: Ticket | None = None) -> Disposition:
    reading = situation.reading
    if reading.hold is not None:
        return hold(situation, "rule", f"{reading.hold.value} (rule {reading.hold.rule})", answer=False)
    contract = reading.contract or situation.strangers
    if contract is None:
        reason = "no contract knows the sender, and the mailbox holds strangers"
        return hold(situation, "stranger", reason, answer=_answerable(situation))
    asked = _asked(situation, contract)
    if isinstance(asked, NotEntitled):
        reason = f"not entitled: {asked.reason}" + (f" ({asked.clause})" if asked.clause else "")
        return hold(situation, asked.reason, reason, answer=_answerable(situation, asked.reason))
    decided = with_weekend(situation, contract, _open(situation, contract, follows))
    decided = with_notice(situation, contract, with_wishes(situation, contract, decided))
    return with_disaster(situation, contract, decided)


def _answerable(situation: Situation, refused: str = "") -> bool:
    """Whether the answer goes to whoever wrote: to a forged sender it would be unasked mail, but to be asked about it concerns
    somebody a contract names.
    """
    forged = situation.proof is Proof.UNPROVEN
    return not forged or (refused == UNPROVEN and situation.reading.named)


def _asked(situation: Situation, contract: Contract) -> Entitled | NotEntitled:
    """Whether the contract covers it. Who came to it by a rule or as a stranger is party to it by that very decision."""
    verdict, sender = situation.reading.verdict, situation.sender
    named = situation.reading.named
    party = contract if named else replace(contract, addresses=(*contract.addresses, sender.address))
    service, product = verdict.text(VerdictField.SERVICE), verdict.text(VerdictField.PRODUCT)
    return entitlement(party, sender, situation.proof, situation.day, service, product)


def _open(situation: Situation, contract: Contract, follows: Ticket | None) -> Disposition:
    terms = contract.terms(situation.day)
    kind = terms.kind(situation.reading.verdict.text(VerdictField.KIND))
    opening = _opening(situation, contract, State(kind.opens))
    events = [*_links(situation, follows), received(situation, automatic=bool(situation.automatic)), *flags(situation)]
    if kind.pending:
        events.append(event(situation, EventKind.STATE, to=State.PENDING.value, reason=kind.pending))
    events += learned_from_customer(situation, contract, None)
    role = situation.reading.verdict.text(VerdictField.ROLE) or terms.first_line
    copies = planned(Purpose.STAFF_COPY, contract.staff.of(role), Reply.RELAY, carries=True)
    told = to_parties(situation, contract, Purpose.ACKNOWLEDGEMENT)
    notices = [*told, *copies, *_watching(situation, contract, copies)]
    rule = situation.reading.verdict.fields.get(VerdictField.CONTRACT)
    reason = f"opens a ticket under {contract.name}" + (f" (by {rule.rule})" if rule else " (mailbox, strangers)")
    return Disposition(Outcome.OPEN, "opened", reason, None, contract, opening, tuple(events), tuple(notices))


def _watching(situation: Situation, contract: Contract, copies: list[Planned]) -> list[Planned]:
    """The customer success manager sees each new request of the highest priority, and works on none (INF-31)."""
    if situation.reading.verdict.priority != RANKS[0]:
        return []
    known = {p.person.key for p in copies}
    managers = [p for p in contract.staff.of(SUCCESS_MANAGER) if p.key not in known]
    return planned(Purpose.STAFF_COPY, managers, Reply.INTERNAL, SUCCESS_MANAGER, carries=True)


def hold(situation: Situation, code: str, reason: str, *, answer: bool = True) -> Disposition:
    """A ticket that waits for staff: no clocks, no answer but the rule's own.

    What says it comes from staff is not answered, and whoever it names gets no copy of it as long as anybody else does.
    """
    contract = situation.reading.contract or situation.strangers
    opening = _opening(situation, contract, State.HELD, code)
    events = (*_links(situation, None), received(situation, automatic=bool(situation.automatic)))
    role = contract.terms(situation.day).first_line if contract else ""
    staff = contract.staff if contract else situation.staff
    readers = staff.of(role or situation.first_line)
    others = [p for p in readers if p.key != situation.sender.key]
    copies = planned(Purpose.STAFF_COPY, others or readers, Reply.INTERNAL, reason=code, carries=True)
    ours = any(team.find(situation.sender.address) for team in (staff, situation.staff))
    notices = [
        *(_kept(situation, contract, code) if answer and not ours else ()),
        *(copies if code != "suspect" else ()),
    ]
    return Disposition(Outcome.HELD, "held", reason, None, contract, opening, events, tuple(notices))


def _kept(situation: Situation, contract: Contract | None, code: str) -> list[Planned]:
    """That it waits, and why; what an outsider wrote is no matter of the contract's contacts."""
    if contract is None or situation.sender.key not in contract.named:
        return to_sender(situation, Purpose.HELD, code)
    return to_parties(situation, contract, Purpose.HELD, code)


def _links(situation: Situation, follows: Ticket | None) -> list[Event]:
    """A claim without proof, and a reply that came too late to reopen, are linked for staff to see."""
    if follows is not None:
        return [event(situation, EventKind.LINKED, ticket=follows.number, relation="follows")]
    claimed = dict.fromkeys(c.ticket.number for c in situation.claims)
    return [event(situation, EventKind.LINKED, ticket=n, relation="claims to belong to") for n in claimed]


def _opening(situation: Situation, contract: Contract | None, state: State, hold: str = "") -> Event:
    verdict, message = situation.reading.verdict, situation.message
    fields = {f.value: verdict.text(f) for f in VerdictField if f is not VerdictField.PRIORITY}
    # who must still be confirmed as the sender is asked himself, or anybody could confirm in his name
    requester = situation.sender if hold in {UNPROVEN, "suspect"} else asker(situation)
    data: dict[str, object] = fields | {
        "priority": verdict.priority,
        "subject": message.subject,
        "mailbox": situation.mailbox,
        "contract": contract.name if contract else "",
        "plan": contract.plan if contract else "",
        "customer": contract.customer.id if contract else "",
        "language": situation.language,
        "requester": {"name": requester.name, "address": requester.address, "language": situation.language},
        "participants": [{"name": p.name, "address": p.address} for p in _participants(situation, contract)],
        "tags": [str(t.value) for t in verdict.tags],
        "state": state.value,
        "hold": hold,
        "reasons": {f.value: [d.rule, d.clause] for f, d in verdict.fields.items()},
    }
    return replace(event(situation, EventKind.OPENED), data=data)


def _participants(situation: Situation, contract: Contract | None) -> list[Person]:
    """Cc'd people of the customer stay in copy (DESIGN section 10); strangers, staff and our own addresses do not."""
    if contract is None:
        return []
    domains = {d.lower() for d in (*contract.domains, *contract.customer.domains)}
    named = {p.key for p in (*contract.contacts, *contract.requesters)}
    others = {a.key: Person(a.name, a.address) for a in (*situation.message.to, *situation.message.cc)}
    for one in (situation.sender, asker(situation)):
        others.pop(one.key, None)
    return [
        p
        for key, p in others.items()
        if not situation.is_own(key)
        and contract.staff.find(key) is None
        and (key in named or key.rpartition("@")[2] in domains)
    ]
