"""Addresses as an SMTP envelope takes them (RFC 5321, 4.1.2; SMTPUTF8, RFC 6531).

A domain goes out in A-labels, which every server understands; only a local part beyond ASCII needs SMTPUTF8. aiosmtplib
would find out in the middle of a transaction, and leave it open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiosmtplib.email import parse_address

from mailtriage.mail.domain import in_ascii


@dataclass(frozen=True, slots=True)
class Envelope:
    """One transaction. `recipients` maps what goes over the wire to the address as the caller wrote it."""

    sender: str
    recipients: Mapping[str, str]
    needs_utf8: bool


def envelopes(sender: str, recipients: Sequence[str]) -> tuple[tuple[Envelope, ...], tuple[str, ...]]:
    """The transactions that reach these recipients, and the recipients that are no addresses.

    Those that need SMTPUTF8 go apart: on the way it could cost the others their mail. An empty sender is the null
    reverse-path; ValueError for one that is no address.
    """
    whence = _wired(sender)
    if sender and not whence:
        raise ValueError(f'the reverse-path "{sender}" is no address')
    wired = {address: _wired(address) for address in dict.fromkeys(recipients)}
    apart: dict[bool, dict[str, str]] = {False: {}, True: {}}
    for address, spelled in wired.items():
        if spelled:
            apart[not (whence + spelled).isascii()][spelled] = address
    found = tuple(Envelope(whence, group, utf8) for utf8, group in apart.items() if group)
    return found, tuple(address for address, spelled in wired.items() if not spelled)


def _wired(address: str) -> str:
    local, at, domain = address.rpartition("@")
    spelled = f"{local}@{domain if domain.isascii() else in_ascii(domain)}"
    if not (local and at and domain) or any(c.isspace() or not c.isprintable() for c in spelled):
        return ""
    try:
        # aiosmtplib reads `a@x.example, b@y.example` as the first of the two, without a word.
        return spelled if parse_address(spelled) == spelled else ""
    except ValueError:
        return ""
