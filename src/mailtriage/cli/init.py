"""`mailtriage init`: a commented configuration to start from."""

from pathlib import Path

import click

from mailtriage.config.starting import start


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also into a directory with files in it; those stay as they are.")
def init(directory: Path, *, force: bool) -> None:
    """Write the commented example configuration and a new token key into DIRECTORY."""
    for path in start(directory, beside=force):
        click.echo(path)
    click.echo(f"Next: edit the files, put the passwords into {directory}/credentials, and run")
    click.echo(f"  mailtriage --config {directory} db upgrade")
    click.echo(f"  mailtriage --config {directory} check")
