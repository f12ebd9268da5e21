"""Whose word counts, and which: consent to bill, to look in, to begin; and an escalation that nobody is known to want."""

import pytest

from deskwork import Desk, local
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import PendingReason, State
from mailtriage.desk.ticket import Ticket
from mailtriage.jobs import acts, agreeing, arranging, closing

AN, COLLEAGUE = "an@peeters.example", "iemand@peeters.example"
JAN = "jan.dewit@waterland.example"
TOP = "Koppeling ligt plat voor iedereen"
OURS = "mx.helpdesk.example; "
FORGED = OURS + "dmarc=none; spf=fail smtp.mailfrom=evil.test"
ELSEWHERE = OURS + "dmarc=none; spf=pass smtp.mailfrom=evil.test"
PASSED = OURS + "dmarc=pass header.from=peeters.example"


def billed(desk: Desk) -> int:
    number = desk.mail(AN, "Rapport", "Kunt u een rapport maken?")
    desk.do(number, arranging.categorise("report"))
    return number


def answers(desk: Desk, number: int, words: str, who: str = AN, **headers: str) -> Ticket:
    assert desk.mail(who, f"Re: [T-{number}] Rapport", words, **headers) == number
    return desk.file(number).ticket


def hints(desk: Desk, number: int, words: str = "telt niet vanzelf als ja") -> list[str]:
    """Who of the Dutch-speaking staff reads it."""
    return [mail.to for mail in desk.written("staff-copy", ticket=number) if words in mail.text]


@pytest.mark.parametrize("words", ["Akkoord.", "Ja graag, ga maar door.", "Go ahead.", "Godkendt.", "Einverstanden."])
def test_SY_19_a_clear_yes_sets_the_work_going_and_staff_is_asked_nothing(desk: Desk, words: str) -> None:
    number = billed(desk)
    assert answers(desk, number, words).state is State.OPEN
    assert hints(desk, number) == []


@pytest.mark.parametrize(
    "words", ["Nee, niet akkoord.", "Wat kost dat?", "Akkoord, maar wat kost dat?", "Ik overleg het even.", "Nej tak."]
)
def test_SY_19_anything_else_is_kept_and_waits_until_staff_has_judged_it(desk: Desk, words: str) -> None:
    number = billed(desk)
    ticket = answers(desk, number, words)
    assert (ticket.state, ticket.pending) == (State.PENDING, PendingReason.AUTHORISATION)
    assert [e.text("text").strip() for e in ticket.events if e.kind is EventKind.RESPONSE] == [words]
    assert set(hints(desk, number)) == {"femke@staff.example"}


@pytest.mark.parametrize(
    ("who", "results"),
    [(COLLEAGUE, ""), (COLLEAGUE, PASSED), (AN, FORGED), (AN, ELSEWHERE)],
)
def test_SY_19_nobody_agrees_to_costs_but_who_asked_or_a_contact_and_nobody_in_his_name(
    desk: Desk, who: str, results: str
) -> None:
    number = billed(desk)
    headers = {"Authentication_Results": results} if results else {}
    ticket = answers(desk, number, "Akkoord.", who, **headers)
    assert ticket.pending is PendingReason.AUTHORISATION
    assert hints(desk, number)


@pytest.mark.parametrize(("results", "state"), [(PASSED, State.OPEN), (ELSEWHERE, State.OPEN), (FORGED, State.PENDING)])
def test_SY_19_our_own_token_proves_who_answers_unless_our_server_says_that_he_failed(
    desk: Desk, results: str, state: State
) -> None:
    number = billed(desk)
    (asked,) = desk.written("news", ticket=number)
    ticket = answers(desk, number, "Akkoord.", To=asked.reply_to, Authentication_Results=results)
    assert ticket.state is state


@pytest.mark.parametrize(("words", "state"), [("Ja, u mag erin.", State.OPEN), ("Nee, dat mag niet.", State.PENDING)])
def test_INF_07_access_is_given_by_a_yes_alone(desk: Desk, words: str, state: State) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, arranging.need_access())
    desk.mail(JAN, f"Re: [T-{number}] {TOP}", words)
    assert desk.file(number).ticket.state is state
    assert bool(hints(desk, number)) is (state is State.PENDING)


