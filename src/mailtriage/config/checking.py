"""Everything that can be found wrong without a connection: the files, the rules' own examples, every template."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mailtriage.config.examples import failures
from mailtriage.config.files import template_directories
from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.config.problem import Problem
from mailtriage.notices.language import LANGUAGES
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
    if found is None:
        return Report(None, problems)
    return Report(found, problems + failures(found), found.warnings)


def _broken(directory: Path) -> tuple[str, ...]:
    """Every template is tried where the operator replaced any; the shipped ones alone are tried by the program's tests."""
    directories = template_directories(directory)
    return template_problems(templates(directories), tuple(LANGUAGES)) if len(directories) > 1 else ()
