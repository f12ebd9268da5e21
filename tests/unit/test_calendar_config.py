"""calendars.toml: the shipped file is right, and each mistake in one is named where it stands."""

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from mailtriage.config.calendars import calendars, read
from mailtriage.config.problem import nearest
from mailtriage.desk.calendar import Calendar

TESTS = Path(__file__).parents[1]
SHIPPED, PROBLEMS = read(TESTS.parent / "config")
FROZEN = json.loads((TESTS / "data" / "holidays.json").read_text("utf-8"))
COUNTRY_OF = {
    "iv_office": "NL",
    "oxineo_office": "NL",
    "infor_nl_office": "NL",
    "infor_24x5_werkdag": "NL",
    "syneton_support": "BE",
    "syneton_phone": "BE",
    "infor_dk_office": "DK",
}


def parsed(toml: str) -> Calendar:
    """The only calendar of a document without mistakes; `week` and `zone` are given."""
    found, problems = calendars(_document(toml), "calendars.toml")
    assert problems == []
    return found["office"]


def mistakes(toml: str) -> list[str]:
    found, problems = calendars(_document(toml), "calendars.toml")
    assert found == {}
    return [str(problem) for problem in problems]


def _document(toml: str) -> dict[str, object]:
    usual = {"zone": "Europe/Amsterdam", "week": {"mon-fri": ["09:00-17:00"]}}
    return {"office": usual | tomllib.loads(toml)}


def test_the_shipped_calendars_have_no_mistake() -> None:
    assert PROBLEMS == []
    assert len(SHIPPED) == 12


@pytest.mark.parametrize("name", SHIPPED)
def test_holidays_are_those_known_when_the_calendars_were_agreed(name: str) -> None:
    expected = FROZEN[COUNTRY_OF[name]] if name in COUNTRY_OF else {}
    found = {day.isoformat(): title for day, title in SHIPPED[name].holidays.items() if 2023 <= day.year <= 2032}
    assert found == expected


def test_holidays_have_the_same_names_whatever_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    monkeypatch.setenv("LANGUAGE", "nl")
    # A list no other test asks for, so that nothing is remembered from before.
    assert "Good Friday" in parsed('holidays = { country = "NL", categories = ["public", "school"] }').holidays.values()


def test_a_holiday_removed_by_name_is_gone_in_every_year() -> None:
    office = parsed('holidays = { country = "NL", remove = ["Good Friday"] }')
    assert "Good Friday" not in office.holidays.values()
    assert office.holidays[date(2044, 12, 25)] == "Christmas Day"


def test_a_holiday_removed_by_date_stays_in_other_years() -> None:
    office = parsed('holidays = { country = "NL", remove = [2026-04-27] }')
    assert date(2026, 4, 27) not in office.holidays
    assert date(2027, 4, 27) in office.holidays


def test_a_date_with_two_holidays_loses_only_the_one_removed() -> None:
    both = parsed('holidays = { country = "NL" }').holidays[date(2005, 5, 5)]
    assert both == "Ascension Day, Liberation Day"
    left = parsed('holidays = { country = "NL", remove = ["Liberation Day"] }')
    assert left.holidays[date(2005, 5, 5)] == "Ascension Day"


def test_holidays_of_our_own_need_no_country() -> None:
    office = parsed('holidays = { add = [{ date = 2026-05-15, name = "Bridge day" }] }')
    assert office.holidays == {date(2026, 5, 15): "Bridge day"}


def test_a_date_as_the_end_of_a_closure_is_included_and_a_time_is_not() -> None:
    office = parsed("""closed = [
        { from = 2026-12-24T12:00:00, to = 2026-12-24, name = "Christmas Eve" },
        { from = 2026-12-30, to = 2026-12-31T12:00:00, name = "Old Year" },
    ]""")
    spans = [(span.start.isoformat(), span.end.isoformat()) for span in office.closed]
    assert spans == [("2026-12-24T12:00:00", "2026-12-25T00:00:00"), ("2026-12-30T00:00:00", "2026-12-31T12:00:00")]


