"""May we answer this mail, and may it open a ticket? Two questions with two answers (DESIGN 10, RFC 3834).

A bounce, a receipt, an absence notice, a calendar's answer never open a ticket. Monitoring, web forms, lists and no-reply
senders may, and are not acknowledged. People who write through the organisation's own group are ordinary senders.
"""

import re
from dataclasses import dataclass

from mailtriage.mail.bounce import is_bounce
from mailtriage.mail.domain import comparable
from mailtriage.mail.message import Address, Message
from mailtriage.mail.sender import is_list_robot, is_no_reply
from mailtriage.mail.signs import Automatic, Sign, signs, suppresses_answers
from mailtriage.mail.token import in_message_id

_RESPONSES = frozenset({Automatic.AUTO_REPLY, Automatic.BOUNCE})
_LIST_SOURCES = frozenset(
    {"list-id", "list-post", "x-mailing-list", "mailing-list", "x-beenthere", "x-mailman-version"}
)
_OWN_LIST_SOURCES = _LIST_SOURCES | {"precedence", "list-unsubscribe"}
_LIST_NAMES = ("list-id", "list-post", "mailing-list", "x-mailing-list", "x-beenthere", "x-google-group-id")
_WORDS = frozenset({"subject", "text"})
_BRACKETED = re.compile(r"<([^<>]{1,500})>")
_NAMED = re.compile(r"[^\s<>,;:\"]+")
_BOUNCE = Sign(Automatic.BOUNCE, "bounce", "It reports on the delivery of another mail (RFC 3464).")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not: the header (or "subject", "sender", "bounce") that decided, and one sentence for the record."""

    source: str
    sentence: str


def automatic(message: Message, via_lists: frozenset[str] = frozenset()) -> Automatic | None:
    """What kind of automatic mail it is, or None for what a person may have written.

    `via_lists`: addresses or list ids of the organisation's own groups, whose marks do not count.
    """
    sign = _sign(message, via_lists)
    return sign.kind if sign else None


def reason_not_to_answer(
    message: Message, own_addresses: frozenset[str], via_lists: frozenset[str], reverse_path: str | None
) -> Reason | None:
    """Why the message must not be acknowledged, or None if it may be.

    `own_addresses` are ours in the spelling of `domain.comparable`. `reverse_path` is the envelope's, without brackets: empty for the null one, None where only the header can tell.
    """
    if reverse_path is not None and not reverse_path.strip("<> "):
        return Reason("Return-Path", "Its reverse-path is empty (RFC 3834, 3.1.4; RFC 5321, 4.5.5).")
    sign = _sign(message, via_lists)
    if sign:
        return Reason(sign.source, sign.sentence)
    if suppresses_answers(message):
        return Reason("X-Auto-Response-Suppress", "Its sender asks for no automatic answers (MS-OXCMAIL 2.1.3.4.2).")
    return _reason_by_address(message, own_addresses)


def reason_not_to_open(
    message: Message, own_addresses: frozenset[str], via_lists: frozenset[str] = frozenset()
) -> Reason | None:
    """Why the message must not open a ticket of its own, or None if it may (and then perhaps unacknowledged)."""
    sign = _sign(message, via_lists)
    if sign is None:
        return None
    if sign.kind in _RESPONSES:
        return Reason(sign.source, sign.sentence)
    if in_message_id(message.in_reply_to) or any(map(in_message_id, message.references)):
        return Reason(sign.source, f"{sign.sentence} It answers one of our mails.")
    if _is_ours(message.from_, own_addresses):
        return Reason("sender", "It is our own mail coming back.")
    return None


def is_judged_by_words(message: Message) -> bool:
    """Whether only its subject or text make it automatic, and no program's mark: a person may have written them."""
    if is_bounce(message):
        return False
    found = [one for one in signs(message) if one.kind is not Automatic.LIST]
    return bool(found) and all(one.source in _WORDS for one in found)


def _sign(message: Message, via_lists: frozenset[str]) -> Sign | None:
    """The first mark that counts: below the marks of our own group, those of another list still do."""
    if is_bounce(message):
        return _BOUNCE
    own = bool(via_lists) and _is_through(message, via_lists)
    counting = (
        one for one in signs(message) if not (own and one.source in _OWN_LIST_SOURCES and _is_once(message, one.source))
    )
    return next(counting, None)


def _is_once(message: Message, name: str) -> bool:
    return len(message.headers.get(name, ())) <= 1


def _is_through(message: Message, via_lists: frozenset[str]) -> bool:
    """Whether every list the message names is one of ours (List-Id dots the @ away, RFC 2919)."""
    ours = {comparable(one).replace("@", ".") for one in via_lists}
    names = [value for name in _LIST_NAMES for value in message.headers.get(name, ())]
    return bool(names) and all(_names_one_of(value, ours) for value in names)


def _names_one_of(value: str, ours: set[str]) -> bool:
    found = _BRACKETED.findall(value[:2000])
    words = _NAMED.findall(" ".join(found) if found else value[:2000])
    return any(comparable(word).replace("@", ".") in ours for word in words)


def _is_ours(address: Address, own_addresses: frozenset[str]) -> bool:
    """Whether the address is one of ours, with or without a tag behind a plus sign."""
    local, _, domain = comparable(address.address).rpartition("@")
    spellings = (local, local.partition("+")[0], local.rpartition("+")[0])
    return any(f"{one}@{domain}" in own_addresses for one in spellings)


def _reason_by_address(message: Message, own_addresses: frozenset[str]) -> Reason | None:
    answered: tuple[Address, ...] = message.reply_to or (message.from_,)
    for address in (message.from_, *answered):
        if _is_ours(address, own_addresses):
            return Reason("sender", f"We would answer ourselves ({address.address[:60]}).")
        if is_no_reply(address) or is_list_robot(address):
            return Reason("sender", f"Nobody reads {address.address[:60]}.")
    if not any("@" in address.address for address in answered):
        return Reason("sender", "It names no address to answer.")
    return None
