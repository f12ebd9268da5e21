"""Test installations: the shipped configuration on private servers, and the daemon as a process of its own.

Every installation has its own people: `jan.dewit@waterland.example` of the shipped files is `jan.dewit.7@waterland.example`
in installation 7, in all files alike, so that installations share servers without seeing each other's mail.
"""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

from mailtriage.config.locate import shipped
from mailtriage.config.secrets import FOLDER, KEYS
from mailtriage.store.database import Database
from mailtriage.store.migration import upgrade
from servers.chasquid import Chasquid
from servers.dovecot import PASSWORD, Dovecot
from servers.process import wait_until
from servers.sink import Sink

DOMAINS = (
    *("helpdesk.example", "hjaelp.example", "staff.example"),
    *("waterland.example", "nordhavn.example", "rivierenland.example", "zonneveld.example"),
    *(
        "devries.example",
        "fjordmoellen.example",
        "noordzee.example",
        "peeters.example",
        "claes.example",
        "xurrent.example",
    ),
)
"""Those of the shipped configuration in which somebody reads mail; a Chasquid for installations serves them."""

INTAKE_FROM = datetime.fromisoformat("2026-01-01T00:00:00+01:00")
_ADDRESS = re.compile(r"\b([\w.-]+)@([\w-]+\.example)\b")
_lanes = count(1)
_ORDERLY = 10.0  # seconds in which the daemon must end
_PATIENCE = 60.0  # a shared machine may be slow; only failures wait so long

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Site:
    """One installation: its configuration `directory`, its database, and the number that marks its people."""

    directory: Path
    lane: int
    database_url: str

    def address(self, shipped_address: str) -> str:
        """The address that stands for one of the shipped configuration, or any other."""
        return _ADDRESS.sub(rf"\1.{self.lane}@\2", shipped_address)

    def people(self) -> set[str]:
        """Everybody whom the configuration names and whose mail a server of ours takes."""
        texts = [path.read_text() for path in self.directory.rglob("*.toml") if path.name != "rules.toml"]
        found = {match.group() for text in texts for match in _ADDRESS.finditer(text)}
        return {address for address in found if address.partition("@")[2] in DOMAINS}

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A whole table of the database, in the order of its rows."""
        database = Database(self.database_url)
        with database.read() as session:
            found = [dict(row._mapping) for row in session.exec_driver_sql(f"SELECT * FROM {table}")]
        database.close()
        return sorted(found, key=lambda row: tuple(row.values())[:2])

    def change(self, statement: str) -> None:
        """Change the database behind the product's back: time that passed, damage that was done."""
        database = Database(self.database_url)
        with database.transaction() as session:
            session.exec_driver_sql(statement)
        database.close()

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command of mailtriage as a process; its exit code must be `code`."""
        done = subprocess.run(
            [sys.executable, "-m", "mailtriage", *words, "--config", str(self.directory)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done

    def json(self, *words: str) -> Any:
        """What a command prints with --json."""
        return json.loads(self.run(*words, "--json").stdout)


def an_installation(
    directory: Path,
    dovecot: Dovecot,
    post: Chasquid | Sink,
    *,
    database_url: str = "",
    changes: Changes | None = None,
) -> Site:
    """Write the shipped configuration for these servers and bring its database up to date.

    Two mailboxes, `nl` and `da`, without a server that vouches for senders, and so with `unauthenticated_staff`.
    `changes` are laid over mailtriage.toml, table by table.
    """
    site = Site(directory, next(_lanes), database_url or f"sqlite:///{directory / 'mailtriage.sqlite3'}")
    directory.mkdir(parents=True, exist_ok=True)
    for path in shipped("config").rglob("*.toml"):
        target = directory / path.relative_to(shipped("config"))
        target.parent.mkdir(exist_ok=True)
        target.write_text(site.address(path.read_text()))
    configure(site, _on_servers(site, dovecot, post))
    configure(site, changes or {})
    _keep_secrets(site)
    for domain in ("helpdesk.example", "hjaelp.example"):
        dovecot.add_user(site.address(f"support@{domain}"))
    database = Database(site.database_url)
    upgrade(database)
    database.close()
    return site


def configure(site: Site, changes: Changes) -> None:
    """Lay changes over mailtriage.toml; a value of None takes the key away."""
    file = site.directory / "mailtriage.toml"
    file.write_text("\n".join(_toml(_laid(tomllib.loads(file.read_text()), changes))) + "\n")


def _on_servers(site: Site, dovecot: Dovecot, post: Chasquid | Sink) -> dict[str, Any]:
    mailbox: dict[str, Any] = {
        "host": dovecot.host,
        "port": dovecot.port,
        "tls": "none",
        "intake_from": INTAKE_FROM,
        "trusted_authserv_ids": None,
        "unauthenticated_staff": True,
    }
    submission: dict[str, Any] = {"host": post.host, "port": post.port, "tls": "none"}
    if isinstance(post, Chasquid):
        submission |= {"port": post.tls_port, "tls": "implicit", "ca_file": str(post.certificate.chain)}
    return {
        "store": {"database": re.sub(r"(?<=//)([^:@/]+):[^@/]+@", r"\1@", site.database_url)},
        "mailbox": {"nl": dict(mailbox), "da": dict(mailbox)},
        "submission": submission,
    }


def _keep_secrets(site: Site) -> None:
    folder = site.directory / FOLDER
    folder.mkdir(mode=0o700)
    password = re.search(r"(?<=//)[^:@/]+:([^@/]+)@", site.database_url)
    secrets = dict.fromkeys(("mailbox-nl-password", "mailbox-da-password", "submission-password"), PASSWORD)
    secrets |= {KEYS: f"1 {'0f' * 32}"}
    secrets |= {"database-password": password.group(1)} if password else {}
    for name, secret in secrets.items():
        (folder / name).touch(mode=0o600)
        (folder / name).write_text(secret)


def _laid(table: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    laid = dict(table)
    for key, value in changes.items():
        laid[key] = _laid(laid.get(key, {}), value) if isinstance(value, Mapping) else value
    return {key: value for key, value in laid.items() if value is not None}


def _toml(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    if path:
        yield f"[{'.'.join(path)}]"
    yield from (f"{key} = {_value(value)}" for key, value in table.items() if not isinstance(value, dict))
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _toml(value, (*path, key))


def _value(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)


class Running:
    """A daemon that runs: what it has logged so far, each line as the facts it states."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def logged(self, event: str, **facts: object) -> list[dict[str, Any]]:
        """The lines of this event with these facts."""
        return [line for line in list(self.lines) if line["event"] == event and facts.items() <= line.items()]

    def wait_for(self, event: str, *, times: int = 1, seconds: float = _PATIENCE, **facts: object) -> dict[str, Any]:
        """The line of this event, as soon as it was logged so often; TimeoutError with the log if it never is."""
        wait_until(
            lambda: len(self.logged(event, **facts)) >= times or self.process.poll() is not None,
            lambda: f"no {event} {facts} in\n{self.log()}",
            seconds=seconds,
        )
        found = self.logged(event, **facts)
        assert len(found) >= times, f"the daemon ended without {event} {facts}:\n{self.log()}"
        return found[times - 1]

    def log(self) -> str:
        """Everything logged, for the message of a failing test."""
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in self.lines)

    def end(self) -> int:
        """Ask it to end, and return the exit code; an assertion fails when that takes longer than ten seconds."""
        self.process.terminate()
        try:
            self.process.wait(_ORDERLY)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"the daemon did not end within {_ORDERLY} s:\n{self.log()}") from None
        self._reader.join(_ORDERLY)
        return self.process.returncode

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.lines.append({"event": line.rstrip(), "level": "output"})


@contextmanager
def a_daemon(
    site: Site, *, clock: str = "", environment: Mapping[str, str] | None = None, killed: bool = False
) -> Iterator[Running]:
    """The real daemon as a process of its own, from its "started" until an orderly end, which must be one.

    `clock` is START,FACTOR for simulated time. `killed` ends it as a power cut would.
    """
    words = [sys.executable, "-m", "mailtriage", "run", "--config", str(site.directory)]
    process = subprocess.Popen(
        [*words, *(["--clock", clock] if clock else [])],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )
    running = Running(process)
    try:
        running.wait_for("started")
        yield running
        assert killed or running.end() == 0, running.log()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
