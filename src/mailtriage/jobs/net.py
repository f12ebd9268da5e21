"""The net under one message and under one ticket: what one of them breaks is its own, and the next one goes on.

What the world breaks (a database, a disk, a server) is nobody's own and goes on upwards.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mailtriage.errors import MailtriageError

T = TypeVar("T")


@dataclass(frozen=True)
class Broken:
    """What an error of ours looked like; `stage` is where it happened."""

    stage: str
    trace: str

    @property
    def sentence(self) -> str:
        """The last line of the traceback."""
        return self.trace.strip().rpartition("\n")[2][:300]


def attempt(stage: str, work: Callable[[], T]) -> T | Broken:
    """Do it, or say how it broke."""
    try:
        return work()
    except MailtriageError:
        raise
    except Exception:  # noqa: BLE001 - the one place that may, beside the daemon's jobs
        return Broken(stage, traceback.format_exc())
