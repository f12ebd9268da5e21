"""Access tokens for mail servers (RFC 6749): fetched over HTTPS, kept until shortly before they end."""

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import OAuth

_TIMEOUT = 15
_EARLY = 120  # seconds before its end at which a token is replaced
_LOCK = threading.Lock()
_KEPT: dict[OAuth, tuple[str, float]] = {}
_CLIENT_ERRORS = range(400, 500)


def access_token(oauth: OAuth) -> str:
    """A valid access token; Permanent when the provider refuses ours, Transient when it cannot be reached."""
    with _LOCK:
        token, ends = _KEPT.get(oauth, ("", 0.0))
        if time.monotonic() < ends - _EARLY:
            return token
        token, lifetime = _fetched(oauth)
        _KEPT[oauth] = (token, time.monotonic() + lifetime)
        return token


def _fetched(oauth: OAuth) -> tuple[str, float]:
    fields = {"client_id": oauth.client_id, "client_secret": oauth.client_secret, "scope": oauth.scope}
    if oauth.refresh_token:
        fields |= {"grant_type": "refresh_token", "refresh_token": oauth.refresh_token}
    else:
        fields |= {"grant_type": "client_credentials"}
    body = urllib.parse.urlencode({k: v for k, v in fields.items() if v}).encode()
    try:
        request = urllib.request.Request(oauth.token_url, data=body)  # noqa: S310 - the configuration allows https only
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            document = json.load(answer)
        return str(document["access_token"]), float(document.get("expires_in", 3600))
    except urllib.error.HTTPError as error:
        raise _refused(oauth, error) from error
    except (OSError, ValueError, KeyError) as error:
        raise Transient(f"no access token from {oauth.token_url}: {error}") from error


def _refused(oauth: OAuth, error: urllib.error.HTTPError) -> Permanent | Transient:
    if error.code not in _CLIENT_ERRORS:
        return Transient(f"no access token from {oauth.token_url}: HTTP {error.code}")
    try:
        reason = json.load(error).get("error", "")
    except (OSError, ValueError, AttributeError):
        reason = ""
    return Permanent(
        f"{oauth.token_url} refused client {oauth.client_id}: {reason or f'HTTP {error.code}'}. "
        "Renew the refresh token or the client secret."
    )
