"""Everything that can be found wrong without a connection: the files, the rules' own examples, every template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mailtriage.config.examples import failures
from mailtriage.config.files import template_directories
from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.config.names import suggestion
from mailtriage.config.problem import Problem
from mailtriage.notices.languages import LANGUAGES
from mailtriage.notices.render import environment as templates
from mailtriage.notices.render import problems as template_problems


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` found. `installation` is None when the files do not add up to one."""

    installation: Installation | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def check(directory: Path, environment: Mapping[str, str]) -> Report:
    """All problems of a configuration directory; `run` refuses what this refuses."""
    found, problems = load(directory, environment)
    problems += tuple(Problem("templates", "", sentence) for sentence in _broken(directory))
    problems += tuple(_idle(directory))
    if found is None:
        return Report(None, problems)
    return Report(found, problems + failures(found), found.warnings)


def _broken(directory: Path) -> tuple[str, ...]:
    """Every template is tried where the operator replaced any; the shipped ones alone are tried by the program's tests."""
    directories = template_directories(directory)
    return template_problems(templates(directories), tuple(LANGUAGES)) if len(directories) > 1 else ()


def _idle(directory: Path) -> Iterator[Problem]:
    """The operator's templates that nothing uses: a file replaces the shipped one of the same name, or it does nothing.

    A file of a name of its own may stand in `_parts` or `_layout`, where only the operator's own templates ask for it;
    then it is named in one of them.
    """
    *own, shipped = template_directories(directory)
    known = frozenset(_files(shipped))
    for mine in own:
        written = _files(mine)
        for name in written:
            if name not in known and not _asked_for(mine, name, written):
                yield Problem(f"templates/{name}", "", "replaces no shipped template", suggestion(name, known))


def _files(templates_directory: Path) -> list[str]:
    """Names below the directory, but those that editors and systems leave behind."""
    found = (path.relative_to(templates_directory) for path in templates_directory.rglob("*") if path.is_file())
    return sorted(name.as_posix() for name in found if name.name[0] != "." and name.name[-1] != "~")


def _asked_for(mine: Path, name: str, written: list[str]) -> bool:
    others = (mine / other for other in written if other != name)
    return any(f'"{name}"' in other.read_text(encoding="utf-8", errors="replace") for other in others)
