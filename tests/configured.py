"""The shipped configuration, copied to be changed, and its secrets."""

import shutil
from pathlib import Path

from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.config.locate import shipped

SECRETS = {
    "MAILTRIAGE_MAILBOX_NL_PASSWORD": "a",
    "MAILTRIAGE_MAILBOX_DA_PASSWORD": "b",
    "MAILTRIAGE_SUBMISSION_PASSWORD": "c",
    "MAILTRIAGE_TOKEN_KEYS": "1 " + "0f" * 32,
}


def a_configuration(directory: Path) -> Path:
    """The shipped configuration below a directory, without what a run may have left beside it."""
    there = directory / "config"
    shutil.copytree(shipped("config"), there, ignore=shutil.ignore_patterns("*.sqlite3*", "credentials"))
    return there


def change(directory: Path, file: str, here: str, there: str) -> None:
    """Replace the first occurrence of a text, which must be there."""
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert here in text, f"the shipped configuration has changed: {here}"
    path.write_text(text.replace(here, there, 1), encoding="utf-8")


def loaded(directory: Path) -> Installation:
    """The installation of a directory that has no problem."""
    installation, problems = load(directory, SECRETS)
    assert problems == ()
    assert installation is not None
    return installation
