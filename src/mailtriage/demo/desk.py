"""The demonstration's configuration: the shipped plans, customers, rules and calendars, on the demonstration's servers."""

import os
import secrets
import shutil
from datetime import datetime
from importlib import resources
from pathlib import Path
from string import Template

from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.config.locate import shipped
from mailtriage.demo.servers import Ports
from mailtriage.errors import Permanent

PASSWORD = "only-on-this-machine"  # noqa: S105 - both servers listen on loopback and end with the show
USERS = {"nl": PASSWORD, "da": PASSWORD}
ADDRESSES = {
    "support@helpdesk.example": "nl",
    "servicedesk@helpdesk.example": "nl",
    "support@hjaelp.example": "da",
    "kundeservice@hjaelp.example": "da",
}


def write_desk(directory: Path, ports: Ports, starts: datetime) -> None:
    """Write the configuration directory of the show; mail from `starts` on is taken in."""
    shutil.copytree(shipped("config"), directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sqlite3*"))
    template = Template(resources.files("mailtriage.demo").joinpath("desk.toml").read_text(encoding="utf-8"))
    text = template.substitute(imap=ports.imap, smtp=ports.smtp, intake_from=starts.isoformat())
    (directory / "mailtriage.toml").write_text(text, encoding="utf-8")
    credentials = directory / "credentials"
    credentials.mkdir(mode=0o700, exist_ok=True)
    secrets_ = {
        "mailbox-nl-password": PASSWORD,
        "mailbox-da-password": PASSWORD,
        "token-keys": f"1 {secrets.token_hex(32)}",
    }
    for name, value in secrets_.items():
        path = credentials / name
        path.touch(mode=0o600)
        path.write_text(value + "\n", encoding="utf-8")


def read_desk(directory: Path) -> Installation:
    """The configuration just written; Permanent, with every problem, when an override in it is wrong."""
    found, problems = load(directory, os.environ)
    if found is None or problems:
        raise Permanent("the demonstration's configuration is wrong: " + "; ".join(map(str, problems)))
    return found
