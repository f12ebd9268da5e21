"""Log lines: a constant event in the past tense, facts as keys; readable on a terminal, JSON otherwise.

Bodies and credentials never go into a log; the pure part of the program never logs.
"""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import IO

_NAME = "mailtriage"
_TRACE_LIMIT = 20_000


def event(name: str, /, **facts: object) -> None:
    """Log that something happened."""
    logging.getLogger(_NAME).info(name, extra={"facts": facts})


def warning(name: str, /, **facts: object) -> None:
    """Log something an operator should look at."""
    logging.getLogger(_NAME).warning(name, extra={"facts": facts})


def failure(name: str, /, **facts: object) -> None:
    """Log a failure together with the exception being handled, if any."""
    logging.getLogger(_NAME).error(name, extra={"facts": facts}, exc_info=sys.exc_info()[0] is not None)


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line |= _facts(record)
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)[-_TRACE_LIMIT:]
        return json.dumps(line, default=str, ensure_ascii=False)


class _Readable(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        facts = " ".join(f"{key}={value}" for key, value in _facts(record).items())
        line = f"{at} {record.levelname.lower():7} {record.getMessage()}  {facts}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _facts(record: logging.LogRecord) -> Mapping[str, object]:
    facts = getattr(record, "facts", {})
    return facts if isinstance(facts, dict) else {}


def start_logging(stream: IO[str], level: int = logging.INFO) -> None:
    """Send our log to a stream; libraries only from warnings on (their debug lines show header lines of mails)."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Readable() if stream.isatty() else _Json())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_NAME).setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
