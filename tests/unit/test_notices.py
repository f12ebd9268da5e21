"""What the notices say, to whom, and what a hostile mail can not make them say."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mailtriage.desk.party import Person
from mailtriage.desk.state import PendingReason, State
from mailtriage.notices.languages import LANGUAGES
from mailtriage.notices.notice import ClockFact, Facts, Notice, Purpose, Rendered
from mailtriage.notices.render import environment, problems, render
from mailtriage.notices.sample import DUE, TICKET, WRITTEN, least, most

TEMPLATES = Path(__file__).parents[2] / "templates"
ENVIRONMENT = environment([TEMPLATES])

CODES = tuple(sorted(LANGUAGES))
FOR_CUSTOMERS = (
    *(Purpose.ACKNOWLEDGEMENT, Purpose.HELD, Purpose.REPLY, Purpose.PROGRESS),
    *(Purpose.WORKAROUND, Purpose.ROOT_CAUSE, Purpose.RESOLVED, Purpose.NEWS),
    *(Purpose.APPOINTMENT, Purpose.UNSOLVABLE),
)
# Here the text is our own staff's, or ours.
HANDS_ON_AS_IT_STANDS = {*FOR_CUSTOMERS, Purpose.OPERATOR, Purpose.FORWARD} - {Purpose.ACKNOWLEDGEMENT}
URGENT = (Purpose.WARNING, Purpose.BREACH, Purpose.ESCALATION, Purpose.PAGE)
NO_TIME_AGREED = {
    "en": "No fixed answer time has been agreed",
    "nl": "geen vaste reactietijd afgesproken",
    "da": "ikke aftalt nogen fast svartid",
}

every_purpose = pytest.mark.parametrize("purpose", tuple(Purpose))
every_language = pytest.mark.parametrize("language", CODES)


def told(purpose: Purpose, facts: Facts, language: str = "en") -> Rendered:
    return render(ENVIRONMENT, Notice(purpose, language, facts))


class Page(HTMLParser):
    """A strict little reader of our own pages: its text, its links, and whether every element is closed."""

    EMPTY = frozenset({"meta", "br"})
    UNREAD = frozenset({"style", "title"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.language = ""
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.language = found.get("lang") or self.language
        self.links += [value for name in ("href", "src", "background") if (value := found.get(name))]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.UNREAD & set(self.open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@every_language
def test_no_template_has_a_mistake(language: str) -> None:
    assert problems(ENVIRONMENT, [language]) == ()


@every_language
@every_purpose
@pytest.mark.parametrize("facts", [most(), least()], ids=["all there is to say", "as little as there may be"])
def test_a_notice_says_the_same_in_text_and_html(purpose: Purpose, language: str, facts: Facts) -> None:
    rendered = told(purpose, facts, language)
    page = Page(rendered.html)
    assert page.open == []
    assert page.language == language
    assert words(rendered.text) <= words(page.text)
    assert "\n\n\n" not in rendered.text


@every_language
@every_purpose
def test_a_page_fetches_nothing_and_links_only_to_the_portal_and_to_mail(purpose: Purpose, language: str) -> None:
    html = told(purpose, most(), language).html
    assert "url(" not in html
    assert "<img" not in html
    assert "<script" not in html
    assert all(link.startswith(("mailto:", "https://portal.example/")) for link in Page(html).links)


@every_language
@every_purpose
def test_the_subject_is_one_line_with_the_tag_once(purpose: Purpose, language: str) -> None:
    ticket = replace(TICKET, subject="Re: [T-1042] stands still [t-1042]\r\nBcc: everybody@customer.example")
    subject = told(purpose, replace(most(), ticket=ticket), language).subject
    assert subject.startswith("[T-1042] ")
    assert subject.upper().count("[T-1042]") == 1
    assert subject.splitlines() == [subject]


def test_a_long_subject_is_cut_at_a_word_and_keeps_its_tag() -> None:
    ticket = replace(TICKET, subject="warehouse " * 200)
    subject = told(Purpose.ACKNOWLEDGEMENT, replace(most(), ticket=ticket)).subject
    assert subject.startswith("[T-1042] warehouse")
    assert len(subject) <= 160
    assert subject.endswith("warehouse…")


def test_a_ticket_without_subject_says_so_in_the_language() -> None:
    subjects = {code: told(Purpose.ACKNOWLEDGEMENT, least(), code).subject for code in CODES}
    assert subjects == {
        "en": "[T-1042] (no subject)",
        "nl": "[T-1042] (geen onderwerp)",
        "da": "[T-1042] (intet emne)",
    }


@every_language
@every_purpose
def test_what_a_customer_writes_is_text_and_nothing_else(purpose: Purpose, language: str) -> None:
    hostile = "{{ 7 * 7 }} {% raise %} <script>alert(1)</script> \"'><b>bold</b>"
    ticket = replace(TICKET, subject=hostile, requester=Person(hostile, "anna@customer.example"))
    facts = replace(most(), ticket=ticket, text=hostile, quoted_from=hostile, failed_reason=hostile)
    rendered = told(purpose, facts, language)
    everything = rendered.subject + rendered.text + rendered.html
    assert "{{ 7 * 7 }}" in everything or purpose is Purpose.DIGEST
    assert "49" not in everything
    assert "<script" not in rendered.html
    assert "<b>" not in rendered.html
    assert Page(rendered.html).open == []


@every_purpose
def test_a_customer_cannot_add_lines_to_our_text(purpose: Purpose) -> None:
    forged = "Printer\r\nPriority: Forged (1)\u2028Priority: Forged (1)\x85Priority: Forged (1)"
    person = Person(forged, "anna@customer.example")
    ticket = replace(TICKET, subject=forged, requester=person, service=forged)
    facts = replace(most(), recipient=person, ticket=ticket, text=f"Help\n{forged}", attachment_names=(forged,))
    rendered = told(purpose, facts)
    if purpose not in HANDS_ON_AS_IT_STANDS:
        assert not [line for line in rendered.text.splitlines() if line.startswith("Priority: Forged")]
    assert "\r" not in rendered.text + rendered.html


def test_direction_marks_and_control_characters_do_not_travel_on() -> None:
    ticket = replace(TICKET, subject="invoice\u202efdp.exe\x00\x1b[31m\ud800")
    rendered = told(Purpose.STAFF_COPY, replace(most(), ticket=ticket, text="a\u202eb\x00c\ud800"))
    assert not re.search("[\u202e\x00\x1b\ud800]", rendered.subject + rendered.text + rendered.html)
    rendered.html.encode()


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Anna de Vries", "Hello Anna de Vries,"),
        ("Søren Ågård-O’Brien Jr.", "Hello Søren Ågård-O’Brien Jr.,"),
        ("Piet Jansen (Example BV)", "Hello Piet Jansen,"),
        ("Jansen, Piet", "Hello,"),
        ("anna@customer.example", "Hello,"),
        ("Win now http://prize.test", "Hello,"),
        ("<b>Anna</b>", "Hello,"),
        ("", "Hello,"),
        ("A" * 70, "Hello,"),
    ],
)
def test_only_what_looks_like_a_name_is_greeted(name: str, greeting: str) -> None:
    facts = replace(most(), recipient=Person(name, "anna@customer.example"))
    assert told(Purpose.ACKNOWLEDGEMENT, facts).text.startswith(greeting + "\n")


@every_language
def test_infor09_an_acknowledgement_names_number_kind_priority_service_and_due_time(language: str) -> None:
    text = told(Purpose.ACKNOWLEDGEMENT, most(), language).text
    when = {
        "en": "today, Tuesday 24 November 2026 at 10:30 (CET)",
        "nl": "vandaag, dinsdag 24 november 2026 om 10.30 uur (CET)",
        "da": "i dag, tirsdag den 24. november 2026 kl. 10.30 (CET)",
    }
    for fact in ("T-1042", "Incident", "Top (1)", "Integration service", when[language]):
        assert fact in text


@every_language
def test_an_acknowledgement_without_promise_says_that_no_time_is_agreed(language: str) -> None:
    rendered = told(Purpose.ACKNOWLEDGEMENT, replace(most(), promise=None), language)
    assert NO_TIME_AGREED[language] in rendered.text
    assert NO_TIME_AGREED[language] in Page(rendered.html).text
    assert NO_TIME_AGREED[language] not in told(Purpose.ACKNOWLEDGEMENT, most(), language).text


def test_iv05_out_of_hours_an_acknowledgement_names_next_opening_phone_and_preferred_channel() -> None:
    closed = replace(most(), opens_next=datetime(2027, 1, 4, 8, tzinfo=UTC), zone="Europe/Brussels")
    text = told(Purpose.ACKNOWLEDGEMENT, closed, "nl").text
    assert "maandag 4 januari 2027 om 09.00 uur (CET)" in text
    assert "+31 20 000 0000" in text
    assert "https://portal.example/" in text


def test_iv06_the_address_of_the_vendor_stands_only_where_it_is_given() -> None:
    assert "support@vendor.example" in told(Purpose.ACKNOWLEDGEMENT, most()).text
    assert "vendor" not in told(Purpose.ACKNOWLEDGEMENT, replace(most(), vendor_address="")).text


def test_ox06_best_effort_and_sy09_separate_invoicing_are_said_only_where_they_hold() -> None:
    text = told(Purpose.ACKNOWLEDGEMENT, most()).text
    plain = told(Purpose.ACKNOWLEDGEMENT, replace(most(), best_effort=False, billable=False)).text
    assert "best-effort" in text
    assert "invoiced separately" in text
    assert "best-effort" not in plain
    assert "invoiced" not in plain


def test_ox07_an_aim_is_called_an_aim() -> None:
    text = told(Purpose.ACKNOWLEDGEMENT, replace(most(), aim="3 business days")).text
    assert "We aim to start on it within 3 business days" in text
    assert "not a guaranteed time" in text


def test_a_promise_that_has_already_passed_is_not_made_again() -> None:
    late = told(Purpose.ACKNOWLEDGEMENT, replace(most(), written=DUE + timedelta(hours=2))).text
    assert "We are sorry that this is late" in late
    assert "no later than" not in late.split("Subject:", maxsplit=1)[0]


@pytest.mark.parametrize("purpose", [Purpose.PROGRESS, Purpose.ROOT_CAUSE])
def test_iv49_the_customer_hears_when_the_resolution_is_due_unless_that_has_passed(purpose: Purpose) -> None:
    due = DUE + timedelta(hours=30)
    facts = replace(most(), clocks=(ClockFact("resolution", "running", due),), next_update=None)
    assert "Wednesday 25 November 2026 at 16:30 (CET)" in told(purpose, facts).text
    late = told(purpose, replace(facts, written=due + timedelta(hours=1))).text
    assert "resolved no later than" not in late
    assert "16:30" not in late or "We had promised to resolve your request T-1042 by" in late


@every_language
@pytest.mark.parametrize("purpose", FOR_CUSTOMERS)
def test_nothing_internal_reaches_a_customer(purpose: Purpose, language: str) -> None:
    inside = replace(
        most(),
        owner="jan.smit@desk.example",
        quoted_from="jan.smit@desk.example",
        escalated_to="",
        next_level="Secret Manager",
        acknowledge_address="support+secret@desk.example",
        failed_address="karin@desk.example",
    )
    rendered = told(purpose, inside, language)
    for secret in ("desk.example", "Secret Manager", "down-for-many", "opened the ticket", "calendar office", "IV-42"):
        assert secret not in rendered.subject + rendered.text + rendered.html


@every_language
@pytest.mark.parametrize("purpose", URGENT)
def test_staff_reads_what_is_due_and_how_that_came_about(purpose: Purpose, language: str) -> None:
    rendered = told(purpose, most(), language)
    assert most().clock is not None
    derivation = "Tue 09:30 + 1 h support time, contract Example, calendar office ⇒ Tue 10:30"
    for text in (rendered.text, Page(rendered.html).text):
        assert derivation in text
        assert "10:30 (CET)" in text or "10.30 uur (CET)" in text or "10.30 (CET)" in text
        assert "Customer Example" in text
        assert "Service Support Manager" in text


def test_iv24_an_escalation_has_level_history_and_who_is_next() -> None:
    rendered = told(Purpose.ESCALATION, replace(most(), written=DUE + timedelta(hours=2, minutes=5)))
    assert rendered.subject == (
        "[T-1042] Escalation level 1: The integration with the warehouse stands still (Customer Example)"
    )
    assert "2 h 05 ago" in rendered.text
    assert "- Tue 24 Nov 2026 09:30 CET, Anna de Vries: opened the ticket" in rendered.text
    assert "To acknowledge, reply to this mail" in rendered.text
    assert "11:30 (CET), Service Support Manager will be told next." in rendered.text
    assert "mailto:support+token@desk.example?subject=%5BT-1042%5D%20ok" in rendered.html
    assert "There is no further level" in told(Purpose.ESCALATION, replace(most(), next_level="")).text


def test_iv24_an_escalation_without_a_clock_was_asked_for_by_the_customer() -> None:
    facts = replace(most(), clock=None, step="requested")
    assert "the customer has asked to escalate it" in told(Purpose.ESCALATION, facts).text
    assert "We have told Karin Bos (level 1)" in told(Purpose.ACKNOWLEDGEMENT, facts).text


def test_a_warning_does_not_pretend_that_acknowledging_stops_the_clock() -> None:
    text = told(Purpose.WARNING, most()).text
    assert "Only an answer to the requester stops this clock." in text
    assert "If the time is missed, Service Support Manager will be told." in text


def test_a_staff_copy_says_where_a_reply_goes() -> None:
    relayed = told(Purpose.STAFF_COPY, replace(most(), step="")).text
    held = told(Purpose.STAFF_COPY, replace(most(), step="unproven")).text
    assert relayed.startswith("##- Write your answer above this line -##\n\nYour reply goes to the requester.")
    assert "Your reply goes to the requester" not in held
    assert "held: nothing proves that it comes from this sender. Your reply stays with us" in held
    assert "> Can you look at it?" in relayed


@every_language
def test_a_digest_lists_every_item_with_what_happened(language: str) -> None:
    items = tuple(
        replace(most(), tag=f"T-{n}", ticket=replace(TICKET, number=n), step=step, level=0, items=())
        for n, step in ((11, "breach"), (12, "level-2"), (13, "level-1-deputy"))
    )
    rendered = told(Purpose.DIGEST, replace(most(), tag="", ticket=None, items=items), language)
    what = {
        "en": ("breached", "escalation, level 2", "escalation, level 1"),
        "nl": ("termijn overschreden", "escalatie, niveau 2", "escalatie, niveau 1"),
        "da": ("fristen er overskredet", "eskalering, niveau 2", "eskalering, niveau 1"),
    }
    assert "3 " in rendered.subject
    for text in (rendered.text, Page(rendered.html).text):
        assert all(f"T-{n}: The integration" in text for n in (11, 12, 13))
        assert all(words in text for words in what[language])


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("unproven", "Reply to this mail to confirm it"),
        ("not-named", "only certain people can open a request: Piet Jansen, Mia Peeters."),
        ("ended", "your support contract has ended"),
        ("not-started", "your support contract has not started yet"),
        ("product", "your contract does not cover this"),
        ("stranger", "We could not match it with a support contract."),
    ],
)
def test_iv03_ox02_a_held_sender_reads_why_and_what_to_do(step: str, said: str) -> None:
    assert said in told(Purpose.HELD, replace(most(), step=step, text="")).text


def test_a_held_message_without_a_ticket_names_no_number() -> None:
    rendered = told(Purpose.HELD, replace(most(), tag="", ticket=None))
    assert "We have received your message. It is not being worked on yet." in rendered.text
    assert rendered.subject == "Your message"


@pytest.mark.parametrize("step", ["unassigned", "not-started", "aim"])
@every_language
def test_a_reminder_says_what_is_missing(step: str, language: str) -> None:
    texts = {s: told(Purpose.REMINDER, replace(most(), step=s), language).text for s in ("unassigned", step)}
    assert len(set(texts.values())) == len(texts)
    assert "T-1042" in texts[step]


def test_inf05_lines_and_indents_of_a_message_survive_in_both_parts() -> None:
    rendered = told(Purpose.STAFF_COPY, replace(most(), text="one\n\n  two\tthree\r\n> four"))
    assert "> one\n>\n>   two\tthree\n> > four\n" in rendered.text
    assert "one<br>\n<br>\n&nbsp; two" in rendered.html
    assert "&gt; four" in rendered.html


def test_an_unknown_language_becomes_english_and_a_region_is_understood() -> None:
    assert told(Purpose.RESOLVED, most(), "fr").text.startswith("Hello ")
    assert told(Purpose.RESOLVED, most(), "nl-BE").text.startswith("Beste ")
    assert 'lang="nl"' in told(Purpose.RESOLVED, most(), "NL_be").html


def _included(path: Path) -> Iterator[str]:
    yield from re.findall(r'{% include "([^"]+)"', path.read_text(encoding="utf-8"))


def test_no_page_takes_in_text_that_nobody_escaped() -> None:
    pages = [*TEMPLATES.rglob("*.html.j2")]
    unescaped = {TEMPLATES / name for page in pages for name in _included(page) if name.endswith(".txt.j2")}
    assert len(pages) > 50
    assert all("{{" not in path.read_text(encoding="utf-8") for path in unescaped)


def test_nothing_written_is_said_about_today_when_the_mail_may_be_read_tomorrow() -> None:
    evening = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
    facts = replace(most(), written=evening, promise=evening + timedelta(hours=12))
    assert "tomorrow" not in told(Purpose.ACKNOWLEDGEMENT, replace(facts, opens_next=None)).text
    assert "no later than Wednesday 25 November 2026 at 08:30 (CET)" in told(Purpose.ACKNOWLEDGEMENT, facts).text
    earlier = replace(facts, written=WRITTEN)
    assert "no later than tomorrow, Wednesday 25" in told(Purpose.ACKNOWLEDGEMENT, earlier).text


NOT_ANSWERED = {
    "en": ("We had promised a first answer to your request T-1042 by", "We are sorry.", "You need not do anything"),
    "nl": ("Voor uw verzoek T-1042 hadden we uiterlijk", "Onze excuses daarvoor.", "U hoeft niets te doen"),
    "da": ("Vi havde lovet et første svar på din henvendelse T-1042 senest", "Det beklager vi.", "Du behøver ikke"),
}


def _joined(rendered: Rendered) -> str:
    """The page's text, with a number in brackets written together again."""
    return re.sub(r" ([):])", r"\1", Page(rendered.html).text.replace("( ", "("))


