"""Nothing of the private servers can be reached from outside, runs as root, or outlives the test run."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from servers.chasquid import Chasquid
from servers.dovecot import Dovecot
from servers.ports import LOOPBACK, listeners
from servers.postgres import Postgres
from servers.process import wait_until


@pytest.fixture(params=["dovecot", "chasquid", "postgres"])
def pids(request: pytest.FixtureRequest) -> Callable[[], list[int]]:
    """The processes of each server in turn."""
    server: Dovecot | Chasquid | Postgres = request.getfixturevalue(request.param)
    return server.pids


def test_no_server_listens_outside_loopback(pids: Callable[[], list[int]]) -> None:
    heard = listeners(pids())

    assert heard
    assert {address for address, _ in heard} == {LOOPBACK}
    assert all(port >= 20_000 for _, port in heard)


def test_no_server_runs_as_root(pids: Callable[[], list[int]]) -> None:
    assert all(Path(f"/proc/{pid}").stat().st_uid != 0 for pid in pids())


def test_a_listener_on_every_interface_would_be_seen() -> None:
    with socket.create_server(("", 0)) as server:
        assert ("0.0.0.0", server.getsockname()[1]) in listeners([os.getpid()])


def test_the_servers_die_with_a_killed_test_run() -> None:
    program = (
        "import sys, time; from servers.dovecot import Dovecot; from servers.chasquid import Chasquid;"
        "from servers.postgres import Postgres; d = Dovecot(); d.start(); c = Chasquid(d); c.start(); p = Postgres(); p.start();"
        "print(*d.pids(), *c.pids(), *p.pids(), flush=True); print(d.directory, c.directory, p.directory, flush=True);"
        "time.sleep(60)"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "tests"}
    )
    assert run.stdout is not None
    pids = [int(pid) for pid in run.stdout.readline().split()]
    directories = [Path(name.decode()) for name in run.stdout.readline().split()]

    run.send_signal(signal.SIGKILL)
    run.wait()

    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), lambda: f"{pids} live on")
    for directory in directories:
        subprocess.run(["rm", "-r", str(directory)], check=True)
