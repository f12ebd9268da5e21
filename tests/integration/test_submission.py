"""Handing mails to a submission server: a real one, one that fails on command, and one that says what a test wants."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import pytest

from mailtriage.errors import MailtriageError, Permanent, Transient
from mailtriage.wire import greeting, smtp
from mailtriage.wire.account import Server, Tls
from mailtriage.wire.probe import probe_submission
from mailtriage.wire.smtp import Answer, Fate, Submitter
from servers.chasquid import Chasquid
from servers.dovecot import PASSWORD, Dovecot
from servers.scripted import END, Scripted, Step
from servers.sink import Sink

MAIL = b"From: support@example.com\r\nTo: jan@klant.example\r\nMessage-ID: <1@example.com>\r\n\r\nDag\r\n.\r\n.punt\r\n"
JAN, PIET = "jan@klant.example", "piet@klant.example"
T = TypeVar("T")


def run(server: Server, work: Callable[[Submitter], Awaitable[T]]) -> T:
    async def whole() -> T:
        submitter = Submitter(server, "desk.example.com")
        try:
            return await work(submitter)
        finally:
            await submitter.close()

    return asyncio.run(whole())


def submit(
    server: Server, recipients: Sequence[str], sender: str = "support@example.com", raw: bytes = MAIL
) -> dict[str, Answer]:
    return run(server, lambda submitter: submitter.submit(sender, recipients, raw))


def plain(server: Sink | Scripted, username: str = "", password: str = "") -> Server:
    return Server("localhost", server.port, Tls.NONE, username, password)


def fates(answers: Mapping[str, Answer]) -> dict[str, tuple[str, int]]:
    return {address: (answer.fate.value, answer.code) for address, answer in answers.items()}


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_mail_reaches_its_recipients_through_a_real_server(dovecot: Dovecot, chasquid: Chasquid, tls: Tls) -> None:
    us, jan, piet = (dovecot.a_user(name) for name in ("support", "jan", "piet"))
    port = chasquid.port if tls is Tls.STARTTLS else chasquid.tls_port
    server = Server("localhost", port, tls, us, PASSWORD, ca_file=str(chasquid.certificate.chain))

    answers = submit(server, [jan, "nobody-here@example.com", piet], us)

    assert fates(answers) == {jan: ("sent", 250), piet: ("sent", 250), "nobody-here@example.com": ("refused", 550)}
    assert dovecot.wait_for(jan, 1)[0].raw.endswith(MAIL)
    assert dovecot.wait_for(piet, 1)[0].raw.endswith(MAIL)


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_certificate_nobody_vouches_for_is_permanent(chasquid: Chasquid, tls: Tls) -> None:
    port = chasquid.port if tls is Tls.STARTTLS else chasquid.tls_port
    with pytest.raises(Permanent, match=r"certificate of localhost:\d+ cannot be trusted: self.signed.*ca_file"):
        asyncio.run(probe_submission(Server("localhost", port, tls, "x", "y"), "desk.example.com"))


def test_a_probe_logs_in_and_says_when_it_may_not(dovecot: Dovecot, chasquid: Chasquid) -> None:
    user, trusted = dovecot.a_user(), str(chasquid.certificate.chain)
    asyncio.run(
        probe_submission(Server("localhost", chasquid.port, Tls.STARTTLS, user, PASSWORD, ca_file=trusted), "a.test")
    )
    with pytest.raises(Permanent, match=r"refused the login of support-.*Check the user name"):
        asyncio.run(
            probe_submission(Server("localhost", chasquid.port, Tls.STARTTLS, user, "no", ca_file=trusted), "a.test")
        )


def test_each_recipient_has_its_own_answer(sink: Sink) -> None:
    sink.refuse(JAN, "450 4.2.1 later")
    sink.refuse(PIET)

    answers = submit(plain(sink), [JAN, PIET, "kees@klant.example"])
    assert fates(answers) == {JAN: ("later", 450), PIET: ("refused", 550), "kees@klant.example": ("sent", 250)}
    assert answers[PIET].text == "5.1.1 no such user"
    assert fates(submit(plain(sink), [JAN, PIET])) == {JAN: ("later", 450), PIET: ("refused", 550)}


@pytest.mark.parametrize(("reply", "fate"), [("452 4.3.1 full", "later"), ("554 5.6.0 no", "refused")])
def test_what_is_said_about_the_message_holds_for_all_its_recipients(sink: Sink, reply: str, fate: str) -> None:
    sink.answer_data(reply)

    async def twice(submitter: Submitter) -> tuple[dict[str, Answer], dict[str, Answer]]:
        return await submitter.submit("", [JAN, PIET], MAIL), await submitter.submit("", [JAN], MAIL)

    first, second = run(plain(sink), twice)
    assert fates(first) == dict.fromkeys([JAN, PIET], (fate, int(reply[:3])))
    assert fates(second) == {JAN: ("sent", 250)}


def test_the_null_reverse_path_and_the_very_octets_go_out(sink: Sink) -> None:
    raw = MAIL + "blåbær\r\n".encode() + b"\xff\r\n"
    submit(plain(sink), [JAN], "", raw)

    (delivery,) = sink.accepted()
    assert (delivery.reverse_path, delivery.raw) == ("", raw)


def test_a_connection_that_drops_after_the_data_is_transient_and_the_next_mail_goes_out(sink: Sink) -> None:
    sink.drop_after_data()

    async def twice(submitter: Submitter) -> dict[str, Answer]:
        with pytest.raises(Transient, match="connection to localhost"):
            await submitter.submit("", [JAN], MAIL)
        return await submitter.submit("", [JAN], MAIL)

    assert fates(run(plain(sink), twice)) == {JAN: ("sent", 250)}
    assert len({delivery.raw for delivery in sink.deliveries}) == 1


def test_a_server_that_is_away_is_transient_and_used_again_when_it_is_back(sink: Sink) -> None:
    async def around(submitter: Submitter) -> dict[str, Answer]:
        await submitter.submit("", [JAN], MAIL)
        await asyncio.to_thread(sink.stop)
        with pytest.raises(Transient, match="check host, port and tls"):
            await submitter.submit("", [JAN], MAIL)
        await asyncio.to_thread(sink.start)
        return await submitter.submit("", [PIET], MAIL)

    assert fates(run(plain(sink), around)) == {PIET: ("sent", 250)}


def test_a_kept_connection_that_died_unnoticed_costs_no_mail_its_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_PROBED_AFTER", 0.0)
    monkeypatch.setattr(smtp, "_PROBE", 0.3)
    with Scripted.smtp({"NOOP": [30.0], ".": [b"250 ok\r\n"], "From": [], "To": [], "Mess": [], "Dag": []}) as server:

        async def twice(submitter: Submitter) -> dict[str, Answer]:
            raw = b"From: a\r\n"
            await submitter.submit("", [JAN], raw)
            return await submitter.submit("", [JAN], raw)

        assert fates(run(plain(server), twice)) == {JAN: ("sent", 250)}
        assert server.connections == 2


def test_several_mails_share_one_connection_and_one_login() -> None:
    rules: dict[str, Sequence[Step]] = {
        "EHLO": [b"250-x\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n"],
        "AUTH": [b"235 in\r\n"],
        "From": [],
    }
    with Scripted.smtp(rules) as server:

        async def thrice(submitter: Submitter) -> None:
            for _ in range(3):
                await submitter.submit("", [JAN], b"From: a\r\n")

        run(plain(server, "ø", "æ å"), thrice)
        assert sum(line.startswith("AUTH") for line in server.lines) == 1
        assert "AUTH PLAIN AMO4AMOmIMOl" in server.lines


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"535 5.7.8 wrong\r\n", Permanent),
        (b"454 4.7.0 the directory is away\r\n", Transient),
        (b"421 4.3.2 shutting down\r\n", Transient),
        (b"535 5.7.0 Too many login attempts, try again later\r\n", Transient),
    ],
)
def test_a_refused_login_is_tried_once_and_told_from_one_that_cannot_be_had_now(
    answer: bytes, kind: type[MailtriageError]
) -> None:
    with Scripted.smtp({"EHLO": [b"250-x\r\n250 AUTH LOGIN PLAIN\r\n"], "AUTH": [answer]}) as server:
        with pytest.raises(kind, match="login of desk"):
            submit(plain(server, "desk", "pw"), [JAN])
        assert sum(line.startswith("AUTH") for line in server.lines) == 1


@pytest.mark.parametrize("extensions", [b"250 SIZE 9\r\n", b"250 AUTH GSSAPI\r\n"])
def test_a_server_that_takes_no_password_is_permanent(extensions: bytes) -> None:
    with Scripted.smtp({"EHLO": [b"250-x\r\n" + extensions]}) as server, pytest.raises(Permanent, match="no password"):
        submit(plain(server, "desk", "pw"), [JAN])


def test_without_starttls_nobody_logs_in_in_the_clear() -> None:
    with Scripted.smtp({"EHLO": [b"250-x\r\n250 AUTH PLAIN\r\n"]}) as server:
        with pytest.raises(Permanent, match="does not offer STARTTLS"):
            submit(Server("localhost", server.port, Tls.STARTTLS, "desk", "pw"), [JAN])
        assert all(line.startswith("EHLO") for line in server.lines)


def test_a_server_that_wants_a_login_says_so_to_the_operator_and_refuses_no_mail() -> None:
    with (
        Scripted.smtp({"MAIL": [b"530 5.7.0 Authentication required\r\n"]}) as server,
        pytest.raises(Permanent, match="wants a login"),
    ):
        submit(plain(server), [JAN])


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (b"552 5.3.4 message size exceeds the limit\r\n", Fate.REFUSED),
        (b"553 5.7.1 sender address not owned by user\r\n", Fate.LATER),
        (b"451 4.7.1 greylisted\r\n", Fate.LATER),
    ],
)
def test_a_refused_sender_is_ours_to_mend_but_a_size_is_final(answer: bytes, fate: Fate) -> None:
    with Scripted.smtp({"MAIL": [answer]}) as server:
        (said,) = submit(plain(server), [JAN]).values()

    assert (said.fate, said.code) == (fate, int(answer[:3]))


def test_an_answer_is_one_clean_line_a_database_takes() -> None:
    with Scripted.smtp(
        {"RCPT": [b"550-no\r\n550-such \xff\x00\x1b[31m user\r\n550 " + b"x" * 900 + b"\r\n"]}
    ) as server:
        (said,) = submit(plain(server), [JAN]).values()

    assert said.text.startswith("no such")
    assert said.text.isprintable()
    assert len(said.text.encode()) <= 300


def test_addresses_go_out_in_ascii_where_that_is_possible_and_one_bad_one_stops_nobody() -> None:
    wrong = ["a@x.example,b@y.example", "nobody", "a b@x.example", "", "x@y.example\r\nDATA"]
    with Scripted.smtp({"From": []}) as server:
        answers = submit(
            plain(server),
            [JAN, "Søren@kunde.example", "jan@blåbær.example", *wrong],
            "support@blåbær.example",
            b"From: a\r\n",
        )

    sent = {address for address, answer in answers.items() if answer.fate is Fate.SENT}
    assert sent == {JAN, "jan@blåbær.example"}
    assert {answers[address].fate for address in (*wrong, "Søren@kunde.example")} == {Fate.REFUSED}
    assert [line for line in server.lines if line.startswith(("MAIL", "RCPT"))] == [
        "MAIL FROM:<support@xn--blbr-roah.example> size=9",
        f"RCPT TO:<{JAN}>",
        "RCPT TO:<jan@xn--blbr-roah.example>",
    ]


def test_an_address_in_another_script_goes_apart_where_the_server_can() -> None:
    rules: dict[str, Sequence[Step]] = {"EHLO": [b"250-x\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"], "From": []}
    with Scripted.smtp(rules) as server:
        answers = submit(plain(server), [JAN, "søren@blåbær.example"], raw="From: ø\r\n".encode())

    assert fates(answers) == dict.fromkeys([JAN, "søren@blåbær.example"], ("sent", 250))
    assert [line for line in server.lines if line.startswith(("MAIL", "RCPT"))] == [
        "MAIL FROM:<support@example.com> BODY=8BITMIME",
        f"RCPT TO:<{JAN}>",
        "MAIL FROM:<support@example.com> SMTPUTF8 BODY=8BITMIME",
        "RCPT TO:<søren@xn--blbr-roah.example>",
    ]


def test_a_failure_in_the_second_transaction_does_not_take_back_the_first() -> None:
    rules: dict[str, Sequence[Step]] = {
        "EHLO": [b"250-x\r\n250 SMTPUTF8\r\n"],
        "RCPT TO:<s": [END],
        "From": [],
    }
    with Scripted.smtp(rules) as server:
        answers = submit(plain(server), [JAN, "søren@kunde.example"], raw=b"From: a\r\n")

    assert fates(answers) == {JAN: ("sent", 250), "søren@kunde.example": ("later", 0)}


def test_a_reverse_path_that_is_no_address_keeps_the_mail_for_later(sink: Sink) -> None:
    assert fates(submit(plain(sink), [JAN], "sup port@example.com")) == {JAN: ("later", 0)}


@pytest.mark.parametrize("where", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "."])
def test_a_server_that_falls_silent_is_transient_in_bounded_time(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setattr(smtp, "_ANSWER", 0.5)
    monkeypatch.setattr(greeting, "_ALL", 0.5)
    rules: dict[str, Sequence[Step]] = {"From": []} if where == "greeting" else {"From": [], where: [30.0]}
    silent = [30.0] if where == "greeting" else [b"220 hi\r\n"]
    started = time.monotonic()
    with Scripted.smtp(rules, silent) as server, pytest.raises(Transient):
        submit(plain(server), [JAN], raw=b"From: a\r\n")

    assert time.monotonic() - started < 3


@pytest.mark.parametrize("hello", [b"554 no\r\n", b"hello\r\n", b""])
def test_an_odd_greeting_is_transient(hello: bytes) -> None:
    with Scripted.smtp(greeting=[hello, END]) as server, pytest.raises(Transient, match="localhost"):
        submit(plain(server), [JAN])


def test_a_mail_that_is_cancelled_leaves_no_half_conversation_behind() -> None:
    rules: dict[str, Sequence[Step]] = {"RCPT TO:<piet": [30.0], "From": []}
    with Scripted.smtp(rules) as server:

        async def interrupted(submitter: Submitter) -> dict[str, Answer]:
            task = asyncio.ensure_future(submitter.submit("", [PIET], MAIL))
            await asyncio.sleep(0.3)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await submitter.submit("", [JAN], b"From: a\r\n")

        assert fates(run(plain(server), interrupted)) == {JAN: ("sent", 250)}
        assert server.connections == 2
