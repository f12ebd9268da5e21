"""What customers ask for by a word, and what their contracts make of it. Noordzee has Elite and a success manager, Sofie."""

import re
from pathlib import Path

import pytest

from configured import a_configuration, loaded
from deskwork import Desk
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, arranging

ELITE, PREMIUM, XTREME = "linda.smit@noordzee.example", "karen.lund@fjordmoellen.example", "henk@devries.example"
JAN, RUTH = "jan.dewit@waterland.example", "ruth@zonneveld.example"
CSM, DEPUTY = "sofie@staff.example", "marit@staff.example"
ASKS = "Escalate specialist\n\nWij komen er niet uit met de planning."


def reply(desk: Desk, number: int, sender: str, text: str) -> None:
    desk.clock.forward(minutes=5)
    assert desk.mail(sender, f"Re: [T-{number}] Planning", text) == number


def test_INF_34_a_customer_who_asks_for_a_specialist_reaches_the_success_manager_and_is_told_so(desk: Desk) -> None:
    number = desk.mail(ELITE, "Planning", "De planning rekent verkeerd.")
    reply(desk, number, ELITE, ASKS)
    desk.until("2026-11-23 10:06")
    (asked,) = desk.written("specialist", ticket=number)
    assert asked.to == CSM
    assert "Wij komen er niet uit met de planning." in asked.text
    assert "Linda Smit" in asked.text
    answer = desk.written("acknowledgement", ticket=number)[-1]
    assert (answer.to, "Sofie Succes" in answer.text, "overleg met een specialist" in answer.text) == (
        ELITE,
        True,
        True,
    )
    assert "@staff.example" not in answer.text
    kinds = [e.kind for e in desk.file(number).ticket.events]
    assert (kinds.count(EventKind.SPECIALIST), kinds.count(EventKind.TOLD)) == (1, 1)
    assert desk.written("escalation") == []


def test_INF_34_a_first_mail_may_ask_too_and_is_answered_once(desk: Desk) -> None:
    number = desk.mail(ELITE, "Planning", ASKS)
    desk.until("2026-11-23 10:01")
    (answer,) = desk.written("acknowledgement", ticket=number)
    assert "overleg met een specialist" in answer.text
    assert "We antwoorden u uiterlijk" in answer.text
    assert [mail.to for mail in desk.written("specialist")] == [CSM]


def test_INF_34_staff_asks_the_success_manager_with_words_of_its_own(desk: Desk) -> None:
    number = desk.mail(ELITE, "Planning")
    desk.do(number, arranging.specialist("Wie kent de rekenkern?"))
    desk.until("2026-11-23 10:01")
    (asked,) = desk.written("specialist", ticket=number)
    assert (asked.to, "Wie kent de rekenkern?" in asked.text, "Tomas" in asked.text) == (CSM, True, True)


def test_INF_34_a_success_manager_who_is_away_is_stood_in_for_at_once(desk: Desk) -> None:
    number = desk.mail(ELITE, "Planning")
    desk.do(number, arranging.specialist("Wie kent de rekenkern?"))
    desk.until("2026-11-23 10:01")
    (asked,) = desk.written("specialist", ticket=number)
    desk.mail(CSM, "Afwezig", "Ik ben er niet.", To=asked.reply_to, Auto_Submitted="auto-replied")
    desk.until("2026-11-23 10:02")
    assert [mail.to for mail in desk.written("specialist", ticket=number)] == [CSM, DEPUTY]
    desk.do(number, arranging.specialist("Nogmaals: wie kent de rekenkern?"))
    desk.until("2026-11-23 10:10")
    assert [mail.to for mail in desk.written("specialist", ticket=number)][2:] == [DEPUTY]


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (XTREME, "voorziet niet in overleg met specialisten op aanvraag"),
        (PREMIUM, "omfatter ikke møder med specialister efter ønske"),
        (JAN, "Marit Manager"),
        (RUTH, "met het woord “escaleren”; dan gaat het naar Carla"),
    ],
)
def test_INF_34_other_contracts_answer_politely_what_there_is_instead(desk: Desk, sender: str, words: str) -> None:
    number = desk.mail(sender, "Planning")
    reply(desk, number, sender, "escalate specialist")
    desk.until("2026-11-23 10:06")
    answer = [mail for mail in desk.written("acknowledgement", ticket=number) if mail.to == sender][-1]
    assert words in answer.text
    assert desk.written("specialist", "escalation") == []
    with pytest.raises(Permanent, match="arranges no meetings with specialists"):
        desk.do(number, arranging.specialist("?"))


