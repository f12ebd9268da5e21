"""A bounce says whom a mail did not reach and why, in whichever words; a person's complaint about one is no bounce."""

import pytest

from mailtriage.mail.automatic import automatic
from mailtriage.mail.bounce import Bounce, bounce, is_bounce
from mailtriage.mail.delivery import FailedRecipient, status_in
from mailtriage.mail.parse import parse
from mailtriage.mail.signs import Automatic

RETURNED = """\
Return-Path: <bounces@desk.example>
Message-ID: <ours.1@desk.example>
From: Desk <support@desk.example>
To: Jan <jan@customer.example>
Subject: [T-1042] Printer

Dag Jan
"""


def read(text: str) -> Bounce | None:
    raw = text.encode()
    return bounce(parse(raw), raw)


def triples(found: Bounce | None) -> list[tuple[str, str, str]]:
    assert found is not None
    return [(one.address, one.status, one.action) for one in found.recipients]


def a_report(
    fields: str, words: str = "See below.", sender: str = "MAILER-DAEMON@mx.example", kind: str = "report"
) -> str:
    return f"""\
Return-Path: <>
From: {sender}
To: support@desk.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/{kind}; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

{words}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{fields}
--b
Content-Type: message/rfc822

{RETURNED}
--b--
"""


def told(words: str, subject: str = "failure notice", sender: str = "MAILER-DAEMON@mx.example", more: str = "") -> str:
    return f"Return-Path: <>\nFrom: {sender}\nTo: support@desk.example\nSubject: {subject}\n{more}\n{words}\n"


FIELDS = """\
Final-Recipient: rfc822; jan@customer.example
Original-Recipient: rfc822;jan@customer.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <jan@customer.example>: Recipient address
    rejected: User unknown
"""


def test_a_report_gives_recipient_status_action_and_the_mail_it_is_about() -> None:
    diagnostic = "550 5.1.1 <jan@customer.example>: Recipient address rejected: User unknown"
    expected = FailedRecipient("jan@customer.example", "5.1.1", "failed", diagnostic)
    assert read(a_report(FIELDS)) == Bounce((expected,), "<ours.1@desk.example>")


def test_a_report_wrapped_by_a_gateway_is_still_one() -> None:
    inner = a_report(FIELDS)
    wrapped = (
        "From: postmaster@mx.example\nTo: support@desk.example\nSubject: Delivery Status Notification (Failure)\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; report-type=delivery-status; boundary="o"\n\n--o\nContent-Type: message/rfc822\n\n'
        f"{inner}\n--o\nContent-Type: text/plain\n\nThis e-mail is confidential.\n--o--\n"
    )
    assert triples(read(wrapped)) == [("jan@customer.example", "5.1.1", "failed")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1\n",
            [("a@x.example", "4.4.1", "delayed")],
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.2.2\n\n\nFinal-Recipient: RFC822; b@x.example\nAction: Failed (x)\nStatus: 5.1.1 (no)\n",
            [("a@x.example", "5.2.2", "failed"), ("b@x.example", "5.1.1", "failed")],
        ),
        (
            "Action: failed\nFinal-Recipient: rfc822;a@x.example\nStatus: 5.0.0\nAction: failed\nFinal-Recipient: rfc822;b@x.example\nStatus: 5.0.0\n",
            [("a@x.example", "5.0.0", "failed"), ("b@x.example", "5.0.0", "failed")],
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nOriginal-Recipient: rfc822; jan@y.example\nDiagnostic-Code: smtp; 500 5.6.1 Content\nStatus: 5.6.1\n",
            [("a@x.example", "5.6.1", "failed")],
        ),
        (
            "Original-Recipient: rfc822;a@x.example\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b@x.example\nStatus: 5.2.2\n",
            [("a@x.example", "5.1.1", "failed"), ("b@x.example", "5.2.2", "failed")],
        ),
        (
            "Original-Recipient: rfc822;<a@x.example>\nAction: failed\nStatus: 5.1.1\n",
            [("a@x.example", "5.1.1", "failed")],
        ),
        ("Final-Recipient: LOCAL; jan\nAction: failed\nStatus: 5.1.1\n", [("jan", "5.1.1", "failed")]),
        (
            "Final-Recipient: utf-8; j\\x{F8}rgen@x.example\nAction: failed\nStatus: 5.1.1\n",
            [("jørgen@x.example", "5.1.1", "failed")],
        ),
        (
            "Final-Recipient: utf-8; ja\\x{D800}n\\x{0A}@x.example\nAction: failed\nStatus: 5.1.1\n",
            [("ja\\x{D800}n\\x{0A}@x.example", "5.1.1", "failed")],
        ),
        (
            'Final-Recipient: rfc822; <"jan jansen"@x.example>\nAction: failed\nStatus: 5.1.1\n',
            [('"jan jansen"@x.example', "5.1.1", "failed")],
        ),
        ("Final-Recipient: rfc822; a@x.example\nStatus: 4.4.7\n", [("a@x.example", "4.4.7", "delayed")]),
        ("Final-Recipient: rfc822; a@x.example\nAction: failed\n", [("a@x.example", "5.0.0", "failed")]),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 5.1.0 - error 550 '5.2.2 full'\n",
            [("a@x.example", "5.2.2", "failed")],
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.1.1\n",
            [("b@x.example", "5.1.1", "failed")],
        ),
        (
            "Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.0.0\n\nFinal-Recipient: rfc822; A@x.example\nAction: failed\nStatus: 5.1.1\n",
            [("A@x.example", "5.1.1", "failed")],
        ),
    ],
)
def test_fields_are_read_as_mail_systems_really_write_them(fields: str, expected: list[tuple[str, str, str]]) -> None:
    assert triples(read(a_report(fields))) == expected


