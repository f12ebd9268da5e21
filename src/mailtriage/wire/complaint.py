"""What mail servers and the libraries that speak to them complain about, as Transient or Permanent.

imapclient calls a connection that breaks during the login a refused login, and imaplib hands on some reasons as the
`repr` of bytes; both are put right here. An operator reads these sentences, so each says what to do.
"""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtplib import SMTPResponseException
from imapclient.exceptions import LoginError, ProtocolError

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import Server
from mailtriage.wire.trust import distrusted

# RFC 5530, and what large providers say in words: the login may be right, but not now.
_PASSING = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|EXPUNGEISSUED)\]|throttl|too many|temporar|try again|not connected|rate limit",
    re.IGNORECASE,
)
_LINK_ERRORS = (imaplib.IMAP4.abort, OSError, EOFError, MemoryError)
# What imapclient's parsers raise on answers they did not expect. Our own mistakes look the same, so the class is named.
_GARBLED = (ProtocolError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
_LONGEST = 300
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]+")


def clean(said: str) -> str:
    """A server's words on one line, at most 300 characters, without controls and lone surrogates (databases refuse both)."""
    return _UNPRINTABLE.sub(" ", said).strip()[:_LONGEST]


def reason(error: BaseException) -> str:
    """The words of an exception; its class when it has none."""
    if isinstance(error, SMTPResponseException):
        return clean(f"{error.code} {error.message}")
    first = error.args[0] if len(error.args) == 1 else str(error)
    said = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    return clean(said) or ("no answer in time" if isinstance(error, TimeoutError) else type(error).__name__)


def passes(said: str) -> bool:
    """Whether a refusal in these words is likely to be over later, with nothing changed on our side."""
    return bool(_PASSING.search(said))


@contextmanager
def explained(server: Server) -> Iterator[None]:
    """Turn what imapclient and imaplib raise into our two kinds of failure; ours pass through."""
    try:
        yield
    except LoginError as error:
        raise _login(server, error) from error
    except imaplib.IMAP4.readonly as error:
        raise Permanent(
            f"{server.where} lets {server.username} read the mailbox but not file mail away. Grant it write access."
        ) from error
    except _LINK_ERRORS as error:
        raise link_lost(server, error) from error
    except _GARBLED as error:
        raise Transient(
            f"{server.where} gave an answer that is no IMAP: {type(error).__name__}: {reason(error)}"
        ) from error
    except imaplib.IMAP4.error as error:
        raise Transient(f"{server.where} refused a command: {reason(error)}") from error


def link_lost(server: Server, error: BaseException) -> Permanent | Transient:
    """The connection failed or ended: Permanent for a certificate, Transient for everything else."""
    return distrusted(server, error) or Transient(
        f"the connection to {server.where} failed: {reason(error)}. If that goes on, check host, port and tls."
    )


def refused_login(server: Server, said: str) -> Permanent | Transient:
    """The server said no to the login, in these words."""
    if passes(said):
        return Transient(f"{server.where} cannot take the login of {server.username} now: {said}")
    return Permanent(
        f"{server.where} refused the login of {server.username}: {said}. "
        "Check the user name and its credential, and whether the provider allows this kind of login."
    )


def _login(server: Server, error: LoginError) -> Permanent | Transient:
    cause = error.__context__  # imapclient raises LoginError while it handles what really happened
    if isinstance(cause, imaplib.IMAP4.abort):
        return link_lost(server, cause)
    return refused_login(server, reason(cause or error))
