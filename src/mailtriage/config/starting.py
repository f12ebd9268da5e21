"""A new configuration directory: the shipped example, to be edited, and the one secret nobody should choose himself."""

import os
import secrets
from pathlib import Path

from mailtriage.config.locate import shipped
from mailtriage.config.secrets import FOLDER, KEYS
from mailtriage.errors import Permanent

_KEY_OCTETS = 32  # as many as the SHA-256 it is used with (RFC 2104, 3)


def start(directory: Path, *, beside: bool = False) -> tuple[Path, ...]:
    """Write the example and a token key; returns what was written. Files that are there stay as they are.

    Permanent for a directory that is not empty, unless `beside` allows it.
    """
    try:
        return tuple(_written(directory, beside=beside))
    except OSError as error:
        raise Permanent(f"cannot write to {directory}: {error.strerror}") from error


def _written(directory: Path, *, beside: bool) -> list[Path]:
    directory.mkdir(parents=True, exist_ok=True)
    if not beside and any(directory.iterdir()):
        raise Permanent(f"{directory} is not empty; --force writes what is missing and leaves the rest as it is")
    source, written = shipped("config"), []
    for path in sorted(source.rglob("*.toml")):
        target = directory / path.relative_to(source)
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
            written.append(target)
    return [*written, *_key(directory / FOLDER / KEYS)]


def _key(target: Path) -> list[Path]:
    """A new key readable by its owner alone, from its first octet on; an old key is never touched."""
    target.parent.mkdir(mode=0o700, exist_ok=True)
    if target.exists():
        return []
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"1 {secrets.token_hex(_KEY_OCTETS)}\n")
    return [target]
