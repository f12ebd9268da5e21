"""`mailtriage check`: everything that is wrong with a configuration, at once, and what the first run would find."""

import json
import os
import sys
from dataclasses import asdict

import click

from mailtriage.config.checking import Report
from mailtriage.config.checking import check as checked
from mailtriage.config.locate import config_directory
from mailtriage.jobs.probe import Probe, probe


@click.command()
@click.option("--offline", is_flag=True, help="Connect to nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def check(config: str | None, *, offline: bool, as_json: bool) -> None:
    """Validate all files, run the rules' own examples, try all templates, then every connection."""
    report = checked(config_directory(config), os.environ)
    connect = report.installation is not None and not report.problems and not offline
    probes = tuple(probe(report.installation)) if report.installation and connect else ()
    failed = bool(report.problems) or any(p.failure for p in probes)
    if as_json:
        click.echo(json.dumps(_facts(report, probes), ensure_ascii=False))
    else:
        _print(report, probes)
    sys.exit(1 if failed else 0)


def _facts(report: Report, probes: tuple[Probe, ...]) -> dict[str, object]:
    return {
        "problems": [asdict(problem) for problem in report.problems],
        "warnings": [asdict(warning) for warning in report.warnings],
        "connections": [asdict(probe) for probe in probes],
    }


def _print(report: Report, probes: tuple[Probe, ...]) -> None:
    for problem in report.problems:
        click.echo(problem)
    for warning in report.warnings:
        click.echo(f"warning: {warning}")
    for tried in probes:
        click.echo(f"{tried.name}: {tried.failure or tried.finding}")
    count = len(report.problems) + sum(1 for tried in probes if tried.failure)
    click.echo("No problem found." if not count else f"{count} problem{'s' if count > 1 else ''} found.")
