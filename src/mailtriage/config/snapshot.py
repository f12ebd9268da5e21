"""Terms as tickets keep them, and calendars as they were last used: canonical JSON, and back.

Older documents lack newer fields and get defaults.
"""

import hashlib
import json
from functools import lru_cache

from pydantic import TypeAdapter

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.terms import Terms

_TERMS = TypeAdapter(Terms)
_CALENDAR = TypeAdapter(Calendar)
_written: dict[int, tuple[Terms, str, str]] = {}


def document(terms: Terms) -> tuple[str, str]:
    """The canonical JSON text of resolved terms, and its hash in hexadecimal: equal terms give equal hashes."""
    known = _written.get(id(terms))
    if known is not None and known[0] is terms:
        return known[1], known[2]
    text = _canonical(_TERMS.dump_python(terms, mode="json"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    _written[id(terms)] = (terms, text, digest)
    return text, digest


@lru_cache(maxsize=512)
def revive(text: str) -> Terms:
    """The terms of a document that `document` wrote, in this or an earlier version."""
    return _TERMS.validate_json(text)


def calendar_document(calendar: Calendar) -> str:
    """The canonical JSON text of a calendar, holidays and all: equal calendars give equal texts."""
    return _canonical(_CALENDAR.dump_python(calendar, mode="json"))


def revive_calendar(text: str) -> Calendar:
    """The calendar of a document that `calendar_document` wrote."""
    return _CALENDAR.validate_json(text)


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
