"""Whatever the world does wrong: one clear sentence, everything else goes on, and nothing is lost."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from correspondence import a_mail
from installations import Site, a_daemon, an_installation, configure
from servers.dovecot import Dovecot
from servers.ports import free_port
from servers.postgres import Postgres
from servers.process import wait_until
from servers.sink import Sink

JAN, METTE = "jan.dewit@waterland.example", "mette.holm@nordhavn.example"
DESK, DANISH_DESK = "support@helpdesk.example", "support@hjaelp.example"


@pytest.fixture
def site(tmp_path: Path, dovecot: Dovecot, sink: Sink) -> Site:
    return an_installation(tmp_path / "site", dovecot, sink)


def arrive(site: Site, dovecot: Dovecot, who: str = JAN, desk: str = DESK) -> None:
    desk = site.address(desk)
    dovecot.deliver(desk, a_mail(site.address(who), desk, "Koppeling traag", "De koppeling is traag.").as_bytes())


def waiting(site: Site, dovecot: Dovecot) -> int:
    return len(dovecot.messages(site.address(DESK)))


def acknowledged(site: Site, sink: Sink, who: str) -> bool:
    return any(delivery.recipients == (site.address(who),) for delivery in sink.accepted())


def wait_for_answer(site: Site, sink: Sink, who: str = JAN, *, seconds: float = 60) -> None:
    wait_until(lambda: acknowledged(site, sink, who), lambda: f"{who} was not answered", seconds=seconds)


def test_a_wrong_configuration_is_refused_with_all_its_mistakes(site: Site, dovecot: Dovecot) -> None:
    configure(site, {"desk": {"zonne": "Europe/Amsterdam"}, "mailbox": {"nl": {"intake_from": None}}})
    rules = site.directory / "rules.toml"
    rules.write_text(
        rules.read_text() + '\n[[rule]]\nname = "x"\nwhen = { subject = "(" }\nset = { kind = "change" }\n'
    )
    arrive(site, dovecot)
    for command in (("run",), ("check", "--offline")):
        done = site.run(*command, code=1)
        said = done.stdout + done.stderr
        assert "zonne" in said
        assert "intake_from" in said
        assert "rules.toml" in said
        assert "Traceback" not in said
    assert waiting(site, dovecot) == 1


def test_a_server_that_is_away_is_waited_for_while_the_other_mailbox_goes_on(
    site: Site, dovecot: Dovecot, sink: Sink
) -> None:
    with Dovecot() as other:
        other.add_user(site.address(DANISH_DESK))
        configure(site, {"mailbox": {"da": {"port": other.port}}})
        arrive(site, other, METTE, DANISH_DESK)
        other.kill()
        with a_daemon(site) as daemon:
            lost = daemon.wait_for("mailbox lost", mailbox="da")
            arrive(site, dovecot)
            wait_for_answer(site, sink)
            other.start()
            daemon.wait_for("mailbox attended", mailbox="da")
            wait_for_answer(site, sink, METTE)
    assert str(other.port) in lost["reason"]
    assert "Traceback" not in daemon.log()


def test_a_server_that_dies_while_it_is_watched_is_found_again(site: Site, sink: Sink) -> None:
    with Dovecot() as other:
        other.add_user(site.address(DESK))
        configure(site, {"mailbox": {"nl": {"port": other.port}}})
        with a_daemon(site) as daemon:
            daemon.wait_for("mailbox attended", mailbox="nl")
            other.kill()
            daemon.wait_for("mailbox lost", mailbox="nl")
            other.start()
            arrive(site, other)
            wait_for_answer(site, sink)


def test_a_refused_login_says_which_credential_and_the_other_mailbox_goes_on(
    site: Site, dovecot: Dovecot, sink: Sink
) -> None:
    (site.directory / "credentials/mailbox-da-password").write_text("wrong")
    arrive(site, dovecot)
    with a_daemon(site) as daemon:
        refused = daemon.wait_for("mailbox refused us", mailbox="da")
        wait_for_answer(site, sink)
    assert site.address(DANISH_DESK) in refused["reason"]
    assert refused["again_in"] >= 60, "servers lock accounts that keep failing"
    once = site.run("run", "--once", code=1)
    assert "not done: mailbox da" in once.stdout


def test_while_the_submission_server_is_away_mail_waits_and_then_goes_out(
    site: Site, dovecot: Dovecot, sink: Sink
) -> None:
    sink.stop()
    with a_daemon(site, clock="2026-03-02T10:00:00+01:00,40") as daemon:
        arrive(site, dovecot)
        failed = daemon.wait_for("job failed", job="deliver")
        assert {row["state"] for row in site.rows("outbox")} == {"ready"}
        sink.start()
        wait_for_answer(site, sink)
    assert str(sink.port) in failed["reason"]
    assert all(row["attempts"] >= 2 for row in site.rows("outbox") if row["purpose"] == "acknowledgement")


def test_a_full_disk_leaves_mail_in_the_mailbox_until_there_is_space(site: Site, dovecot: Dovecot, sink: Sink) -> None:
    with a_daemon(site) as daemon:
        daemon.wait_for("mailbox attended", mailbox="nl")
        pid, unlimited = daemon.process.pid, resource.RLIM_INFINITY
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        # Not a byte more in any file: what a full disk means for a database whose files have grown to what they are.
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
        arrive(site, dovecot)
        full = daemon.wait_for("mailbox lost", mailbox="nl")
        assert waiting(site, dovecot) == 1
        assert not site.rows("custody")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (unlimited if hard == unlimited else hard, hard))
        wait_for_answer(site, sink)
    assert "disk" in full["reason"]
    assert [row["fate"] for row in site.rows("custody")] == ["opened"]
    assert "Traceback" not in daemon.log()


def test_an_sqlite_file_that_cannot_be_written_is_one_sentence_and_mail_stays(site: Site, dovecot: Dovecot) -> None:
    arrive(site, dovecot)
    file = site.directory / "mailtriage.sqlite3"
    file.chmod(0o444)
    site.directory.chmod(0o555)
    # Root may write anything, unless it gives that up.
    powerless = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    words = [sys.executable, "-m", "mailtriage", "run", "--once", "--config", str(site.directory)]
    done = subprocess.run([*powerless, *words], capture_output=True, text=True, timeout=60, check=False)
    site.directory.chmod(0o755)
    file.chmod(0o644)
    assert done.returncode == 1
    assert str(file) in done.stdout + done.stderr
    assert "read-only" in done.stdout + done.stderr or "permissions" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert waiting(site, dovecot) == 1


def test_a_database_server_that_is_away_leaves_mail_in_the_mailbox_until_it_is_back(
    tmp_path: Path, dovecot: Dovecot, sink: Sink
) -> None:
    with Postgres() as postgres:
        site = an_installation(tmp_path / "site", dovecot, sink, database_url=postgres.create_database())
        with a_daemon(site) as daemon:
            daemon.wait_for("mailbox attended", mailbox="nl")
            postgres.kill()
            arrive(site, dovecot)
            lost = daemon.wait_for("mailbox lost", mailbox="nl")
            assert waiting(site, dovecot) == 1
            postgres.start()
            wait_for_answer(site, sink)
    assert "start it" in lost["reason"] or "broke" in lost["reason"] or "until it serves" in lost["reason"]
    assert "Traceback" not in daemon.log()


def test_a_database_that_was_never_upgraded_is_refused_with_the_command_to_run(site: Site, dovecot: Dovecot) -> None:
    configure(site, {"store": {"database": "sqlite:///new.sqlite3"}})
    arrive(site, dovecot)
    for command in (("run",), ("queue",)):
        assert "mailtriage db upgrade" in site.run(*command, code=1).stderr
    site.run("db", "upgrade")
    site.run("run", "--once")
    assert waiting(site, dovecot) == 0


def a_template(site: Site, text: str) -> Path:
    """The operator's own Dutch acknowledgement."""
    own = site.directory / "templates/nl/acknowledgement/body.txt.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(text)
    return own