def test_the_address_it_was_sent_to_is_kept_beside_the_one_that_failed() -> None:
    found = read(
        a_report(
            "Original-Recipient: rfc822;jan@y.example\nFinal-Recipient: rfc822;a@x.example\nAction: failed\nStatus: 5.1.1\n"
        )
    )
    assert found is not None
    assert [(one.address, one.original) for one in found.recipients] == [("a@x.example", "jan@y.example")]


def test_an_expanded_alias_is_kept_beside_the_address_it_led_to() -> None:
    words = SENDMAIL.replace(
        "<jan@customer.example>\n\n", "<jan@customer.example>\n    (expanded from: <it@customer.example>)\n\n"
    )
    found = read(told(words + RETURNED, "Returned mail: User unknown"))
    assert found is not None
    assert [(one.address, one.original) for one in found.recipients] == [
        ("jan@customer.example", "it@customer.example")
    ]


def test_a_report_of_success_is_a_receipt_and_no_bounce() -> None:
    message = parse(a_report("Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n").encode())
    assert not is_bounce(message)
    assert automatic(message) is Automatic.AUTO_REPLY


QMAIL = """\
Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<jan@customer.example>:
192.0.2.25 does not like recipient.
Remote host said: 552 5.2.2 <jan@customer.example>: mailbox full
Giving up on 192.0.2.25.

<piet@customer.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

"""
EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  jan@customer.example
    SMTP error from remote mail server after MAIL FROM:<bounces@desk.example> SIZE=1543:
    host mx.customer.example [192.0.2.20]: 550 5.7.0 <bounces@desk.example>... Go away

------ This is a copy of the message, including all the headers. ------

"""
EXIM_DELAY = """\
This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.example.

The address to which the message has not yet been delivered is:

  jan@customer.example
    Delay reason: Connection timed out

No action is required on your part. Delivery attempts will continue for some time.
"""
GMAIL = """\
Delivery to the following recipient failed permanently:

     jan@customer.example

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected. The error that the other server returned was:
550 5.1.1 User unknown (state 14).

----- Original message -----

"""
SENDMAIL = """\
The original message was received at Mon, 2 Mar 2026 06:14:45 +0100
from localhost

   ----- The following addresses had permanent fatal errors -----
<jan@customer.example>

   ----- Transcript of session follows -----
>>> RCPT To:<jan@customer.example>
<<< 553 5.3.0 no such user
   ----- Unsent message follows -----
"""
POSTFIX = """\
I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

For further assistance, please send mail to <postmaster@mx.example>

<jan@customer.example>: host mx.customer.example[192.0.2.1] said: 450 4.7.1 Try later
"""
EXCHANGE = """\
Your message

  To:      support@other.example
  Subject: Printer
  Sent:    Mon, 2 Mar 2026 08:53:08 +0100

did not reach the following recipient(s):

