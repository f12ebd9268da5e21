"""Printing for people and for programs: a table or text on a terminal, JSON where asked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_json(document: object) -> None:
    """One JSON value, on one line."""
    click.echo(json.dumps(document, ensure_ascii=False))


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as wide as the terminal, readable at 80 columns; what mails brought in is text and never markup."""
    table = Table(
        title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False
    )
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console().print(table)


def cut(value: object, limit: int = 200) -> str:
    """A text for people on one line, with an ellipsis where it goes on; programs get it whole as JSON."""
    line = " ".join(str(value or "").split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def short(instant: object, zone: str) -> str:
    """An ISO instant in a zone for a narrow column: day, month and minute; empty for none."""
    if not isinstance(instant, str):
        return ""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)).strftime("%d %b %H:%M")


def local(instant: object, zone: str) -> str:
    """An ISO instant in a zone, to the minute, with the zone's name; empty for none."""
    if not isinstance(instant, str):
        return ""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)).strftime("%a %d %b %Y %H:%M %Z")


def next_due(ticket: Mapping[str, object], zone: str) -> str:
    """The earliest due instant of a ticket document's running clocks."""
    clocks = ticket["clocks"]
    assert isinstance(clocks, list)
    due = [c["due"] for c in clocks if c["due"] and c["state"] != "stopped"]
    return short(min(due, default=None), zone)
