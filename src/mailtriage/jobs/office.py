"""What every job works with: the installation, its database, its templates, and a clock."""

import socket
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from jinja2 import Environment

from mailtriage.clock import Clock
from mailtriage.config.installation import Installation
from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Staff
from mailtriage.mail.token import Keys
from mailtriage.store.database import Database, Session


@dataclass(frozen=True)
class Office:
    """One running installation. Jobs get the time from `now` and nowhere else; leases take the real time."""

    installation: Installation
    database: Database
    templates: Environment
    clock: Clock
    worker: str = ""

    def now(self) -> datetime:
        """The present instant of contract time."""
        return self.clock.now()

    @property
    def keys(self) -> Keys:
        """The token keys; an installation without them is refused before an office is made."""
        assert self.installation.keys is not None
        return self.installation.keys

    def contract(self, name: str) -> Contract | None:
        """A contract by its name; None when it is gone from the configuration or there never was one."""
        return self.installation.contracts.get(name)

    def zone(self, contract: Contract | None) -> ZoneInfo:
        """The zone whose local dates decide: the contract's, else the desk's."""
        return ZoneInfo(contract.versions[-1].zone if contract else self.installation.desk.zone)

    def staff(self, contract: Contract | None) -> Staff:
        """Who works on a contract: its own roles over the desk's."""
        return contract.staff if contract else self.installation.staff


def worker_name(pid: int) -> str:
    """This process among the nodes that share a database."""
    return f"{socket.gethostname()}:{pid}"


@dataclass(frozen=True)
class Moment:
    """One transaction at one instant of contract time: what is read and written in it happens together, or not at all.

    `writes` is False where nothing may be written or locked (`explain`).
    """

    office: Office
    session: Session
    now: datetime
    writes: bool = True
