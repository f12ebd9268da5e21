"""`mailtriage sla`: what a calendar makes of instants and targets, for other programs: JSON lines in, JSON lines out."""

import json
import sys
from collections.abc import Callable, Mapping

import click

from mailtriage.config.calendars import read
from mailtriage.config.locate import or_shipped
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.inquiry import Answer, Inquiry, classify
from mailtriage.desk.inquiry import solve as solve_one

Solve = Callable[[Inquiry, Mapping[str, Calendar]], Answer]


@click.group()
def sla() -> None:
    """Compute deadlines and rate classes from JSON lines."""


@sla.command()
@click.pass_obj
def solve(config: str | None) -> None:
    """When targets are due and how much support time has passed.

    Reads {"id","calendar","start","target_minutes" or "target_business_days","pauses":[[from,to]],
    "elapsed_at":[instant]} and writes {"id","due","elapsed_at":[{"at","seconds"}]}, a line each.
    """
    _answer(solve_one, config)


@sla.command()
@click.pass_obj
def rates(config: str | None) -> None:
    """Which rate class worked time falls into.

    Reads {"id","calendar","from","to"} and writes {"id","seconds":{"office","out_of_hours","weekend_holiday"}}.
    """
    _answer(classify, config)


def _answer(solve: Solve, config: str | None) -> None:
    """Answer every line of standard input; exit 1 if one was bad, 2 if the calendars are."""
    calendars, problems = read(or_shipped(config))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(2)
    bad = False
    for line in sys.stdin.buffer:
        if line.strip():
            answer = _answered(solve, line, calendars)
            bad = bad or "error" in answer
            click.echo(json.dumps(answer))
    sys.exit(bad)


def _answered(solve: Solve, line: bytes, calendars: Mapping[str, Calendar]) -> Answer:
    try:
        inquiry = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"not JSON: {error}"}
    if not isinstance(inquiry, dict):
        return {"id": None, "error": "not a JSON object"}
    try:
        return {"id": inquiry.get("id"), **solve(inquiry, calendars)}
    except (ValueError, OverflowError) as error:
        return {"id": inquiry.get("id"), "error": str(error)}