def test_days_may_be_named_one_by_one_or_as_a_range() -> None:
    office = parsed('week = { mon-wed = ["09:00-12:00", "13:00-24:00"], sat = ["10:00-11:00"] }')
    assert [len(windows) for windows in office.week] == [2, 2, 2, 0, 0, 1, 0]
    assert office.week[0][1].closes == timedelta(hours=24)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('zone = "Europe/Amsterdm"', 'office.zone: "Europe/Amsterdm" is not a time zone'),
        ("wek = {}", 'office.wek: unknown key (did you mean "week"?)'),
        ('week = { monday = ["09:00-17:00"] }', 'office.week.monday: "monday" is no day of the week'),
        ('week = { fri-mon = ["09:00-17:00"] }', 'office.week.fri-mon: "fri-mon" is no day of the week'),
        ('week = { mon = ["9:00-17:00"] }', 'office.week.mon[1]: "9:00-17:00" is not a window'),
        ('week = { mon = ["09:00-24:30"] }', 'office.week.mon[1]: "09:00-24:30" is not a window'),
        ('week = { mon-fri = ["09:00-17:00"], fri = [] }', "office.week: fri stands here twice"),
        ('week = { mon = ["17:00-09:00"] }', "office.week.mon: 17:00-09:00 does not end after it starts"),
        ('week = { tue = ["09:00-12:00", "11:00-17:00"] }', "office.week.tue: 09:00-12:00 and 11:00-17:00 overlap"),
        ("week = {}", "office.week: no open time at all"),
        ('closed_yearly = [{ from = "02-30", to = "03-01" }]', "office.closed_yearly[1]: 02-30 is no day of any year"),
        ('closed_yearly = [{ from = "2 feb", to = "03-01" }]', 'office.closed_yearly[1].from: "2 feb" is not a day'),
        (
            'closed = [{ from = "2026-01-01", to = 2026-01-02, name = "x" }]',
            "office.closed[1].from: '2026-01-01' is no",
        ),
        (
            'closed = [{ from = 2026-01-02, to = 2026-01-01, name = "x" }]',
            "office.closed[1]: 2026-01-02 00:00:00 is not",
        ),
        (
            'extra_open = [{ from = 2026-01-01T00:00:00Z, to = 2026-01-02, name = "x" }]',
            "office.extra_open[1].from: 2026",
        ),
        ('holidays = { country = "nl" }', 'office.holidays.country: "nl" is no country we know the holidays of'),
        (
            'holidays = { country = "NL", categories = ["bank"] }',
            'office.holidays.categories[1]: "bank" is no list of NL',
        ),
        (
            'holidays = { country = "NL", remove = ["Goed Friday"] }',
            'office.holidays.remove[1]: "Goed Friday" is not in',
        ),
        ('holidays = { country = "NL", remove = [2026-04-28] }', 'office.holidays.remove[1]: "2026-04-28" is not in'),
    ],
)
def test_a_mistake_is_named_where_it_stands(toml: str, sentence: str) -> None:
    (found,) = mistakes(toml)
    assert found.startswith(f"calendars.toml: {sentence}")


def test_all_mistakes_are_told_at_once() -> None:
    toml = 'holidays = { country = "XX" }\nclosed_yearly = [{ from = "02-30", to = "03-01" }]'
    assert len(mistakes(toml)) == 2


def test_a_removal_that_misses_suggests_the_name_it_meant() -> None:
    assert mistakes('holidays = { country = "NL", remove = ["Goed Friday"] }')[0].endswith(
        "(did you mean Good Friday?)"
    )


def test_something_else_than_a_table_is_no_calendar() -> None:
    _, (problem,) = calendars({"office": 3}, "calendars.toml")
    assert str(problem) == "calendars.toml: office: 3 is no calendar (write [NAME] with its keys below it)"


def test_the_nearest_word_does_not_mind_case_and_is_empty_when_nothing_comes_close() -> None:
    assert nearest("IV_ofice", ["iv_office", "oxineo_office"]) == "iv_office"
    assert nearest("zzz", ["iv_office"]) == ""
