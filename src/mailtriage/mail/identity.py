"""What the receiving server found out about the sender: Authentication-Results (RFC 8601), read with suspicion.

Anyone can write this header into his mail, also with our server's name. Only the topmost header of a configured server
that speaks of DMARC, DKIM or SPF is believed; where it is silent about DMARC, a failure in the next one is believed, too,
for nobody forges that against himself. Microsoft 365 writes no server name: its stands for `MICROSOFT`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from mailtriage.mail.domain import in_ascii
from mailtriage.mail.message import Message

MICROSOFT = "protection.outlook.com"
"""The name to trust a mailbox at Microsoft 365 by, whose header begins with the first result."""

_METHODS = ("dmarc", "dkim", "spf")
_METHOD = re.compile(r"\s*([a-z0-9-]+)(?:\s*/\s*[0-9]+)?\s*=\s*([a-z]+)")
_PROPERTY = re.compile(r"\b([a-z0-9-]+\.[a-z0-9_-]+)\s*=\s*(\"[^\"]*\"|[^\s;\"]+)")
_LONGEST = 8000


@dataclass(frozen=True, slots=True)
class Authentication:
    """What a trusted server says: results as in RFC 8601, 2.7 ("pass", "fail", "none"); empty where it says nothing.

    `aligned`: something passed for the very domain of From, and `by` names it. `server` is empty if nobody we trust spoke.
    """

    server: str = ""
    dmarc: str = ""
    dkim: str = ""
    spf: str = ""
    aligned: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    properties: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Statement:
    server: str
    results: tuple[_Result, ...]


def authentication(message: Message, trusted_authserv_ids: frozenset[str]) -> Authentication:
    """The facts about the sender, from the configured servers only (compared without regard to case)."""
    trusted = {one.lower() for one in trusted_authserv_ids}
    values = message.headers.get("authentication-results", ())
    statements = (_statement(value, topmost=place == 0) for place, value in enumerate(values))
    ours = [one for one in takewhile(lambda one: one.server in trusted, statements) if one.results]
    if not ours:
        return Authentication()
    results = ours[0].results
    by = _aligned_by(message, results)
    dmarc = _told(results, "dmarc")
    if not dmarc and any(_told(statement.results, "dmarc") == "fail" for statement in ours):
        dmarc, by = "fail", ""
    return Authentication(ours[0].server, dmarc, _told(results, "dkim"), _told(results, "spf"), bool(by), by)


def _statement(value: str, *, topmost: bool) -> _Statement:
    """One header taken apart; results of other methods are left out."""
    segments = _without_comments(value[:_LONGEST].lower()).split(";")
    server = MICROSOFT if topmost else ""
    if not _METHOD.match(segments[0]):
        server = (segments.pop(0).split() or [""])[0].strip('"')
    return _Statement(server, tuple(_results(segments)))


def _results(segments: list[str]) -> Iterator[_Result]:
    for segment in segments:
        found = _METHOD.match(segment)
        if found and found.group(1) in _METHODS:
            properties = {name: value.strip('"') for name, value in _PROPERTY.findall(segment)}
            yield _Result(found.group(1), found.group(2), properties)


def _without_comments(value: str) -> str:
    """The text outside parentheses, which nest and may hold anything, and outside the semicolons of quoted strings."""
    kept, depth, quoted, escaped = [], 0, False, False
    for sign in value:
        if escaped:
            escaped = False
            continue
        escaped = sign == "\\"
        if sign == '"' and not depth:
            quoted = not quoted
        elif sign in "()" and not quoted:
            depth = depth + 1 if sign == "(" else max(0, depth - 1)
            continue
        if not (depth or escaped or (quoted and sign == ";")):
            kept.append(sign)
    return "".join(kept)


def _told(results: tuple[_Result, ...], method: str) -> str:
    """The method's result; of several, such as two signatures, one that passed."""
    found = [one.result for one in results if one.method == method]
    return "pass" if "pass" in found else next(iter(found), "")


def _aligned_by(message: Message, results: tuple[_Result, ...]) -> str:
    """The first method that passed for the domain of From. Two From headers are a trick, and prove nothing."""
    domain = in_ascii(message.from_.domain)
    if not domain or len(message.headers.get("from", ())) > 1:
        return ""
    for method in _METHODS:
        for one in results:
            if (
                one.method == method
                and one.result == "pass"
                and _speaks_for(_domain(one), domain, strict=method == "dmarc")
            ):
                return method
    return ""


def _domain(result: _Result) -> str:
    named = result.properties
    match result.method:
        case "dmarc":
            stated = named.get("header.from", "")
        case "dkim":
            stated = named.get("header.d") or named.get("header.i", "")
        case _:
            stated = named.get("smtp.mailfrom", "")
    return in_ascii(stated.rpartition("@")[2].strip("<>. "))


def _speaks_for(domain: str, sender: str, *, strict: bool) -> bool:
    """Relaxed alignment (RFC 7489, 3.1) as far as it needs no list of public suffixes: one contains the other."""
    if not domain or "." not in domain:
        return False
    return domain == sender or (not strict and (sender.endswith(f".{domain}") or domain.endswith(f".{sender}")))
