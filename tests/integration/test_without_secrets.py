"""Who only looks needs no password: the servers' secrets are the daemon's, and the token keys those of whoever signs."""

import json
from pathlib import Path

import pytest

from correspondence import a_mail
from mailtriage.cli.main import main
from mailtriage.cli.opening import open_office
from mailtriage.errors import Permanent

LOOKING = (
    "ticket list",
    "queue",
    "outbox list",
    "outbox addresses",
    "quarantine list",
    "contract show noordzee-elite",
    "calendar show infor_nl_office",
)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation as `init` makes it, less its token keys."""
    made = tmp_path / "desk"
    with pytest.raises(SystemExit):
        main(["init", str(made)])
    (made / "credentials" / "token-keys").unlink()
    monkeypatch.setenv("MAILTRIAGE_CONFIG", str(made))
    return made


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "message.eml"
    path.write_bytes(
        a_mail("jan.dewit@waterland.example", "support@helpdesk.example", "Traag", "Het is traag.").as_bytes()
    )
    return path


def said(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    """Run a command: exit code, standard output, standard error."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main(line.split())
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def test_looking_needs_no_secret(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "db upgrade")[0] == 0
    assert said(capsys, "db check")[0] == 0
    for line in LOOKING:
        assert said(capsys, line)[::2] == (0, ""), line


def test_what_is_not_there_is_said_and_not_which_password_is_missing(
    directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "db upgrade")
    for line in ("ticket show 1", "outbox show 1", "quarantine show 1"):
        code, _, err = said(capsys, line)
        assert code == 1
        assert "password" not in err
        assert "1" in err


def test_explaining_needs_no_secret(directory: Path, mail: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "db upgrade")
    code, out, err = said(capsys, f"explain --json {mail}")
    document = json.loads(out)
    assert (code, document["outcome"]) == (0, "open")
    assert document["notices"]
    assert err == "mailtriage: without token-keys no ticket token in a message is recognised\n"


def test_running_names_every_missing_secret(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "db upgrade")
    code, _, err = said(capsys, "run --once")
    assert code == 1
    for secret in ("token-keys", "mailbox-nl-password", "submission-password"):
        assert f"credentials: {secret}: " in err


def test_what_must_be_signed_says_so_in_one_sentence(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "db upgrade")
    office = open_office(None)
    with pytest.raises(Permanent, match=r"^the secret token-keys is missing: [^\n]*$"):
        _ = office.keys


def test_a_mistake_in_a_file_still_refuses(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = directory / "mailtriage.toml"
    path.write_text(path.read_text().replace("port = 465", "prot = 465"))
    code, _, err = said(capsys, "ticket list")
    assert code == 1
    assert 'submission.prot: unknown key (did you mean "port"?)' in err
