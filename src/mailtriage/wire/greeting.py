"""From an account to a submission connection that is logged in, and never in the clear where TLS was asked for.

One try each with the password: servers lock accounts that keep failing, and aiosmtplib's own login tries every method.
"""

import asyncio
import base64

import aiosmtplib
from aiosmtplib import SMTP, SMTPException

from mailtriage.errors import MailtriageError, Permanent, Transient
from mailtriage.mail.domain import in_ascii
from mailtriage.wire.account import OAuth, Server, Tls
from mailtriage.wire.complaint import clean, link_lost, refused_login
from mailtriage.wire.oauth import access_token, discard
from mailtriage.wire.trust import tls_context

_TIMEOUT = 30.0  # seconds for one answer
_ALL = 60.0  # seconds from the first packet to the login
_PERMANENT = 500
_CHALLENGE = 334
_WELCOME = 235


async def greeted(server: Server, local_hostname: str) -> SMTP:
    """A connection that is logged in; Transient or Permanent when there is none to be had."""
    try:
        server.host.encode("idna")  # as the resolver will; it would raise in the middle of things
    except UnicodeError as error:
        raise Permanent(f'"{server.host}" cannot be the name of a host. Check host.') from error
    client = _client(server, local_hostname)
    try:
        async with asyncio.timeout(_ALL):
            await client.connect()
            await _secure(client, server)
            await _log_in(client, server)
    except BaseException as error:
        client.close()
        if isinstance(error, MailtriageError) or not isinstance(error, (SMTPException, OSError, ValueError)):
            raise
        raise _sentence(server, error) from error
    return client


def _client(server: Server, local_hostname: str) -> SMTP:
    return SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls is Tls.IMPLICIT,
        start_tls=False,  # the default takes STARTTLS where it is offered, and logs in in the clear where it is not
        tls_context=tls_context(server) if server.tls is not Tls.NONE else None,
        timeout=_TIMEOUT,
        local_hostname=in_ascii(local_hostname),
    )


async def _secure(client: SMTP, server: Server) -> None:
    await client.ehlo()
    if server.tls is not Tls.STARTTLS:
        return
    if not client.supports_extension("starttls"):
        raise Permanent(
            f'{server.where} does not offer STARTTLS, and we do not log in in the clear. Use tls = "implicit" and its port.'
        )
    await client.starttls()
    await client.ehlo()


async def _log_in(client: SMTP, server: Server) -> None:
    if server.oauth is not None:
        await _bearer(client, server, server.oauth)
    elif not server.username:
        return
    elif "plain" in client.server_auth_methods:
        await client.auth_plain(server.username, server.password)
    elif "login" in client.server_auth_methods:
        await client.auth_login(server.username, server.password)
    else:
        offered = ", ".join(client.server_auth_methods) or "none"
        raise Permanent(
            f"{server.where} takes no password on this connection (logins offered: {offered}). "
            "Use TLS, or OAuth2 if the provider asks for it."
        )


async def _bearer(client: SMTP, server: Server, oauth: OAuth) -> None:
    """SASL OAUTHBEARER (RFC 7628) where offered, XOAUTH2 otherwise."""
    methods = client.server_auth_methods
    if not {"oauthbearer", "xoauth2"} & set(methods):
        raise Permanent(f"{server.where} offers no login with OAuth2. Remove the oauth table and give a password.")
    token = await asyncio.to_thread(access_token, oauth)
    if "oauthbearer" in methods:
        name = server.username.replace("=", "=3D").replace(",", "=2C")
        blob, method, end = f"n,a={name},\x01auth=Bearer {token}\x01\x01", b"OAUTHBEARER", b"AQ=="
    else:
        blob, method, end = f"user={server.username}\x01auth=Bearer {token}\x01\x01", b"XOAUTH2", b""
    response = await client.execute_command(b"AUTH", method, base64.b64encode(blob.encode()))
    if response.code == _CHALLENGE:  # what is wrong, as JSON; an answer brings the refusal
        response = await client.execute_command(end)
    if response.code != _WELCOME:
        discard(oauth, token)
        raise aiosmtplib.SMTPAuthenticationError(response.code, response.message)


def _sentence(server: Server, error: Exception) -> Permanent | Transient:
    if not isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return link_lost(server, error)
    said = clean(f"{error.code} {error.message}")
    if error.code < _PERMANENT:
        return Transient(f"{server.where} cannot take the login of {server.username} now: {said}")
    return refused_login(server, said)
