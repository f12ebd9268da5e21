"""The rules' own examples: each small mail goes through the whole rulebook, and what comes out is what it says.

An example names no clock, so one without `received` arrives on an ordinary Tuesday at ten in the desk's zone.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from mailtriage.config.installation import Installation
from mailtriage.config.problem import Problem
from mailtriage.mail.automatic import automatic
from mailtriage.mail.language import language
from mailtriage.mail.story import told_below
from mailtriage.triage.condition import Seen
from mailtriage.triage.rulebook import Example, Reading, read
from mailtriage.triage.verdict import VerdictField

_ORDINARY = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - the desk's zone is laid over it


def failures(installation: Installation) -> tuple[Problem, ...]:
    """Every example that gives something else than it says, with the rule that decided otherwise."""
    return tuple(_failures(installation))


def _failures(installation: Installation) -> Iterator[Problem]:
    for rule in installation.rulebook.rules:
        for count, example in enumerate(rule.examples, start=1):
            reading = _reading(installation, example)
            for name, wanted in example.expect.items():
                given, because = _given(reading, name)
                if given != _comparable(wanted):
                    key = f'rule "{rule.name}".example[{count}].gives.{name}'
                    reason = f"the rules give {_shown(given)} instead of {_shown(_comparable(wanted))}"
                    yield Problem(rule.file, key, reason, because)


def _reading(installation: Installation, example: Example) -> Reading:
    received = datetime.fromisoformat(example.received) if example.received else _ORDINARY
    if received.tzinfo is None:
        received = received.replace(tzinfo=ZoneInfo(installation.desk.zone))
    message = example.message
    box = installation.mailboxes[example.mailbox or next(iter(installation.mailboxes))]
    seen = Seen(
        message=message,
        mailbox=box.name,
        received=received,
        language=language(message.reply or message.text),
        automatic=automatic(message, box.via_lists) or "",
        calendars=installation.calendars,
        story=told_below(message.text),
    )
    return read(installation.rulebook, seen, installation.contracts, received.date())


def _given(reading: Reading, name: str) -> tuple[object, str]:
    """What came out, in comparable form, and which rule said so."""
    if name == "tags":
        tags = reading.verdict.tags
        return frozenset(str(tag.value) for tag in tags), ", ".join(f'rule "{tag.rule}"' for tag in tags)
    decided = reading.hold if name == "hold" else reading.verdict.fields.get(VerdictField(name))
    if decided is None:
        return None, "no rule says anything"
    return decided.value, f'decided by "{decided.rule}"'


def _comparable(wanted: object) -> object:
    return frozenset(wanted) if isinstance(wanted, tuple) else wanted


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, frozenset):
        return f"[{', '.join(sorted(value))}]"
    return f'"{value}"'
