"""Which configuration directory is used when several could be."""

import os
from pathlib import Path

import pytest

from mailtriage.config.locate import config_directory, or_shipped, shipped
from mailtriage.errors import Permanent


def test_the_option_wins_over_the_environment(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    environment = {"MAILTRIAGE_CONFIG": str(tmp_path / "b")}
    assert config_directory(str(tmp_path / "a"), environment) == tmp_path / "a"
    assert config_directory(None, environment) == tmp_path / "b"


def test_a_named_directory_that_is_missing_is_never_replaced_by_another(tmp_path: Path) -> None:
    for option, environment in ((str(tmp_path / "no"), {}), (None, {"MAILTRIAGE_CONFIG": str(tmp_path / "no")})):
        for locate in (config_directory, or_shipped):
            with pytest.raises(Permanent, match="is not a directory"):
                locate(option, environment)


def test_a_directory_called_config_counts_only_with_our_files_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "other.toml").touch()
    assert or_shipped(None, {}) != Path("config")
    (tmp_path / "config" / "mailtriage.toml").touch()
    assert config_directory(None, {}) == Path("config")


def test_a_working_directory_that_is_closed_to_us_holds_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (closed := tmp_path / "closed").mkdir()
    monkeypatch.chdir(closed)
    closed.chmod(0)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)  # nobody: root may enter everywhere
    try:
        assert or_shipped(None, {}) == shipped("config")
    finally:
        os.seteuid(before)


def test_the_shipped_example_is_there() -> None:
    assert (shipped("config") / "calendars.toml").is_file()
