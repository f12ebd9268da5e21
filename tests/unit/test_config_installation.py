"""What an installation says about itself, and the values its files may leave out."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from configured import SECRETS, a_configuration, change, loaded
from mailtriage.config.installation import Installation, loopback_only
from mailtriage.config.load import load
from mailtriage.config.shape.scalar import duration, octets, support_time
from mailtriage.wire.account import Server, Tls


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return a_configuration(tmp_path)


def at(installation: Installation, mailbox: str, submission: str) -> Installation:
    box = replace(installation.mailboxes["nl"], server=Server(mailbox, 1143, Tls.NONE))
    out = replace(installation.submission, server=Server(submission, 1587, Tls.NONE))
    return replace(installation, mailboxes={"nl": box}, submission=out)


@pytest.mark.parametrize(
    ("mailbox", "submission", "only"),
    [
        ("127.0.0.1", "localhost", True),
        ("127.8.9.10", "::1", True),
        ("127.0.0.1", "smtp.helpdesk.example", False),
        ("10.0.0.1", "127.0.0.1", False),
        ("localhost.helpdesk.example", "127.0.0.1", False),
        ("0.0.0.0", "127.0.0.1", False),
    ],
)
def test_simulated_time_is_for_this_very_machine_only(
    directory: Path, mailbox: str, submission: str, *, only: bool
) -> None:
    assert loopback_only(at(loaded(directory), mailbox, submission)) is only


def test_a_relative_database_lies_beside_the_files(directory: Path) -> None:
    assert loaded(directory).database_url == f"sqlite:///{directory}/mailtriage.sqlite3"


def test_an_absolute_database_and_a_server_are_taken_as_they_are(directory: Path) -> None:
    change(
        directory, "mailtriage.toml", "sqlite:///mailtriage.sqlite3", "sqlite:////var/lib/mailtriage/desk file.sqlite3"
    )
    assert loaded(directory).database_url == "sqlite:////var/lib/mailtriage/desk file.sqlite3"
    change(
        directory,
        "mailtriage.toml",
        "sqlite:////var/lib/mailtriage/desk file.sqlite3",
        "postgresql://desk@db.example/desk",
    )
    installation, _ = load(directory, {**SECRETS, "MAILTRIAGE_DATABASE_PASSWORD": "p@ss:word"})
    assert installation is not None
    assert (installation.database_url, installation.database_password) == (
        "postgresql://desk@db.example/desk",
        "p@ss:word",
    )


def test_a_mailbox_that_says_little_gets_the_documented_defaults(directory: Path) -> None:
    box = loaded(directory).mailboxes["da"]
    assert (box.sender, box.source, box.processed, box.quarantine, box.oversize) == (
        "support@hjaelp.example",
        "INBOX",
        "Processed",
        "Quarantine",
        "Oversize",
    )
    assert (box.size_limit, box.idle, box.poll, box.strangers) == (26_214_400, True, timedelta(seconds=60), "")
    assert box.server.tls is Tls.IMPLICIT


def test_oauth_takes_the_place_of_the_password(directory: Path) -> None:
    table = '[mailbox.da.oauth]\ntoken_url = "https://login.example/token"\nclient_id = "id"\n\n[submission]  '
    change(directory, "mailtriage.toml", "[submission]  ", table)
    _, problems = load(directory, SECRETS)
    assert [problem.key for problem in problems] == ["mailbox-da-refresh-token"]
    installation, problems = load(directory, {**SECRETS, "MAILTRIAGE_MAILBOX_DA_REFRESH_TOKEN": "r"})
    assert installation is not None
    assert problems == ()
    server = installation.mailboxes["da"].server
    assert server.password == ""
    assert server.oauth is not None
    assert (server.oauth.refresh_token, server.oauth.client_secret) == ("r", "")


def test_a_mailbox_that_trusts_no_server_is_warned_of(directory: Path) -> None:
    change(directory, "mailtriage.toml", 'trusted_authserv_ids = ["mx.hjaelp.example"]', "trusted_authserv_ids = []")
    (warning,) = loaded(directory).warnings
    assert warning.key == "mailbox.da.trusted_authserv_ids"
    change(
        directory,
        "mailtriage.toml",
        "trusted_authserv_ids = []",
        "trusted_authserv_ids = []\nunauthenticated_staff = true",
    )
    assert loaded(directory).warnings == ()


def test_a_contract_that_demands_proof_warns_of_mailboxes_where_none_can_be_had(directory: Path) -> None:
    with (directory / "customers/waterland.toml").open("a", encoding="utf-8") as file:
        file.write('\n[contract.waterland-integratie.terms]\nproof = "proven"\n')
    assert loaded(directory).warnings == ()
    change(directory, "mailtriage.toml", 'trusted_authserv_ids = ["mx.h', 'unauthenticated_staff = true  # ["mx.h')
    (warning,) = loaded(directory).warnings
    assert warning.key == "mailbox.nl.trusted_authserv_ids"
    assert "waterland-integratie" in warning.reason


def test_own_addresses_are_those_of_all_mailboxes(directory: Path) -> None:
    assert loaded(directory).own_addresses == {
        "support@helpdesk.example",
        "servicedesk@helpdesk.example",
        "support@hjaelp.example",
        "kundeservice@hjaelp.example",
    }


def test_durations_sizes_and_promised_times_mean_what_they_say() -> None:
    assert duration("1d2h3m4s") == timedelta(days=1, hours=2, minutes=3, seconds=4)
    assert duration("0h") == timedelta(0)
    assert octets("3 KiB") == octets("3KiB") == 3072
    assert (support_time("3bd"), support_time("1h30m")) == (3, timedelta(minutes=90))


@pytest.mark.parametrize("text", ["", "h", "1", "1.5h", "-1h", "1h1h", "1m1h", "1 h", "P1D", "0bd"])
def test_what_only_looks_like_a_promised_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a promised time"):
        support_time(text)


@pytest.mark.parametrize("text", ["3d", "10d"])
def test_days_of_support_time_are_refused_because_they_could_be_either(text: str) -> None:
    """S15."""
    with pytest.raises(ValueError, match="could mean two things"):
        support_time(text)
