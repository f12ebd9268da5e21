"""Seconds from a mail's arrival in the mailbox to its acknowledgement handed to SMTP, with IDLE on a local Dovecot.

`python bench/latency.py [--json] [--mails 30]`; the real daemon, one mail at a time, a pause between them. Counted from
the moment Dovecot has confirmed the mail to the moment the submission server has it whole.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(1, str(Path(__file__).parents[1] / "tests"))  # the private servers are the tests' own

from correspondence import a_mail
from installations import a_daemon, an_installation
from servers.dovecot import Dovecot
from servers.process import wait_until
from servers.sink import Sink

GOAL = 2.0
_WRITER, _DESK = "jan.dewit@waterland.example", "support@helpdesk.example"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--mails", type=int, default=30)
    wanted = parser.parse_args()
    found = measured(wanted.mails)
    figures = {"mails": len(found), "median": median(found), "p95": quantiles(found, n=20)[-1], "goal": GOAL}
    if wanted.json:
        print(json.dumps(figures))
    else:
        print(
            f"arrival to acknowledgement handed over, {len(found)} mails: median {figures['median']:.2f} s, "
            f"95 % within {figures['p95']:.2f} s (goal: median under {GOAL:.0f} s)"
        )


def measured(mails: int) -> list[float]:
    """The seconds each mail took."""
    with Dovecot() as dovecot, Sink() as sink, tempfile.TemporaryDirectory() as directory:
        limits = {"per_sender": 10_000, "overall": 10_000}
        site = an_installation(Path(directory) / "site", dovecot, sink, changes={"limits": limits})
        writer, desk = site.address(_WRITER), site.address(_DESK)
        chance = random.Random(7)

        def answers() -> int:
            return sum(1 for delivery in sink.accepted() if delivery.recipients == (writer,))

        took = []
        with a_daemon(site) as daemon:
            daemon.wait_for("mailbox attended", mailbox="nl")
            for number in range(mails):
                time.sleep(chance.uniform(0.3, 1.3))  # the daemon idles, at no fixed point of its own rounds
                dovecot.deliver(desk, a_mail(writer, desk, f"Melding {number}", "De koppeling is traag.").as_bytes())
                arrived = time.monotonic()
                wait_until(lambda number=number: answers() > number, lambda: "no acknowledgement")  # type: ignore[misc]
                took.append(time.monotonic() - arrived)
        return took


if __name__ == "__main__":
    main()
