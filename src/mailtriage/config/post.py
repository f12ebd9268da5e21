"""Mailboxes and the submission server: what the desk's file says about mail, checked as a whole.

Two mailboxes that share an address, or two that are one and the same, would take the same mail in twice. A mailbox
that files mail into the one it reads would take it in for ever.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mailtriage.config.installation import Mailbox, Submission
from mailtriage.config.names import Names, Place, unknown
from mailtriage.config.problem import Problem
from mailtriage.config.reading import credential
from mailtriage.config.secrets import Secrets
from mailtriage.config.shape import desk as shape
from mailtriage.config.shape.scalar import duration, octets
from mailtriage.wire.account import OAuth, Server, Tls

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def mailbox(name: str, written: shape.Mailbox, secrets: Secrets) -> Mailbox:
    """One mailbox, with its login."""
    return Mailbox(
        name=name,
        server=_server(written, ("mailbox", name), secrets),
        addresses=tuple(written.addresses),
        sender=written.sender or written.addresses[0],
        sender_name=written.sender_name,
        language=written.language,
        intake_from=written.intake_from,
        source=written.source,
        processed=written.processed,
        quarantine=written.quarantine,
        oversize=written.oversize,
        size_limit=octets(written.size_limit),
        idle=written.idle,
        poll=duration(written.poll),
        trusted_authserv_ids=frozenset(i.lower() for i in written.trusted_authserv_ids),
        unauthenticated_staff=written.unauthenticated_staff,
        strangers=written.strangers,
        via_lists=frozenset(a.lower() for a in written.via_lists),
    )


def submission(written: shape.Submission, secrets: Secrets) -> Submission:
    """The submission server, with its login."""
    return Submission(
        server=_server(written, ("submission",), secrets),
        reverse_path=written.reverse_path or "",
    )


def problems(written: shape.DeskFile, names: Names, file: str) -> list[Problem]:
    """Everything wrong with the mailboxes and the submission server beyond their single values."""
    found = [*_server_problems(written.submission, Place(file, "submission"))]
    for name, box in written.mailbox.items():
        found += _server_problems(box, Place(file, f"mailbox.{name}"))
        found += _filing_problems(box, Place(file, f"mailbox.{name}"))
        found += unknown(Place(file, f"mailbox.{name}.language"), "language", [box.language], names.languages)
        if box.strangers:
            found += unknown(Place(file, f"mailbox.{name}.strangers"), "contract", [box.strangers], names.contracts)
    return [*found, *_twice(written.mailbox, file), *_bounces(written, names.addresses, file)]


def warnings(written: shape.DeskFile, file: str) -> list[Problem]:
    """Mailboxes where nobody judges who really wrote: staff mail does not count there (DESIGN 7)."""
    return [
        Place(file, f"mailbox.{name}.trusted_authserv_ids").says(
            "no receiving server is trusted, so mail of staff does not count in this mailbox",
            "name the server whose Authentication-Results you trust, or set unauthenticated_staff = true",
        )
        for name, box in written.mailbox.items()
        if not box.trusted_authserv_ids and not box.unauthenticated_staff
    ]


def unproven(written: shape.DeskFile, file: str, demanding: Iterable[str]) -> list[Problem]:
    """Mailboxes in which nobody can be proven, where these contracts demand it: all their mail would wait (OX-02)."""
    contracts = ", ".join(sorted(set(demanding)))
    return [
        Place(file, f"mailbox.{name}.trusted_authserv_ids").says(
            f'no receiving server is trusted, so mail under {contracts}, which demands proof = "proven", is held here',
            "name the server whose Authentication-Results you trust",
        )
        for name, box in written.mailbox.items()
        if contracts and not box.trusted_authserv_ids
    ]


def _server(written: shape.Server, where: tuple[str, ...], secrets: Secrets) -> Server:
    def secret(kind: str) -> str:
        return secrets.find(credential((*where, kind)), ".".join(where))

    oauth, password = None, ""
    if written.oauth:
        refreshes = written.oauth.grant == "refresh-token"
        oauth = OAuth(
            token_url=written.oauth.token_url,
            client_id=written.oauth.client_id,
            # A public client has no secret; only the grant without a refresh token cannot do without one (RFC 6749, 4.4).
            client_secret="" if refreshes else secret("client_secret"),
            refresh_token=secret("refresh_token") if refreshes else "",
            scope=written.oauth.scope,
        )
    elif written.username:
        password = secret("password")
    return Server(written.host, written.port, Tls(written.tls), written.username, password, oauth, written.ca_file)


def _server_problems(written: shape.Server, place: Place) -> Iterator[Problem]:
    if written.tls == "none" and written.host.lower() not in _LOOPBACK:
        at = Place(place.file, f"{place.key}.tls")
        yield at.says(f'"none" would send the password to {written.host} in the clear', 'use "implicit" or "starttls"')
    if written.oauth and not written.username:
        yield Place(place.file, f"{place.key}.username").says("is missing", "OAuth2 logs in as somebody (RFC 7628)")


def _filing_problems(box: shape.Mailbox, place: Place) -> Iterator[Problem]:
    places = [
        ("source", box.source),
        ("processed", box.processed),
        ("quarantine", box.quarantine),
        ("oversize", box.oversize),
    ]
    seen: dict[str, str] = {}
    for key, target in places:
        # INBOX is the one name without case (RFC 9051, 5.1).
        name = "INBOX" if target.upper() == "INBOX" else target
        if name in seen:
            reason = f'"{target}" is the {seen[name]} mailbox already'
            yield Place(place.file, f"{place.key}.{key}").says(reason, "each of the four needs a name of its own")
        seen.setdefault(name, key)


def _twice(boxes: Mapping[str, shape.Mailbox], file: str) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for name, box in boxes.items():
        for address, times in Counter(box.addresses).items():
            if address in owner or times > 1:
                reason = f'"{address}" belongs to mailbox "{owner.get(address, name)}" already'
                yield Place(file, f"mailbox.{name}.addresses").says(reason, "an address is received in one mailbox")
            owner.setdefault(address, name)
    login: dict[tuple[str, int, str, str], str] = {}
    for name, box in boxes.items():
        key = (box.host.lower(), box.port, box.username, box.source)
        if key in login:
            yield Place(file, f"mailbox.{name}").says(f'is the same as mailbox "{login[key]}"', "remove one of them")
        login.setdefault(key, name)


def _bounces(written: shape.DeskFile, received: frozenset[str], file: str) -> Iterator[Problem]:
    for name, box in written.mailbox.items():
        if box.sender and box.sender not in box.addresses:
            at = Place(file, f"mailbox.{name}.sender")
            yield at.says(f'"{box.sender}" is not an address of this mailbox', "replies must come back to it")
    path = written.submission.reverse_path
    if path and path not in received:
        at = Place(file, "submission.reverse_path")
        yield at.says(
            f'"{path}" is received in no mailbox', f"bounces would be lost; use one of {', '.join(sorted(received))}"
        )
