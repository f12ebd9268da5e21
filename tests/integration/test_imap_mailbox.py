"""A mailbox on a real Dovecot: what waits, its octets, filing away, being woken."""

import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mailtriage.errors import Permanent, Transient
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.imap import Link
from mailtriage.wire.probe import probe_mailbox
from servers.dovecot import PASSWORD, Dovecot

MAIL = b"From: Jan <jan@klant.example>\r\nSubject: Printer\r\n\r\nHij doet het niet.\r\n"


def account(
    dovecot: Dovecot, user: str, tls: Tls = Tls.NONE, *, password: str = PASSWORD, ca_file: str | None = None
) -> Server:
    port = dovecot.tls_port if tls is Tls.IMPLICIT else dovecot.port
    trusted = str(dovecot.certificate.chain) if ca_file is None else ca_file
    return Server("localhost", port, tls, user, password, ca_file=trusted)


@contextmanager
def linked(server: Server, source: str = "INBOX") -> Iterator[Link]:
    link = Link(server, source)
    try:
        yield link
    finally:
        link.close()


@pytest.mark.parametrize("tls", Tls)
def test_a_mail_is_seen_and_fetched_as_it_is_over_every_kind_of_connection(dovecot: Dovecot, tls: Tls) -> None:
    user = dovecot.a_user()
    received = datetime(2024, 3, 31, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    dovecot.deliver(user, MAIL, received)

    with linked(account(dovecot, user, tls)) as link:
        (waiting,) = link.waiting()
        fetched = link.fetch([waiting.uid, waiting.uid + 1])

    assert (waiting.size, waiting.received) == (len(MAIL), received)
    assert waiting.received.tzinfo is UTC
    assert fetched == {waiting.uid: MAIL}
    assert dovecot.messages(user)[0].flags <= {"\\Recent"}


def test_neither_mails_nor_passwords_reach_the_log_of_the_library(
    dovecot: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    user = dovecot.a_user()
    dovecot.deliver(user, MAIL)
    caplog.set_level("DEBUG")

    with linked(account(dovecot, user)) as link:
        link.fetch([1])

    assert "Printer" not in caplog.text
    assert PASSWORD not in caplog.text


def test_only_messages_above_the_last_one_wait(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    for _ in range(3):
        dovecot.deliver(user, MAIL)

    with linked(account(dovecot, user)) as link:
        assert [w.uid for w in link.waiting()] == [1, 2, 3]
        assert [w.uid for w in link.waiting(above=2)] == [3]
        assert link.waiting(above=3) == ()
        dovecot.deliver(user, MAIL)
        assert [w.uid for w in link.waiting(above=3)] == [4]


def test_the_names_of_mailboxes_may_use_any_script(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    dovecot.deliver(user, MAIL)

    with linked(account(dovecot, user)) as link:
        link.file_away([1], "Færdigbehandlet/Blåbær & co")
        assert "Færdigbehandlet/Blåbær & co" in link.mailboxes()
    with linked(account(dovecot, user), "Færdigbehandlet/Blåbær & co") as link:
        assert len(link.waiting()) == 1


@pytest.mark.parametrize("password", ["wrong", 'pass"word\\ with ø and spaces'])
def test_a_password_works_whatever_characters_it_has_and_a_wrong_one_is_permanent(
    dovecot: Dovecot, password: str
) -> None:
    user = dovecot.a_user()
    dovecot.add_user(user, 'pass"word\\ with ø and spaces')
    if password == "wrong":
        with pytest.raises(
            Permanent, match=r"refused the login of support-.*AUTHENTICATIONFAILED.*Check the user name"
        ):
            Link(account(dovecot, user, password=password))
    else:
        Link(account(dovecot, user, password=password)).close()


def test_a_missing_mailbox_is_permanent_and_named(dovecot: Dovecot) -> None:
    with pytest.raises(Permanent, match=r'does not open the mailbox "Suport".*Check the name'):
        Link(account(dovecot, dovecot.a_user()), "Suport")


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_a_certificate_nobody_vouches_for_is_permanent(dovecot: Dovecot, tls: Tls) -> None:
    with pytest.raises(Permanent, match=r"certificate of localhost:\d+ cannot be trusted: self.signed.*ca_file"):
        Link(account(dovecot, dovecot.a_user(), tls, ca_file=""))


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
def test_a_certificate_for_another_host_is_permanent(dovecot: Dovecot, tls: Tls) -> None:
    port = dovecot.tls_port if tls is Tls.IMPLICIT else dovecot.port
    with pytest.raises(Permanent, match="cannot be trusted"):
        Link(Server("127.1", port, tls, "x", "y", ca_file=str(dovecot.certificate.chain)))


def test_a_ca_file_that_is_not_there_is_permanent(dovecot: Dovecot) -> None:
    with pytest.raises(Permanent, match=r"ca_file /nowhere\.pem"):
        Link(account(dovecot, dovecot.a_user(), Tls.IMPLICIT, ca_file="/nowhere.pem"))


def test_tls_on_a_plain_port_is_transient_and_says_what_to_check(dovecot: Dovecot) -> None:
    with pytest.raises(Transient, match="check host, port and tls"):
        Link(Server("localhost", dovecot.port, Tls.IMPLICIT, "x", "y"))


def test_a_large_message_costs_little_more_memory_than_itself(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    large = b"Subject: groot\r\n\r\n" + (b"x" * 74 + b"\r\n") * 320_000
    dovecot.deliver(user, large)
    with linked(account(dovecot, user)) as link:
        link.fetch([])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        fetched = link.fetch([1])[1]
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert fetched == large
    assert grown * 1024 < 1.6 * len(large)


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20])
def test_messages_around_the_size_of_a_piece_arrive_whole(dovecot: Dovecot, size: int) -> None:
    user = dovecot.a_user()
    exact = b"Subject: x\r\n\r\n".ljust(size - 2, b"y") + b"\r\n"
    dovecot.deliver(user, exact)
    dovecot.deliver(user, MAIL)

    with linked(account(dovecot, user)) as link:
        assert link.fetch([1, 2]) == {1: exact, 2: MAIL}


def test_a_message_is_never_read_far_beyond_the_limit(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    dovecot.deliver(user, b"Subject: x\r\n\r\n" + (b"y" * 98 + b"\r\n") * 60_000)

    with linked(account(dovecot, user)) as link:
        assert 2_000_000 < len(link.fetch([1], limit=2_000_000)[1]) < 2_000_000 + (1 << 20) + 1


@pytest.mark.parametrize("capability", ["IMAP4rev1 MOVE", "IMAP4rev1 UIDPLUS", "IMAP4rev1"])
def test_filing_away_moves_only_what_was_named_with_whatever_the_server_offers(capability: str) -> None:
    with Dovecot(extra=f"imap_capability = {capability}") as dovecot:
        user = dovecot.a_user()
        for number in b"123":
            dovecot.deliver(user, MAIL + bytes([number]))
        with dovecot.session(user) as other:
            other.select()
            other.uid("STORE", "3", "+FLAGS", r"(\Deleted)")  # somebody else's deletion is none of ours

        with linked(account(dovecot, user)) as link:
            link.file_away([1, 2, 99], "Processed")
            link.file_away([1, 2], "Processed")  # again, as after a crash
        with linked(account(dovecot, user)) as link:
            link.file_away([1, 2], "Processed")

        assert [m.raw[-1:] for m in dovecot.messages(user, "Processed")] == [b"1", b"2"]
        left = {m.uid: "\\Deleted" in m.flags for m in dovecot.messages(user)}
        assert left == ({1: True, 2: True, 3: True} if capability == "IMAP4rev1" else {3: True})


def test_a_mailbox_that_cannot_be_made_is_permanent_and_moves_nothing(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    dovecot.deliver(user, MAIL)

    with (
        linked(account(dovecot, user)) as link,
        pytest.raises(Permanent, match=r"does not make the mailbox.*Create it"),
    ):
        link.file_away([1], "a//b")

    assert len(dovecot.messages(user)) == 1


def test_thousands_of_messages_are_listed_and_filed_in_commands_a_server_takes(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    with dovecot.session(user) as session:
        session.append("INBOX", "", "", MAIL)
        session.select()
        for _ in range(10):
            session.copy("1:*", "INBOX")

    with linked(account(dovecot, user)) as link:
        uids = [w.uid for w in link.waiting()]
        link.file_away(uids, "Processed")
        assert link.waiting() == ()

    assert len(uids) == len(dovecot.messages(user, "Processed")) == 1024


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.IMPLICIT])
def test_a_mail_that_arrives_just_before_the_wait_is_noticed_at_once(dovecot: Dovecot, tls: Tls) -> None:
    user = dovecot.a_user()
    with linked(account(dovecot, user, tls)) as link:
        for above in range(5):
            link.waiting(above)
            dovecot.deliver(user, MAIL)
            started = time.monotonic()
            assert link.wait(10, threading.Event())
            assert time.monotonic() - started < 2
            assert [w.uid for w in link.waiting(above)] == [above + 1]


@pytest.mark.parametrize("tls", [Tls.NONE, Tls.IMPLICIT])
def test_a_mail_that_arrives_during_the_wait_ends_it(dovecot: Dovecot, tls: Tls) -> None:
    user = dovecot.a_user()
    with linked(account(dovecot, user, tls)) as link:
        threading.Timer(0.5, dovecot.deliver, [user, MAIL]).start()
        started = time.monotonic()
        assert link.wait(10, threading.Event())
        assert 0.4 < time.monotonic() - started < 3


def test_a_quiet_wait_ends_in_time_and_costs_no_processor(dovecot: Dovecot) -> None:
    with linked(account(dovecot, dovecot.a_user())) as link:
        started, used = time.monotonic(), time.thread_time()
        assert not link.wait(2, threading.Event())
        assert 1.9 < time.monotonic() - started < 4
        assert time.thread_time() - used < 0.1
        link.pulse()


def test_a_wait_ends_soon_after_it_is_told_to(dovecot: Dovecot) -> None:
    stop = threading.Event()
    with linked(account(dovecot, dovecot.a_user())) as link:
        threading.Timer(0.3, stop.set).start()
        started = time.monotonic()
        assert not link.wait(60, stop)
        assert time.monotonic() - started < 1.8


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_that_goes_away_ends_the_wait_as_transient(end: str) -> None:
    with Dovecot() as dovecot, linked(account(dovecot, dovecot.a_user())) as link:
        threading.Timer(0.5, getattr(dovecot, end)).start()
        started = time.monotonic()
        with pytest.raises(Transient):
            link.wait(60, threading.Event())
        assert time.monotonic() - started < 5
        with pytest.raises(Transient):
            Link(account(dovecot, "support@example.com"))


def test_a_probe_counts_what_waits_and_names_what_is_missing(dovecot: Dovecot) -> None:
    user, since = dovecot.a_user(), datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    for minutes in (-60 * 24 * 30, -1, 0, 1):
        dovecot.deliver(user, MAIL, since + timedelta(minutes=minutes))
    dovecot.deliver(user, MAIL, mailbox="INBOX")

    with linked(account(dovecot, user)) as link:
        link.file_away([5], "Processed")
    found = probe_mailbox(account(dovecot, user), "INBOX", since, ["Processed", "Quarantine", "Inbox", "Quarantine"])

    assert (found.waiting, found.since, found.missing, found.idles) == (4, 2, ("Quarantine",), True)
    assert len(dovecot.messages(user)) == 4
