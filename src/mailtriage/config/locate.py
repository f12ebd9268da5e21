"""Where the configuration directory is, and where the trees are that travel with the program.

A directory named by the operator must exist; falling through to another one would run the wrong desk. The shipped
example serves only commands that need no mailbox, which ask for it with `or_shipped`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from mailtriage.errors import Permanent

VARIABLE = "MAILTRIAGE_CONFIG"
_PACKAGE = Path(__file__).parents[1]
_OURS = ("mailtriage.toml", "calendars.toml")


def config_directory(option: str | None, environment: Mapping[str, str] = os.environ) -> Path:
    """`--config`, else `$MAILTRIAGE_CONFIG`, else `./config`, else `/etc/mailtriage`. Permanent if there is none.

    `./config` counts only with one of our files in it: many programs have a directory of that name.
    """
    named = option or environment.get(VARIABLE)
    if named:
        if not Path(named).is_dir():
            raise Permanent(f"{named} is not a directory; --config or ${VARIABLE} must name one")
        return Path(named)
    for usual in (Path("config"), Path("/etc/mailtriage")):
        if _is_ours(usual):
            return usual
    raise Permanent(
        f"no configuration that can be read: name one with --config or ${VARIABLE}, or start one with mailtriage init DIR"
    )


def _is_ours(directory: Path) -> bool:
    try:
        return any((directory / name).is_file() for name in _OURS)
    except PermissionError:  # sudo starts us where the caller stood, which may be closed to us
        return False


def or_shipped(option: str | None, environment: Mapping[str, str] = os.environ) -> Path:
    """As `config_directory`, but the shipped example where the operator has no configuration and named none."""
    try:
        return config_directory(option, environment)
    except Permanent:
        if option or environment.get(VARIABLE):
            raise
        return shipped("config")


def shipped(tree: Literal["config", "templates", "systemd"]) -> Path:
    """A tree that travels with the program: in the wheel beside the code, in a checkout at its top."""
    installed = _PACKAGE / "_shipped" / tree
    return installed if installed.is_dir() else _PACKAGE.parents[1] / tree
