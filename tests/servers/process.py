"""How a private server lives: as an unprivileged account, in a directory of its own, and never longer than the test run.

As root the servers run as `nobody`, otherwise as the caller; so there is one configuration for both. The kernel signals a
server when the process that started it dies (prctl(2), PR_SET_PDEATHSIG), even if that was by SIGKILL. It counts the
*thread* that started it: start servers from a thread that lasts.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

_PATIENCE = 15.0
_LOOK = 0.01


def account() -> pwd.struct_passwd:
    """Return the account servers run as. PostgreSQL and Dovecot's mail processes refuse to be root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def private_directory(name: str) -> Path:
    """Make a directory that only the servers' account (and root) can enter.

    Straight in /tmp, whatever TMPDIR says: socket paths end at 107 octets, and a private TMPDIR shuts `nobody` out.
    """
    directory = Path(tempfile.mkdtemp(prefix=f"mailtriage-{name}-", dir="/tmp"))
    hand_over(directory)
    return directory


def hand_over(path: Path) -> None:
    """Give a file, or a directory and all in it, to the servers' account."""
    if os.geteuid() == 0:
        for each in (path, *path.rglob("*")):
            shutil.chown(each, account().pw_uid, account().pw_gid)


def as_account(argv: Sequence[str], *, dying: signal.Signals = signal.SIGTERM) -> list[str]:
    """Return the command that runs `argv` as the servers' account and signals it when we die."""
    change = (
        [f"--reuid={account().pw_uid}", f"--regid={account().pw_gid}", "--clear-groups"] if os.geteuid() == 0 else []
    )
    return ["setpriv", *change, "--pdeathsig", dying.name.removeprefix("SIG"), *argv]


def wait_until(condition: Callable[[], bool], otherwise: Callable[[], str], *, seconds: float = _PATIENCE) -> None:
    """Look until the condition holds; after `seconds` raise TimeoutError with the sentence `otherwise` gives."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(otherwise())
        time.sleep(_LOOK)


class Process:
    """One server process with its children, and the log it writes."""

    def __init__(self, argv: Sequence[str], directory: Path, *, dying: signal.Signals = signal.SIGTERM) -> None:
        self._argv, self._directory, self._dying = list(argv), directory, dying
        self._log = directory / "output.log"
        self._leader: subprocess.Popen[bytes] | None = None

    def start(self, ready: Callable[[], bool]) -> None:
        """Start and wait until the server is ready; one that ends instead raises RuntimeError with its output."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": str(self._directory)}
        with self._log.open("ab") as log:
            leader = subprocess.Popen(
                as_account(self._argv, dying=self._dying),
                cwd=self._directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is for the test runner
            )
        self._leader = leader
        try:
            wait_until(lambda: leader.poll() is not None or ready(), self.output)
        except TimeoutError:
            self.kill()
            raise
        if leader.poll() is not None:
            raise RuntimeError(f"{self._argv[0]} did not start: {self.output()}")

    def pids(self) -> list[int]:
        """Return the server and all its descendants; empty when it does not run."""
        return [] if self._leader is None or self._leader.poll() is not None else _family(self._leader.pid)

    def stop(self, orderly: signal.Signals = signal.SIGTERM) -> None:
        """Ask the server to end and wait until it and its children are gone. Nothing happens to a stopped server."""
        self._end(orderly)

    def kill(self) -> None:
        """Let the server and its children die at one stroke, as in a power cut."""
        self._end(signal.SIGKILL)

    def output(self) -> str:
        """Return the end of what the server has printed."""
        return self._log.read_text(errors="replace")[-4000:] if self._log.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        leader, self._leader = self._leader, None
        if leader is None or leader.poll() is not None:
            return
        if how == signal.SIGKILL:
            leader.send_signal(signal.SIGSTOP)  # no new children between counting and killing them
        family = {pid: _born(pid) for pid in _family(leader.pid)}
        leader.send_signal(how)
        if how == signal.SIGKILL:
            _kill(family)
        try:
            leader.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            leader.kill()
            leader.wait(_PATIENCE)
        _kill(family)
        wait_until(lambda: not _alive(family), lambda: f"{self._argv[0]} left {_alive(family)}")


class Server:
    """A private instance with a directory and a process of its own, for the length of a `with`; each kind says how it starts."""

    directory: Path
    _process: Process
    _orderly = signal.SIGTERM

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.directory)

    def start(self) -> None:
        """Start on the ports of the first time; what it keeps on disk is as it was."""
        raise NotImplementedError

    def stop(self) -> None:
        """End in order."""
        self._process.stop(self._orderly)

    def kill(self) -> None:
        """Die at once, as the process would in a power cut."""
        self._process.kill()

    def restart(self) -> None:
        """Stop in order and start."""
        self.stop()
        self.start()

    def pids(self) -> list[int]:
        """Return the processes of this instance."""
        return self._process.pids()

    def log(self) -> str:
        """Return what it logged, for the message of a failing test."""
        return self._process.output()


def _family(leader: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    family = [leader]
    for pid in family:  # grows while it is walked
        family.extend(children.get(pid, ()))
    return family


def _stat(pid: int) -> list[str]:
    """Return the fields of proc(5) stat from the state on; empty for a process that is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
    return [] if fields[0] == "Z" else fields


def _born(pid: int) -> str:
    stat = _stat(pid)
    return stat[19] if stat else ""


def _alive(family: dict[int, str]) -> list[int]:
    """Return who of them still lives. A number given to a younger process is not one of them."""
    return [pid for pid, born in family.items() if born and _born(pid) == born]


def _kill(family: dict[int, str]) -> None:
    for pid in _alive(family):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
