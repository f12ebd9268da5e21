"""Each configuration mistake gives exactly one clear sentence, and hides no other."""

import shutil
import tomllib
from pathlib import Path

import pytest

from mailtriage.config.load import load
from mailtriage.config.locate import shipped

MISTAKES = Path(__file__).parents[1] / "data" / "config-mistakes"
SECRETS = {
    "MAILTRIAGE_MAILBOX_NL_PASSWORD": "a",
    "MAILTRIAGE_MAILBOX_DA_PASSWORD": "b",
    "MAILTRIAGE_SUBMISSION_PASSWORD": "c",
    "MAILTRIAGE_TOKEN_KEYS": "1 " + "0f" * 32,
}


def a_configuration(directory: Path) -> Path:
    """The shipped configuration, to be spoilt."""
    return shutil.copytree(shipped("config"), directory / "config", ignore=shutil.ignore_patterns("*.sqlite3*"))


def spoil(directory: Path, mistake: Path) -> list[str]:
    """Make the mistake a file of `config-mistakes` describes; what must be said about it comes back."""
    about = tomllib.loads(mistake.read_text(encoding="utf-8"))
    target = directory / about["file"]
    if "write" in about:
        target.write_text(about["write"], encoding="utf-8")
    if "octets" in about:
        target.write_bytes(bytes.fromhex(about["octets"]))
    if about.get("remove"):
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for here, there in about.get("change", ()):
        text = target.read_text(encoding="utf-8")
        assert here in text, f"the shipped configuration has changed: {here}"
        target.write_text(text.replace(here, there, 1), encoding="utf-8")
    says: list[str] = about["says"]
    return says


@pytest.mark.parametrize("mistake", sorted(MISTAKES.glob("*.toml")), ids=lambda path: path.stem)
def test_a_mistake_is_named_with_its_place_and_the_way_out(mistake: Path, tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    says = spoil(directory, mistake)

    installation, problems = load(directory, SECRETS)

    assert [str(problem) for problem in problems] == says
    assert installation is None
