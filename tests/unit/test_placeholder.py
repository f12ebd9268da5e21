"""A plain alternative that stands in for the HTML hides no mail; one that says the same, however short, is the text."""

import pytest

from letters import HTML, PLAIN, multipart, part
from mailtriage.mail.parse import parse

FULL = "<p>De server is stuk, en niemand kan erbij.</p>"


def read(plain: str, rich: str = FULL) -> str:
    raw = multipart(b"alternative", part(PLAIN, body=plain.encode()), part(HTML, body=rich.encode()))
    return parse(raw).text.strip()


@pytest.mark.parametrize(
    "plain",
    [
        "Your mail client does not support HTML.",
        "Your e-mail program can't display HTML messages.",
        "This is an HTML message. Please use an HTML-capable reader to view it.",
        "To view this message, please use an HTML compatible email viewer!",
        "View this email in your browser: https://news.example/a?b=c",
        "This is a multi-part message in MIME format.",
        "Plain text version not available.",
        "Uw e-mailprogramma ondersteunt geen HTML.",
        "Dit bericht is opgemaakt in HTML.",
        "Bekijk deze mail online",
        "Ihr E-Mail-Programm unterstützt kein HTML.",
        "Din mailklient understøtter ikke HTML.",
        "Votre logiciel de messagerie ne prend pas en charge le HTML.",
        ".",
        "--",
        "https://tracker.example/open/0123456789abcdef0123456789",
    ],
)
def test_a_text_that_stands_in_for_the_html_is_no_text(plain: str) -> None:
    assert read(plain) == "De server is stuk, en niemand kan erbij."


@pytest.mark.parametrize(
    ("plain", "rich"),
    [
        ("Ja.", "<p>Ja.</p>"),
        ("👍", "<p>👍</p>"),
        ("Akkoord.", "<p>Akkoord.</p><p>Jan</p>"),
        ("Kunt u bellen?", "<p>Kunt u bellen?</p>"),
        ("Outlook toont geen HTML meer.", "<p><b>Outlook</b> toont geen <i>HTML</i> meer.</p>"),
        ("My mail client does not show HTML.", "<p>My mail client does not show HTML.</p><p>Jan, Sales</p>"),
        ("Wilt u de factuur sturen?", FULL),
        ("De printer doet het niet. De mail is geen HTML.", FULL),
        ("Zie HTML", "<img src=x>"),
        ("Server X1 plat!", FULL),
        ("Help! Bel me", FULL),
    ],
)
def test_a_text_of_the_senders_own_stays_however_short(plain: str, rich: str) -> None:
    assert read(plain, rich) == plain


def test_a_long_text_that_mentions_html_is_read() -> None:
    plain = "De HTML van onze site is stuk. " * 20
    assert read(plain) == plain.strip()
