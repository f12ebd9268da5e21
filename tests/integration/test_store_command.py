"""`mailtriage db`: the tables made, the whole read, and one clear line when something is wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from mailtriage.cli.main import main
from mailtriage.store import migration, raw, schema
from mailtriage.store.database import Database
from stored import a_mail_taken_in

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def say(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command on an installation with this database: exit code, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main([*words])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    directory = tmp_path / "desk"
    assert run("init", str(directory))[0] == 0
    url, _, password = _apart(database_url)
    written = (directory / "mailtriage.toml").read_text()
    (directory / "mailtriage.toml").write_text(written.replace("sqlite:///mailtriage.sqlite3", url))
    monkeypatch.setenv("MAILTRIAGE_DATABASE_PASSWORD", password)
    for name in ("MAILBOX_NL_PASSWORD", "MAILBOX_DA_PASSWORD", "SUBMISSION_PASSWORD"):
        monkeypatch.setenv(f"MAILTRIAGE_{name}", "secret")
    monkeypatch.setenv("MAILTRIAGE_CONFIG", str(directory))
    return run


def _apart(url: str) -> tuple[str, str, str]:
    credentials, at, host = url.rpartition("@")
    user, colon, password = credentials.rpartition(":")
    return (f"{user}{at}{host}", colon, password) if at else (url, "", "")


def test_upgrade_makes_the_tables_and_says_so_every_time(say: Say, database_url: str) -> None:
    for _ in range(2):
        code, out, err = say("db", "upgrade")
        assert (code, err) == (0, "")
        assert out.endswith(f"is up to date, at revision {migration.head()}.\n")
    database = Database(database_url)
    migration.require_current(database)
    database.close()


def test_check_sends_a_new_installation_to_upgrade(say: Say) -> None:
    code, out, _ = say("db", "check")
    assert code == 1
    assert "run `mailtriage db upgrade`" in out


def test_check_reads_everything(say: Say, database_url: str) -> None:
    say("db", "upgrade")
    database = Database(database_url)
    with database.transaction() as session:
        a_mail_taken_in(session, 1)
    assert say("db", "check")[:2] == (0, f"The database {database.name} is sound.\n")
    with database.transaction() as session:
        session.execute(update(schema.raw).values(content=raw.pack(b"forged").content))
    code, out, _ = say("db", "check", "--json")
    assert code == 1
    assert len(json.loads(out)["problems"]) == 2
    database.close()
