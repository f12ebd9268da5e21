"""`mailtriage run`: the daemon, or with --once everything that is due, then the end."""

import asyncio
import json
import sys
from dataclasses import asdict

import click

from mailtriage.cli.opening import office_for, sound
from mailtriage.clock import Clock, SystemClock, simulated
from mailtriage.config.installation import loopback_only
from mailtriage.daemon import Daemon
from mailtriage.errors import Permanent
from mailtriage.jobs.once import Done, run_once
from mailtriage.log import start_logging


@click.command()
@click.option("--once", is_flag=True, help="Do everything that is due and end; for cron.")
@click.option("--clock", "clock_text", metavar="START,FACTOR", help="Simulated time; every server must be on loopback.")
@click.option("--json", "as_json", is_flag=True, help="With --once: print what was done as one JSON object.")
@click.pass_obj
def run(config: str | None, clock_text: str | None, *, once: bool, as_json: bool) -> None:
    """Take in mail, keep promises, send mail; until told to stop."""
    clock: Clock = SystemClock()
    if clock_text:
        try:
            clock = simulated(clock_text)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--clock") from error
    start_logging(sys.stderr)
    found = sound(config)
    if clock_text and not loopback_only(found):
        raise Permanent("--clock is refused: a configured server is not on loopback, where simulated time must not go.")
    office = office_for(found, clock)
    if once:
        done = asyncio.run(run_once(office))
        click.echo(json.dumps(asdict(done)) if as_json else _sentence(done))
        sys.exit(1 if done.failures else 0)
    asyncio.run(Daemon(office).run())


def _sentence(done: Done) -> str:
    taken = sum(done.taken.values())
    lines = [f"{taken} mails taken in, {done.watched} tickets looked at, {done.delivered} mails sent"]
    return "\n".join([*lines, *(f"not done: {failure}" for failure in done.failures)])