def test_INF_34_who_asks_for_a_specialist_has_not_answered_what_we_asked_him(desk: Desk) -> None:
    number = desk.mail(ELITE, "Planning")
    desk.do(number, acts.move(State.PENDING, PendingReason.REQUESTER, "Welke versie?"))
    reply(desk, number, ELITE, "escalate specialist")
    assert desk.file(number).ticket.state is State.PENDING


def test_INF_34_nobody_but_a_party_of_the_ticket_can_ask(desk: Desk) -> None:
    number = desk.mail(ELITE, "Planning")
    desk.mail("iemand@onbekend.example", f"Re: [T-{number}] Planning", "escalate specialist")
    desk.until("2026-11-23 10:10")
    assert desk.written("specialist") == []


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Printer", "Kan er morgen iemand langskomen om ernaar te kijken?"),
        ("Onsite", "De printer doet het niet."),
        ("Printer", "Graag hulp op locatie."),
        ("Printer", "Could you send an engineer to our office?"),
    ],
)
def test_OX_28_a_wish_for_help_on_site_is_answered_that_support_is_remote_and_stays_a_ticket(
    desk: Desk, subject: str, text: str
) -> None:
    number = desk.mail(RUTH, subject, text)
    told = desk.acknowledgement(number).text
    assert "hulp op locatie hoort daar niet bij" in told
    assert "aanvulling op uw contract" in told
    assert "reiskosten" in told
    file = desk.file(number)
    assert (file.ticket.state, file.ticket.kind, [c.name.value for c in file.clocks]) == (
        State.NEW,
        "ticket",
        ["pick-up"],
    )


def test_OX_28_an_ordinary_mail_hears_nothing_of_it_and_neither_does_another_contract(desk: Desk) -> None:
    ordinary = desk.mail(RUTH, "Teams", "Onze collega op locatie Utrecht kan niet inloggen.")
    other = desk.mail(XTREME, "Printer", "Kan er morgen iemand langskomen?")
    assert [number for number in (ordinary, other) if "support op afstand" in desk.acknowledgement(number).text] == []


def test_OX_28_the_wish_may_come_later_and_both_contacts_read_the_answer(desk: Desk) -> None:
    number = desk.mail(RUTH, "Printer", "De printer doet het niet.")
    reply(desk, number, RUTH, "Kunt u niet iemand sturen? Graag hulp op locatie.")
    answers = desk.written("acknowledgement", ticket=number)[2:]
    assert {mail.to for mail in answers} == {RUTH, "pim@zonneveld.example"}
    assert ["hulp op locatie hoort daar niet bij" in mail.text for mail in answers] == [True, True]


def test_OX_28_staff_answers_it_with_the_words_of_the_contract(desk: Desk) -> None:
    number = desk.mail(RUTH, "Printer", "De printer doet het niet.")
    desk.do(number, arranging.on_site())
    assert {mail.to for mail in desk.written("news")} == {RUTH, "pim@zonneveld.example"}
    assert "hulp op locatie hoort daar niet bij" in desk.written("news")[0].text
    assert desk.file(number).ticket.state is State.NEW
    other = desk.mail(JAN, "De koppeling is traag")
    with pytest.raises(Permanent, match="does not speak of help on site"):
        desk.do(other, arranging.on_site())


