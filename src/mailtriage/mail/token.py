"""The signed ticket token: 40 letters and digits in an address or Message-ID that prove which ticket we wrote to whom.

A token is good only from the address it was issued to. A reader in copy sees it, and it gives him nothing.
The layout (25 octets, exactly 40 letters of base32, so no spare bits can be bent): version and purpose, key id,
ticket, expiry, a hint of the recipient, and 96 bits of HMAC-SHA256 over all that and the whole address.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from mailtriage.mail.domain import comparable

LENGTH = 40
"""Letters of a token: with the local part in front and its plus sign they stay within 64 octets (RFC 5321, 4.5.3.1.1)."""

_VERSION = 1
_SECRET_OCTETS = 16  # RFC 2104 asks for no less than the security wanted
_SIGNED_OCTETS = 13
_MAC_OCTETS = 12
_HINT_OCTETS = 4
_LAST_TICKET = 2**40 - 1
_LAST_KEY = 255
_EPOCH = date(2020, 1, 1)
_LAST_DAY = 2**16 - 1
_CONTEXT = b"mailtriage ticket token 1\0"  # a key used elsewhere too must not sign tokens by accident
_TOKEN = re.compile(rf"(?<![a-z0-9])[a-z2-7]{{{LENGTH}}}(?![a-z0-9])")


class Reply(StrEnum):
    """What a reply to the notice means (DESIGN 10). Only `RELAY` ever reaches the other side."""

    RELAY = "relay"
    INTERNAL = "internal"
    ACKNOWLEDGE = "acknowledge"


_CODES = {Reply.RELAY: 1, Reply.INTERNAL: 2, Reply.ACKNOWLEDGE: 3}
_PURPOSES = {code: purpose for purpose, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets by key id (0 to 255). New tokens use `current`; the others still verify, so that keys can be changed."""

    current: int
    secrets: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse keys that could not protect anything; `config` has said so to the operator before."""
        if self.current not in self.secrets:
            raise ValueError("the current key id has no secret")
        if not all(0 <= key_id <= _LAST_KEY for key_id in self.secrets):
            raise ValueError("a key id is a number from 0 to 255")
        if any(len(secret) < _SECRET_OCTETS for secret in self.secrets.values()):
            raise ValueError(f"a key needs at least {_SECRET_OCTETS} octets")


@dataclass(frozen=True, slots=True)
class Token:
    """What a verified token says. It was issued to exactly the address it was verified with."""

    ticket: int
    purpose: Reply
    expires: date
    key_id: int


def sign(keys: Keys, ticket: int, recipient: str, purpose: Reply, expires: date) -> str:
    """Issue the token for one recipient, good up to and including the day `expires`.

    ValueError for a ticket outside 0 .. 2^40-1 and for a day the two octets cannot hold (2020-01-01 to 2199-06-05).
    """
    days = (expires - _EPOCH).days
    if not 0 <= ticket <= _LAST_TICKET:
        raise ValueError("a ticket number has at most 40 bits")
    if not 0 <= days <= _LAST_DAY:
        raise ValueError("the expiry lies outside what a token can say")
    head = bytes([_VERSION << 4 | _CODES[purpose], keys.current])
    signed = head + ticket.to_bytes(5, "big") + days.to_bytes(2, "big") + _hint(recipient)
    return base64.b32encode(signed + _mac(keys.secrets[keys.current], signed, recipient)).decode("ascii").lower()


def verify(keys: Keys, token: str, recipient: str, today: date) -> Token | None:
    """The token's content if we issued it to `recipient` and it has not expired, else None, whatever the reason.

    Letters may have changed case on the way. The comparison takes the same time for every wrong token.
    """
    octets = _octets(token)
    if octets is None:
        return None
    signed, mac = octets[:_SIGNED_OCTETS], octets[_SIGNED_OCTETS:]
    secret = keys.secrets.get(signed[1])
    # An unknown key is checked against a known one all the same, and its answer thrown away.
    genuine = hmac.compare_digest(mac, _mac(secret or keys.secrets[keys.current], signed, recipient))
    if secret is None or not genuine:
        return None
    purpose = _PURPOSES.get(signed[0] & 15)
    expires = _EPOCH + timedelta(days=int.from_bytes(signed[7:9], "big"))
    if signed[0] >> 4 != _VERSION or purpose is None or today > expires:
        return None
    return Token(ticket=int.from_bytes(signed[2:7], "big"), purpose=purpose, expires=expires, key_id=signed[1])


def in_address(address: str) -> str:
    """The token-shaped tag of a plus-address, or an empty string; shape proves nothing, `verify` does."""
    local = address.rpartition("@")[0] or address
    found = _TOKEN.fullmatch(local.rpartition("+")[2].strip('"').lower()) if "+" in local else None
    return found.group() if found else ""


def in_text(text: str) -> str:
    """The first token-shaped word of a text, or an empty string: no such word of ours may travel on to somebody else."""
    found = _TOKEN.search(text.lower())
    return found.group() if found else ""


def in_message_id(message_id: str) -> str:
    """The token-shaped part of a Message-ID as `message_id` makes them, or an empty string."""
    found = _TOKEN.search(message_id.strip().lower().partition("@")[0])
    return found.group() if found else ""


def message_id(token: str, unique: str, domain: str) -> str:
    """The Message-ID of a notice: `unique` makes it one of a kind, `domain` is ours (RFC 5322, 3.6.4)."""
    return f"<{unique}.{token}@{domain}>"


def _octets(token: str) -> bytes | None:
    text = token.strip().upper()
    if len(text) != LENGTH or not text.isascii():
        return None
    try:
        return base64.b32decode(text)
    except binascii.Error:
        return None


def _hint(recipient: str) -> bytes:
    return hashlib.sha256(_CONTEXT + _exactly(recipient)).digest()[:_HINT_OCTETS]


def _mac(secret: bytes, signed: bytes, recipient: str) -> bytes:
    return hmac.digest(secret, _CONTEXT + signed + _exactly(recipient), hashlib.sha256)[:_MAC_OCTETS]


def _exactly(recipient: str) -> bytes:
    return comparable(recipient).encode("utf-8", "surrogatepass")
