"""`mailtriage inspect`: what the mail layer reads in messages; needs no configuration and no database.

The reader is imported when the first file is there, so that `--help` and a wrong name answer at once.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from mailtriage.mail.message import Message

_LONGEST = 200


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, in the order of the files.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
def inspect(files: tuple[str, ...], *, as_json: bool) -> None:
    """Show what is read in each message (RFC 5322); `-` is standard input."""
    failed = False
    for name in files:
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as problem:
            click.echo(f"mailtriage: {name}: {problem.strerror or problem}", err=True)
            failed = True
            continue
        _show(name, raw, as_json=as_json)
    if failed:
        raise SystemExit(1)


def _show(name: str, raw: bytes, *, as_json: bool) -> None:
    from mailtriage.mail import inspection  # noqa: PLC0415

    message, found = inspection.inspected(raw)
    shown = json.dumps(found, ensure_ascii=False) if as_json else summary(name, message, found)
    # Always UTF-8, whatever the terminal's locale: what was read must come out whole.
    sys.stdout.buffer.write(shown.encode() + b"\n")
    sys.stdout.buffer.flush()


def summary(name: str, message: Message, found: Mapping[str, object]) -> str:
    """The message for a person: the fields that are there, then the newest text."""
    rows = [
        ("file", name),
        ("from", _person(message.from_.name, message.from_.address)),
        ("to", ", ".join(person.address for person in message.to)),
        ("cc", ", ".join(person.address for person in message.cc)),
        ("reply to", ", ".join(person.address for person in message.reply_to)),
        ("subject", message.subject),
        ("date", message.date.strftime("%Y-%m-%d %H:%M:%S UTC") if message.date else ""),
        ("message id", message.message_id),
        ("answers", message.in_reply_to or " ".join(message.references[-1:])),
        ("automatic", str(found["auto"] or "")),
        *(("attachment", f"{file.filename} ({file.content_type}, {file.size} octets)") for file in message.attachments),
        *(("defect", defect) for defect in message.defects),
    ]
    head = "\n".join(f"{label + ':':<12} {_cut(value)}" for label, value in rows if value)
    text = "\n".join(_cut(line) for line in message.reply.rstrip().splitlines())
    return f"{head}\n\n{text}\n"


def _cut(line: str) -> str:
    """A line that no terminal is flooded by; the JSON has it whole."""
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _person(name: str, address: str) -> str:
    return f"{name} <{address}>" if name else address


if __name__ == "__main__":
    inspect()
