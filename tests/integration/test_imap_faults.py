"""What mail servers do wrong, and what we make of it; played by a scripted server, because real ones do not on command."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from mailtriage.errors import MailtriageError, Permanent, Transient
from mailtriage.wire import conversation
from mailtriage.wire import imap as mailbox
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.imap import Link
from servers.scripted import END, Scripted, Step


@contextmanager
def linked(rules: Mapping[str, Sequence[Step]]) -> Iterator[tuple[Link, Scripted]]:
    with Scripted.imap(rules) as server:
        link = Link(account(server))
        try:
            yield link, server
        finally:
            link.close()


def account(server: Scripted, *, username: str = "support", password: str = "secret", tls: Tls = Tls.NONE) -> Server:
    return Server("localhost", server.port, tls, username, password)


def wait(link: Link, seconds: float = 5) -> tuple[bool, float]:
    started = time.monotonic()
    return link.wait(seconds, threading.Event()), time.monotonic() - started


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([b"+ idling\r\n* 2 EXISTS\r\n"], id="with the agreement in one packet"),
        pytest.param([b"* 2 EXISTS\r\n+ idling\r\n"], id="before the agreement"),
        pytest.param([b"+ idling\r\n* 2 EX", 0.4, b"ISTS\r\n"], id="in two packets"),
        pytest.param([b"+ idling\r\n* OK still here\r\n", 0.2, b"* 2 EXISTS\r\n"], id="after a sign of life"),
        pytest.param(
            [b"+ idling\r\n* 1 FETCH (BODY[] {9}\r\n* 9 BYE\r\n)\r\n* 2 EXISTS\r\n"],
            id="after a literal full of tricks",
        ),
    ],
)
def test_an_arrival_ends_the_wait_however_it_is_announced(steps: list[Step]) -> None:
    with linked({"IDLE": steps}) as (link, server):
        arrived, seconds = wait(link)

        assert arrived
        assert seconds < 2
        link.pulse()
        assert server.lines[-2:] == ["DONE", "NOOP"]


def test_a_read_or_deleted_message_does_not_end_the_wait() -> None:
    with linked({"IDLE": [b"+ idling\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n"]}) as (link, _):
        assert wait(link, 0.5)[0] is False


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([b"+ idling\r\n", 0.2, END], id="hangs up"),
        pytest.param([b"+ idling\r\n* BYE (don't \"ask\r\n"], id="says goodbye"),
        pytest.param([b"+ idling\r\n", 0.1, b"%t OK enough\r\n"], id="ends the wait itself"),
        pytest.param([b"%t NO not today\r\n"], id="refuses to wait"),
        pytest.param([b"+ idling\r\n* 2 EX", END], id="ends in the middle of a line"),
        pytest.param([b"+ idling\r\nwhat?\r\n"], id="talks nonsense"),
    ],
)
def test_a_server_that_ends_the_wait_is_transient_at_once(steps: list[Step]) -> None:
    with linked({"IDLE": steps}) as (link, _):
        started = time.monotonic()
        with pytest.raises(Transient, match="localhost"):
            wait(link, 30)
        assert time.monotonic() - started < 2


def test_a_wait_that_is_stopped_does_not_wait_for_the_servers_goodbye() -> None:
    stop = threading.Event()
    with linked({"DONE": [30.0]}) as (link, _):
        threading.Timer(0.2, stop.set).start()
        started = time.monotonic()
        assert not link.wait(60, stop)
        assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"%t NO [AUTHENTICATIONFAILED] wrong\r\n", Permanent),
        (b"%t NO wrong\r\n", Permanent),
        (b"%t NO [UNAVAILABLE] the directory is away\r\n", Transient),
        (b"%t NO [INUSE] locked\r\n", Transient),
        (b"%t NO [ALERT] Too many simultaneous connections. (Failure)\r\n", Transient),
        (b"%t NO Request is throttled. Suggested Backoff Time: 299999\r\n", Transient),
        (b"* BYE restarting\r\n", Transient),
    ],
)
def test_a_refused_login_is_told_from_one_that_cannot_be_had_now(answer: bytes, kind: type[MailtriageError]) -> None:
    with Scripted.imap({"LOGIN": [answer, END]}) as server, pytest.raises(kind) as told:
        Link(account(server))

    assert "b'" not in str(told.value)
    assert sum(line.startswith("LOGIN") for line in server.lines) == 1


def test_a_connection_that_breaks_during_the_login_is_no_refused_login() -> None:
    with Scripted.imap({"LOGIN": [END]}) as server, pytest.raises(Transient, match="connection to localhost"):
        Link(account(server))


def test_a_user_name_is_quoted_where_only_login_is_offered() -> None:
    with Scripted.imap() as server:
        Link(account(server, username='the "desk" \\', password='p"w')).close()

    assert r'LOGIN "the \"desk\" \\" "p\"w"' in server.lines


def test_a_password_beyond_ascii_is_refused_by_us_where_only_login_is_offered() -> None:
    with Scripted.imap() as server, pytest.raises(Permanent, match="ASCII"):
        Link(account(server, password="blåbær"))


def test_no_password_goes_over_a_connection_whose_server_forbids_it() -> None:
    rules: dict[str, Sequence[Step]] = {"CAPABILITY": [b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n%t OK done\r\n"]}
    with Scripted.imap(rules) as server, pytest.raises(Permanent, match="Use TLS"):
        Link(account(server))

    assert "secret" not in "".join(server.lines)


def test_without_starttls_nobody_logs_in_in_the_clear() -> None:
    with Scripted.imap() as server, pytest.raises(Permanent, match="does not offer STARTTLS"):
        Link(account(server, tls=Tls.STARTTLS))

    assert server.lines == ["CAPABILITY"]


@pytest.mark.parametrize("host", ["", "a..example", "x" * 64 + ".example"])
def test_what_cannot_be_a_host_is_permanent_or_transient_but_never_a_crash(host: str) -> None:
    with pytest.raises((Permanent, Transient)):
        Link(Server(host, 1, Tls.NONE, "x", "y"))


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (b"%t NO no such mailbox\r\n", Permanent, "does not open the mailbox"),
        (b"%t NO [UNAVAILABLE] index is being rebuilt\r\n", Transient, "rebuilt"),
        (b"%t BAD User is authenticated but not connected.\r\n", Transient, "not connected"),
        (b"* 1 EXISTS\r\n%t OK done\r\n", Permanent, "no lasting UIDs"),
        (b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n%t OK [READ-ONLY] done\r\n", Permanent, "Grant it write access"),
        (b"* OK [UIDVALIDITY seven] ok\r\n%t OK done\r\n", Transient, "no IMAP"),
    ],
)
def test_a_mailbox_that_does_not_open_says_why(answer: bytes, kind: type[MailtriageError], words: str) -> None:
    with Scripted.imap({"SELECT": [answer]}) as server, pytest.raises(kind, match=words):
        Link(account(server))


def test_a_server_that_takes_the_connection_and_never_speaks_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_GREETING", 0.5)
    with (
        Scripted.imap(greeting=[30.0]) as server,
        pytest.raises(Transient, match=r"no answer in time|too long|timed out"),
    ):
        Link(account(server))


def test_a_greeting_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_GREETING", 0.5)
    trickle: list[Step] = [step for _ in range(100) for step in (b"*", 0.1)]
    started = time.monotonic()
    with Scripted.imap(greeting=trickle) as server, pytest.raises(Transient):
        Link(account(server))

    assert time.monotonic() - started < 2


@pytest.mark.parametrize("drip", [b"* OK x\r\n", b"x"], ids=["line by line", "octet by octet"])
def test_an_answer_that_trickles_is_given_up_although_it_never_pauses(
    monkeypatch: pytest.MonkeyPatch, drip: bytes
) -> None:
    monkeypatch.setattr(mailbox, "_ANSWER", 1.0)
    trickle: list[Step] = [b"* OK ", *(step for _ in range(200) for step in (drip, 0.05))]
    with linked({"NOOP": trickle}) as (link, _):
        started = time.monotonic()
        with pytest.raises(Transient):
            link.pulse()
        assert time.monotonic() - started < 3


def test_a_literal_of_absurd_size_is_not_believed() -> None:
    with (
        linked({"UID FETCH": [b"* 1 FETCH (UID 1 BODY[]<0> {99999999999}\r\n"]}) as (link, _),
        pytest.raises(Transient, match="announced 99999999999 octets"),
    ):
        link.fetch([1])


def test_two_hundred_thousand_waiting_mails_fit_into_one_answer() -> None:
    uids = b" ".join(b"%d" % uid for uid in range(1_000_000, 1_200_000))
    with linked({"UID SEARCH": [b"* SEARCH " + uids + b"\r\n%t OK done\r\n"]}) as (link, _):
        assert link.number() == 200_000


def test_a_message_without_octets_is_there_and_empty() -> None:
    answer = b'* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n* 2 FETCH (UID 2 BODY[]<0> "")\r\n* 3 FETCH (UID 3 FLAGS ())\r\n'
    with linked({"UID FETCH": [answer + b"%t OK done\r\n"]}) as (link, _):
        assert link.fetch([1, 2, 3, 4]) == {1: b"", 2: b""}


def test_flags_of_another_message_are_not_taken_for_an_answer() -> None:
    stray = (
        b'* 2 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE "01-Mar-2026 09:00:00 +0100")\r\n'
    )
    rules: dict[str, Sequence[Step]] = {
        "UID SEARCH": [b"* SEARCH 1 2\r\n%t OK done\r\n"],
        "UID FETCH": [stray + b"%t OK done\r\n"],
    }
    with linked(rules) as (link, _):
        assert [(w.uid, w.size) for w in link.waiting()] == [(1, 5)]


def test_a_date_that_cannot_be_read_is_later_than_first_seen() -> None:
    rules: dict[str, Sequence[Step]] = {
        "UID SEARCH": [b"* SEARCH 1\r\n%t OK done\r\n"],
        "UID FETCH": [b'* 1 FETCH (UID 1 RFC822.SIZE 5 INTERNALDATE "yesterday")\r\n%t OK done\r\n'],
    }
    with linked(rules) as (link, _):
        assert [w.received.year for w in link.waiting()] == [9999]


def test_one_message_the_server_cannot_hand_out_is_named() -> None:
    rules: dict[str, Sequence[Step]] = {
        "UID FETCH 1,2": [b"%t NO The requested message could not be converted to an RFC-822 compatible format.\r\n"],
        "UID FETCH 1 ": [b"* 1 FETCH (UID 1 BODY[]<0> {2}\r\nhi)\r\n%t OK done\r\n"],
        "UID FETCH 2 ": [b"%t NO The requested message could not be converted.\r\n"],
    }
    with linked(rules) as (link, _), pytest.raises(Transient, match=r"message with UID 2: .*converted.*by hand"):
        link.fetch([1, 2])


def test_a_batch_refused_for_a_message_that_is_gone_is_fetched_one_by_one() -> None:
    rules: dict[str, Sequence[Step]] = {
        "UID FETCH 1,2": [b"%t NO [EXPUNGEISSUED] some are gone\r\n"],
        "UID FETCH 1 ": [b"* 1 FETCH (UID 1 BODY[]<0> {2}\r\nhi)\r\n%t OK done\r\n"],
        "UID FETCH 2 ": [b"%t OK done\r\n"],
    }
    with linked(rules) as (link, _):
        assert link.fetch([1, 2]) == {1: b"hi"}


def test_a_server_that_hands_out_the_whole_where_a_piece_was_asked_is_believed() -> None:
    whole = b"x" * (1 << 20)
    with linked({"UID FETCH": [b"* 1 FETCH (UID 1 BODY[] {1048576}\r\n" + whole + b")\r\n%t OK done\r\n"]}) as (
        link,
        _,
    ):
        assert link.fetch([1]) == {1: whole}


def test_a_message_that_vanishes_between_two_pieces_is_gone_and_not_half() -> None:
    whole = b"x" * (1 << 20)
    rules: dict[str, Sequence[Step]] = {
        "UID FETCH 1 (BODY.PEEK[]<0.": [b"* 1 FETCH (UID 1 BODY[]<0> {1048576}\r\n" + whole + b")\r\n%t OK done\r\n"],
        "UID FETCH 1 (BODY.PEEK[]<1048576.": [b"%t OK done\r\n"],
    }
    with linked(rules) as (link, _):
        assert link.fetch([1]) == {}


def test_a_full_target_is_transient_and_says_what_to_check() -> None:
    rules: dict[str, Sequence[Step]] = {
        "UID MOVE": [b"%t NO [OVERQUOTA] mailbox is full\r\n"],
        "UID SEARCH": [b"* SEARCH 1\r\n%t OK done\r\n"],
        "LIST": [b'* LIST () "/" Processed\r\n%t OK done\r\n'],
    }
    with linked(rules) as (link, server):
        with pytest.raises(Transient, match=r'to "Processed": .*full.*quota'):
            link.file_away([1], "Processed")
        assert not any(line.startswith("CREATE") for line in server.lines)


def test_a_move_refused_because_the_message_is_gone_is_no_error() -> None:
    rules: dict[str, Sequence[Step]] = {
        "UID MOVE": [b"%t BAD The specified message set is invalid.\r\n"],
        "UID SEARCH": [b"* SEARCH\r\n%t OK done\r\n"],
    }
    with linked(rules) as (link, _):
        link.file_away([1], "Processed")


@pytest.mark.parametrize(
    "structure",
    [
        b"(" * 3000 + b'"text" "plain" NIL NIL NIL "7bit" 5 1' + b")" * 3000,
        b'(NIL NIL "mixed")',
        b'((NIL) "mixed")',
        b'(("text" "plain"',
        b"NIL",
    ],
    ids=["three thousand deep", "nothing in it", "an empty part", "no end", "none"],
)
def test_a_structure_that_cannot_be_read_does_not_keep_us_from_the_head(structure: bytes) -> None:
    rules: dict[str, Sequence[Step]] = {
        "UID FETCH 1 (BODYSTRUCTURE": [b"* 1 FETCH (UID 1 BODYSTRUCTURE " + structure + b")\r\n%t OK done\r\n"],
        "UID FETCH 1 (BODY.PEEK[HEADER]": [
            b"* 1 FETCH (UID 1 BODY[HEADER]<0> {14}\r\nSubject: x\r\n\r\n)\r\n%t OK done\r\n"
        ],
        "UID FETCH 1 (BODY.PEEK[TEXT]": [b"* 1 FETCH (UID 1 BODY[TEXT]<0> {2}\r\nhi)\r\n%t OK done\r\n"],
    }
    with linked(rules) as (link, _):
        assert link.fetch_head(1).startswith(b"Subject: x\r\n\r\n")
        link.pulse()


def test_announcements_do_not_pile_up_over_a_long_connection() -> None:
    with linked({"NOOP": [b"* 1 EXPUNGE\r\n* 4 EXISTS\r\n%t OK done\r\n"]}) as (link, _):
        for _ in range(50):
            link.pulse()

        kept = link._client._imap.untagged_responses
        assert max(len(kept.get(kind, [])) for kind in ("EXPUNGE", "EXISTS")) <= 1
