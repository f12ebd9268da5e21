"""One Authentication-Results header taken apart (RFC 8601, 2.2).

Much of it was chosen by the sender: his address stands in it with a quoted local part of his own making. So a finding
that does not keep to the grammar keeps its result, which may be a failure, and loses its properties, which prove nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mailtriage.mail.domain import in_ascii

_LONGEST = 8000
_METHOD = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*[0-9]+)?\s*=\s*([a-z]+)")
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PROPERTY = re.compile(rf'\s+([a-z0-9._-]+)=((?:{_QUOTED})?[^\s"]*)(?=\s|$)', re.DOTALL)
_VALUE = re.compile(rf"({_QUOTED})?(.*)", re.DOTALL)
_DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
_PIECE = re.compile(r'\\.|[();"]|[^\\();"]+|\\', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Finding:
    """A method and its result, and properties by their full name (`smtp.mailfrom`) as they were written, quotes included."""

    method: str
    result: str
    properties: Mapping[str, str] = field(default_factory=dict)


def findings(value: str) -> tuple[str | None, tuple[Finding, ...]]:
    """The server's name, None if the header begins with a result (Microsoft 365), and the findings; all in lower case."""
    segments = _segments(value[:_LONGEST].lower())
    if len(value) > _LONGEST:
        segments.pop()  # cut through a domain, it would name another one
    server = None
    if segments and not _METHOD.match(segments[0]):
        server = (segments.pop(0).split() or [""])[0].strip('"')
    return server, tuple(_read(segments))


def domain(written: str) -> str:
    """The domain behind the last @ of a property's value, in A-labels; empty unless it is one from end to end.

    A quoted local part is no domain, whatever it says: `"jan@customer.example"@evil.example` is at evil.example.
    """
    found = _VALUE.fullmatch(written)
    quoted, bare = found.groups() if found else ("", "")
    if quoted and bare:
        stated = bare[1:] if bare[0] == "@" else ""
    elif quoted:
        stated = re.sub(r"\\(.)", r"\1", quoted[1:-1], flags=re.DOTALL).rpartition("@")[2]
    else:
        inner = bare[1:-1] if bare[:1] == "<" and bare[-1:] == ">" else bare
        stated = "" if {"<", ">"} & set(inner) else inner.rpartition("@")[2]
    name = in_ascii(stated.removesuffix("."))
    return name if _DOMAIN.fullmatch(name) else ""


def _read(segments: list[str]) -> Iterator[Finding]:
    for segment in segments:
        if found := _METHOD.match(segment):
            yield Finding(found.group(1), found.group(2), _properties(segment, found.end()))


def _properties(segment: str, at: int) -> dict[str, str]:
    """The properties by name, of several the first; none at all where anything else stands between them.

    A value begins right behind the sign, or it is empty: nobody writes a space there, and it would take in the next one.
    """
    named: dict[str, str] = {}
    end = len(segment.rstrip())
    while at < end:
        found = _PROPERTY.match(segment, at)
        if found is None:
            return {}
        named.setdefault(found.group(1), found.group(2))
        at = found.end()
    return named


def _segments(value: str) -> list[str]:
    """What stands between semicolons, outside comments, which nest and become a space; quoted strings stay whole.

    A string or comment that does not end, or ends without a beginning, leaves a sign behind that no property may hold.
    """
    segments, depth, quoted = [""], 0, False
    for piece in _PIECE.findall(value):
        if piece == '"' and not depth:
            quoted = not quoted
        if piece == "(" and not quoted:
            depth += 1
            segments[-1] += " "
        elif piece == ")" and depth:
            depth -= 1
        elif piece == ";" and not quoted and not depth:
            segments.append("")
        elif not depth:
            segments[-1] += piece
    segments[-1] += " (" if depth else ""
    return segments
