"""What happened to a ticket: the append-only record every state, clock and promise is computed from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """Every kind of event; the fields each carries in `data` stand beside it (instants as ISO 8601 with offset)."""

    OPENED = "opened"  # the Opening of desk/ticket, as a document
    RECEIVED = "received"  # {"from": address, "proof": degree, "automatic": bool}  a message of the customer's side
    ANSWERED = "answered"  # {"to": [addresses]}  a human answer the customer sees; stops the reaction clock (S17)
    NOTED = "noted"  # {"text"}  internal; stops nothing
    ASSIGNED = "assigned"  # {"role"?, "assignee"?}  assignee is a staff address; stops the pick-up clock
    TRIAGED = "triaged"  # {"kind"?, "impact"?, "urgency"?, "priority"?, "category"?, "product"?, "service"?, "covered"?, "reason"}
    STATE = "state"  # {"to": State, "reason"?: PendingReason, "missing"?: [what the customer is asked for]}
    FORWARDED = "forwarded"  # {"to": name in the plan, "address", "text"?}  passed on outside the desk (IV-11, INF-13)
    RESPONSE = (
        "response"  # {"reason": PendingReason, "text"}  what the customer wrote when we waited for his word, verbatim
    )
    AGREED = (
        "agreed"  # {"reason": PendingReason, "text"}  what was agreed with the customer, as staff records it (IV-13)
    )
    UNSOLVABLE = (
        "unsolvable"  # {"text", "reason": PendingReason}  waits for the customer's word on it (desk/unsolvable)
    )
    ROOT_CAUSE = "root-cause"  # {"text", "established": instant}  may lie in the past, not before receipt (S18)
    WORKAROUND = "workaround"  # {"text"}  stops the resolution clock (IV-48)
    RESOLVED = "resolved"  # {"text"}
    REOPENED = "reopened"  # {}  begins a new epoch (S23)
    CLOSED = "closed"  # {"reason"?, "excluded"?: bool}  excluded from compliance: it was never ours to solve (INF-13)
    STOPPED = "stopped"  # {"clock", "due", "verdict", "elapsed", "late", "cause"}  the verdict on record (desk/record)
    BREACHED = "breached"  # {"clock", "due", "by": "time" | "re-prioritisation" | ...}  (desk/record)
    TOLD = "told"  # {"step", "clock", "due", "purpose", "to": [addresses]}  an empty `to`: nobody could be reached
    ESCALATED = "escalated"  # {"by": address}  a party of the ticket asks for it (IV-24, desk/request)
    SPECIALIST = "specialist"  # {"text"}  a meeting with specialists is asked for (INF-34, desk/request)
    WEEKEND = (
        "weekend"  # {"saturday", "to": Standing, "agent"?, "reason"?, "clause"?, "earliest"?, "used"?}  (desk/weekend)
    )
    APPOINTMENT = (
        "appointment"  # {"to": Word, "starts"?, "ends"?, "uid"?, "sequence"?, "local"?, "by"?}  (desk/appointment)
    )
    ACKNOWLEDGED = "acknowledged"  # {"clock"?}  somebody took notice: the ladder stops (desk/escalation)
    UNDELIVERABLE = "undeliverable"  # {"address", "status", "action", "message_id", "member"?}
    RECALCULATED = "recalculated"  # {"clock", "was", "now", "why"}  calendar or holiday edit (S24)
    LINKED = "linked"  # {"ticket", "relation", "received"?: instant}  the start a merged ticket brings along (S26)
    TERMINATED = (
        "terminated"  # {"ends", "missed"?, "until"?, "clause"?}  notice that ends the contract (desk/termination)
    )
    TAGGED = "tagged"  # {"tag", "text"}  a tag that staff gives, beside those of rules (desk/disaster)
    CONTINUED = "continued"  # {"ends"}  that notice was withdrawn
    PARTICIPANT = "participant"  # {"address", "name"}
    PARTNER_NUMBER = (
        "partner-number"  # {"party", "title", "number", "key", "gone"?: bool}  what a party calls it (desk/partner)
    )


@dataclass(frozen=True, slots=True)
class Event:
    """One fact. `occurred` is when it took effect, `recorded` when we wrote it; both aware UTC.

    `actor` is an address or "mailtriage"; `authority` says why we believed it ("token", "command line",
    "rule stranger", ...). `message` is the stored message behind it, if any. `seq` orders events of one instant.
    """

    kind: EventKind
    occurred: datetime
    recorded: datetime
    actor: str = "mailtriage"
    authority: str = ""
    message: int | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    seq: int = 0

    def text(self, key: str) -> str:
        """A text field of `data`; empty when absent."""
        value = self.data.get(key)
        return value if isinstance(value, str) else ""

    def instant(self, key: str) -> datetime | None:
        """An instant of `data`; None when absent. ValueError for text that is none."""
        value = self.text(key)
        return datetime.fromisoformat(value) if value else None
