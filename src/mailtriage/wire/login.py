"""From an account to an IMAP connection that is logged in, and never in the clear where TLS was asked for.

Passwords go by AUTHENTICATE PLAIN where it is offered: imaplib's LOGIN can send neither `ø` nor a user name with a space.
One try each: servers lock accounts that keep failing.
"""

import imaplib

from imapclient import SocketTimeout

from mailtriage.errors import Permanent
from mailtriage.wire.account import OAuth, Server, Tls
from mailtriage.wire.complaint import explained
from mailtriage.wire.idling import IdlingClient
from mailtriage.wire.oauth import access_token, discard
from mailtriage.wire.trust import tls_context

_CONNECT_TIMEOUT = 10
_READ_TIMEOUT = 60
_LOGIN = 60.0  # seconds for TLS and login together; Dovecot delays an answer to a refused one


def connect(server: Server) -> IdlingClient:
    """A connection that is logged in; Transient or Permanent when there is none to be had."""
    client = _opened(server)
    try:
        with explained(server):
            client.within(_LOGIN)
            if server.tls is Tls.STARTTLS:
                _secure(client, server)
            _log_in(client, server)
    except BaseException:
        hang_up(client)
        raise
    return client


def hang_up(client: IdlingClient) -> None:
    """End the connection without a word; a polite LOGOUT can block or raise on a dead link."""
    try:
        client.shutdown()
    except (OSError, imaplib.IMAP4.error):
        return


def _opened(server: Server) -> IdlingClient:
    try:
        server.host.encode("idna")  # as the resolver will; it would raise in the middle of things
    except UnicodeError as error:
        raise Permanent(f'"{server.host}" cannot be the name of a host. Check host.') from error
    with explained(server):
        client = IdlingClient(
            server.host,
            server.port,
            ssl=server.tls is Tls.IMPLICIT,
            ssl_context=tls_context(server) if server.tls is Tls.IMPLICIT else None,
            timeout=SocketTimeout(_CONNECT_TIMEOUT, _READ_TIMEOUT),
        )
    client.normalise_times = False  # INTERNALDATE with its own offset, not naive local time
    client.quiet()
    return client


def _secure(client: IdlingClient, server: Server) -> None:
    if not client.has_capability("STARTTLS"):
        raise Permanent(
            f'{server.where} does not offer STARTTLS, and we do not log in in the clear. Use tls = "implicit" and its port.'
        )
    client.starttls(tls_context(server))


def _log_in(client: IdlingClient, server: Server) -> None:
    if server.oauth is not None:
        _log_in_with_token(client, server, server.oauth)
    elif client.has_capability("AUTH=PLAIN"):
        client.plain_login(server.username, server.password)
    elif client.has_capability("LOGINDISABLED"):
        raise Permanent(
            f"{server.where} takes no password on this connection. Use TLS, or OAuth2 if the provider asks for it."
        )
    elif not (server.username + server.password).isascii():
        raise Permanent(f"{server.where} takes only user names and passwords in ASCII. Change those of this mailbox.")
    else:
        quoted = server.username.replace("\\", "\\\\").replace('"', '\\"')
        client.login(f'"{quoted}"', server.password)  # imaplib quotes the password only


def _log_in_with_token(client: IdlingClient, server: Server, oauth: OAuth) -> None:
    bearer = client.has_capability("AUTH=OAUTHBEARER")
    if not bearer and not client.has_capability("AUTH=XOAUTH2"):
        raise Permanent(f"{server.where} offers no login with OAuth2. Remove the oauth table and give a password.")
    token = access_token(oauth)
    try:
        if bearer:
            client.oauthbearer_login(server.username, token)
        else:
            client.oauth2_login(server.username, token)
    except imaplib.IMAP4.error:
        discard(oauth, token)
        raise
