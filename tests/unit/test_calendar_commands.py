"""`sla solve`, `sla rates` and `calendar show` as other programs and operators see them."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from mailtriage.cli.main import cli

CONFIG = str(Path(__file__).parents[2] / "config")


def run(*words: str, lines: str = "") -> Result:
    return CliRunner().invoke(cli, ["--config", CONFIG, *words], input=lines)


def answers(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def solved(**question: object) -> dict[str, object]:
    asked = {"id": 7, "calendar": "iv_office", "start": "2026-11-23T10:00:00+01:00"} | question
    (answer,) = answers(run("sla", "solve", lines=json.dumps(asked)))
    return answer


def test_a_question_is_answered_with_its_id_in_utc() -> None:
    answer = solved(target_minutes=60, elapsed_at=["2026-11-23T10:30:00+01:00", "2026-11-24T09:30:00+01:00"])
    assert answer == {
        "id": 7,
        "due": "2026-11-23T10:00:00Z",
        "elapsed_at": [
            {"at": "2026-11-23T09:30:00Z", "seconds": 1800},
            {"at": "2026-11-24T08:30:00Z", "seconds": 30_600},
        ],
    }


def test_without_a_target_nothing_is_due_but_time_still_passes() -> None:
    answer = solved(elapsed_at=["2026-11-23T10:00:01.5+01:00"])
    assert answer == {"id": 7, "due": None, "elapsed_at": [{"at": "2026-11-23T09:00:01.500000Z", "seconds": 1.5}]}


def test_a_fractional_target_is_exact_to_the_second() -> None:
    for seconds in (1, 20, 123, 246, 505, 3599, 33_333):
        due = solved(target_minutes=seconds / 60, calendar="infor_24x7", start="2026-11-23T00:00:00Z")["due"]
        hour, rest = divmod(seconds, 3600)
        assert due == f"2026-11-23T{hour:02}:{rest // 60:02}:{rest % 60:02}Z"


def test_business_days_and_pauses_are_understood() -> None:
    question = {"calendar": "oxineo_office", "start": "2026-11-19T10:00:00+01:00", "target_business_days": 3}
    assert solved(**question)["due"] == "2026-11-24T16:00:00Z"
    pause = ["2026-11-20T09:00:00+01:00", "2026-11-20T13:00:00+01:00"]
    assert solved(**question, pauses=[pause])["due"] == "2026-11-25T12:00:00Z"
    assert solved(**question, pauses=[[pause[0], None]])["due"] is None


def test_a_bad_line_is_an_error_on_its_line_and_the_others_are_answered() -> None:
    good = '{"id": 1, "calendar": "iv_office", "start": "2026-11-23T10:00:00Z", "target_minutes": 60}'
    result = run("sla", "solve", lines=f'nonsense\n[1]\n\n{good}\n{{"id": "b", "calendar": "iv_ofice"}}\n{good}')
    assert result.exit_code == 1
    first, second, third, fourth, fifth = answers(result)
    assert first["id"] is None
    assert str(first["error"]).startswith("not JSON")
    assert second["error"] == "not a JSON object"
    assert third == fifth == {"id": 1, "due": "2026-11-23T11:00:00Z", "elapsed_at": []}
    assert fourth["id"] == "b"
    assert str(fourth["error"]).startswith("calendar: 'iv_ofice' is none of infor_24x5, ")


def test_each_bad_field_is_named() -> None:
    for question, field in (
        ({"start": "2026-11-23T10:00:00"}, "start"),  # whose time?
        ({"start": 3}, "start"),
        ({"start": "0001-01-01T00:00:00+05:00"}, "start"),
        ({"calendar": []}, "calendar"),
        ({"target_minutes": -1}, "target_minutes"),
        ({"target_minutes": True}, "target_minutes"),
        ({"target_minutes": float("nan")}, "target_minutes"),
        ({"target_minutes": 1e300}, "target_minutes"),
        ({"target_minutes": 1, "target_business_days": 1}, "target_minutes"),
        ({"target_business_days": 0}, "target_business_days"),
        ({"target_business_days": 1.5}, "target_business_days"),
        ({"pauses": [["2026-11-23T10:00:00Z"]]}, "pauses"),
        ({"pauses": {"from": 1}}, "pauses"),
        ({"elapsed_at": ["soon"]}, "elapsed_at"),
        ({"target_minutes": 1e9}, "target_minutes"),
        ({"target_minutes": 1e12}, "target_minutes"),
        ({"target_business_days": 10**9}, "target_business_days"),
        ({"target_business_days": 10**30}, "target_business_days"),
        ({"start": "2150-01-01T00:00:00Z", "target_minutes": 1}, "start"),
        ({"elapsed_at": ["2150-01-01T00:00:00Z"]}, "elapsed_at"),
        ({"pauses": [["2026-11-23T12:00:00Z", "2026-11-23T11:00:00Z"]]}, "pauses: ['2026-11-23T12:00:00Z', "),
    ):
        assert str(solved(**question)["error"]).startswith(field), question


def test_what_no_calendar_reaches_is_an_error_of_its_line() -> None:
    for question in ({"target_minutes": 1e9}, {"target_business_days": 10**9}, {"start": "2150-01-01T00:00:00Z"}):
        assert "error" in solved(**({"target_minutes": 1} | question if "start" in question else question))
    far = {"target_minutes": 5e14, "start": "2026-01-01T00:00:00Z"}
    assert "error" in solved(**far)


def test_rates_are_answered_by_class() -> None:
    question = {"id": 1, "calendar": "oxineo_office", "from": "2026-11-20T15:30:00Z", "to": "2026-11-21T00:00:00Z"}
    result = run("sla", "rates", lines=json.dumps(question))
    assert result.exit_code == 0
    assert answers(result) == [{"id": 1, "seconds": {"office": 1800, "out_of_hours": 25_200, "weekend_holiday": 3600}}]


def test_rates_of_a_time_that_ends_before_it_begins_are_an_error() -> None:
    question = {"id": 1, "calendar": "oxineo_office", "from": "2026-11-21T00:00:00Z", "to": "2026-11-20T15:30:00Z"}
    result = run("sla", "rates", lines=json.dumps(question))
    assert result.exit_code == 1
    assert answers(result) == [
        {"id": 1, "error": "from: '2026-11-21T00:00:00Z' is after to, '2026-11-20T15:30:00Z'"},
    ]


def test_a_pause_of_no_length_is_none() -> None:
    at = "2026-11-23T10:30:00Z"
    assert solved(target_minutes=60, pauses=[[at, at]]) == solved(target_minutes=60)


def test_calendars_with_mistakes_answer_nothing(tmp_path: Path) -> None:
    (tmp_path / "calendars.toml").write_text('[office]\nzone = "Nowhere"\n')
    result = CliRunner().invoke(cli, ["sla", "solve", "--config", str(tmp_path)], input="{}\n")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert 'office.zone: "Nowhere" is not a time zone' in result.stderr


def test_calendar_show_lists_what_counts_in_a_year() -> None:
    result = run("calendar", "show", "syneton_support", "--year", "2026")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "  fri  09:00-12:00, 13:00-15:30" in lines
    assert "  sun  closed" in lines
    assert "  2026-11-11 wed  Armistice Day" in lines
    assert "  12-25 to 01-01, both included" in lines


def test_calendar_show_gives_programs_the_same_as_json() -> None:
    shown = json.loads(run("calendar", "show", "iv_office", "--year", "2026", "--json").stdout)
    assert shown["week"]["mon"] == ["08:30-17:30"]
    assert {"date": "2026-04-27", "name": "King's Day"} in shown["holidays"]
    assert (shown["zone"], shown["year"], shown["closed"]) == ("Europe/Amsterdam", 2026, [])
    assert shown["open_seconds"] == shown["open_days"] * 9 * 3600
    assert shown["open_days"] == 261 - sum(
        day["date"] not in {"2026-04-05", "2026-05-24", "2026-12-26"} for day in shown["holidays"]
    )


def test_calendar_show_lists_only_closures_and_extra_openings_of_that_year(tmp_path: Path) -> None:
    spans = "[{ from = 2026-12-31, to = 2027-01-01T06:00:00, name = 'turn' }, { from = 2028-05-01, to = 2028-05-01, name = 'May' }]"
    text = (
        f'[o]\nzone = "Europe/Brussels"\nweek = {{ mon = ["09:00-10:00"] }}\nclosed = {spans}\nextra_open = {spans}\n'
    )
    (tmp_path / "calendars.toml").write_text(text)
    for year, names in ((2026, ["turn"]), (2027, ["turn"]), (2028, ["May"]), (2029, [])):
        result = run("calendar", "show", "o", "--year", str(year), "--json", "--config", str(tmp_path))
        shown = json.loads(result.stdout)
        assert [span["name"] for span in shown["closed"]] == names
        assert [span["name"] for span in shown["extra_open"]] == names
        text = run("calendar", "show", "o", "--year", str(year), "--config", str(tmp_path)).stdout
        assert ("Closed once" in text, "Extra openings" in text) == (bool(names), bool(names))


def test_an_unknown_calendar_is_refused_with_the_nearest_name() -> None:
    result = run("calendar", "show", "iv_ofice")
    assert "did you mean iv_office?" in str(result.exception)