def test_IV_13_an_agreement_is_recorded_by_staff_even_where_the_customer_says_yes(desk: Desk) -> None:
    number = desk.mail(JAN, "Wijzigingsverzoek: extra veld")
    desk.mail(JAN, f"Re: [T-{number}] Wijzigingsverzoek: extra veld", "Akkoord.")
    ticket = desk.file(number).ticket
    assert ticket.pending is PendingReason.AGREEMENT
    assert [e.text("text").strip() for e in ticket.events if e.kind is EventKind.RESPONSE] == ["Akkoord."]
    assert hints(desk, number)


def waiting_for_access(desk: Desk) -> int:
    """Found at ten, so due at two; waits from ten; the customer has answered at eleven."""
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.reply("We kijken ernaar."))
    desk.do(number, acts.root_cause("gevonden", None))
    desk.do(number, arranging.need_access())
    desk.clock.at = local("2026-11-23 11:00")
    desk.mail(JAN, f"Re: [T-{number}] {TOP}", "Komt in orde, de verbinding staat klaar.")
    desk.clock.at = local("2026-11-23 12:30")
    return number


def test_INF_07_what_staff_judges_to_be_a_yes_counts_from_its_receipt_and_that_is_on_record(desk: Desk) -> None:
    number = waiting_for_access(desk)
    assert desk.due(number, "resolution") is None
    desk.do(number, agreeing.agree("de verbinding staat open, Jan bevestigt"))
    assert desk.due(number, "resolution") == "2026-11-23 15:00"
    (agreed,) = (e for e in desk.file(number).ticket.events if e.kind is EventKind.AGREED)
    assert (agreed.occurred, agreed.recorded) == (local("2026-11-23 11:00"), local("2026-11-23 12:30"))
    assert (agreed.actor, agreed.text("reason")) == ("tomas@staff.example", "access")


def test_INF_07_a_yes_to_what_staff_wrote_since_counts_from_when_it_is_recorded(desk: Desk) -> None:
    number = waiting_for_access(desk)
    desk.do(number, acts.reply("Hij weigert ons nog. Wilt u dat nakijken?"))
    desk.clock.at = local("2026-11-23 13:00")
    desk.do(number, agreeing.agree("per telefoon"))
    assert desk.due(number, "resolution") == "2026-11-23 17:00"


@pytest.mark.parametrize(
    ("who", "words"),
    [(JAN, "Bedankt. We hebben uw akkoord voor"), ("mette.holm@nordhavn.example", "Tak. Vi har noteret dit ja til")],
)
def test_IV_13_the_customer_hears_that_the_work_goes_on(desk: Desk, who: str, words: str) -> None:
    number = desk.mail(who, TOP if who == JAN else "Integrationen er nede")
    desk.do(number, arranging.need_access())
    desk.do(number, agreeing.agree("per telefoon"))
    assert words in [mail for mail in desk.written("news", ticket=number) if mail.to == who][-1].text


def escalates(desk: Desk, words: str = "escalate", **headers: str) -> int:
    number = desk.mail(JAN, "Traag", "Het is traag voor mij.")
    desk.mail(JAN, f"[T-{number}]", words, **headers)
    desk.until("2026-11-23 10:05")
    return number


@pytest.mark.parametrize("results", [FORGED, ELSEWHERE])
def test_IV_24_an_escalation_that_nothing_proves_is_for_staff_to_decide(desk: Desk, results: str) -> None:
    number = escalates(desk, Authentication_Results=results)
    assert desk.written("escalation") == []
    assert len(desk.written("acknowledgement", ticket=number)) == 1, "of the request, not of the escalation"
    assert set(hints(desk, number, "niets bewijst van wie het komt")) == {"femke@staff.example"}


def test_IV_24_an_escalation_of_a_proven_sender_goes_to_the_manager(desk: Desk) -> None:
    escalates(desk, Authentication_Results=OURS + "dmarc=pass header.from=waterland.example")
    assert [mail.to for mail in desk.written("escalation")] == ["marit@staff.example"]


@pytest.mark.parametrize(("results", "state"), [(FORGED, State.OPEN), (PASSED, State.CLOSED)])
def test_OX_36_a_forged_yes_gives_nothing_up(desk: Desk, results: str, state: State) -> None:
    number = desk.mail("ruth@zonneveld.example", "Oude versie", "De oude versie kan dit niet.")
    desk.do(number, closing.unsolvable(desk.office, "Dat kan de oude versie niet."))
    desk.mail(
        "ruth@zonneveld.example",
        f"Re: [T-{number}] Oude versie",
        "Akkoord.",
        Authentication_Results=results.replace("peeters", "zonneveld"),
    )
    assert desk.file(number).ticket.state is state
