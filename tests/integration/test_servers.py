"""The private servers do what the other tests take for granted."""

import imaplib
import smtplib
import ssl
from datetime import UTC, datetime
from email import message_from_bytes

import psycopg
import pytest
from sqlalchemy import create_engine, text

from servers.chasquid import UNKNOWN_LATER, Chasquid
from servers.dovecot import PASSWORD, Dovecot
from servers.ports import LOOPBACK
from servers.postgres import Postgres
from servers.sink import Sink

MAIL = b"From: Jan <jan@klant.example>\r\nTo: support@example.com\r\nSubject: Printer\r\n\r\nHij doet het niet.\r\n"


def test_a_submitted_mail_lands_in_the_inbox_with_its_reverse_path(dovecot: Dovecot, chasquid: Chasquid) -> None:
    support, customer = dovecot.a_user(), dovecot.a_user("jan", "klant.example")

    chasquid.submit(customer, [support], MAIL)

    (stored,) = dovecot.wait_for(support, 1)
    assert stored.raw.startswith(b"Return-Path: <" + customer.encode() + b">\r\n")
    assert stored.raw.endswith(MAIL)


def test_a_plus_address_reaches_its_owner_whose_dots_count(dovecot: Dovecot, chasquid: Chasquid) -> None:
    owner, namesake = dovecot.a_user("team.desk"), dovecot.a_user("teamdesk")

    chasquid.submit(namesake, [owner.replace("@", "+token.42@")], MAIL)

    dovecot.wait_for(owner, 1)
    assert dovecot.messages(namesake) == []


def test_a_failure_found_later_comes_back_as_a_delivery_status_notification(
    dovecot: Dovecot, chasquid: Chasquid
) -> None:
    sender = dovecot.a_user()

    chasquid.submit(sender, [f"jan@{UNKNOWN_LATER}"], MAIL)

    (stored,) = dovecot.wait_for(sender, 1)
    notification = message_from_bytes(stored.raw)
    assert notification["Return-Path"] == "<>"
    assert notification.get_content_type() == "multipart/report"
    assert b"Action: failed" in stored.raw
    assert b"Status: 5" in stored.raw


def test_an_unknown_user_of_a_known_domain_is_refused_at_once(dovecot: Dovecot, chasquid: Chasquid) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        chasquid.submit(dovecot.a_user(), ["nobody-here@example.com"], MAIL)

    assert refused.value.recipients["nobody-here@example.com"][0] == 550


def test_submission_refuses_a_wrong_password(dovecot: Dovecot, chasquid: Chasquid) -> None:
    with pytest.raises(smtplib.SMTPAuthenticationError):
        chasquid.submit(dovecot.a_user(), [dovecot.a_user()], MAIL, password="wrong")


def test_a_queued_mail_survives_a_killed_mta() -> None:
    with Dovecot() as mailboxes, Chasquid(mailboxes) as mta:
        sender, support = mailboxes.a_user("jan", "klant.example"), mailboxes.a_user()
        mta.submit(sender, [support], MAIL)
        mta.kill()
        mta.start()

        mailboxes.wait_for(support, 1)


def test_both_servers_speak_verified_tls_from_the_first_octet(dovecot: Dovecot, chasquid: Chasquid) -> None:
    context = ssl.create_default_context(cafile=dovecot.certificate.chain)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    user = dovecot.a_user()

    with imaplib.IMAP4_SSL("localhost", dovecot.tls_port, ssl_context=context) as imap:
        assert imap.login(user, PASSWORD)[0] == "OK"
    with smtplib.SMTP_SSL("localhost", chasquid.tls_port, context=context) as smtp:
        assert smtp.login(user, PASSWORD)[0] == 235


@pytest.mark.parametrize("raw", [b"", b"Subject: x", b"no header\r\rat all\n", b"\xff\xfe\r\n\r\n\x01" * 9, MAIL])
def test_a_delivered_message_is_what_the_mailbox_holds(dovecot: Dovecot, raw: bytes) -> None:
    user, received = dovecot.a_user(), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)
    if not raw:
        with pytest.raises(RuntimeError, match="refused"):  # APPEND takes no empty message
            dovecot.deliver(user, raw)
        return

    dovecot.deliver(user, raw, received)

    (stored,) = dovecot.messages(user)
    assert stored.raw == raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert stored.received == received