ESCALATED = {"en": "escalated within our organisation", "nl": "binnen onze organisatie", "da": "internt hos os"}


@every_language
def test_a_progress_update_admits_that_the_time_for_the_first_answer_has_passed(language: str) -> None:
    unanswered = replace(most(), clocks=(most().clocks[0],), written=DUE + timedelta(seconds=1))
    rendered = told(Purpose.PROGRESS, unanswered, language)
    promised, sorry, all_is_well = NOT_ANSWERED[language]
    for text in (rendered.text, Page(rendered.html).text):
        assert promised in text
        assert sorry in text
        assert all_is_well not in text
        assert ESCALATED[language] not in text
    assert ESCALATED[language] in told(Purpose.PROGRESS, replace(unanswered, escalated=True), language).text


@pytest.mark.parametrize("change", [{"state": "stopped"}, {"soft": True}, {"due": DUE + timedelta(hours=3)}])
def test_a_progress_update_admits_nothing_that_did_not_happen(change: dict[str, object]) -> None:
    clock = replace(most().clocks[0], **change)  # type: ignore[arg-type]
    text = told(Purpose.PROGRESS, replace(most(), clocks=(clock,), written=DUE + timedelta(hours=1))).text
    assert "Your request T-1042 still has our attention." in text
    assert "sorry" not in text


