"""How to reach a mail server: plain values that the configuration fills and the network modules use."""

from dataclasses import dataclass
from enum import StrEnum


class Tls(StrEnum):
    """implicit: TLS from the first octet (993, 465). starttls: upgrade or fail, never plain. none: loopback only."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True, repr=False)
class OAuth:
    """Where to get an access token (RFC 6749): refresh_token grant, or client_credentials when that is empty."""

    token_url: str
    client_id: str
    client_secret: str = ""
    refresh_token: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Server:
    """An IMAP or submission server and our login there. `ca_file` adds to the system's authorities."""

    host: str
    port: int
    tls: Tls = Tls.IMPLICIT
    username: str = ""
    password: str = ""
    oauth: OAuth | None = None
    ca_file: str = ""

    @property
    def where(self) -> str:
        """Host and port, as our sentences name the server."""
        return f"{self.host}:{self.port}"

    def __repr__(self) -> str:
        """Never shows a secret: this value turns up in errors and logs."""
        return f"Server({self.host}:{self.port}, {self.tls}, {self.username})"
