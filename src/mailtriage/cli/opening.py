"""Opening the office for a command: the configuration checked, the database current, the templates loaded."""

import os

import click

from mailtriage.clock import Clock, SystemClock
from mailtriage.config.installation import Installation, loopback_only
from mailtriage.config.load import load
from mailtriage.config.locate import config_directory
from mailtriage.errors import Permanent
from mailtriage.jobs.office import Office, worker_name
from mailtriage.notices.render import environment
from mailtriage.store.database import Database
from mailtriage.store.migration import require_current


def installation(config: str | None) -> Installation:
    """The configuration as values; every problem is printed and refuses it."""
    directory = config_directory(config)
    found, problems = load(directory, os.environ)
    if found is None or problems:
        for problem in problems:
            click.echo(str(problem), err=True)
        count = len(problems)
        raise Permanent(
            f"the configuration in {directory} has {count} problem{'s' if count != 1 else ''}. "
            "Mend what is listed above; `mailtriage check` shows the same list."
        )
    return found


def open_office(config: str | None, clock: Clock | None = None, *, simulated: bool = False) -> Office:
    """Everything a job needs. Permanent when the configuration is wrong or the database is not up to date."""
    found = installation(config)
    if simulated and not loopback_only(found):
        raise Permanent(
            "--clock is refused: a configured server is not on loopback, and simulated time must not reach it."
        )
    database = Database(found.database_url, found.database_password)
    require_current(database)
    return office_on(found, database, clock)


def office_on(found: Installation, database: Database, clock: Clock | None = None) -> Office:
    """An office on a database that is known to be current."""
    return Office(
        installation=found,
        database=database,
        templates=environment(found.template_directories),
        clock=clock or SystemClock(),
        worker=worker_name(os.getpid()),
    )
