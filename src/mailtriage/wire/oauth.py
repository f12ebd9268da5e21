"""Access tokens for mail servers (RFC 6749): fetched over HTTPS, kept until shortly before they end.

A provider may answer with a new refresh token: it is used from then on, but only in memory. What the configuration holds
must stay good for a restart (docs/decisions/0012).
"""

import http.client
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import OAuth

_TIMEOUT = 15
_EARLY = 120  # seconds before its end at which a token is replaced
_LIFETIME = 3600  # RFC 6749, 5.1 only recommends to say it
_LARGEST = 1 << 20
_CLIENT_ERRORS = range(400, 500)
_PASSING_CODES = frozenset({408, 425, 429})
_PASSING_ERRORS = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str = ""
    ends: float = 0.0
    refresh_token: str = ""


_KEPT: dict[OAuth, _Kept] = {}
_LOCKS: dict[OAuth, threading.Lock] = {}


def access_token(oauth: OAuth) -> str:
    """A valid access token; Permanent when the provider refuses ours, Transient when it cannot be reached."""
    with _LOCKS.setdefault(oauth, threading.Lock()):
        kept = _KEPT.get(oauth, _Kept(refresh_token=oauth.refresh_token))
        if not kept.token or time.monotonic() >= kept.ends - _EARLY:
            kept = _KEPT[oauth] = _fetched(oauth, kept.refresh_token)
        return kept.token


def discard(oauth: OAuth, token: str) -> None:
    """The mail server refused this token: take a new one next time."""
    kept = _KEPT.get(oauth)
    if kept is not None and kept.token == token:
        _KEPT[oauth] = replace(kept, token="")


def _fetched(oauth: OAuth, refresh_token: str) -> _Kept:
    try:
        document = _asked(oauth, refresh_token)
        token, lifetime = document["access_token"], float(document.get("expires_in") or _LIFETIME)
    except urllib.error.HTTPError as error:
        raise _refused(oauth, error) from error
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError) as error:
        reason = getattr(error, "reason", "") or error or type(error).__name__
        raise Transient(f"no access token from {oauth.token_url}: {reason}") from error
    if not token or not isinstance(token, str):
        raise Transient(f"no access token from {oauth.token_url}: its answer holds none")
    return _Kept(token, time.monotonic() + lifetime, str(document.get("refresh_token") or refresh_token))


def _asked(oauth: OAuth, refresh_token: str) -> dict[str, str]:
    url = urllib.parse.urlsplit(oauth.token_url)
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in _LOOPBACK):
        raise Permanent(
            f"token_url {oauth.token_url} would send the client secret in the clear. Use its https address."
        )
    fields = {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "scope": oauth.scope}
    if refresh_token:
        fields |= {"grant_type": "refresh_token", "refresh_token": refresh_token}
    else:
        fields |= {"grant_type": "client_credentials"}
    body = urllib.parse.urlencode({k: v for k, v in fields.items() if v}).encode()
    request = urllib.request.Request(oauth.token_url, data=body)  # noqa: S310 - the scheme is checked above
    with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
        document: dict[str, str] = json.loads(answer.read(_LARGEST))
    return document


def _refused(oauth: OAuth, error: urllib.error.HTTPError) -> Permanent | Transient:
    try:
        code = str(json.loads(error.read(_LARGEST)).get("error", ""))
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        code = ""
    reason = f"HTTP {error.code} {code}".strip()
    if error.code not in _CLIENT_ERRORS or error.code in _PASSING_CODES or code in _PASSING_ERRORS:
        return Transient(f"no access token from {oauth.token_url} now: {reason}")
    return Permanent(
        f"{oauth.token_url} refused client {oauth.client_id}: {reason}. Renew the refresh token or the client secret."
    )