def test_a_broken_template_is_refused_before_anything_starts(site: Site, dovecot: Dovecot) -> None:
    a_template(site, "Beste {{ recipient.nam }}")
    arrive(site, dovecot)
    for command in (("run",), ("check", "--offline")):
        done = site.run(*command, code=1)
        said = done.stdout + done.stderr
        assert "nl/acknowledgement/body.txt.j2" in said
        assert "nam" in said
        assert "Traceback" not in said
    assert waiting(site, dovecot) == 1


def test_a_template_broken_under_a_running_daemon_keeps_nobody_waiting(
    site: Site, dovecot: Dovecot, sink: Sink
) -> None:
    own = a_template(site, "Nummer {{ tag }}.")
    with a_daemon(site) as daemon:
        own.write_text("{% if %}")
        arrive(site, dovecot)
        broke = daemon.wait_for("template broke", purpose="acknowledgement")
        sink.wait_for(1)
    assert "nl/acknowledgement/body.txt.j2" in broke["reason"]
    assert acknowledged(site, sink, JAN)
    assert waiting(site, dovecot) == 0


def test_simulated_time_is_refused_towards_a_server_elsewhere(site: Site) -> None:
    configure(site, {"submission": {"host": "smtp.helpdesk.example", "port": free_port(), "tls": "implicit"}})
    done = site.run("run", "--clock", "2026-03-02T10:00:00+01:00,60", code=1)
    assert "--clock is refused" in done.stderr
