"""Opening the office for a command: the configuration checked, the database current, the templates loaded."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from mailtriage.clock import Clock, SystemClock
from mailtriage.config.checking import check
from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.config.locate import config_directory
from mailtriage.config.problem import Problem
from mailtriage.config.snapshot import revive_calendar
from mailtriage.errors import Permanent
from mailtriage.jobs.office import Office, worker_name
from mailtriage.notices.render import environment
from mailtriage.store import calendars
from mailtriage.store.database import Database
from mailtriage.store.migration import require_current


def installation(config: str | None) -> Installation:
    """The configuration as values; every problem of its files is printed and refuses it.

    Missing secrets do not: who looks at tickets connects to no server, and what must be signed asks `Office.keys`.
    """
    directory = config_directory(config)
    found, problems = load(directory, os.environ)
    if found is None:
        raise _wrong(directory, problems)
    return found


def sound(config: str | None) -> Installation:
    """As `installation`, and refused too where a secret is missing, or the rules' own examples or the templates fail."""
    directory = config_directory(config)
    report = check(directory, os.environ)
    if report.installation is None or report.problems:
        raise _wrong(directory, report.problems)
    return report.installation


def _wrong(directory: Path, problems: Sequence[Problem]) -> Permanent:
    for problem in problems:
        click.echo(str(problem), err=True)
    count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
    return Permanent(
        f"the configuration in {directory} has {count}. Mend what is listed above; `mailtriage check` lists it too."
    )


def open_office(config: str | None) -> Office:
    """Everything a command needs. Permanent when the configuration is wrong or the database is not up to date."""
    return office_for(installation(config))


def office_for(found: Installation, clock: Clock | None = None) -> Office:
    """An office on the installation's own database, which must be up to date."""
    database = Database(found.database_url, found.database_password)
    require_current(database)
    with database.read() as session:
        known = calendars.known(session)
    # a ticket may still run on a calendar that is no longer configured: its promise stands
    retired = {name: revive_calendar(text) for name, text in known.items() if name not in found.calendars}
    return office_on(replace(found, calendars={**retired, **found.calendars}), database, clock)


def office_on(found: Installation, database: Database, clock: Clock | None = None) -> Office:
    """An office on a database that is known to be current."""
    return Office(
        installation=found,
        database=database,
        templates=environment(found.template_directories),
        clock=clock or SystemClock(),
        worker=worker_name(os.getpid()),
    )
