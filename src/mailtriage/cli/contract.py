"""`mailtriage contract`: what was promised to whom, value by value, with its clause."""

import json
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime

import click

from mailtriage.config.account import facts, lines, opening_hours, renewal
from mailtriage.config.installation import Installation
from mailtriage.config.load import load
from mailtriage.config.locate import or_shipped
from mailtriage.config.names import suggestion
from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Person, Role
from mailtriage.errors import Permanent


@click.group()
def contract() -> None:
    """Look at contracts."""


@contract.command()
@click.argument("name")
@click.option("--at", "at", type=click.DateTime(["%Y-%m-%d"]), help="The local date to show it for. Default: today.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(config: str | None, name: str, at: datetime | None, *, as_json: bool) -> None:
    """The terms of a contract in force on a day, with the file and clause of each value."""
    installation, problems = load(or_shipped(config), os.environ)
    if installation is None:
        raise Permanent("\n".join(["the configuration has problems:", *map(str, problems)]))
    if name not in installation.contracts:
        raise Permanent(f'there is no contract "{name}"; {suggestion(name, installation.contracts)}')
    found = installation.contracts[name]
    day = at.date() if at else datetime.now(UTC).date()  # noqa: TID251 - a shell; only a default
    if as_json:
        click.echo(json.dumps(facts(installation, found, day), ensure_ascii=False))
    else:
        _print(installation, found, day)


def _print(installation: Installation, found: Contract, day: date) -> None:
    terms = found.terms(day)
    until = f"until {found.ends}" if found.ends else "without end"
    click.echo(f"{found.name}: {found.customer.name} ({found.file})")
    click.echo(f"Plan {found.plan}, {installation.plans.get(found.plan, '')}, version {terms.version or 'unnamed'}")
    click.echo(f"From {found.starts} {until}; {'in force' if found.active(day) else 'not in force'} on {day}.")
    if goes_on := renewal(installation, found, day):
        click.echo(f"Renews on {goes_on.renews} unless notice arrives by {goes_on.notice_until}.")
    click.echo(f"Services: {', '.join(found.services) or 'all'}. Contacts: {_people(found)}.")
    for calendar, open_on in opening_hours(installation, found, day).items():
        click.echo(f"Hours of {calendar}: {open_on}.")
    for role in found.staff.roles.values():
        click.echo(f"{role.name}: {_addresses(role.members)}{_deputies(role)}")
    click.echo()
    told = lines(installation, found, day)
    width = max(len(line.key) for line in told)
    for line in told:
        click.echo(f"{line.key:<{width}}  {line.value}  [{line.file}: {line.clause or 'names no clause'}]")


def _people(found: Contract) -> str:
    return _addresses(found.contacts)


def _deputies(role: Role) -> str:
    return f"; deputies {_addresses(role.deputies)}" if role.deputies else ""


def _addresses(people: Iterable[Person]) -> str:
    return ", ".join(person.address for person in people) or "none"
