"""Terms as tickets keep them: canonical JSON and its SHA-256, and back. Older documents lack newer fields and get defaults."""

import hashlib
import json
from functools import lru_cache

from pydantic import TypeAdapter

from mailtriage.desk.terms import Terms

_TERMS = TypeAdapter(Terms)
_written: dict[int, tuple[Terms, str, str]] = {}


def document(terms: Terms) -> tuple[str, str]:
    """The canonical JSON text of resolved terms, and its hash in hexadecimal: equal terms give equal hashes."""
    known = _written.get(id(terms))
    if known is not None and known[0] is terms:
        return known[1], known[2]
    text = json.dumps(_TERMS.dump_python(terms, mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    _written[id(terms)] = (terms, text, digest)
    return text, digest


@lru_cache(maxsize=512)
def revive(text: str) -> Terms:
    """The terms of a document that `document` wrote, in this or an earlier version."""
    return _TERMS.validate_json(text)
