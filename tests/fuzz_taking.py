"""Mutated mails from bytes to disposition: `python tests/fuzz_taking.py COUNT [SEED]` says which one broke the desk.

A desk with tickets in every state takes each of them in, its answers and all, and forgets it again. Not one may raise, be
without a fate, or take over a second; one in a thousand is blown up besides, and may take sixteen times its size in memory.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fuzz_reading import LIMIT, mutated, seeds
from letters import PLAIN, multipart, part
from mailtriage.desk.state import State
from mailtriage.jobs.acts import Actor, act, move, resolve
from mailtriage.jobs.arrival import Arrival
from mailtriage.jobs.gathering import Inbox, situation
from mailtriage.jobs.net import Broken
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.taking import decide, read
from mailtriage.mail.parse import parse
from mailtriage.mail.sameness import fingerprint
from mailtriage.store import outgoing
from mailtriage.store.custody import Entry, Fate
from mailtriage.store.database import Database
from mailtriage.triage.disposition import dispose
from mailtriage.wire.imap import Waiting
from officed import HandClock, a_mail, an_office, take_in

JAN, FEMKE = "jan.dewit@waterland.example", "femke@staff.example"
TRUSTED = "mx.helpdesk.example"
TIMES = 16
_BLOWN_UP = 300_000
_EVERY = 1000
_STAFF = Actor(FEMKE, "command line")


@dataclass(frozen=True)
class Desk:
    """An office that has tickets, and mails about them: replies, commands, reports, robots and strangers."""

    office: Office
    mails: tuple[bytes, ...]

    def take(self, raw: bytes) -> Entry:
        """Take one mail in, and forget it; AssertionError when it cannot be read."""
        arrival = Arrival(1, Waiting(1, len(raw), self.office.now()), raw)
        mail = read(arrival)
        assert not isinstance(mail, Broken), mail.trace
        with self.office.database.read() as session:  # what is written in it is thrown away
            return decide(
                Moment(self.office, session, self.office.now()), self.office.installation.mailboxes["nl"], mail
            )

    def judge(self, raw: bytes) -> str:
        """What is decided about one mail, in a connection of its own."""
        office = replace(self.office, database=Database(self.office.installation.database_url))
        message = parse(raw)
        fingerprint(message, office.now())
        with office.database.read() as session:
            at = Moment(office, session, office.now(), writes=False)
            return dispose(situation(at, office.installation.mailboxes["nl"], Inbox(message, raw, at.now))).fate


def a_desk(directory: Path) -> Desk:
    """The shipped configuration with five tickets: new, pending, resolved, held, and one whose sender is disowned."""
    clock = HandClock()
    office = an_office(directory, f"sqlite:///{directory / 'fuzz.sqlite3'}", clock)
    trusting = replace(office.installation.mailboxes["nl"], trusted_authserv_ids=frozenset({TRUSTED}))
    mailboxes = {**office.installation.mailboxes, "nl": trusting}
    office = replace(office, installation=replace(office.installation, mailboxes=mailboxes))
    for number, sender in enumerate((JAN, JAN, JAN, "who@else.example", JAN), 1):
        judged = f"{TRUSTED}; dmarc={'fail' if number == 5 else 'pass'} header.from=waterland.example"
        take_in(office, a_mail(sender, f"Koppeling {number}", Authentication_Results=judged))
    act(office, 2, _STAFF, move(State.PENDING, "requester", "Welke versie is het?"))
    act(office, 3, _STAFF, resolve("Verholpen."))
    clock.forward(minutes=5)
    return Desk(office, (*seeds(), *_correspondence(office)))


def _correspondence(office: Office) -> tuple[bytes, ...]:
    """What comes back for each mail of ours: an answer, a report of failure, an absence; and what comes without any."""
    with office.database.read() as session:
        posted = outgoing.listing(session)
        mails = [outgoing.octets(session, one) for one in posted]
    ours = [_answers(parse(raw).reply_to[0].address, one) for raw, one in zip(mails, posted, strict=True)]
    judged = f"{TRUSTED}; spf=pass (a \\) b) smtp.mailfrom={JAN}; dmarc=fail header.from=waterland.example"
    alone = (
        a_mail(subject="Re: [T-1] Koppeling", text="Escaleren graag."),
        a_mail("who@else.example", "Re: [T-3] Koppeling", text="Nog steeds stuk."),
        a_mail("Staff <femke@staff.example>", "[T-2]", text="Dit is een notitie."),
        a_mail("x-bounces@lists.example", "Nieuws", List_Id="<news.lists.example>", Precedence="bulk"),
        a_mail("MAILER-DAEMON@mx.example", "Undelivered", Return_Path="<>", text=f"<{JAN}>: 550 5.1.1 no such user"),
        a_mail(Reply_To="noreply@waterland.example", Cc="Ineke <ineke.bakker@waterland.example>, femke@staff.example"),
        a_mail(Authentication_Results=judged),
    )
    return (*alone, *(mail for three in ours for mail in three))


def _answers(address: str, posted: outgoing.Posted) -> tuple[bytes, bytes, bytes]:
    who = posted.recipients[0].address
    judged = f"{TRUSTED}; dmarc=pass header.from={who.rpartition('@')[2]}"
    refers = {"To": address, "In_Reply_To": posted.message_id, "Authentication_Results": judged}
    report = (
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {who}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    returned = f"Message-ID: {posted.message_id}\r\nFrom: {posted.sender}\r\nTo: {who}\r\n\r\nx\r\n"
    return (
        a_mail(who, f"Re: {posted.subject}", text=f"Dank je.\r\n\r\n> {posted.subject}", **refers),
        a_mail(who, f"Automatisch antwoord: {posted.subject}", Auto_Submitted="auto-replied", **refers),
        multipart(
            b"report; report-type=delivery-status",
            part(PLAIN, body=b"Your mail could not be delivered."),
            part(b"Content-Type: message/delivery-status", body=report.encode()),
            part(b"Content-Type: message/rfc822", body=returned.encode()),
        ),
    )


def check(desk: Desk, raw: bytes) -> Entry:
    """Take the mail in, and assert what must hold of every mail; the time is that of the processor, which is shared."""
    start = time.thread_time()
    entry = desk.take(raw)
    took = time.thread_time() - start
    assert took <= LIMIT, f"it took {took:.1f} s"
    assert entry.fate not in {Fate.QUARANTINED, Fate.TOO_OLD}
    assert entry.message is not None
    assert entry.reason
    return entry


def growth(desk: Desk, raw: bytes, blown_up: int = _BLOWN_UP) -> float:
    """How many times its size deciding about a mail takes in memory, when its longest half is repeated to `blown_up`."""
    head, tail = raw[: len(raw) // 2], raw[len(raw) // 2 :] or b"x"
    large = head + tail * (blown_up // len(tail) + 1)
    return _apart(lambda: desk.judge(raw), lambda: desk.judge(large)) / len(large)


def _apart(warm: Callable[[], object], work: Callable[[], object]) -> int:
    """By how many octets the work makes a process of its own grow; an AssertionError if it fails there."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            warm()
            Path("/proc/self/clear_refs").write_text("5")
            before = _resident("VmRSS")
            work()
            os.write(theirs, str(_resident("VmHWM") - before).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    said = os.read(ours, 100)
    os.close(ours)
    os.waitpid(child, 0)
    assert said, "it broke when it was blown up"
    return int(said)


def _resident(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(name))


def main(count: int, seed: int) -> int:
    """Take in so many mutated mails; the one that broke the desk is written beside."""
    rng = random.Random(seed)
    fates: Counter[str] = Counter()
    most, raw = 0.0, b""
    with TemporaryDirectory() as directory:
        desk = a_desk(Path(directory))
        start = _resident("VmRSS")
        try:
            for number in range(count):
                raw = mutated(rng, desk.mails)
                fates[check(desk, raw).fate.value] += 1
                if number % _EVERY == 0:
                    most = max(most, growth(desk, raw))
                    assert most <= TIMES, f"blown up it takes {most:.1f} times its size"
                    print(f"\r{number:,} of {count:,}", end="", file=sys.stderr, flush=True)
        except Exception:
            Path("broken.eml").write_bytes(raw)
            print(f"mail {sum(fates.values())} of seed {seed} broke the desk; it stands in broken.eml", file=sys.stderr)
            raise
        grown = (_resident("VmRSS") - start) >> 20
    print(
        f"\r{count} mails of seed {seed} taken in: {dict(fates)}; blown up {most:.1f} times; {grown} MiB more in the end"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
