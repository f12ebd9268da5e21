"""HTML as readable text, and as HTML that does no harm."""

import time

import pytest

from mailtriage.mail import html, reply

READ = {
    "paragraphs": ("<p>one</p><p>two</p>", "one\n\ntwo"),
    "line breaks": ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
    "divs": ("<div>one</div><div>two</div><div><br></div><div>three</div>", "one\ntwo\n\nthree"),
    "white space": ("one\n   two\t three&nbsp;&nbsp;four", "one two three four"),
    "entities": ("a &amp; b &lt;c&gt; &euro; &#8364; &hellip;", "a & b <c> € € …"),
    "emphasis": ("a<b> bold </b>word <i>x</i>", "a bold word x"),
    "list": ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
    "numbered list": ("<ol start=3><li>three</li><li>four</li></ol>", "3. three\n4. four"),
    "nested list": ("<ul><li>one<ul><li>inner</li></ul></li><li>two</li></ul>", "- one\n  - inner\n- two"),
    "list of two lines": ("<ul><li>one<br>more</li></ul>", "- one\n  more"),
    "list of paragraphs": ("<ul><li><p>one</p></li><li><p>two</p></li></ul>", "- one\n\n- two"),
    "table": (
        "<table><tr><th>No</th><th>State</th></tr><tr><td>1</td><td>open</td></tr></table>",
        "No\tState\n1\topen",
    ),
    "table of paragraphs": (
        "<table><tr><td><p>1</p></td><td><p>open</p></td></tr><tr><td>2</td></tr></table>",
        "1\topen\n2",
    ),
    "layout table": ("<table><tr><td><p>one</p><p>two</p></td><td>side</td></tr></table>", "one\n\ntwo\n\nside"),
    "quote": ("<p>new</p><blockquote><p>old</p><p>older</p></blockquote><p>end</p>", "new\n\n> old\n>\n> older\n\nend"),
    "nested quote": ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
    "indented block": ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px">in</blockquote>', "    in"),
    "preformatted": ("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
    "link": ('see <a href="https://example.com/x">this page</a>.', "see this page <https://example.com/x>."),
    "link that shows itself": ('<a href="https://example.com/">https://example.com</a>', "https://example.com"),
    "mail link": ('<a href="mailto:jan@klant.example">Jan</a>', "Jan <mailto:jan@klant.example>"),
    "mail link that shows itself": ('<a href="mailto:jan@klant.example">jan@klant.example</a>', "jan@klant.example"),
    "script link": ('<a href="javascript:alert(1)">press</a>', "press"),
    "image": ('<img src="cid:1" alt="Error 5">', "[Error 5]"),
    "image without words": ('a<img src="https://t.example/p.gif">b', "ab"),
    "head": ("<html><head><title>T</title><style>p{}</style></head><body>b</body></html>", "b"),
    "script": ("a<script>var x = '<p>no</p>'</script>b", "ab"),
    "comment": ("a<!-- no --><!--[if mso]>no<![endif]-->b", "ab"),
    "hidden": ('<div style="color:red; display: none">preview</div>text', "text"),
    "rule": ("a<hr>b", "a\n________________________________\nb"),
    "outlook": (
        "<p class=MsoNormal>one</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>two</p>",
        "one\n\ntwo",
    ),
    "outlook close lines": ("<p class=MsoNormal>one</p><p class=MsoNormal>two</p>", "one\ntwo"),
    "invisible characters": ("a\u200b\u00ad\ufeffb", "ab"),
    "never closed": ("<p>one<p>two<b>three", "one\n\ntwothree"),
    "no tags": ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    "nothing": ("", ""),
    "only white space": (" \n ", ""),
}


@pytest.mark.parametrize("case", READ)
def test_html_is_read_as_text(case: str) -> None:
    markup, text = READ[case]
    assert html.to_text(markup) == text


def test_the_reply_in_an_html_mail_of_gmail_is_found() -> None:
    markup = (
        '<div dir="ltr">It works.</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, May 4, 2026 at 3:59 PM '
        'Jan &lt;<a href="mailto:jan@klant.example">jan@klant.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote">'
        "Does it work?</blockquote></div>"
    )
    assert reply.newest(html.to_text(markup)) == "It works."


def test_the_reply_in_an_html_mail_of_outlook_is_found() -> None:
    markup = (
        "<div class=WordSection1><p class=MsoNormal>Het werkt.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt'>"
        "<p class=MsoNormal><b>Van:</b> Jan &lt;jan@klant.example&gt; <br><b>Verzonden:</b> maandag 4 mei 2026 15:59<br>"
        "<b>Aan:</b> Support<br><b>Onderwerp:</b> RE: Printer</p></div><p class=MsoNormal>Werkt het?</p></div>"
    )
    assert reply.newest(html.to_text(markup)) == "Het werkt."


def test_the_reply_in_an_html_mail_of_outlook_on_the_web_is_found() -> None:
    markup = (
        '<div>It works.</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><b>From:</b> Jan '
        "&lt;jan@klant.example&gt;<br><b>Sent:</b> Monday, May 4, 2026 3:59 PM<br><b>To:</b> Support<br><b>Subject:</b> x</div>old"
    )
    assert reply.newest(html.to_text(markup)) == "It works."


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src="https://tracker.example/p.gif">',
    '<img src="cid:1" onerror="alert(1)">',
    '<p onclick="alert(1)" style="background:url(https://tracker.example/)">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,alert(1)">x</a>',
    '<form action="https://evil.example"><input name="password"></form>',
    '<iframe src="https://evil.example"></iframe>',
    '<table background="https://tracker.example/"><tr><td>x</td></tr></table>',
    '<link rel="stylesheet" href="https://tracker.example/"><style>@import "https://tracker.example/"</style>',
    '<base href="https://evil.example"><meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<svg><script>alert(1)</script><image href="https://tracker.example/"/></svg>',
    '<video src="https://tracker.example/"></video><object data="https://evil.example"></object>',
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<img src=&#106;avascript:alert(1)>",
    '<img srcset="https://tracker.example/p.gif 2x">',
    '<input type="image" src="https://tracker.example/">',
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_that_acts_or_calls_home_survives(markup: str) -> None:
    clean = html.sanitise(markup).lower()
    for harm in (
        "tracker.example",
        "evil.example",
        "alert",
        "script",
        "onerror",
        "onclick",
        "<form",
        "<input",
        "style=",
        "<svg",
    ):
        assert harm not in clean


def test_what_does_no_harm_survives() -> None:
    clean = html.sanitise(
        '<p>a <b>b</b> <a href="https://example.com/">c</a></p><img src="cid:1" alt="d"><ul><li>e</li></ul>'
    )
    assert "<b>b</b>" in clean
    assert 'href="https://example.com/"' in clean
    assert 'src="cid:1"' in clean
    assert "<li>e</li>" in clean


def test_what_is_nested_beyond_reason_comes_back_as_text() -> None:
    assert "<" not in html.sanitise("<div>" * 50_000 + "words").replace("&lt;", "")
    assert "words" in html.sanitise("<div>" * 50_000 + "words")


@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<b>",
        "<p>a",
        "<ul><li>",
        "<",
        "<!--",
        "<a href=x>",
        "<b></p>",
        "<style>",
        "<table><tr><td>",
        "&",
        "<pre>a\n",
    ],
)
def test_endless_markup_takes_no_time(piece: str) -> None:
    start = time.process_time()
    html.to_text(piece * (300_000 // len(piece)))
    assert time.process_time() - start < 2


def test_a_page_nested_deeper_than_any_mail_is_stripped_by_hand() -> None:
    assert html.to_text("<div>" * 100 + "<ul><li>word</li></ul>") == "- word"
    assert html.to_text("<div>" * 2000 + "<ul><li>word</li></ul>") == "word"


def test_words_within_too_many_tags_are_still_read() -> None:
    assert "word 4999" in html.to_text("".join(f"<i><b><u>word {number} " for number in range(5000)))