@every_language
def test_whoever_did_not_ask_reads_whose_request_it_is(language: str) -> None:
    facts = replace(most(), whose="Jan de Wit")
    for late in (facts, replace(facts, clocks=(facts.clocks[0],), written=DUE + timedelta(hours=1))):
        rendered = told(Purpose.PROGRESS, late, language)
        for text in (rendered.text, _joined(rendered)):
            assert "Jan de Wit (T-1042: The integration with the warehouse stands still)" in text
            assert not re.search("your request|uw verzoek|din henvendelse", text, re.IGNORECASE)


def test_only_the_requester_reads_that_we_wait_for_his_answer() -> None:
    waiting = replace(most(), ticket=replace(TICKET, state=State.PENDING, pending=PendingReason.REQUESTER))
    assert "waiting for your answer" in told(Purpose.PROGRESS, waiting).text
    assert "waiting for your answer" not in told(Purpose.PROGRESS, replace(waiting, whose="Jan de Wit")).text


@every_language
@pytest.mark.parametrize("passed", [timedelta(0), timedelta(seconds=59)])
def test_an_escalation_at_the_moment_of_breach_does_not_say_how_long_ago(language: str, passed: timedelta) -> None:
    text = told(Purpose.ESCALATION, replace(most(), written=DUE + passed), language).text
    assert not re.search(r"\d \w+\.? (ago|geleden|siden)", text)
    later = told(Purpose.ESCALATION, replace(most(), written=DUE + timedelta(seconds=119)), language).text
    assert re.search(r"\b1 min\.? (ago|geleden|siden)", later)


@every_language
def test_an_undeliverable_notice_names_who_what_and_why(language: str) -> None:
    which = {"en": "An answer of ours (T-1042)", "nl": "Een antwoord van ons (T-1042)", "da": "Et svar fra os (T-1042)"}
    rendered = told(Purpose.UNDELIVERABLE, replace(most(), failed_subject="[T-1042] Re: pallets"), language)
    for text in (rendered.text, _joined(rendered)):
        for fact in (which[language], "karin@desk.example", "550 5.1.1 no such user", "[T-1042] Re: pallets"):
            assert fact in text


@every_language
@every_purpose
def test_no_line_around_a_derivation_shows_seconds(purpose: Purpose, language: str) -> None:
    odd = timedelta(seconds=41)
    clock = replace(most().clocks[0], due=DUE + odd, started=WRITTEN + odd)
    ticket = replace(TICKET, received=WRITTEN + odd)
    facts = replace(most(), ticket=ticket, clock=clock, clocks=(clock,), quoted_at=WRITTEN + odd, promise=DUE + odd)
    assert not re.search(r"\d[.:]\d\d[.:]41", told(purpose, facts, language).text)