jan@customer.example on Mon, 2 Mar 2026 11:08:59 +0100
    The recipient name is not recognized
"""
EXCHANGE_NL = """\
Het bericht kan niet worden bezorgd bij de volgende geadresseerden of groepen:

Jan Jansen (jan@customer.example)<mailto:jan@customer.example>
Het e-mailadres dat u hebt ingevoerd, kan niet worden gevonden.

Diagnostische gegevens voor beheerders:
jan@customer.example
#550 5.1.10 RESOLVER.ADR.RecipientNotFound ##
"""
EXCHANGE_DA = """\
Levering til disse modtagere eller grupper mislykkedes:

jan@customer.example<mailto:jan@customer.example>
Den mailadresse, du har angivet, blev ikke fundet.

Fjernserver returnerede '550 5.1.1 User unknown'
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (told(QMAIL + RETURNED), [("jan@customer.example", "5.2.2", "failed"), ("piet@customer.example", "5.1.1", "failed")]),
        (told(EXIM + RETURNED, "Mail delivery failed: returning message to sender"), [("jan@customer.example", "5.7.0", "failed")]),
        (
            told(EXIM + RETURNED, "Mail delivery failed", more="X-Failed-Recipients: jan@customer.example,\n piet@customer.example\n"),
            [("jan@customer.example", "5.7.0", "failed"), ("piet@customer.example", "5.7.0", "failed")],
        ),
        (told(EXIM_DELAY, "Warning: message 1abc delayed 24 hours"), [("jan@customer.example", "4.0.0", "delayed")]),
        (told(GMAIL + RETURNED, sender="Mail Delivery Subsystem <mailer-daemon@mx.example>"), [("jan@customer.example", "5.1.1", "failed")]),
        (told(SENDMAIL + RETURNED, "Returned mail: User unknown"), [("jan@customer.example", "5.3.0", "failed")]),
        (told(POSTFIX, sender="MAILER-DAEMON <>"), [("jan@customer.example", "4.7.1", "failed")]),
        (told(EXCHANGE, "Undeliverable: Printer", "System Administrator <postmaster@customer.example>"), [("jan@customer.example", "5.0.0", "failed")]),
        (told(EXCHANGE_NL, "Onbestelbaar: Printer", "postmaster@customer.example"), [("jan@customer.example", "5.1.10", "failed")]),
        (told(EXCHANGE_DA, "Kan ikke leveres: Printer", "postmaster@customer.example"), [("jan@customer.example", "5.1.1", "failed")]),
        (told("It did not arrive.\n\n--- Original message ---\n" + RETURNED), [("jan@customer.example", "5.0.0", "failed")]),
        (
            told('{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"jan@customer.example","status":"5.1.1"}]}}', "Notice", "no-reply@sns.example"),
            [("jan@customer.example", "5.1.1", "failed")],
        ),
    ],
    ids=["qmail", "exim", "x-failed-recipients", "exim-delay", "gmail", "sendmail", "postfix", "exchange", "exchange-nl", "exchange-da", "returned", "ses"],
)  # fmt: skip
def test_free_text_is_read_by_where_an_address_stands(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert triples(read(text)) == expected
    assert automatic(parse(text.encode())) is Automatic.BOUNCE


@pytest.mark.parametrize(
    "text",
    [
        told(QMAIL + RETURNED),
        told(EXIM + RETURNED),
        told(SENDMAIL + RETURNED),
        told(QMAIL + "> " + RETURNED.replace("\n", "\n> ")),
    ],
)
def test_the_returned_message_id_is_found_in_the_text(text: str) -> None:
    found = read(text)
    assert found is not None
    assert found.original_message_id == "<ours.1@desk.example>"


def test_the_returned_mail_begins_at_its_headers_where_no_line_says_so() -> None:
    words = "Your message could not be delivered to jan@customer.example\n\n"
    assert triples(read(told(words + RETURNED + "piet@customer.example\n"))) == [
        ("jan@customer.example", "5.0.0", "failed")
    ]


def test_our_own_address_in_a_report_did_not_fail_while_there_is_another() -> None:
    words = "support@desk.example:\nyour message could not be delivered to:\n  jan@customer.example\n"
    assert triples(read(told(words))) == [("jan@customer.example", "5.0.0", "failed")]
    assert triples(read(told("<support@desk.example>:\nmailbox full (#5.2.2)\n"))) == [
        ("support@desk.example", "5.2.2", "failed")
    ]


def test_without_a_returned_mail_the_one_it_answers_is_named() -> None:
    found = read(told(EXCHANGE, "Undeliverable: x", more="In-Reply-To: <ours.1@desk.example>\n"))
    assert found is not None
    assert found.original_message_id == "<ours.1@desk.example>"


@pytest.mark.parametrize(
    "text",
    [
        told(QMAIL, "Fwd: failure notice", "Jan <jan@customer.example>").replace("Return-Path: <>\n", ""),
        told(QMAIL, "failure notice", "Jan <jan@customer.example>").replace("Return-Path: <>\n", ""),
        told("Wie belt de klant?", "Undeliverable goods", "postmaster@customer.example").replace("Return-Path: <>\n", ""),
        a_report(FIELDS, sender="jan@customer.example", kind="mixed").replace("Return-Path: <>\n", "").replace(" report-type=delivery-status;", ""),
        told("Not delivered.", "failure notice", more='Content-Type: multipart/report; report-type="feedback-report"; boundary="x"\n'),
        told("The abuse report.", "complaint", "feedback@isp.example", 'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\n'),
        told("I am away.", "Automatic reply: Undeliverable: Printer", "jan@customer.example"),
    ],
    ids=["forward", "quoted", "postmaster", "attached", "complaint", "feedback", "absence"],
)  # fmt: skip
def test_what_only_mentions_a_failed_delivery_is_no_bounce(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "words",
    [
        "Ik ben met vakantie; helaas heeft u mij niet bereikt. Mail piet@customer.example.",
        "Jeg holder ferie og kan ikke nås før mandag. Skriv til piet@customer.example.",
        "Ich bin bis Montag nicht erreichbar. Vertretung: piet@customer.example",
        "Votre message n'a pas pu être traité avant lundi. Contact : piet@customer.example",
        "I can not be reached this week. For quotations write to piet@customer.example.",
        "This mailbox is no longer read, the account is disabled. Please write to piet@customer.example.",
        "Dear sender, your mail was received and processed.\n\n-----Original Message-----\nFrom: support@desk.example",
    ],
)
@pytest.mark.parametrize("subject", ["Re: [T-1042] Printer", "Automatisk svar: [T-1042] Printer", "Afwezig"])
def test_an_absence_notice_is_no_bounce_though_it_says_not_reached_and_names_another(words: str, subject: str) -> None:
    text = told(words, subject, "Jan <jan@customer.example>", "Auto-Submitted: auto-replied\n")
    assert read(text) is None
    assert automatic(parse(text.encode())) is Automatic.AUTO_REPLY


@pytest.mark.parametrize("sender", ["admin@customer.example", "mail@customer.example", "postmaster@customer.example"])
@pytest.mark.parametrize(
    "words",
    [
        "Hello,\n\nour mails to piet@other.example could not be delivered:\n\n550 5.1.1 user unknown\n",
        "Dag, mail aan piet@other.example wordt niet bezorgd.\n",
        "Hej Jan\n\nMails til piet@other.example kan ikke leveres.\n",
        "Mails an piet@other.example sind unzustellbar. Was ist das?\n",
        "Our orders bounce since this morning with 550 5.1.1 user unknown.\n",
        "Orders komen terug: 550 5.1.1 user unknown <orders@other.example>. Graag oplossen\n",
        f"Bonjour, ce message n'a pas été remis :\n\n-----Original Message-----\n{RETURNED}",
    ],
)
def test_an_administrator_who_tells_of_failed_mails_is_a_person(sender: str, words: str) -> None:
    text = told(words, "Undelivered mail", f"Jan <{sender}>").replace("Return-Path: <>\n", "")
    assert read(text) is None
    assert automatic(parse(text.encode())) is None


def test_somebody_at_mail_who_passes_on_what_came_back_is_a_person() -> None:
    words = f"Onze mail kwam niet aan en is onbestelbaar.\n\n-----Original Message-----\n{RETURNED}"
    text = told(words, "Undelivered mail", "mail@customer.example").replace("Return-Path: <>\n", "")
    assert read(text) is None


def test_an_appliance_without_a_report_is_believed_when_it_gives_the_mail_back() -> None:
    words = (
        f"Your message to piet@customer.example could not be delivered.\n\n-- Original message follows --\n{RETURNED}"
    )
    text = told(words, "Undeliverable: Printer", "noreply@mx.customer.example").replace("Return-Path: <>\n", "")
    assert triples(read(text)) == [("piet@customer.example", "5.0.0", "failed")]


@pytest.mark.parametrize(
    "words",
    [
        "This is an advisory-only e-mail.\n\nDelivery to <piet@customer.example> has been postponed.",
        "Bezorging bij deze geadresseerden:\n\n  piet@customer.example\n\nHet bericht is nog niet bezorgd.",
        "Levering til disse modtagere:\n\n  piet@customer.example\n\nMeddelelsen er endnu ikke leveret.",
        "Zustellung an diese Empfänger:\n\n  piet@customer.example\n\nDie Nachricht wurde noch nicht zugestellt.",
        "Remise à ces destinataires :\n\n  piet@customer.example\n\nCe message n'a pas encore été remis.",
    ],
)
def test_a_delay_is_told_from_a_failure_in_each_of_our_languages(words: str) -> None:
    assert triples(read(told(words))) == [("piet@customer.example", "4.0.0", "delayed")]


def test_an_address_in_square_brackets_stands_where_one_in_angle_brackets_does() -> None:
    words = "Delivery has failed for:\n[piet@customer.example] over quota\n\n--- Original message ---\n" + RETURNED
    assert triples(read(told(words))) == [("piet@customer.example", "5.0.0", "failed")]


def test_a_report_whose_fields_became_plain_text_is_still_read() -> None:
    text = a_report(FIELDS).replace("message/delivery-status\n", "text/plain; name=details.txt\n")
    assert triples(read(text)) == [("jan@customer.example", "5.1.1", "failed")]


def test_a_gateways_tag_in_front_of_the_subject_is_looked_past() -> None:
    text = told(
        "Your message wasn't delivered to piet@customer.example because the address couldn't be found.",
        "[EXTERNAL] Undeliverable: x",
        "postmaster@customer.example",
    )
    assert triples(read(text)) == [("piet@customer.example", "5.0.0", "failed")]


def test_exchange_marks_its_report_with_an_empty_header() -> None:
    text = told("piet@customer.example\n", "Hm", "jan@customer.example", "X-MS-Exchange-Message-Is-Ndr: \n")
    assert is_bounce(parse(text.replace("Return-Path: <>\n", "").encode()))


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Uw bericht is helaas niet aangekomen", "Helaas konden we uw bericht niet bezorgen bij:"),
        ("Din besked kunne desværre ikke leveres", "Vi kunne ikke aflevere din besked til:"),
        ("Ihre Nachricht ist leider nicht angekommen", "Leider konnten wir Ihre Nachricht nicht zustellen an:"),
        ("Votre message n'est malheureusement pas arrivé", "Nous n'avons pas pu remettre votre message à :"),
        ("Your message didn't arrive", "Unfortunately we couldn’t deliver your message to:"),
        ("", "You sent mail to somebody who is not a valid user here:"),
    ],
)
def test_a_mail_server_may_say_it_in_friendly_words(subject: str, words: str) -> None:
    text = told(f"{words}\n\n  piet@customer.example\n", subject, "<>")
    assert triples(read(text)) == [("piet@customer.example", "5.0.0", "failed")]


def test_a_mail_systems_bounce_that_names_nobody_is_still_a_bounce() -> None:
    report = read(told("Message delivery failed.", "Undeliverable"))
    assert report is not None
    assert report.recipients == ()
    assert report.worst("jan@klant.example") == FailedRecipient("", "5.0.0", "failed", "Message delivery failed.")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("550 5.1.1 User unknown", "5.1.1"),
        ("550-5.7.26 DMARC", "5.7.26"),
        ("host [192.0.2.25]: 450 later", "4.0.0"),
        ("Remote host said: 552 quota", "5.0.0"),
        ("(#4.4.1)", "4.4.1"),
        ("2.1.5 Ok then 5.2.1", "5.2.1"),
        ("version 5.5.2653.12 at 5.1.1.1", ""),
        ("SIZE=554", ""),
        ("[2001:db8:550:6d::1]:25", ""),
    ],
)
def test_a_status_is_read_out_of_a_servers_answer(said: str, status: str) -> None:
    assert status_in(said) == status
