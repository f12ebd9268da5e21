"""`mailtriage db`: bring the database up to date, and see whether it is sound."""

import json
import sys

import click

from mailtriage.cli.opening import installation
from mailtriage.store import health, migration
from mailtriage.store.database import Database


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@click.pass_obj
def upgrade(config: str | None) -> None:
    """Create the tables, or bring those of an older version up to date."""
    database = _database(config)
    revision = migration.upgrade(database)
    click.echo(f"The database {database.name} is up to date, at revision {revision}.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def check(config: str | None, *, as_json: bool) -> None:
    """Read the whole database and print every problem; exit code 1 when there is one."""
    database = _database(config)
    found = list(health.problems(database))
    if as_json:
        click.echo(json.dumps({"database": database.name, "problems": found}))
    else:
        click.echo("\n".join(found) or f"The database {database.name} is sound.")
    sys.exit(1 if found else 0)


def _database(config: str | None) -> Database:
    found = installation(config)
    return Database(found.database_url, found.database_password)
