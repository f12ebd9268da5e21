"""Moving messages to another mailbox, with whatever the server offers for it: MOVE, COPY and UID EXPUNGE, or COPY alone."""

import imaplib
from collections.abc import Sequence

from imapclient import IMAPClient

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import Server
from mailtriage.wire.complaint import passes, reason


def file_away(client: IMAPClient, server: Server, uids: Sequence[int], target: str) -> None:
    """Move these messages; those that are gone are no error, and a missing target is made."""
    try:
        _move(client, uids, target)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error:
        # Servers refuse for a missing target, and some for a message that somebody else took.
        left = client.search(["UID", _numbers(uids)])
        if left:
            _make(client, server, target)
            _move_or_say(client, server, left, target)


def _move(client: IMAPClient, uids: Sequence[int], target: str) -> None:
    if client.has_capability("MOVE"):
        client.move(uids, target)
    elif client.has_capability("UIDPLUS"):
        client.copy(uids, target)
        client.add_flags(uids, [b"\\Deleted"], silent=True)
        client.uid_expunge(uids)
    else:
        # What we marked stays in sight and comes here again at the next connection: it is not copied twice.
        unmarked = client.search(["UID", _numbers(uids), "UNDELETED"])
        if unmarked:
            client.copy(unmarked, target)
            client.add_flags(unmarked, [b"\\Deleted"], silent=True)


def _make(client: IMAPClient, server: Server, target: str) -> None:
    if client.folder_exists(target):
        return
    try:
        client.create_folder(target)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = reason(error)
        kind = Transient if passes(said) else Permanent
        raise kind(
            f'{server.where} does not make the mailbox "{target}": {said}. Create it there, or configure another name.'
        ) from error


def _move_or_say(client: IMAPClient, server: Server, uids: Sequence[int], target: str) -> None:
    try:
        _move(client, uids, target)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Transient(
            f'{server.where} does not move mail to "{target}": {reason(error)}. Check its quota and its rights.'
        ) from error


def _numbers(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))
