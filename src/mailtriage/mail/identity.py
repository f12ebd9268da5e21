"""What the receiving server found out about the sender: Authentication-Results (RFC 8601), read with suspicion.

Anyone can write this header into his mail, also with our server's name, and not every server takes such a forgery out
(RFC 8601, 5). So the topmost header decides, whatever it says: "none" is an answer, too. Where it is silent about a method, a
failure in those of ours right below is believed, for nobody forges that against himself. Microsoft 365 writes no server
name, or one for all its customers: its stands for `MICROSOFT`.
"""

from dataclasses import dataclass
from itertools import takewhile

from mailtriage.mail.domain import in_ascii
from mailtriage.mail.findings import Finding, domain, findings
from mailtriage.mail.message import Message

MICROSOFT = "protection.outlook.com"
"""The name to trust a mailbox at Microsoft 365 by, whose header begins with the first result, or with `_MICROSOFTS`."""

_MICROSOFTS = "mx.microsoft.com"

_MICROSOFTS_OWN = "compauth"  # its verdict on the whole, also where the domain has published nothing

_METHODS = ("dmarc", "dkim", "spf")
_FAILURES = frozenset({"fail", "softfail"})


@dataclass(frozen=True, slots=True)
class Authentication:
    """What a trusted server says: results as in RFC 8601, 2.7 ("pass", "fail", "none"); empty where it says nothing.

    `aligned`: something passed for the very domain of From, and `by` names it. `against` names what says that this domain
    did not send it, as its own rules have it. `server` is empty if nobody we trust spoke.
    """

    server: str = ""
    dmarc: str = ""
    dkim: str = ""
    spf: str = ""
    aligned: bool = False
    by: str = ""
    against: str = ""

    @property
    def failed(self) -> bool:
        """Whether a check failed, for whichever domain, and none passed that would speak for the sender all the same."""
        return bool(self.against) or (not self.aligned and "fail" in {self.dmarc, self.dkim, self.spf})


@dataclass(frozen=True, slots=True)
class _Statement:
    server: str
    results: tuple[Finding, ...]


def authentication(message: Message, trusted_authserv_ids: frozenset[str]) -> Authentication:
    """The facts about the sender, from the configured servers only (compared without regard to case)."""
    trusted = {one.lower() for one in trusted_authserv_ids}
    values = message.headers.get("authentication-results", ())
    statements = (
        _statement(value, microsoft=place == 0 and MICROSOFT in trusted) for place, value in enumerate(values)
    )
    ours = list(takewhile(lambda one: one.server in trusted, statements))
    if not ours:
        return Authentication()
    results = _with_failures(ours)
    told = {method: _told(results, method) for method in _METHODS}
    by = _aligned_by(message, results)
    against = _against(in_ascii(message.from_.domain), results, vouched=bool(by))
    if against:  # the domain itself says that this proves nothing, whatever passed
        by = ""
    return Authentication(ours[0].server, **told, aligned=bool(by), by=by, against=against)


def _with_failures(ours: list[_Statement]) -> tuple[Finding, ...]:
    """What the topmost header says, and what the others say against the sender where it is silent."""
    top, *others = ours
    spoken = {one.method for one in top.results}
    lower = (one for statement in others for one in statement.results)
    return (*top.results, *(one for one in lower if one.method not in spoken and one.result in _FAILURES))


def _against(sender: str, results: tuple[Finding, ...], *, vouched: bool) -> str:
    """The first method that speaks against the domain of From; a verdict on the whole does so whatever else passed.

    SPF fails for mail passed on, too: an aligned signature outweighs it. A broken signature is none (RFC 6376, 6.1), and
    what fails for another domain says nothing about this one.
    """
    for one in results:
        stated = _domain(one)
        match one.method, one.result:
            case (("dmarc" | "compauth"), "fail"):
                return one.method
            case "spf", ("fail" | "softfail") if not vouched and (not stated or _speaks_for(stated, sender)):
                return one.method
            case "dmarc", "pass" if not vouched and stated and not _speaks_for(stated, sender):
                return one.method  # the server saw another From than we do
    return ""


def _statement(value: str, *, microsoft: bool) -> _Statement:
    """One header; results of methods that say nothing about From are left out. `microsoft`: it may be theirs, since it stands on top."""
    server, results = findings(value)
    ours = tuple(one for one in results if one.method in {*_METHODS, _MICROSOFTS_OWN})
    if microsoft and server in {None, _MICROSOFTS}:
        server = MICROSOFT
    return _Statement(server or "", ours)


def _told(results: tuple[Finding, ...], method: str) -> str:
    """The method's result; of several, such as two signatures, one that passed. DMARC has one: a failure among more stands."""
    found = [one.result for one in results if one.method == method]
    if method == "dmarc" and "fail" in found:
        return "fail"
    return "pass" if "pass" in found else next(iter(found), "")


def _aligned_by(message: Message, results: tuple[Finding, ...]) -> str:
    """The first method that passed for the domain of From. Two From headers are a trick, and prove nothing."""
    sender = in_ascii(message.from_.domain)
    if not sender or len(message.headers.get("from", ())) > 1:
        return ""
    for method in _METHODS:
        for one in results:
            if (
                one.method == method
                and one.result == "pass"
                and _speaks_for(_domain(one), sender, strict=method == "dmarc")
            ):
                return method
    return ""


def _domain(finding: Finding) -> str:
    named = finding.properties
    match finding.method:
        case "dmarc":
            key = "header.from"
        case "dkim":
            key = "header.d" if "header.d" in named else "header.i"
        case _:
            key = "smtp.mailfrom"
    return domain(named.get(key, ""))


def _speaks_for(stated: str, sender: str, *, strict: bool = False) -> bool:
    """Relaxed alignment (RFC 7489, 3.1) as far as it needs no list of public suffixes: one contains the other."""
    if not stated:
        return False
    return stated == sender or (not strict and (sender.endswith(f".{stated}") or stated.endswith(f".{sender}")))
