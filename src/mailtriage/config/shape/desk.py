"""The shape of mailtriage.toml: the desk, its people and roles, its mailboxes, submission, store and limits."""

from typing import Literal

from pydantic import Field

from mailtriage.config.shape.scalar import (
    Address,
    Count,
    Domain,
    Duration,
    Line,
    Moment,
    Name,
    Port,
    Prefix,
    Size,
    Strict,
    SupportAddress,
    Zone,
)

Tls = Literal["implicit", "starttls", "none"]


class OAuth(Strict):
    """Login with an access token (RFC 6749, RFC 7628) instead of a password; its secrets are credentials."""

    token_url: str
    client_id: str
    scope: str = ""
    grant: Literal["refresh-token", "client-credentials"] = "refresh-token"


class Server(Strict):
    """A mail server and our login there; the password is a credential, never a key of this table."""

    host: Line
    port: Port
    tls: Tls = "implicit"
    username: str = ""
    ca_file: str = ""
    oauth: OAuth | None = None


class Mailbox(Server):
    """A support mailbox."""

    addresses: list[SupportAddress] = Field(min_length=1)
    sender: SupportAddress | None = None
    sender_name: Line
    language: Name
    intake_from: Moment
    source: Line = "INBOX"
    processed: Line = "Processed"
    quarantine: Line = "Quarantine"
    oversize: Line = "Oversize"
    size_limit: Size = "25 MiB"
    idle: bool = True
    poll: Duration = "60s"
    trusted_authserv_ids: list[Line] = Field(default=[])
    unauthenticated_staff: bool = False
    strangers: str = ""
    via_lists: list[Address] = Field(default=[])


class Submission(Server):
    """The server that takes our mail."""

    reverse_path: SupportAddress | None = None


class Desk(Strict):
    """The support organisation."""

    name: Line
    prefix: Prefix = "T"
    zone: Zone
    language: Name
    domain: Domain
    operators: list[str] = Field(min_length=1)
    first_line: Name = "first-line"


class Store(Strict):
    """The database."""

    database: str


class Person(Strict):
    """Somebody of our side."""

    name: Line
    address: Address
    language: Name | None = None


class Role(Strict):
    """A role or support group: who is told, and who instead."""

    members: list[str] = Field(min_length=1)
    deputies: list[str] = Field(default=[])
    label: dict[Name, Line] = Field(default={})
    clause: str = ""


class Limits(Strict):
    """The brakes on what we send."""

    per_sender: Count = 10
    per_ticket: Count = 5
    overall: Count = 500
    per_known_sender: Count = 200
    overall_known: Count = 5000
    window: Duration = "24h"
    digest_from: Count = 5
    deliver_for: Duration = "4d"
    token_life: Duration = "400d"  # noqa: S105 (a duration)


class DeskFile(Strict):
    """mailtriage.toml."""

    desk: Desk
    store: Store
    mailbox: dict[Name, Mailbox] = Field(min_length=1)
    submission: Submission
    person: dict[Name, Person] = Field(min_length=1)
    role: dict[Name, Role] = Field(min_length=1)
    limits: Limits = Limits()
