"""What the stories share: a mail server for the domains of the shipped configuration, and a town around an installation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from correspondence import Town
from installations import DOMAINS, an_installation
from servers.chasquid import Chasquid
from servers.dovecot import Dovecot


@pytest.fixture(scope="session")
def chasquid(dovecot: Dovecot) -> Iterator[Chasquid]:
    """The MTA between the installations and everybody they write to, for the whole run."""
    with Chasquid(dovecot, domains=DOMAINS) as server:
        yield server


@pytest.fixture
def town(tmp_path: Path, dovecot: Dovecot, chasquid: Chasquid) -> Town:
    """An installation with an empty SQLite database, and its people with empty mailboxes."""
    return Town(an_installation(tmp_path / "site", dovecot, chasquid), dovecot, chasquid)
