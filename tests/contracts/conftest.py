"""A desk of its own for each test, cheap: the configuration is read once, the database's tables are made once."""

import shutil
from pathlib import Path

import pytest

from configured import a_configuration, loaded
from deskwork import Desk
from mailtriage.config.installation import Installation
from mailtriage.store.database import Database
from mailtriage.store.migration import upgrade


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The shipped configuration as it is."""
    return loaded(a_configuration(tmp_path_factory.mktemp("contracts")))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables, to be copied."""
    path = tmp_path_factory.mktemp("contracts") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture
def desk(installation: Installation, empty_database: Path, tmp_path: Path) -> Desk:
    """A desk on the shipped configuration that nobody has written to yet."""
    path = tmp_path / "mailtriage.sqlite"
    shutil.copyfile(empty_database, path)
    return Desk(installation, path)
