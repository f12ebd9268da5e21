"""Loopback ports: free ones for private servers, and who listens where.

Ports come from below the kernel's ephemeral range (32768 and up on Linux), so no outgoing connection of a test can sit on
the port of a server that is being restarted.
"""

import ipaddress
import random
import socket
from collections.abc import Iterable
from pathlib import Path

LOOPBACK = "127.0.0.1"
_RANGE = range(20_000, 32_000)
_given: set[int] = set()


def free_port() -> int:
    """Give a port nobody listens on, never the same one twice in this process.

    Drawn by lot from 12,000: test runs side by side on one machine do not meet in the moment between asking and binding.
    """
    for port in random.sample(_RANGE, len(_RANGE)):
        if port not in _given and _can_listen(port):
            _given.add(port)
            return port
    raise RuntimeError("no free port between 20000 and 32000")


def greets(port: int) -> bool:
    """Whether a server on the loopback port speaks first, as IMAP and SMTP servers do once they can serve."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
            return connection.recv(1) != b""
    except OSError:
        return False


def listeners(pids: Iterable[int]) -> set[tuple[str, int]]:
    """Return address and port of every TCP socket, IPv4 or IPv6, on which these processes listen (proc(5), net/tcp)."""
    inodes = {inode for pid in pids for inode in _socket_inodes(pid)}
    return {
        _endpoint(local)
        for table in ("tcp", "tcp6")
        for local, state, inode in _sockets(Path("/proc/net") / table)
        if state == "0A" and inode in inodes
    }


def _can_listen(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free for servers
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _socket_inodes(pid: int) -> set[str]:
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            link = str(entry.readlink())
        except FileNotFoundError:  # closed since it was listed
            continue
        if link.startswith("socket:["):
            inodes.add(link.removeprefix("socket:[").removesuffix("]"))
    return inodes


def _sockets(table: Path) -> Iterable[tuple[str, str, str]]:
    if not table.exists():  # a kernel without IPv6
        return
    for line in table.read_text().splitlines()[1:]:
        fields = line.split()
        yield fields[1], fields[3], fields[9]


def _endpoint(local: str) -> tuple[str, int]:
    address, port = local.split(":")
    # The kernel prints each 32-bit word of the address in host order.
    words = [bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8)]
    return str(ipaddress.ip_address(b"".join(words))), int(port, 16)
