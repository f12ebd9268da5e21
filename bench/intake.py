"""Mails per second from IMAP to a stored ticket and a submitted acknowledgement, beside a bare loop in the same run.

`python bench/intake.py [--json] [--mails 1000] [--rounds 2]`; what the figures mean stands in bench/README.md.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(1, str(Path(__file__).parents[1] / "tests"))  # the private servers are the tests' own

from traffic.loop import bare_loop
from traffic.mails import mails
from traffic.sink import Sink, a_sink

from installations import Running, Site, a_daemon, an_installation
from servers.dovecot import PASSWORD, Dovecot
from servers.process import wait_until

GOAL = 0.4
_PATIENCE = 600.0
_NO_BRAKE = {"limits": {"per_sender": 1_000_000, "per_ticket": 1_000_000, "overall": 1_000_000}}
_WRITERS = tuple(
    f"{name}@{domain}"
    for name in ("jan.dewit", "ineke.bakker", "priya.shah", "piet.vos", "mette.holm", "lars.friis", "anna", "bo")
    for domain in ("waterland.example", "nordhavn.example")
)
_STAFF = {"one staff copy": ["femke"], "two staff copies": ["femke", "frederik"]}


@dataclass(frozen=True)
class Measured:
    """One run of the product: mails a second until the last acknowledgement was accepted, and until nothing was left.

    `cpu` is the daemon's processor time in seconds a mail, which other work on the machine disturbs less than rates.
    `sent` counts the mails the sink took, by purpose.
    """

    rate: float
    rate_all: float
    cpu: float
    sent: dict[str, int]


@dataclass(frozen=True)
class Looped:
    """One run of the bare loop: mails a second, and seconds of processor time a mail."""

    rate: float
    cpu: float


def main() -> int:
    """Print both rates and their ratio; fails below the goal."""
    asked = _arguments()
    found: dict[str, list[Measured]] = {name: [] for name in _STAFF}
    loops: list[Looped] = []
    with Dovecot() as dovecot, tempfile.TemporaryDirectory() as directory:
        for turn in range(asked.rounds):
            loops.append(_loop(dovecot, Path(directory) / f"loop-{turn}.sqlite3", asked.mails))
            for name, staff in _STAFF.items():
                found[name].append(_product(dovecot, Path(directory) / f"{turn}-{len(staff)}", asked.mails, staff))
    return _report(asked, loops, found)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _report(asked: argparse.Namespace, loops: list[Looped], found: dict[str, list[Measured]]) -> int:
    """Medians of rates; the ratio is that of the medians."""
    loop, loop_cpu = median(one.rate for one in loops), median(one.cpu for one in loops)
    figures = {name: _figures(runs, loop) for name, runs in found.items()}
    headline = figures[next(iter(_STAFF))]
    if asked.json:
        print(json.dumps({"mails": asked.mails, "loop": loop, "loop_cpu": loop_cpu, "goal": GOAL, "product": figures}))
    else:
        print(f"{asked.mails} mixed mails, {asked.rounds} rounds")
        print(f"bare loop: {loop:.0f} mails/s, {loop_cpu * 1000:.1f} ms of processor time a mail")
        for name, each in figures.items():
            print(
                f"mailtriage, {name}: {each['rate']:.0f} mails/s to the last acknowledgement, {each['ratio']:.2f} of the loop; "
                f"{each['rate_all']:.0f} mails/s ({each['ratio_all']:.2f}) to the last mail of all; "
                f"{each['cpu'] * 1000:.1f} ms of processor time a mail; sent {each['sent']}"
            )
        print(f"goal: {GOAL} of the loop with {next(iter(_STAFF))}")
    return 0 if headline["ratio"] >= GOAL else 1


def _figures(runs: Iterable[Measured], loop: float) -> dict[str, Any]:
    runs = list(runs)
    rate, rate_all = median(r.rate for r in runs), median(r.rate_all for r in runs)
    return {
        "rate": rate,
        "ratio": rate / loop,
        "rate_all": rate_all,
        "ratio_all": rate_all / loop,
        "sent": runs[-1].sent,
        "cpu": median(r.cpu for r in runs),
        "runs": [asdict(r) for r in runs],
    }


def _loop(dovecot: Dovecot, database: Path, number: int) -> Looped:
    user = dovecot.a_user("bare")
    _fill(dovecot, user, mails(number, "support@helpdesk.example", _WRITERS))
    with a_sink() as sink:
        spent = bare_loop((dovecot.host, dovecot.port), (user, PASSWORD), (sink.host, sink.port), database)
        assert sink.count() == number
    return Looped(number / spent.wall, spent.processor / number)


def _fill(dovecot: Dovecot, user: str, raws: Iterable[bytes]) -> None:
    with dovecot.session(user) as session:
        for raw in raws:
            answer, detail = session.append("INBOX", "", "", raw)
            assert answer == "OK", detail


def _product(dovecot: Dovecot, directory: Path, number: int, staff: list[str]) -> Measured:
    with a_sink() as sink:
        changes = {**_NO_BRAKE, "role": {"first-line": {"members": staff, "deputies": None}}}
        site = an_installation(directory, dovecot, sink, changes=changes)
        desk = site.address("support@helpdesk.example")
        _fill(dovecot, desk, mails(number, desk, [site.address(w) for w in _WRITERS]))
        with a_daemon(site) as daemon:
            started = _processor(daemon)
            wait_until(lambda: _filed(daemon) == number, lambda: daemon.log()[-5000:], seconds=_PATIENCE)
            _wait_for_silence(sink)
            return _measured(site, daemon, sink, number, started)


def _filed(daemon: Running) -> int:
    return sum(int(line["count"]) for line in daemon.logged("mails filed", mailbox="nl", to="Processed"))


def _wait_for_silence(sink: Sink) -> None:
    """Until the sink has taken nothing for three seconds: the product looks at its outbox once a second."""
    before = -1
    while (now := sink.count()) != before:
        before = now
        time.sleep(3)


def _measured(site: Site, daemon: Running, sink: Sink, number: int, started: float) -> Measured:
    """The figures, once it is certain that the work was done: all stored, all told, nobody twice."""
    attended = _instant(daemon.logged("mailbox attended", mailbox="nl")[0])
    filed = _instant(daemon.logged("mails filed", mailbox="nl")[-1])
    told = sink.accepted()
    fates = Counter(str(row["fate"]) for row in site.rows("custody"))
    assert fates["opened"] + fates["appended"] == number == fates.total(), fates
    assert len({one.message_id for one in told}) == len(told), "a mail was sent twice"
    acknowledged = [one.at for one in told if one.purpose == "acknowledgement"]
    assert len(acknowledged) == fates["opened"] == len(site.rows("ticket")), (len(acknowledged), fates)
    assert all(row["state"] == "sent" for row in site.rows("outbox"))
    cpu = (_processor(daemon) - started) / number
    rate = number / (max(acknowledged) - attended)
    rate_all = number / (max(filed, *(one.at for one in told)) - attended)
    return Measured(rate, rate_all, cpu, dict(Counter(one.purpose for one in told)))


def _processor(daemon: Running) -> float:
    """Seconds of processor time so far (proc(5), stat: utime and stime)."""
    fields = Path(f"/proc/{daemon.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _instant(line: dict[str, object]) -> float:
    return datetime.fromisoformat(str(line["at"])).timestamp()


if __name__ == "__main__":
    sys.exit(main())
