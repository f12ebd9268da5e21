"""The documents speak of things that are there: files, decisions, rules of time, events, notices."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mailtriage"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
TOURS = [ROOT / "docs" / "flow.md", ROOT / "docs" / "code-tour.md"]
SOURCES = sorted(SOURCE.rglob("*.py"))

_LINK = re.compile(r"\]\(([^)#:]+)\)")
_PLACE = re.compile(r"`((?:[\w-]+/)+[\w.-]*)`")
_RULE = re.compile(r"\bS(\d{1,2})\b")
_DECISION = re.compile(r"decisions?[/ ](\d{4})")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = [link for link in _LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("document", TOURS, ids=lambda path: path.name)
def test_every_module_that_the_flow_or_the_tour_names_exists(document: Path) -> None:
    named = [place for place in _PLACE.findall(document.read_text()) if "NNNN" not in place]
    assert named
    assert [place for place in named if not _exists(place)] == []


def test_every_decision_that_is_cited_was_written_down() -> None:
    written = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    texts = [path.read_text() for path in (*SOURCES, *DOCUMENTS, ROOT / "pyproject.toml")]
    assert {number for text in texts for number in _DECISION.findall(text)} <= written


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_every_rule_of_time_that_code_cites_is_explained() -> None:
    explained = set(re.findall(r"\*\*S(\d+)\*\*", (ROOT / "docs" / "rules-of-time.md").read_text()))
    assert {number for path in SOURCES for number in _RULE.findall(path.read_text())} <= explained


def test_every_event_of_the_log_stands_in_the_operators_handbook() -> None:
    handbook = (ROOT / "docs" / "operating.md").read_text()
    logged = {name for path in SOURCES for name in _logged(ast.parse(path.read_text()))}
    assert logged
    assert {name for name in logged if f"`{name}`" not in handbook} == set()


def _exists(place: str) -> bool:
    """A module or package of ours, perhaps with a name in it (`desk/clock.INSTANT`), or a file of the project."""
    module = place.removesuffix(".py").rstrip("/")
    tried = (module, f"{module}.py", f"{module.rpartition('.')[0]}.py")
    return (ROOT / place).exists() or any((SOURCE / name).exists() for name in tried)


def _logged(tree: ast.Module) -> Iterator[str]:
    """The first argument of every `log.event`, `log.warning` and `log.failure`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="log"), attr="event" | "warning" | "failure"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name
