"""SIGTERM: the mail in hand is finished, the rest waits for the next start, and the end comes within ten seconds."""

import socket
from pathlib import Path

import pytest

from correspondence import a_mail
from installations import Site, a_daemon, an_installation, configure
from killing import claims_end, run_on
from servers.dovecot import Dovecot
from servers.sink import Sink

DESK = "support@helpdesk.example"


@pytest.fixture
def site(tmp_path: Path, dovecot: Dovecot, sink: Sink) -> Site:
    return an_installation(tmp_path / "site", dovecot, sink)


def arrive(site: Site, dovecot: Dovecot, number: int) -> None:
    desk = site.address(DESK)
    with dovecot.session(desk) as session:
        for each in range(number):
            raw = a_mail(
                site.address("jan.dewit@waterland.example"), desk, f"Melding {each}", "Het is traag."
            ).as_bytes()
            session.append("INBOX", "", "", raw)


def test_in_the_middle_of_many_mails_it_finishes_those_in_hand(site: Site, dovecot: Dovecot) -> None:
    arrive(site, dovecot, 200)
    with a_daemon(site) as daemon:
        daemon.wait_for("mail taken in")
    assert daemon.logged("stopped")
    waiting = len(dovecot.messages(site.address(DESK)))
    filed = len(dovecot.messages(site.address(DESK), "Processed"))
    assert 0 < waiting < 200
    assert len(site.rows("custody")) == len(site.rows("ticket")) == filed == 200 - waiting
    run_on(site)
    assert len(site.rows("custody")) == len(site.rows("ticket")) == 200


def test_a_mail_on_its_way_to_a_slow_server_does_not_hold_up_the_end(site: Site, dovecot: Dovecot, sink: Sink) -> None:
    sink.delay = 20
    arrive(site, dovecot, 1)
    with a_daemon(site) as daemon:
        daemon.wait_for("mails filed")
    assert daemon.logged("stopped")
    sink.delay = 0
    claims_end(site)
    run_on(site)
    assert {row["state"] for row in site.rows("outbox")} == {"sent"}


def test_a_server_that_never_greets_does_not_hold_up_the_end(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        configure(site, {"mailbox": {"da": {"port": mute.getsockname()[1]}}})
        with a_daemon(site) as daemon:
            daemon.wait_for("mailbox attended", mailbox="nl")
    assert daemon.logged("stopped")
