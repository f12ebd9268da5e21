"""Secrets come from credentials, the environment or the credentials folder, never from a file and never into a text."""

from pathlib import Path

import pytest

from configured import SECRETS, a_configuration, loaded
from mailtriage.config.load import load
from mailtriage.config.secrets import Secrets, parse_keys
from mailtriage.config.starting import start
from mailtriage.errors import Permanent


def a_folder(directory: Path, name: str, text: str, mode: int = 0o600) -> None:
    path = directory / "credentials" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def test_systemd_goes_before_the_environment_and_that_before_the_folder(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "submission-password").write_text("from systemd\n")
    a_folder(tmp_path, "submission-password", "from the folder")
    environment = {"CREDENTIALS_DIRECTORY": str(given), "MAILTRIAGE_SUBMISSION_PASSWORD": "from the environment"}
    assert Secrets(tmp_path, environment).find("submission-password", "x") == "from systemd"
    del environment["CREDENTIALS_DIRECTORY"]
    assert Secrets(tmp_path, environment).find("submission-password", "x") == "from the environment"
    assert Secrets(tmp_path, {}).find("submission-password", "x") == "from the folder"


def test_a_password_keeps_its_spaces_and_loses_only_the_line_end(tmp_path: Path) -> None:
    a_folder(tmp_path, "a", "  pass word \r\n")
    assert Secrets(tmp_path, {}).find("a", "x") == "  pass word "


def test_a_folder_that_others_can_read_is_a_problem(tmp_path: Path) -> None:
    a_folder(tmp_path, "a", "secret", mode=0o640)
    secrets = Secrets(tmp_path, {})
    secrets.find("a", "x")
    assert [problem.reason for problem in secrets.problems] == ["can be read by others"]


def test_missing_secrets_are_problems_but_leave_an_installation_for_commands_that_need_none(tmp_path: Path) -> None:
    installation, problems = load(a_configuration(tmp_path), {})
    assert installation is not None
    assert installation.keys is None
    assert {problem.key for problem in problems} == {
        "mailbox-nl-password",
        "mailbox-da-password",
        "submission-password",
        "token-keys",
    }


def test_no_secret_shows_in_an_installation(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    environment = {name: f"hush{number}" for number, name in enumerate(SECRETS)} | {
        "MAILTRIAGE_TOKEN_KEYS": "1 " + "ab" * 32
    }
    installation, _ = load(directory, {**environment, "MAILTRIAGE_DATABASE_PASSWORD": "hush-db"})
    text = repr(installation)
    assert "hush" not in text
    assert "\\xab" not in text


def test_the_first_key_signs_and_the_others_still_verify() -> None:
    keys = parse_keys(f"# changed in June\n2 {'ab' * 16}\n\n1 {'cd' * 16}\n")
    assert keys.current == 2
    assert keys.secrets == {2: b"\xab" * 16, 1: b"\xcd" * 16}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x", "line 1 is not a number and hex digits"),
        (f"1 {'ab' * 16}\nzwei {'cd' * 16}", "line 2 is not a number and hex digits"),
        ("# nothing", "it holds no key"),
        ("1 abcd", "a key needs at least 16 octets"),
        (f"999 {'ab' * 16}", "a key id is a number from 0 to 255"),
    ],
)
def test_unusable_keys_are_refused_without_showing_them(tmp_path: Path, text: str, reason: str) -> None:
    secrets = Secrets(tmp_path, {"MAILTRIAGE_TOKEN_KEYS": text})
    assert secrets.keys() is None
    (problem,) = secrets.problems
    assert problem.reason == f"cannot be used: {reason}"


def test_init_writes_what_check_accepts_with_a_key_of_its_own(tmp_path: Path) -> None:
    start(tmp_path / "one")
    start(tmp_path / "two")
    key = tmp_path / "one" / "credentials" / "token-keys"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.parent.stat().st_mode & 0o777 == 0o700
    assert key.read_text() != (tmp_path / "two" / "credentials" / "token-keys").read_text()
    assert loaded(tmp_path / "one").keys is not None


def test_init_leaves_a_directory_with_files_alone_unless_told_and_then_its_files(tmp_path: Path) -> None:
    (tmp_path / "mailtriage.toml").write_text("# mine\n")
    with pytest.raises(Permanent, match="is not empty"):
        start(tmp_path)
    written = start(tmp_path, beside=True)
    assert (tmp_path / "mailtriage.toml").read_text() == "# mine\n"
    assert tmp_path / "rules.toml" in written
    assert start(tmp_path, beside=True) == ()


def test_init_says_when_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Permanent, match="cannot write to"):
        start(tmp_path / "file" / "config")
