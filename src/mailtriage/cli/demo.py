"""`mailtriage demo`: the main job, from start to end, on servers in this process, in under a minute."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.markup import escape

from mailtriage.errors import Permanent

_ZONE = ZoneInfo("Europe/Amsterdam")


@click.command()
@click.option(
    "--keep",
    "kept",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where mails are kept; ./mailtriage-demo by default.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the end as one JSON object; the timeline goes to standard error."
)
def demo(kept: Path | None, *, as_json: bool) -> None:
    """Show what mailtriage does, without any set-up."""
    try:
        from mailtriage.demo.performance import perform  # noqa: PLC0415 - needs the extra
    except ModuleNotFoundError as error:
        raise Permanent(f"the demonstration needs {error.name}: pip install 'mailtriage[demo]'") from error
    console = Console(stderr=as_json, highlight=False)
    directory = _fresh(kept or Path("mailtriage-demo"))

    def tell(at: datetime, what: str, why: str) -> None:
        reason = f"  [dim]({escape(why)})[/dim]" if why else ""
        console.print(f"[cyan]{at.astimezone(_ZONE):%a %H:%M}[/cyan]  {escape(what)}{reason}", soft_wrap=True)

    sys.exit(asyncio.run(perform(directory, tell, console, as_json=as_json)))


def _fresh(directory: Path) -> Path:
    """A directory nobody used yet: the name given, or with a number behind it."""
    found, number = directory, 1
    while found.exists():
        number += 1
        found = directory.with_name(f"{directory.name}-{number}")
    (found / "mail").mkdir(parents=True)
    return found.resolve()
