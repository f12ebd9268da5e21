"""Which tickets a mail claims to belong to, strongest claim first. A claim is no proof: triage asks for that.

A token counts as far as `token.verify` finds it was issued to the sender, a reference as far as we sent that mail to that
party, a number in the subject only from a party of the ticket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailtriage.mail.domain import comparable
from mailtriage.mail.mention import mentioned
from mailtriage.mail.message import Message
from mailtriage.mail.token import in_address, in_message_id

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "x-rcpt-to")
_MANY = 50  # a thread is long, a claim is not: those near the end name the mail it answers
_NUMBERS = 5
_LONGEST_SUBJECT = 2000
_LAST_NUMBER = 2**40 - 1


class Kind(StrEnum):
    """What a claim rests on, in the order of strength."""

    ADDRESS_TOKEN = "address-token"  # noqa: S105 - a kind of claim, not a password
    MESSAGE_ID_TOKEN = "message-id-token"  # noqa: S105
    REFERENCE = "reference"
    SUBJECT_NUMBER = "subject-number"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `value` is a token, a Message-ID in brackets, or a ticket number in plain digits."""

    kind: Kind
    value: str


def claims(message: Message, own_addresses: frozenset[str], prefix: str = "T") -> tuple[Claim, ...]:
    """Every claim the message makes, each once, strongest first; of equally strong ones the latest reference first.

    `own_addresses` in the spelling of `domain.comparable`; a token in anybody else's address is theirs.
    """
    answered = _answered(message)
    found = [
        *(Claim(Kind.ADDRESS_TOKEN, one) for one in _address_tokens(message, own_addresses)),
        *(Claim(Kind.MESSAGE_ID_TOKEN, one) for one in filter(None, map(in_message_id, answered))),
        *(Claim(Kind.REFERENCE, one) for one in answered),
        *(Claim(Kind.SUBJECT_NUMBER, one) for one in _numbers(message.subject, prefix)),
    ]
    return tuple(dict.fromkeys(found))


def _address_tokens(message: Message, own_addresses: frozenset[str]) -> Iterator[str]:
    delivered = (value for name in _DELIVERED for value in message.headers.get(name, ())[:_MANY])
    addresses = [
        *(one.address for one in (*message.to, *message.cc)),
        *(address for value in delivered for _, address in mentioned(value[:_LONGEST_SUBJECT])),
    ]
    for address in addresses:
        token = in_address(address)
        if token and _untagged(address) in own_addresses:
            yield token


def _untagged(address: str) -> str:
    local, _, domain = comparable(address).rpartition("@")
    untagged = local.strip('"').rpartition("+")[0]
    return f"{untagged}@{domain}"


def _answered(message: Message) -> list[str]:
    """The Message-IDs it answers: In-Reply-To, then References from the last one back (RFC 5322, 3.6.4)."""
    found = [message.in_reply_to, *reversed(message.references[-_MANY:]), *message.references[:1]]
    return list(dict.fromkeys(filter(None, found)))


def _numbers(subject: str, prefix: str) -> list[str]:
    tag = re.compile(rf"\[\s?{re.escape(prefix)}[-\u2010\u2011]([0-9]{{1,13}})\s?\]", re.IGNORECASE)
    numbers = (int(one) for one in tag.findall(subject[:_LONGEST_SUBJECT]))
    return [str(one) for one in numbers if one <= _LAST_NUMBER][:_NUMBERS]
