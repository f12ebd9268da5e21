"""Logging in with OAuth2: tokens from a provider on loopback, and what goes over the wire to IMAP and submission servers."""

import asyncio
import base64
import json
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs

import pytest

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import OAuth, Server, Tls
from mailtriage.wire.imap import Link
from mailtriage.wire.oauth import access_token, discard
from mailtriage.wire.probe import probe_submission
from servers.scripted import Scripted, Step

_CLIENTS = count(1)


class Provider:
    """A token endpoint: `answers` are used up one by one, then it issues `token-1`, `token-2` and so on."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.answers: list[tuple[int, object]] = []
        self.lifetime: object = 3600
        provider, numbers = self, count(1)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.asked.append({key: values[0] for key, values in parse_qs(body).items()})
                usual = (200, {"access_token": f"token-{next(numbers)}", "expires_in": provider.lifetime})
                code, document = provider.answers.pop(0) if provider.answers else usual
                octets = document if isinstance(document, bytes) else json.dumps(document).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(octets)))
                self.end_headers()
                self.wfile.write(octets)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/token"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def account(self, **settings: str) -> OAuth:
        """An account that no other test has used."""
        return OAuth(self.url, f"client-{next(_CLIENTS)}", **settings)


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.close()


def test_a_refresh_token_is_traded_for_an_access_token_that_is_kept(provider: Provider) -> None:
    oauth = provider.account(refresh_token="r&1", client_secret="s=1", scope="imap smtp")

    assert (access_token(oauth), access_token(oauth)) == ("token-1", "token-1")
    assert provider.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "r&1",
            "client_id": oauth.client_id,
            "client_secret": "s=1",
            "scope": "imap smtp",
        }
    ]


def test_without_a_refresh_token_the_client_itself_is_the_owner(provider: Provider) -> None:
    access_token(provider.account(client_secret="s"))

    assert provider.asked[0]["grant_type"] == "client_credentials"
    assert "refresh_token" not in provider.asked[0]


def test_a_token_about_to_end_is_replaced_and_one_the_server_refused_too(provider: Provider) -> None:
    oauth = provider.account(client_secret="s")
    provider.lifetime = 100
    assert (access_token(oauth), access_token(oauth)) == ("token-1", "token-2")
    provider.lifetime = None
    assert (access_token(oauth), access_token(oauth)) == ("token-3", "token-3")
    discard(oauth, "token-2")  # an old one: somebody else has renewed it already
    assert access_token(oauth) == "token-3"
    discard(oauth, "token-3")
    assert access_token(oauth) == "token-4"


def test_a_new_refresh_token_takes_the_place_of_the_old_one(provider: Provider) -> None:
    oauth = provider.account(refresh_token="first")
    provider.answers.append((200, {"access_token": "a", "expires_in": 1, "refresh_token": "second"}))
    access_token(oauth)
    access_token(oauth)

    assert [asked["refresh_token"] for asked in provider.asked] == ["first", "second"]


@pytest.mark.parametrize(
    ("code", "document"),
    [(400, {"error": "invalid_grant"}), (401, {"error": "invalid_client"}), (403, b"<html>"), (400, b"[]")],
)
def test_a_refused_client_is_permanent_and_says_what_to_renew(provider: Provider, code: int, document: object) -> None:
    provider.answers.append((code, document))
    with pytest.raises(Permanent, match=rf"refused client client-\d+: HTTP {code}.*Renew the refresh token"):
        access_token(provider.account(refresh_token="very-secret"))


@pytest.mark.parametrize(
    ("code", "document"),
    [
        (500, b"oops"),
        (429, {"error": "slow_down"}),
        (400, {"error": "temporarily_unavailable"}),
        (200, b"<html>"),
        (200, []),
        (200, {"expires_in": 5}),
        (200, {"access_token": None}),
        (200, {"access_token": "x", "expires_in": "soon"}),
    ],
)
def test_a_provider_in_trouble_is_transient_and_asked_again(provider: Provider, code: int, document: object) -> None:
    oauth = provider.account(client_secret="s")
    provider.answers.append((code, document))
    with pytest.raises(Transient, match="no access token from http://127"):
        access_token(oauth)

    assert access_token(oauth).startswith("token-")


def test_a_provider_that_is_away_is_transient() -> None:
    with pytest.raises(Transient, match="no access token"):
        access_token(OAuth("http://127.0.0.1:9/token", "away"))


@pytest.mark.parametrize("url", ["http://login.example/token", "file:///etc/passwd", "login.example/token", ""])
def test_secrets_go_nowhere_but_over_https(url: str) -> None:
    with pytest.raises(Permanent, match="https"):
        access_token(OAuth(url, "client", "secret"))


def imap(mechanisms: str, verdict: bytes = b"%t OK in\r\n") -> Scripted:
    offered = b"* CAPABILITY IMAP4rev1 " + mechanisms.encode() + b"\r\n%t OK done\r\n"
    rules: dict[str, Sequence[Step]] = {"CAPABILITY": [offered], "AUTHENTICATE": [b"+ \r\n"], "bixh": [verdict]}
    rules |= {"dXNlc": [verdict], "bixhP": [verdict]}  # base64 of `user=` and of `n,a=`
    return Scripted.imap(rules)


def smtp(mechanisms: str, verdict: Sequence[Step] = (b"235 in\r\n",)) -> Scripted:
    rules: dict[str, Sequence[Step]] = {
        "EHLO": [b"250-x\r\n250 AUTH " + mechanisms.encode() + b"\r\n"],
        "AUTH": verdict,
    }
    rules |= {"AQ==": [b"535 5.7.8 expired\r\n"]}
    return Scripted.smtp({**rules, "": [b"535 5.7.8 expired\r\n"]})


def account(server: Scripted, oauth: OAuth) -> Server:
    return Server("localhost", server.port, Tls.NONE, "desk,a=b@example.com", oauth=oauth)


def blobs(server: Scripted) -> list[str]:
    words = [line.split()[-1] for line in server.lines if line.startswith(("AUTH ", "dXNlc", "bixh"))]
    return [base64.b64decode(word).decode() for word in words]


BEARER = "n,a=desk=2Ca=3Db@example.com,\x01auth=Bearer token-1\x01\x01"
XOAUTH2 = "user=desk,a=b@example.com\x01auth=Bearer token-1\x01\x01"


@pytest.mark.parametrize(
    ("mechanisms", "blob"), [("AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN", BEARER), ("AUTH=XOAUTH2", XOAUTH2)]
)
def test_imap_gets_the_token_in_the_form_it_offers(provider: Provider, mechanisms: str, blob: str) -> None:
    with imap(mechanisms) as server:
        Link(account(server, provider.account(client_secret="s"))).close()

    assert blobs(server) == [blob]


@pytest.mark.parametrize(("mechanisms", "blob"), [("XOAUTH2 OAUTHBEARER PLAIN", BEARER), ("PLAIN XOAUTH2", XOAUTH2)])
def test_submission_gets_the_token_in_the_form_it_offers(provider: Provider, mechanisms: str, blob: str) -> None:
    with smtp(mechanisms) as server:
        asyncio.run(probe_submission(account(server, provider.account(client_secret="s")), "desk.example.com"))

    assert blobs(server) == [blob]


@pytest.mark.parametrize("mechanism", ["OAUTHBEARER", "XOAUTH2"])
def test_a_token_that_submission_refuses_is_permanent_and_not_used_again(provider: Provider, mechanism: str) -> None:
    oauth = provider.account(client_secret="s")
    challenge = b"334 " + base64.b64encode(b'{"status":"401"}') + b"\r\n"
    with smtp(mechanism, [challenge]) as server:
        with pytest.raises(Permanent, match=r"refused the login of desk.*expired"):
            asyncio.run(probe_submission(account(server, oauth), "desk.example.com"))
        assert server.lines[-1] == ("AQ==" if mechanism == "OAUTHBEARER" else "")

    assert access_token(oauth) == "token-2"


@pytest.mark.parametrize("mechanism", ["AUTH=OAUTHBEARER", "AUTH=XOAUTH2"])
def test_a_token_that_imap_refuses_is_permanent_and_not_used_again(provider: Provider, mechanism: str) -> None:
    oauth = provider.account(client_secret="s")
    with imap(mechanism, b"%t NO [AUTHENTICATIONFAILED] expired\r\n") as server:
        server_account = account(server, oauth)
        with pytest.raises(Permanent, match=r"refused the login of desk.*expired"):
            Link(server_account)

    assert access_token(oauth) == "token-2"


def test_a_server_without_oauth2_is_permanent_and_never_sees_the_token(provider: Provider) -> None:
    with imap("AUTH=PLAIN") as server, pytest.raises(Permanent, match="no login with OAuth2"):
        Link(account(server, provider.account()))
    with smtp("PLAIN LOGIN") as server, pytest.raises(Permanent, match="no login with OAuth2"):
        asyncio.run(probe_submission(account(server, provider.account()), "desk.example.com"))

    assert provider.asked == []


def test_a_provider_in_trouble_makes_the_mailbox_wait_and_the_link_is_closed(provider: Provider) -> None:
    provider.answers.append((503, b""))
    with imap("AUTH=XOAUTH2") as server, pytest.raises(Transient, match="HTTP 503"):
        Link(account(server, provider.account(client_secret="s")))
