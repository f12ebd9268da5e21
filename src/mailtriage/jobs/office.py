"""What every job works with: the installation, its database, its templates, and a clock."""

import socket
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from jinja2 import Environment

from mailtriage.clock import Clock
from mailtriage.config.installation import Installation
from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Staff
from mailtriage.errors import Permanent
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
        """The token keys. Permanent without them: what only reads can do without, and nothing else."""
        if self.installation.keys is None:
            raise Permanent(
                "the secret token-keys is missing: mailtriage cannot sign what it sends. Put it where `check` says."
            )
        return self.installation.keys

    @cached_property
    def staff_addresses(self) -> frozenset[str]:
        """Everybody of ours under any contract, lower case."""
        teams = (self.installation.staff, *(c.staff for c in self.installation.contracts.values()))
        roles = [role for team in teams for role in team.roles.values()]
        return frozenset(p.key for role in roles for p in (*role.members, *role.deputies))

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
