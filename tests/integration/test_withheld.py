"""A mail that its server does not hand out blocks nobody: it is on record, reported once, and taken in when it can be had."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailtriage.desk.state import State
from mailtriage.errors import Transient
from mailtriage.jobs.intake import Intake
from mailtriage.jobs.office import Office
from mailtriage.store import custody, outgoing, tickets
from mailtriage.store.custody import Entry, Fate
from mailtriage.store.tickets import Filter
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.imap import Link
from officed import MONDAY, HandClock, a_mail, an_office
from servers.scripted import Scripted, Step

REFUSED = [b"%t NO The requested message could not be converted to an RFC-822 compatible format.\r\n"]
DATES = {1: "07:59:01", 2: "09:30:00"}
SIZES = "".join(
    f'* {u} FETCH (UID {u} RFC822.SIZE 200 INTERNALDATE "23-Nov-2026 {at} +0000")\r\n' for u, at in DATES.items()
)


def body(uid: int) -> list[Step]:
    raw = a_mail(subject=f"Storing {uid}")
    return [f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n%t OK done\r\n"]


class Post:
    """A server with two mails, of which the second cannot be had until it is mended."""

    def __init__(self) -> None:
        self.first: list[Step] = body(1)
        self.second: list[Step] = list(REFUSED)
        self.server = Scripted.imap(
            {
                "UID SEARCH": [b"* SEARCH 1 2\r\n%t OK done\r\n"],
                "UID FETCH 1,2 (RFC822": [SIZES.encode() + b"%t OK done\r\n"],
                "UID FETCH 1,2 (BODY": REFUSED,
                "UID FETCH 1 ": self.first,
                "UID FETCH 2 (BODY": self.second,
            }
        )

    def mended(self) -> None:
        self.second[:] = body(2)

    def link(self) -> Link:
        return Link(Server("localhost", self.server.port, Tls.NONE, "desk", "secret"))


@pytest.fixture
def post() -> Iterator[Post]:
    made = Post()
    with made.server:
        yield made


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    made = an_office(tmp_path, database_url, HandClock())
    yield made
    made.database.close()


def entries(office: Office) -> dict[int, Entry]:
    with office.database.read() as session:
        return custody.taken(session, "nl", 7, [1, 2])


def alarms(office: Office) -> list[str]:
    with office.database.read() as session:
        return [p.purpose for p in outgoing.listing(session) if p.purpose.startswith("operator")]


def held(office: Office) -> list[str]:
    with office.database.read() as session:
        return [s.subject for s in tickets.listing(session, Filter(states=frozenset({State.HELD})))]


def test_the_others_go_on_and_it_is_on_record_where_it_lies(office: Office, post: Post) -> None:
    link = post.link()
    taken = Intake(office, office.installation.mailboxes["nl"], link).sweep()
    assert taken == 2
    known = entries(office)
    assert [(known[u].fate, known[u].filed_to) for u in (1, 2)] == [(Fate.OPENED, "Processed"), (Fate.QUARANTINED, "")]
    assert "could not be converted" in known[2].reason
    assert held(office) == ["A mail that its server does not hand out (mailbox nl, UID 2)"]
    assert alarms(office) == ["operator-withheld"]
    assert [line for line in post.server.lines if line.startswith("UID MOVE")] == ['UID MOVE 1 "Processed"']


def test_it_is_asked_for_with_each_look_and_reported_once(office: Office, post: Post) -> None:
    intake = Intake(office, office.installation.mailboxes["nl"], post.link())
    for _ in range(3):
        intake.sweep()
    Intake(office, office.installation.mailboxes["nl"], post.link()).sweep()
    assert (len(held(office)), alarms(office)) == (1, ["operator-withheld"])
    assert sum(line.startswith("UID FETCH 2 (BODY") for line in post.server.lines) >= 5


@pytest.mark.parametrize("anew", [True, False])
def test_as_soon_as_it_can_be_had_it_is_taken_in_under_its_one_entry(office: Office, post: Post, *, anew: bool) -> None:
    intake = Intake(office, office.installation.mailboxes["nl"], post.link())
    intake.sweep()
    before = entries(office)[2]
    post.mended()
    assert isinstance(office.clock, HandClock)
    office.clock.forward(hours=2)
    if anew:
        intake = Intake(office, office.installation.mailboxes["nl"], post.link())
    assert intake.sweep() == 1
    assert intake.sweep() == 0
    after = entries(office)[2]
    assert (after.id, after.first_seen) == (before.id, before.first_seen)
    assert (after.fate, after.filed_to, held(office)) == (Fate.OPENED, "Processed", [])
    with office.database.read() as session:
        (ticket,) = tickets.load_many(session, [after.ticket or 0])
    assert (ticket.subject, ticket.received) == ("Storing 2", MONDAY)  # first seen then, whatever the server's date
    assert 'UID MOVE 2 "Processed"' in post.server.lines


def test_a_mailbox_of_which_everything_is_refused_for_now_is_left_as_it_is(office: Office, post: Post) -> None:
    post.second[:] = [b"%t NO [UNAVAILABLE] the storage is away\r\n"]
    post.first[:] = post.second
    with pytest.raises(Transient, match="the storage is away"):
        Intake(office, office.installation.mailboxes["nl"], post.link()).sweep()
    assert entries(office) == {}
    assert alarms(office) == []


def test_one_that_is_too_large_may_be_refused_as_well(office: Office, post: Post) -> None:
    small = replace(office.installation.mailboxes["nl"], size_limit=100)
    Intake(office, small, post.link()).sweep()
    known = entries(office)
    assert known[2].fate is Fate.QUARANTINED
    assert known[1].fate is Fate.OVERSIZE
