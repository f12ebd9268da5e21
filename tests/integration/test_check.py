"""`mailtriage check` on real servers: what the first run would find, and one clear sentence for what it would trip over."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from installations import Site, an_installation, configure
from servers.dovecot import Dovecot
from servers.ports import free_port
from servers.sink import Sink

MAIL = b"From: a@waterland.example\r\nTo: support@helpdesk.example\r\nSubject: x\r\n\r\nx\r\n"


@pytest.fixture
def site(tmp_path: Path, dovecot: Dovecot, sink: Sink) -> Site:
    return an_installation(tmp_path / "site", dovecot, sink)


def connections(site: Site, code: int = 0) -> dict[str, dict[str, object]]:
    found = json.loads(site.run("check", "--json", code=code).stdout)["connections"]
    return {tried["name"]: tried for tried in found}


def test_it_counts_what_the_first_run_would_take_in_and_takes_nothing_in(site: Site, dovecot: Dovecot) -> None:
    user = site.address("support@helpdesk.example")
    for year in (2020, 2021, 2026):
        dovecot.deliver(user, MAIL, datetime(year, 6, 1, tzinfo=UTC))

    found = connections(site)

    assert {name: tried["failure"] for name, tried in found.items()} == {
        "store": "",
        "mailbox.nl": "",
        "mailbox.da": "",
        "submission": "",
    }
    assert (found["mailbox.nl"]["waiting"], found["mailbox.nl"]["older"]) == (1, 2)
    assert (found["mailbox.da"]["waiting"], found["mailbox.da"]["older"]) == (0, 0)
    assert [mail.flags for mail in dovecot.messages(user)] == [frozenset()] * 3
    assert site.rows("custody") == []


def test_people_read_one_line_for_each_connection(site: Site) -> None:
    lines = site.run("check").stdout.splitlines()
    assert "mailbox.nl: mails to take in: 0; older than intake_from, left where they are: 0" in lines
    assert lines[-1] == "No problem found."


def test_a_refused_login_an_absent_server_and_an_absent_mailbox_are_told_apart(site: Site) -> None:
    (site.directory / "credentials" / "mailbox-nl-password").write_text("wrong")
    configure(site, {"mailbox": {"da": {"source": "Support/Inbox"}}, "submission": {"port": free_port()}})

    found = connections(site, code=1)

    assert "login" in str(found["mailbox.nl"]["failure"])
    assert "Support/Inbox" in str(found["mailbox.da"]["failure"])
    assert "check host, port and tls" in str(found["submission"]["failure"])
    assert found["store"]["failure"] == ""


def test_a_database_that_is_not_up_to_date_is_a_failure_that_says_what_to_run(site: Site) -> None:
    (site.directory / "mailtriage.sqlite3").unlink()
    assert "mailtriage db upgrade" in str(connections(site, code=1)["store"]["failure"])
    assert not (site.directory / "mailtriage.sqlite3").exists()


def test_nothing_is_connected_to_when_asked_not_to_or_when_the_files_are_wrong(site: Site) -> None:
    configure(site, {"submission": {"port": free_port()}})
    assert json.loads(site.run("check", "--offline", "--json").stdout)["connections"] == []
    configure(site, {"desk": {"langage": "nl"}})
    found = json.loads(site.run("check", "--json", code=1).stdout)
    assert [problem["key"] for problem in found["problems"]] == ["desk.langage"]
    assert found["connections"] == []


def test_run_refuses_what_check_refuses_in_the_same_words(site: Site) -> None:
    rules = site.directory / "rules.toml"
    rules.write_text(rules.read_text().replace('gives = { tags = ["machine"]', 'gives = { tags = ["maschine"]'))
    checked = site.run("check", code=1).stdout.splitlines()
    refused = site.run("run", "--once", code=1).stderr.splitlines()
    assert checked[0].startswith(
        'rules.toml: rule "written by a machine".example[1].gives.tags: the rules give [machine]'
    )
    assert refused[0] == checked[0]


def test_a_broken_template_is_one_clear_problem(site: Site) -> None:
    own = site.directory / "templates" / "nl" / "acknowledgement"
    own.mkdir(parents=True)
    (own / "body.txt.j2").write_text("Beste {{ recipient.naam }},\n")
    (line, count) = site.run("check", code=1).stdout.splitlines()
    assert "nl/acknowledgement/body.txt.j2" in line
    assert count == "1 problem found."