def test_reading_a_mailbox_changes_no_flag(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    dovecot.deliver(user, MAIL)
    dovecot.messages(user)

    assert "\\Seen" not in dovecot.messages(user)[0].flags
    assert dovecot.messages(user, "Processed") == []


def test_dovecot_offers_what_intake_needs(dovecot: Dovecot) -> None:
    with dovecot.session(dovecot.a_user()) as session:
        capabilities = set(session.capability()[1][0].decode().split())

    assert {"IDLE", "MOVE", "UIDPLUS", "CONDSTORE"} <= capabilities


def test_a_dovecot_without_idle_can_be_had() -> None:
    with Dovecot(extra="imap_capability = IMAP4rev1 UIDPLUS") as server, server.session(server.a_user()) as session:
        assert session.capability()[1][0].decode().split() == ["IMAP4rev1", "UIDPLUS"]


def test_mail_survives_a_killed_dovecot() -> None:
    with Dovecot() as server:
        user = server.a_user()
        server.deliver(user, MAIL)
        server.kill()
        server.start()

        assert [stored.raw for stored in server.messages(user)] == [MAIL]


def test_a_refused_login_costs_the_next_one_no_time(dovecot: Dovecot) -> None:
    user = dovecot.a_user()
    started = datetime.now(UTC)  # noqa: TID251 - measuring the server, not mailtriage
    for _ in range(5):
        with imaplib.IMAP4(LOOPBACK, dovecot.port) as session, pytest.raises(imaplib.IMAP4.error):
            session.login(user, "wrong")

    assert (datetime.now(UTC) - started).total_seconds() < 5  # noqa: TID251 - as above


def test_postgresql_skips_rows_that_another_node_has_claimed(postgres: Postgres) -> None:
    url = postgres.create_database()
    claim = "SELECT id FROM step ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
    with psycopg.connect(url) as first, psycopg.connect(url) as second:
        first.execute("CREATE TABLE step (id int)")
        first.execute("INSERT INTO step VALUES (1), (2)")
        first.commit()

        assert first.execute(claim).fetchone() == (1,)
        assert second.execute(claim).fetchone() == (2,)


def test_committed_rows_survive_a_killed_postgresql() -> None:
    with Postgres() as server:
        url = server.create_database()
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
        server.kill()
        server.start()

        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT value FROM kept").fetchone() == (7,)


def test_a_database_can_be_copied_from_a_template_and_dropped_under_its_users(postgres: Postgres) -> None:
    template = postgres.create_database()
    with psycopg.connect(template) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")

    copy = postgres.create_database(template)
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT value FROM kept").fetchone() == (7,)
        postgres.drop_database(copy)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
        connection.close()


def test_every_test_gets_an_empty_database_of_either_kind(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE ticket (number integer)"))  # fails in a database somebody used
        assert connection.execute(text("SELECT count(*) FROM ticket")).scalar() == 0
    engine.dispose()


def test_the_sink_refuses_defers_and_drops_on_command_and_records_all(sink: Sink) -> None:
    def send() -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP(sink.host, sink.port) as session:
            return session.sendmail("", ["jan@klant.example", "Piet@klant.example"], MAIL + b".\r\n")

    sink.refuse("piet@klant.example", "450 4.2.1 later")
    sink.answer_data("452 4.3.1 full")
    sink.drop_after_data()

    with pytest.raises(smtplib.SMTPDataError):
        send()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send()
    assert send() == {"Piet@klant.example": (450, b"4.2.1 later")}
    sink.forgive()
    assert send() == {}
    assert [delivery.answer[:3] for delivery in sink.deliveries] == ["452", "", "250", "250"]
    assert {delivery.raw for delivery in sink.deliveries} == {MAIL + b".\r\n"}
    assert [delivery.recipients[1:] for delivery in sink.accepted()] == [(), ("Piet@klant.example",)]
    assert sink.accepted()[0].reverse_path == ""
