"""`mailtriage schema`: what editors need to complete and check the configuration files while they are written."""

import json
from collections.abc import Mapping
from typing import Any

import click
from pydantic import TypeAdapter

from mailtriage.config.shape.calendar import CalendarTable
from mailtriage.config.shape.desk import DeskFile
from mailtriage.config.shape.plan import CustomerFile, PlanFile
from mailtriage.config.shape.rules import RulesFile

_FILES: Mapping[str, tuple[str, TypeAdapter[Any]]] = {
    "mailtriage": ("mailtriage.toml", TypeAdapter(DeskFile)),
    "calendars": ("calendars.toml", TypeAdapter(dict[str, CalendarTable])),
    "plan": ("plans/*.toml", TypeAdapter(PlanFile)),
    "customer": ("customers/*.toml", TypeAdapter(CustomerFile)),
    "rules": ("rules.toml", TypeAdapter(RulesFile)),
}


@click.command()
@click.argument("file", type=click.Choice(list(_FILES)), required=False)
def schema(file: str | None) -> None:
    """The JSON Schema of one kind of FILE, or an object with all of them by file name."""
    schemas = {name: shape.json_schema() for name, shape in _FILES.values()}
    chosen = schemas[_FILES[file][0]] if file else schemas
    click.echo(json.dumps(chosen, ensure_ascii=False, indent=2))
