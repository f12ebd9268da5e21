"""Which of our mails did not arrive, at whom, and why: RFC 3464 first, then what mail systems write instead of it.

A person's own words about a failed mail are a request for support and never a bounce: without a report's structure it
takes a mail system as the sender. A report in which everything was delivered is a receipt; a complaint is neither.
"""

from dataclasses import dataclass

from mailtriage.mail import delivery, nondelivery, returned
from mailtriage.mail.delivery import FailedRecipient
from mailtriage.mail.message import Address, Message
from mailtriage.mail.sender import has_null_reverse_path, is_mailer_daemon, is_no_reply, is_postmaster, is_system_role

_REPORT_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_NOT_FAILED = frozenset({"delivered", "relayed", "expanded"})
_EXCHANGE = "x-ms-exchange-message-is-ndr"  # stands there empty


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report of failure or delay. `original_message_id` keeps its brackets, and is empty if nothing came back.

    No recipients: it is a bounce for certain, but it does not say of whom; `unnamed` is what it says of him.
    """

    recipients: tuple[FailedRecipient, ...]
    original_message_id: str = ""
    unnamed: FailedRecipient | None = None

    def worst(self, to: str) -> FailedRecipient | None:
        """What became of a mail that went to one address only: a failure before a delay, the address before its members."""
        ranked = sorted(self.recipients, key=lambda one: (one.action == "delayed", not one.is_named(to)))
        return next(iter(ranked), self.unnamed)


def bounce(message: Message, raw: bytes) -> Bounce | None:
    """Read the message as a bounce, or None if it is none. `raw` is looked at for the returned Message-ID only."""
    if not is_bounce(message):
        return None
    came_back = returned.returned(message, raw)
    recipients = _failed(_reported(message)) or nondelivery.recipients(message, came_back)
    unnamed = None if recipients else nondelivery.unnamed(message, came_back)
    return Bounce(_once(recipients), came_back.message_id or message.in_reply_to, unnamed)


def is_bounce(message: Message) -> bool:
    """Whether the message reports that a mail was not, or not yet, delivered."""
    report = _report_type(message)
    if report == "feedback-report":
        return False
    reported = _reported(message)
    if reported and (report or _from_mail_system(message)):
        return bool(_failed(reported))
    if report == "delivery-status" or message.header("x-failed-recipients") or _EXCHANGE in message.headers:
        return True
    return _is_told_as_one(message)


def _report_type(message: Message) -> str:
    """The kind of a multipart/report (RFC 6522), or an empty string."""
    content_type = message.header("content-type").lower().replace(" ", "").replace('"', "")
    stated = content_type.partition("report-type=")[2].partition(";")[0]  # gateways turn the rest into multipart/mixed
    return stated or ("report" if content_type.startswith("multipart/report") else "")


def _reported(message: Message) -> tuple[FailedRecipient, ...]:
    parts = [one.content for one in message.attachments if one.content_type in _REPORT_PARTS]
    return tuple(one for part in parts for one in delivery.reported(part.decode("utf-8", "replace")))


def _failed(recipients: tuple[FailedRecipient, ...]) -> tuple[FailedRecipient, ...]:
    return tuple(one for one in recipients if one.action not in _NOT_FAILED)


def _from_mail_system(message: Message) -> bool:
    return is_mailer_daemon(message) or is_postmaster(message.from_) or has_null_reverse_path(message)


def _is_told_as_one(message: Message) -> bool:
    """Free text: the less the sender is surely a mail system, the more the words must say."""
    if nondelivery.is_simple_notification(message):
        return True
    told, null = nondelivery.is_subject(message.subject), has_null_reverse_path(message)
    if is_mailer_daemon(message):
        return told or nondelivery.hints(message.text)
    if null and _is_nobody(message.from_):
        return told or nondelivery.tells(message.text)
    # An absence notice has a null reverse-path, too, says "not reached", and names the colleague who is there instead.
    if not told:
        return False
    if null:
        return nondelivery.hints(message.text) or returned.gives_back(message)
    return _is_told_by_a_role(message)


def _is_told_by_a_role(message: Message) -> bool:
    """People write from postmaster@, admin@ and mail@, too, and what they write of failed mails is a request."""
    words = returned.above(message)
    if is_postmaster(message.from_) and not nondelivery.sounds_personal(words, in_first_person=False):
        return nondelivery.hints(message.text) or returned.gives_back(message)
    if is_system_role(message.from_) or is_no_reply(message.from_):
        personal = nondelivery.sounds_personal(words, in_first_person=True)
        return not personal and nondelivery.tells(message.text) and returned.gives_back(message)
    return False


def _is_nobody(address: Address) -> bool:
    return not address.address or is_postmaster(address) or is_system_role(address) or is_no_reply(address)


def _once(recipients: tuple[FailedRecipient, ...]) -> tuple[FailedRecipient, ...]:
    """Each address once; a failure outweighs a delay reported beside it."""
    kept: dict[str, FailedRecipient] = {}
    for one in recipients:
        known = kept.get(one.address.lower())
        if known is None or (known.action == "delayed" and one.action == "failed"):
            kept[one.address.lower()] = one
    return tuple(kept.values())
