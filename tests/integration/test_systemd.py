"""The daemon under systemd: what it tells its manager, where its secrets come from, and the unit that ships with it."""

import os
import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from installations import Site, a_daemon, an_installation
from mailtriage.cli.main import cli
from mailtriage.config.checking import check
from mailtriage.config.locate import shipped
from mailtriage.config.secrets import FOLDER
from servers.dovecot import Dovecot
from servers.process import wait_until
from servers.sink import Sink

UNIT = shipped("systemd") / "mailtriage.service"
PROGRAM = "/opt/mailtriage/bin/mailtriage"
ORDERLY = 10  # seconds the daemon may take to end


class Manager:
    """Listens where systemd would, and remembers what it was told."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._channel = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._channel.bind(address.replace("@", "\0", 1))
        self._channel.setblocking(False)
        self._told: list[str] = []

    def told(self) -> list[str]:
        """Everything so far, in order."""
        while True:
            try:
                self._told.append(self._channel.recv(4096).decode())
            except BlockingIOError:
                return list(self._told)

    def wait_for(self, state: str, times: int = 1) -> None:
        """TimeoutError unless it is told this state so often."""
        wait_until(lambda: self.told().count(state) >= times, lambda: f"no {times} {state} in {self.told()}")

    def close(self) -> None:
        self._channel.close()


@pytest.fixture(params=["a file", "an abstract name"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    """A manager on either kind of socket that sd_notify(3) knows."""
    named = str(tmp_path / "notify") if request.param == "a file" else f"@mailtriage-test-{os.getpid()}"
    manager = Manager(named)
    yield manager
    manager.close()


@pytest.fixture
def site(tmp_path: Path, dovecot: Dovecot, sink: Sink) -> Site:
    """An installation whose mail servers run."""
    return an_installation(tmp_path / "site", dovecot, sink)


def test_systemd_hears_that_the_daemon_is_ready_then_that_it_lives_and_at_last_that_it_stops(
    site: Site, manager: Manager
) -> None:
    environment = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "1000000"}
    with a_daemon(site, environment=environment):
        manager.wait_for("WATCHDOG=1", times=3)
    told = manager.told()
    assert told[0] == "READY=1"
    assert told.count("READY=1") == told.count("STOPPING=1") == 1
    assert set(told) == {"READY=1", "WATCHDOG=1", "STOPPING=1"}


def test_a_daemon_that_refuses_to_run_never_says_that_it_is_ready(
    site: Site, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
    (site.directory / FOLDER / "token-keys").unlink()
    assert "token-keys" in site.run("run", code=1).stderr
    assert manager.told() == []


def test_the_watchdog_of_another_process_is_left_to_that_process(site: Site, manager: Manager) -> None:
    environment = {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": "200000", "WATCHDOG_PID": "1"}
    with a_daemon(site, environment=environment) as daemon:
        daemon.wait_for("mailbox attended", times=2)
    assert manager.told() == ["READY=1", "STOPPING=1"]


def test_without_systemd_the_daemon_runs_all_the_same(site: Site) -> None:
    with a_daemon(site, environment={"NOTIFY_SOCKET": "/nobody/listens", "WATCHDOG_USEC": "no number"}) as daemon:
        daemon.wait_for("mailbox attended", times=2)


def test_the_credentials_systemd_hands_over_win_over_those_beside_the_files(site: Site, tmp_path: Path) -> None:
    handed = tmp_path / "credentials"
    shutil.copytree(site.directory / FOLDER, handed)
    for secret in (site.directory / FOLDER).iterdir():
        secret.write_text("1 " + "ff" * 32 if secret.name == "token-keys" else "wrong")
    with a_daemon(site, environment={"CREDENTIALS_DIRECTORY": str(handed)}) as daemon:
        for name in ("nl", "da"):
            daemon.wait_for("mailbox attended", mailbox=name)


def test_the_credentials_systemd_hands_over_are_enough(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.directory / FOLDER).rename(tmp_path / "credentials")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    assert site.json("check")["problems"] == []


def test_the_unit_loads_every_secret_the_shipped_configuration_names(tmp_path: Path) -> None:
    report = check(_copied(shipped("config"), tmp_path / "config"), {})
    loaded = dict(line.split(":", 1) for line in _unit()["LoadCredential"])
    assert set(loaded) == {problem.key for problem in report.problems}
    assert all(path == f"/etc/mailtriage/{FOLDER}/{name}" for name, path in loaded.items())


def test_the_unit_calls_commands_and_options_that_exist() -> None:
    unit = _unit()
    called = [line.split() for line in (*unit["ExecStartPre"], *unit["ExecStart"])]
    assert {program for program, *_ in called} == {PROGRAM}
    assert [words for _, *words in called][-1] == ["run"]
    for _, *words in called:
        assert CliRunner().invoke(cli, [*words, "--help"]).exit_code == 0, words


def test_the_unit_lets_the_daemon_finish_and_starts_it_again_when_it_fails() -> None:
    unit = _unit()
    assert unit["Type"] == ["notify"]
    assert int(unit["TimeoutStopSec"][0]) > ORDERLY
    assert int(unit["WatchdogSec"][0]) > 0
    assert (unit["Restart"], unit["StartLimitIntervalSec"]) == (["on-failure"], ["0"])


def test_the_unit_gives_the_daemon_one_directory_to_write_and_no_privilege() -> None:
    unit = _unit()
    expected: Mapping[str, Sequence[str]] = {
        "User": ["mailtriage"],
        "StateDirectory": ["mailtriage"],
        "StateDirectoryMode": ["0700"],
        "UMask": ["0077"],
        "NoNewPrivileges": ["yes"],
        "CapabilityBoundingSet": [""],
        "ProtectSystem": ["strict"],
        "ProtectHome": ["yes"],
        "MemoryDenyWriteExecute": ["yes"],
        "RestrictAddressFamilies": ["AF_INET AF_INET6 AF_UNIX"],
        "SystemCallFilter": ["@system-service", "~@privileged @resources"],
    }
    assert {key: unit[key] for key in expected} == expected
    assert "ReadWritePaths" not in unit


def test_systemd_has_no_complaint_about_the_unit(tmp_path: Path) -> None:
    """Where systemd is not installed its lines must at least be sections, comments and settings."""
    copy = tmp_path / "mailtriage.service"
    copy.write_text(UNIT.read_text().replace(PROGRAM, sys.executable))
    analyse = shutil.which("systemd-analyze")
    if analyse is None:
        assert all(key.isalnum() for key in _unit())
        return
    said = subprocess.run([analyse, "verify", str(copy)], capture_output=True, text=True, check=False)
    complaints = [line for line in (said.stdout + said.stderr).splitlines() if copy.name in line]
    assert complaints == []


def _unit() -> dict[str, list[str]]:
    """Every setting of the unit with its values in order; a repeated one adds to those before."""
    settings: dict[str, list[str]] = defaultdict(list)
    for line in UNIT.read_text().splitlines():
        if line and line[0] not in "#[":
            key, _, value = line.partition("=")
            settings[key].append(value)
    return dict(settings)


def _copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(FOLDER))
    return target
