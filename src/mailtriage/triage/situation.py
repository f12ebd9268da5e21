"""Everything known about one inbound message when the decision about it is made: values only."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Person, Proof, Staff
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.weekend import Weekend
from mailtriage.mail.identity import Authentication
from mailtriage.mail.message import Message
from mailtriage.mail.token import Reply
from mailtriage.triage.partner_number import Said
from mailtriage.triage.rulebook import Reading


class Evidence(StrEnum):
    """How a message claims to belong to a ticket, strongest first.

    token: signed by us for this very sender. sent: it refers to a mail we sent to this very sender.
    invitation: it is a calendar's answer that names an appointment of ours; good for nothing else.
    reference: it refers to a message of the ticket. number: it names the number in its subject.
    partner-number: a party names the number that it calls the ticket by in its own system.
    """

    TOKEN = "token"  # noqa: S105 - no secret
    SENT = "sent"
    REFERENCE = "reference"
    NUMBER = "number"
    PARTNER_NUMBER = "partner-number"
    INVITATION = "invitation"


@dataclass(frozen=True)
class Claim:
    """A ticket the message claims; `reply` is what its token says a reply means, if it has one.

    `party` and `number` are whose number it names and which, where that is the evidence ("the number CASE-7 of Microsoft").
    """

    ticket: Ticket
    evidence: Evidence
    reply: Reply | None = None
    contract: Contract | None = None
    party: str = ""
    number: str = ""

    @property
    def basis(self) -> str:
        """The evidence, in words where there are some."""
        return self.number or self.evidence.value


@dataclass(frozen=True)
class BouncedMail:
    """The mail of ours a delivery status notification is about, and which recipients failed (address, status, action).

    `known`: that this does not arrive was known before. `also`: the further tickets that a digest was about.
    `member`: whom the report names instead of the address we wrote to, one of those it stands for.
    """

    ticket: Ticket | None
    message_id: str
    purpose: str
    failed: tuple[tuple[str, str, str], ...]
    contract: Contract | None = None
    known: bool = False
    also: tuple[int, ...] = ()
    member: str = ""


@dataclass(frozen=True)
class Situation:
    """One message, its reading, and what the store knows about it.

    `why_silent` says why it may not be answered, empty when it may; `why_never_opens` likewise for opening a ticket.
    `said` are the ticket numbers of others that it carries. `repeats_id`: an earlier message bore the same Message-ID and said something else.
    `judged` is what our own server says about the sender; `suspect` says why it is held without an answer (spam, failed DMARC). `staff` is who works here;
    `weekends` are those of the contracts it may concern; `rivals` the customer's other contracts in force. `trusted_staff` whether staff mail of this mailbox counts (DESIGN section 7).
    """

    message: Message
    reading: Reading
    mailbox: str
    received: datetime
    now: datetime
    day: date
    proof: Proof
    staff: Staff
    language: str
    first_line: str
    trusted_staff: bool = False
    automatic: str = ""
    why_silent: str = ""
    why_never_opens: str = ""
    suspect: str = ""
    judged: Authentication = field(default_factory=Authentication)
    claims: tuple[Claim, ...] = ()
    bounced: BouncedMail | None = None
    is_bounce: bool = False
    own_addresses: frozenset[str] = frozenset()
    strangers: Contract | None = None
    weekends: tuple[Weekend, ...] = ()
    rivals: tuple[str, ...] = ()
    repeats_id: bool = False
    said: tuple[Said, ...] = ()

    @property
    def sender(self) -> Person:
        """Whom the message says it is from."""
        return Person(self.message.from_.name, self.message.from_.address)

    def is_own(self, address: str) -> bool:
        """Whether an address is one of our support addresses, with or without a tag behind a plus sign."""
        local, _, domain = address.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" in self.own_addresses
