"""One installation as plain values: what the files of a configuration directory add up to once nothing is wrong.

Every name that one value uses for another (a calendar, a role, a contract) has been checked: looking it up works.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from mailtriage.config.problem import Problem
from mailtriage.config.sheet import Sheet
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Person, Staff
from mailtriage.mail.token import Keys
from mailtriage.triage.rulebook import Rulebook
from mailtriage.wire.account import Server


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One support mailbox and what arrives there.

    `addresses` are the support addresses it receives, lower case; `sender` is the one we write under. Mail received
    before `intake_from` stays where it is. `size_limit` is in octets. `strangers` names the contract for senders no
    contract knows; empty holds their mail. `via_lists` are the organisation's own groups in front of the mailbox.
    """

    name: str
    server: Server
    addresses: tuple[str, ...]
    sender: str
    sender_name: str
    language: str
    intake_from: datetime
    source: str = "INBOX"
    processed: str = "Processed"
    quarantine: str = "Quarantine"
    oversize: str = "Oversize"
    size_limit: int = 26_214_400
    idle: bool = True
    poll: timedelta = timedelta(seconds=60)
    trusted_authserv_ids: frozenset[str] = frozenset()
    unauthenticated_staff: bool = False
    strangers: str = ""
    via_lists: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Desk:
    """The support organisation itself. `domain` stands behind the @ of our Message-IDs; `prefix` makes `T-1042`.

    `first_line` is the role that hears about tickets no contract has a first line for: strangers, held mail."""

    name: str
    prefix: str
    zone: str
    language: str
    domain: str
    operators: tuple[Person, ...]
    first_line: str = "first-line"


@dataclass(frozen=True, slots=True)
class Submission:
    """The server that takes our mail (RFC 6409). `reverse_path` receives the bounces; empty: the mailbox's own sender."""

    server: Server
    reverse_path: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The brakes: how many automatic responses go out within `window` before silence and a digest for the operators.

    The `known` ones count for new requests of senders that a contract knows, each different from the others (INF-04).

    `digest_from` steps for one person at once become one mail. A mail is offered to the submission server for
    `deliver_for` before it counts as undeliverable. A reply token is good for `token_life`.
    """

    per_sender: int = 10
    per_ticket: int = 5
    overall: int = 500
    per_known_sender: int = 200
    overall_known: int = 5000
    window: timedelta = timedelta(hours=24)
    digest_from: int = 5
    deliver_for: timedelta = timedelta(days=4)
    token_life: timedelta = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything the jobs need to know. `plans` are titles by name. `sheets` holds, per contract and version of its terms, each value's origin.

    `template_directories` come first to last: an operator's own, then the shipped one. `warnings` refuse nothing.
    `database_url` never holds the password. `keys` is None only when the token keys are missing, which is a problem `load` has reported.
    """

    directory: Path
    desk: Desk
    mailboxes: Mapping[str, Mailbox]
    submission: Submission
    database_url: str
    calendars: Mapping[str, Calendar]
    contracts: Mapping[str, Contract]
    plans: Mapping[str, str]
    staff: Staff
    rulebook: Rulebook
    keys: Keys | None
    template_directories: tuple[Path, ...]
    database_password: str = field(default="", repr=False)
    limits: Limits = field(default_factory=Limits)
    sheets: Mapping[str, tuple[Sheet, ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every support address, lower case: mail from one of these is our own coming back."""
        return frozenset(a for mailbox in self.mailboxes.values() for a in (*mailbox.addresses, mailbox.sender))


def loopback_only(installation: Installation) -> bool:
    """Whether every mail server is this very machine, and so `run --clock` may pretend another time (DESIGN 10).

    Only addresses and the name `localhost` count: any other name may resolve to anything tomorrow.
    """
    servers = [mailbox.server for mailbox in installation.mailboxes.values()]
    return all(_loopback(server.host) for server in (*servers, installation.submission.server))


def _loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
