"""Where the database is; its password is a secret and comes apart."""

from pathlib import Path
from urllib.parse import urlsplit

from mailtriage.config.names import Place
from mailtriage.config.problem import Problem

SQLITE = "sqlite:///"


def url(directory: Path, written: str) -> str:
    """A relative SQLite path counts from the configuration directory, not from wherever a command was typed."""
    if not written.startswith(SQLITE):
        return written
    return SQLITE + str((directory / written.removeprefix(SQLITE)).absolute())


def problems(written: str, place: Place) -> list[Problem]:
    """A database that cannot be meant, or one with its password in the open."""
    if not written.startswith((SQLITE, "postgresql://")):
        return [
            place.says(f'"{written}" is no database of ours', "write sqlite:///FILE or postgresql://USER@HOST/NAME")
        ]
    if urlsplit(written).password:
        hint = "put it into the credential database-password or MAILTRIAGE_DATABASE_PASSWORD"
        return [place.says("a secret must not stand in a file", hint)]
    return []
