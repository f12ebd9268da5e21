"""Killed at any boundary of intake, watch and deliver, nothing is lost, made twice or told twice.

Each test kills a run at one boundary, lets a normal run follow, and compares with a run that nobody killed: the same
tickets, the same fates, the same notices to the same people. Only the mail on its way to the server may be repeated, with
the same Message-ID and the same bytes.
"""

import json
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest

from correspondence import a_mail
from installations import Site, a_daemon, an_installation
from killing import claims_end, killed, run_on
from servers.dovecot import Dovecot
from servers.sink import Sink

DESK = "support@helpdesk.example"
TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Ten o'clock in Amsterdam on a Monday long ago: whatever was promised then has been broken since."""

PEOPLE = ("jan.dewit@waterland.example", "mette.holm@nordhavn.example", "somebody@staff.example")
BOUNDARIES = (
    "before 1 mailtriage.jobs.intake:read",  # fetched
    "after 2 mailtriage.store.custody:record",  # written, not committed
    "before 1 mailtriage.jobs.intake:Intake._file",  # committed, not filed away
    "after 1 mailtriage.wire.imap:Link.file_away",  # filed away, not noted
    "after 1 mailtriage.store.custody:filed",  # noted, not committed
    "after 3 mailtriage.store.steps:tell",  # a step recorded, its notices not written
    "after 1 mailtriage.jobs.watch:post",  # the notices queued, not committed
    "after 1 mailtriage.jobs.once:watch",  # steps committed
    "after 1 mailtriage.store.dispatch:claim",  # claimed, not committed
    "before 1 mailtriage.wire.smtp:Submitter.submit",  # claimed, not sent
    "after 2 mailtriage.wire.smtp:Submitter.submit",  # accepted, not marked
    "after 1 mailtriage.store.dispatch:settle",  # marked, not committed
    "after 1 mailtriage.jobs.deliver:Deliverer._mark",  # marked
)


@dataclass(frozen=True)
class Outcome:
    """What a run leaves behind, in words that are the same for every installation."""

    fates: tuple[tuple[str, str], ...]
    tickets: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str, str], ...]


def outcome(site: Site) -> Outcome:
    tickets = {row["number"]: row for row in site.rows("ticket")}
    mails = {row["id"]: row for row in site.rows("outbox")}
    told = [
        (
            tickets.get(mails[row["outgoing"]]["ticket"], {}).get("subject", ""),
            mails[row["outgoing"]]["purpose"] + mails[row["outgoing"]]["step"],
            row["key"],
        )
        for row in site.rows("recipient")
    ]
    lane = f".{site.lane}@"
    return Outcome(
        fates=tuple(sorted((row["fate"], tickets[row["ticket"]]["subject"]) for row in site.rows("custody"))),
        tickets=tuple(sorted((row["subject"], row["state"]) for row in tickets.values())),
        told=tuple(sorted((subject, purpose, who.replace(lane, "@")) for subject, purpose, who in told)),
    )


def fill(site: Site, dovecot: Dovecot) -> None:
    desk = site.address(DESK)
    for number, who in enumerate(PEOPLE):
        mail = a_mail(site.address(who), desk, f"Koppeling {number}", "De koppeling ligt plat voor iedereen.")
        dovecot.deliver(desk, mail.as_bytes(), TEN)


def assert_delivered(site: Site, sink: Sink) -> None:
    """Every mail of the outbox reached the server once or twice, byte for byte the same."""
    assert {row["state"] for row in site.rows("outbox")} == {"sent"}
    seen: dict[str, list[bytes]] = {}
    for delivery in sink.accepted():
        head = delivery.raw.partition(b"\r\n\r\n")[0].decode()
        identity = head.replace("\r\n ", " ").partition("Message-ID:")[2].split()[0]
        seen.setdefault(identity, []).append(delivery.raw)
    assert seen.keys() == {row["message_id"] for row in site.rows("outbox")}
    assert all(len(raws) <= 2 and len(set(raws)) == 1 for raws in seen.values())


def assert_filed(site: Site, dovecot: Dovecot, number: int) -> None:
    """Every mail has one custody row, lies in Processed, and nothing waits."""
    desk = site.address(DESK)
    assert not dovecot.messages(desk)
    assert len(dovecot.messages(desk, "Processed")) == number
    rows = site.rows("custody")
    assert len({(row["mailbox"], row["uidvalidity"], row["uid"]) for row in rows}) == len(rows) == number
    assert all(row["ticket"] for row in rows)


@pytest.fixture(scope="module")
def untroubled(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot) -> Outcome:
    """What a run leaves that nobody killed."""
    with Sink() as sink:
        site = an_installation(tmp_path_factory.mktemp("untroubled"), dovecot, sink)
        fill(site, dovecot)
        run_on(site)
        assert_delivered(site, sink)
        assert_filed(site, dovecot, len(PEOPLE))
        found = outcome(site)
    assert Counter(step for _, step, _ in found.told)["escalationlevel-1"] == 2
    return found


@pytest.fixture
def site(tmp_path: Path, dovecot: Dovecot, sink: Sink, database_url: str) -> Site:
    """An installation whose mails wait, once on SQLite and once on PostgreSQL."""
    made = an_installation(tmp_path / "site", dovecot, sink, database_url=database_url)
    fill(made, dovecot)
    return made


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_a_run_killed_at_a_boundary_leaves_what_an_untroubled_one_leaves(
    boundary: str, site: Site, dovecot: Dovecot, sink: Sink, untroubled: Outcome
) -> None:
    killed(site, boundary)
    run_on(site)
    assert outcome(site) == untroubled
    assert_delivered(site, sink)
    assert_filed(site, dovecot, len(PEOPLE))


def test_killed_between_copy_and_removal_a_mail_is_filed_again_and_not_taken_in_again(
    tmp_path: Path, sink: Sink
) -> None:
    without_move = "imap_capability = IMAP4rev1 SASL-IR LITERAL+ IDLE UIDPLUS"
    with Dovecot(extra=without_move) as dovecot:
        site = an_installation(tmp_path / "site", dovecot, sink)
        fill(site, dovecot)
        killed(site, "after 2 imapclient:IMAPClient.copy")  # the first finds no Processed
        run_on(site)
        assert not dovecot.messages(site.address(DESK))
        assert {row["fate"] for row in site.rows("custody")} == {"opened", "held"}
    assert len(site.rows("custody")) == len(site.rows("ticket")) == len(PEOPLE)
    assert_delivered(site, sink)


def test_a_daemon_killed_again_and_again_loses_nothing(tmp_path: Path, dovecot: Dovecot, sink: Sink) -> None:
    site = an_installation(tmp_path / "site", dovecot, sink)
    chance = random.Random(1)
    sent = 40
    for life in range(4):
        for number in range(sent // 4):
            mail = a_mail(site.address(PEOPLE[0]), site.address(DESK), f"{life} {number}", "De koppeling is traag.")
            dovecot.deliver(site.address(DESK), mail.as_bytes())
        with a_daemon(site, killed=True):
            sleep(chance.uniform(0, 0.6))
    claims_end(site)
    run_on(site)
    assert_filed(site, dovecot, sent)
    assert len({row["subject"] for row in site.rows("ticket")}) == len(site.rows("ticket")) == sent
    assert_delivered(site, sink)
    told = [json.loads(row["data"]) for row in site.rows("event") if row["kind"] == "told"]
    assert not told
