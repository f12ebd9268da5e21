"""Senders that are no person: the null reverse-path, the mail system, and addresses that nobody reads."""

import re

from mailtriage.mail.message import Address, Message

_DAEMON = re.compile(r"mail(?:er)?[-_. ]?daemon|microsoftexchange[0-9a-f]{32}")
_DAEMON_NAME = re.compile(r"mailer-daemon|mail delivery (?:sub)?system")
_SYSTEM_ROLE = re.compile(r"(?:sys|mail[-_.]?)?admin(?:istrator)?|system|mailsystem|mailserver|mail|mailer|exchange")
_LIST_ROBOT = re.compile(r"listserv|majordomo|mailman|owner-.+|.+-bounces(?:\+.*)?")
_BOUNCES = re.compile(r"bounces?(?:[-+_=.].*)?|.+-bounces?(?:\+.*)?")
_SEPARATOR = "[-_.]?"
_NO_REPLY = re.compile(
    r"(?<![a-z])(?:"
    + "|".join(
        words.replace(" ", _SEPARATOR)
        for words in (
            r"no repl(?:y|ies)|do not repl(?:y|ies)|dont reply|not reply|no respon(?:se|d)|do not respond|no answer",
            r"geen (?:antwoord|reply|reactie)|niet (?:be)?antwoorden|niet reageren",
            r"ikke (?:be)?svar|(?:be)?svar ikke|ingen svar|inget svar|svara (?:inte|ej)",
            r"keine? (?:antwort(?:en)?|reply)|nicht (?:be)?antworten|bitte nicht antworten",
            r"ne pas repondre|ne repondez pas|pas de reponse|sans reponse",
            r"no (?:responder|responda|contestar)|non rispondere|nao responda",
        )
    )
    + r")(?![a-z])"
)


def has_null_reverse_path(message: Message) -> bool:
    """Whether the topmost Return-Path is `<>`: what the receiving server wrote, where it wrote any (RFC 5321, 4.4)."""
    values = message.headers.get("return-path", ())
    return bool(values) and values[0].replace(" ", "") == "<>"


def is_mailer_daemon(message: Message) -> bool:
    """Whether a mail system calls itself so, by local part or by name; it need not have an address."""
    local = message.from_.key.rpartition("@")[0] or message.from_.key
    named = message.from_.name if message.from_.address else message.header("from")
    return bool(_DAEMON.fullmatch(local) or _DAEMON_NAME.search(named[:500].lower()))


def is_postmaster(address: Address) -> bool:
    """Whether it is the mailbox a mail system's own mail comes from, or the people behind it (RFC 2142, 5)."""
    return address.key.partition("@")[0].replace("_", "").replace("-", "") == "postmaster"


def is_system_role(address: Address) -> bool:
    """Whether it is an address like admin@, which mail systems borrow and people use, too."""
    return bool(_SYSTEM_ROLE.fullmatch(address.key.partition("@")[0]))


def is_list_robot(address: Address) -> bool:
    """Whether list software owns the address (RFC 5230, 4.6); `-request` is not here: people have such addresses."""
    return bool(_LIST_ROBOT.fullmatch(address.key.partition("@")[0]))


def is_no_reply(address: Address) -> bool:
    """Whether the local part says that nobody reads an answer: noreply, nl-donotreply, svar-ikke, bounces+x."""
    local = address.key.rpartition("@")[0][:128]
    return bool(_NO_REPLY.search(local) or _BOUNCES.fullmatch(local))
