"""The wheel is what people install: built, installed into an empty environment, its demonstration run in an empty directory."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, seconds: int = 300) -> str:
    """A command that must succeed; what it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=seconds, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def constraints(directory: Path) -> Path:
    """The locked versions, without the hashes that would forbid a wheel just built."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9_.\[\]-]+==[^ \\\n]+)", lock, re.MULTILINE)
    path = directory / "constraints.txt"
    path.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return path


def test_the_installed_wheel_shows_the_demonstration_in_an_empty_directory(tmp_path: Path) -> None:
    built = tmp_path / "built"
    quiet = ("--quiet", "--disable-pip-version-check")
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        *quiet,
        "--no-deps",
        "--no-build-isolation",
        "-w",
        built,
        ROOT,
        cwd=tmp_path,
    )
    (wheel,) = built.glob("mailtriage-*.whl")
    python = tmp_path / "environment" / "bin" / "python"
    run(sys.executable, "-m", "venv", tmp_path / "environment", cwd=tmp_path)
    run(python, "-m", "pip", "install", *quiet, "-c", constraints(tmp_path), f"{wheel}[demo]", cwd=tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    command = tmp_path / "environment" / "bin" / "mailtriage"
    shown = json.loads(run(command, "demo", "--json", cwd=empty, seconds=120))
    assert shown["passed"] is True
    assert {t["contract"] for t in shown["tickets"]} == {"waterland-integratie", "nordhavn-integration"}
    kept = list((empty / "mailtriage-demo" / "mail").iterdir())
    assert len([k for k in kept if k.suffix == ".eml"]) == sum(r["mails"] for r in shown["received"])
    assert len([k for k in kept if k.suffix == ".html"]) == len([k for k in kept if k.suffix == ".eml"])
    run(command, "init", "desk", cwd=empty)