def test_OX_28_an_addendum_allows_it(desk: Desk, tmp_path: Path) -> None:
    files = a_configuration(tmp_path)
    customer = files / "customers" / "zonneveld.toml"
    customer.write_text(re.sub(r"(?m)^# (?=\[contract|on_site|clauses)", "", customer.read_text("utf-8")), "utf-8")
    desk.under(loaded(files))
    number = desk.mail(RUTH, "Printer", "Kan er morgen iemand langskomen?")
    told = desk.acknowledgement(number).text
    assert "Volgens de aanvulling op uw contract kunnen we bij u langskomen" in told
    assert "reiskosten" in told
    terms = desk.file(number).terms
    assert terms is not None
    assert terms.clauses["on_site"] == "customers/zonneveld.toml: addendum 1"


ANSWER = "Die zelf bepalen hoort niet bij uw contract"


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (RUTH, "Teams", "priority: 1\n\nTeams start niet."),
        (RUTH, "[URGENT] priority: 1", "Teams start niet."),
        (RUTH, "Teams", "Beste helpdesk,\n\nPrioriteit: hoog a.u.b.\n\nTeams start niet."),
        ("an@peeters.example", "SPOED: severity 1", "De facturen kloppen niet."),
    ],
)
def test_OX_09_SY_05_who_names_a_priority_gets_none_and_reads_why_in_the_one_acknowledgement(
    desk: Desk, sender: str, subject: str, text: str
) -> None:
    plain = desk.mail(sender, "Teams", "Teams start niet.")
    desk.clock.forward(minutes=1)
    named = desk.mail(sender, subject, text)
    assert (desk.file(named).ticket.priority, desk.queue()) == (None, [plain, named])
    assert ANSWER in desk.acknowledgement(named).text
    assert ANSWER not in desk.acknowledgement(plain).text
    assert desk.written("news", "held") == []


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("[URGENT] Teams", "Het heeft haast, alles ligt plat!"),
        ("Teams", "Bij ons heeft dit prioriteit, want we kunnen niet bellen."),
    ],
)
def test_OX_09_who_only_calls_it_urgent_hears_nothing_of_priorities(desk: Desk, subject: str, text: str) -> None:
    number = desk.mail(RUTH, subject, text, X_Priority="1 (Highest)", Importance="high")
    assert ANSWER not in desk.acknowledgement(number).text


def test_OX_09_on_a_ticket_too_it_is_answered_and_changes_nothing(desk: Desk) -> None:
    number = desk.mail(RUTH, "Teams", "Teams start niet.")
    reply(desk, number, RUTH, "priority: 1")
    answers = {mail.to: mail.text for mail in desk.written("acknowledgement", ticket=number)[2:]}
    assert "U noemde een prioriteit" in answers[RUTH]
    assert "Ruth Zonneveld noemde een prioriteit" in answers["pim@zonneveld.example"]
    assert desk.file(number).ticket.priority is None


def test_INF_45_where_the_customer_may_say_it_he_reads_nothing_of_the_kind(desk: Desk) -> None:
    number = desk.mail(XTREME, "LN hapert", "Prioriteit: 1\n\nDe productie staat.")
    assert desk.file(number).ticket.priority == 1
    assert ANSWER not in desk.acknowledgement(number).text


def test_OX_09_a_mail_that_asks_for_several_things_is_answered_on_all_of_them(desk: Desk) -> None:
    number = desk.mail(RUTH, "Printer", "De printer doet het niet.")
    reply(desk, number, RUTH, "Escaleren a.u.b.\nPrioriteit: 1\nKan er iemand langskomen?")
    desk.until("2026-11-23 10:06")
    (answer,) = [mail for mail in desk.written("acknowledgement", ticket=number)[2:] if mail.to == RUTH]
    assert "hebben we uw verzoek" in answer.text
    assert "op de hoogte gebracht" in answer.text
    assert ANSWER in answer.text
    assert "hulp op locatie hoort daar niet bij" in answer.text
    assert desk.written("escalation") != []
