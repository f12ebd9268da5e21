"""What gives notice on a contract beyond doubt, what may, and what does not; and the days that follow (E52)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailtriage.desk.contract import Contract
from mailtriage.desk.term import TermTerms
from mailtriage.desk.termination import Notice, Reminder, ended, notice, reminder
from mailtriage.mail.termination import Clarity, termination
from triaged import a_contract, a_message, terms

CLEAR, DOUBTFUL = Clarity.CLEAR, Clarity.DOUBTFUL


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("terminate", "", CLEAR),
        ("Terminate contract", "Hello,\n\nKind regards,\nJan de Wit\nWaterland B.V.", CLEAR),
        ("Contract", "terminate\n\nJan de Wit", CLEAR),
        ("Opzegging", "Geachte heer,\n\nHierbij zeggen wij ons contract op.\n\nMet vriendelijke groet,\nJan", CLEAR),
        ("x", "Goedemorgen,\nGraag willen wij het contract opzeggen per eerst mogelijke datum.\nmvg Jan", CLEAR),
        ("Kontrakt", "Hej,\nVi opsiger hermed kontrakten.\n\nVenlig hilsen\nMette", CLEAR),
        ("Opsigelse af kontrakten", "", CLEAR),
        ("Kündigung", "Hiermit kündigen wir den Vertrag.\n\nMit freundlichen Grüßen\nJan", CLEAR),
        ("Re: [T-1] Job 12 hangt", "Please terminate.\n\nKind regards,\nPriya", None),
        ("terminate", "but only the warehouse", DOUBTFUL),
        ("Contract", "terminate\n\nmaar alleen het Xurrent-deel", DOUBTFUL),
        ("Opzegging", "Wij zeggen het contract op per 1 januari 2027.", DOUBTFUL),
        ("Opzegging contract per 31-12-2026", "Zie bijlage.", DOUBTFUL),
        ("Vraag", "Hoe kunnen wij ons contract opzeggen?", DOUBTFUL),
        ("Contract", "Wij willen het contract niet verlengen.", DOUBTFUL),
        ("Contract", "We hebben besloten ons contract te beëindigen, tenzij de prijs omlaag gaat.", DOUBTFUL),
        ("Vores aftale", "Vi har overvejet at opsige vores aftale.", DOUBTFUL),
        ("Re: opzegging", "Dank u, dat is helder.", None),
        ("Koppeling", "De sessie wordt na een minuut beëindigd.", None),
        ("Contract termination screen gives an error", "Our contract module cannot terminate a contract.", None),
        ("Afspraak annuleren", "Wij willen de afspraak van morgen annuleren.", None),
        ("Vraag over ons contract", "Wat zijn onze openingstijden volgens het contract?", None),
        ("", "", None),
    ],
)
def test_how_a_mail_gives_notice(subject: str, text: str, expected: Clarity | None) -> None:
    assert termination(a_message(subject=subject, text=text, reply=text)) is expected


def test_a_long_hostile_text_is_read_in_no_time() -> None:
    text = "zeg " * 20000 + "niet " * 20000
    assert termination(a_message(subject=text, text=text, reply=text)) is None


def with_term(starts: date, term: TermTerms, ends: date | None = None) -> Contract:
    return a_contract(promised=terms(term=term), starts=starts, ends=ends)


INFRAVISION = with_term(date(2026, 3, 15), TermTerms(12, 2, remind_before=timedelta(days=30)))
OXINEO = with_term(date(2026, 1, 1), TermTerms(monthly=True, remind_before=timedelta(days=45)), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 1, 15), Notice(date(2027, 3, 15))),
        (date(2027, 1, 16), Notice(date(2028, 3, 15), date(2027, 3, 15), date(2027, 1, 15))),
        (date(2026, 3, 15), Notice(date(2027, 3, 15))),
        (date(2027, 3, 15), Notice(date(2028, 3, 15))),
        (date(2026, 3, 14), None),
    ],
)
def test_iv57_e52_notice_two_months_before_the_renewal_ends_it_and_later_notice_the_next_one(
    day: date, expected: Notice | None
) -> None:
    assert notice(INFRAVISION, day) == expected


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 2, 10), date(2026, 2, 28)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_ox11_notice_ends_it_with_the_month_it_arrives_in(day: date, ends: date) -> None:
    assert notice(OXINEO, day) == Notice(ends)


def test_a_plan_that_says_nothing_of_notice_leaves_it_to_people() -> None:
    assert notice(a_contract(), date(2026, 11, 23)) is None


@pytest.mark.parametrize(
    ("today", "due"),
    [(date(2026, 12, 15), False), (date(2026, 12, 16), True), (date(2027, 1, 15), True), (date(2027, 1, 16), False)],
)
def test_iv57_the_last_day_for_notice_is_reminded_of_thirty_days_before(today: date, *, due: bool) -> None:
    expected = Reminder(date(2027, 1, 15), date(2027, 3, 15)) if due else None
    assert reminder(INFRAVISION, today) == expected


def test_ox31_the_end_of_the_year_is_reminded_of_in_november() -> None:
    assert reminder(OXINEO, date(2026, 11, 15)) is None
    assert reminder(OXINEO, date(2026, 11, 16)) == Reminder(date(2026, 12, 31))


def test_a_notice_never_lengthens_a_contract_nor_ends_a_later_one() -> None:
    assert ended(OXINEO, date(2026, 11, 30)).ends == date(2026, 11, 30)
    assert ended(OXINEO, date(2027, 3, 31)).ends == date(2026, 12, 31)
    renewed = replace(OXINEO, starts=date(2027, 1, 1), ends=date(2027, 12, 31))
    assert ended(renewed, date(2026, 11, 30)).ends == date(2027, 12, 31)
