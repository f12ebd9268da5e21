"""Builders for what triage looks at: contracts, messages and situations, with keyword overrides."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person, Proof, Role, Staff
from mailtriage.desk.terms import KindTerms, Terms
from mailtriage.desk.ticket import Ticket, ticket_from
from mailtriage.mail.message import Address, Message
from mailtriage.triage.condition import Seen
from mailtriage.triage.rulebook import Reading
from mailtriage.triage.situation import Situation
from mailtriage.triage.verdict import Verdict

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
JAN = Person("Jan", "jan@klant.example")
FEMKE = Person("Femke", "femke@staff.example")
MARIT = Person("Marit", "marit@staff.example")
STAFF = Staff({"first-line": Role("first-line", (FEMKE,)), "manager": Role("manager", (MARIT,))})
SUPPORT = "support@helpdesk.example"


def a_message(sender: Person = JAN, **fields: Any) -> Message:
    """A short mail from Jan to support."""
    defaults: dict[str, Any] = {
        "message_id": "<1@klant.example>",
        "from_": Address(sender.name, sender.address),
        "to": (Address("", SUPPORT),),
        "subject": "Koppeling",
        "text": "De koppeling doet het niet.\n",
        "reply": "De koppeling doet het niet.",
    }
    return Message(**(defaults | fields))


def seen(message: Message | None = None, **fields: Any) -> Seen:
    """That mail as a rule sees it, on a Monday morning."""
    defaults: dict[str, Any] = {"mailbox": "nl", "received": MONDAY}
    return Seen(message or a_message(), **(defaults | fields))


def terms(**fields: Any) -> Terms:
    """Terms with two kinds, a matrix and defaults, each with its clause."""
    defaults: dict[str, Any] = {
        "contract": "klant",
        "customer": "klant",
        "plan": "plan",
        "kinds": (KindTerms("incident"), KindTerms("information", priority=False, clocks=False, clause="IV-12")),
        "matrix": {"many/down": 1, "one/degraded": 4},
        "defaults": {"kind": "incident", "impact": "one", "urgency": "degraded"},
        "first_line": "first-line",
        "clauses": {"matrix.many/down": "IV-42"},
    }
    return Terms(**(defaults | fields))


def a_contract(name: str = "klant", promised: Terms | None = None, **fields: Any) -> Contract:
    """A contract of everybody at klant.example, in force since 2020."""
    defaults: dict[str, Any] = {
        "name": name,
        "customer": Customer(name, name.title(), domains=("klant.example",)),
        "plan": "plan",
        "versions": (promised or terms(contract=name),),
        "starts": date(2020, 1, 1),
        "staff": STAFF,
    }
    return Contract(**(defaults | fields))


def a_ticket(number: int = 7, *, state: str = "new", events: tuple[Event, ...] = (), **data: object) -> Ticket:
    """Jan's ticket under his contract."""
    opened: dict[str, object] = {
        "subject": "Koppeling",
        "contract": "klant",
        "role": "first-line",
        "state": state,
        "requester": {"name": JAN.name, "address": JAN.address},
    }
    first = Event(EventKind.OPENED, MONDAY, MONDAY, data=opened | data)
    return ticket_from(number, (first, *(replace(e, seq=i) for i, e in enumerate(events, 2))))


def an_event(kind: EventKind, at: datetime = MONDAY, data: Mapping[str, object] | None = None) -> Event:
    """An event without anything else."""
    return Event(kind, at, at, data=data or {})


def a_situation(message: Message | None = None, contract: Contract | None = None, **fields: Any) -> Situation:
    """A mail from Jan under his contract, of a sender nobody judged."""
    contract = contract or a_contract()
    defaults: dict[str, Any] = {
        "message": message or a_message(),
        "reading": Reading(Verdict(), contract, contract.terms(TODAY), named=True),
        "mailbox": "nl",
        "received": MONDAY,
        "now": MONDAY,
        "day": TODAY,
        "proof": Proof.PLAUSIBLE,
        "staff": STAFF,
        "language": "nl",
        "first_line": "first-line",
        "trusted_staff": True,
        "own_addresses": frozenset({SUPPORT}),
    }
    return Situation(**(defaults | fields))
