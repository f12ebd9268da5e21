"""Times, durations and names in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailtriage.desk.clock import ClockState
from mailtriage.desk.state import PendingReason, State
from mailtriage.desk.terms import ClockName
from mailtriage.notices.languages import LANGUAGES
from mailtriage.notices.render import environment
from mailtriage.notices.sample import TICKET
from mailtriage.notices.wording import plural, sentence

ENVIRONMENT = environment([Path(__file__).parents[2] / "templates"])
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def said(expression: str, language: str = "en", zone: str = "Europe/Amsterdam", **facts: object) -> str:
    context = {"language": language, "zone": zone, "written": None} | facts
    return ENVIRONMENT.from_string("{{ " + expression + " }}").render(context)


@pytest.mark.parametrize(
    ("language", "zone", "instant", "words"),
    [
        ("en", "Europe/Amsterdam", NOON, "Tuesday 24 November 2026 at 12:00 (CET)"),
        ("nl", "Europe/Brussels", datetime(2026, 7, 1, 6, 5, tzinfo=UTC), "woensdag 1 juli 2026 om 08.05 uur (CEST)"),
        (
            "da",
            "Europe/Copenhagen",
            datetime(2027, 3, 31, 22, tzinfo=UTC),
            "torsdag den 1. april 2027 kl. 00.00 (CEST)",
        ),
        ("en", "America/New_York", NOON, "Tuesday 24 November 2026 at 06:00 (EST)"),
        ("en", "Asia/Dubai", NOON, "Tuesday 24 November 2026 at 15:00 (UTC+04:00)"),
        ("en", "America/Sao_Paulo", NOON, "Tuesday 24 November 2026 at 08:00 (UTC-03:00)"),
        ("en", "UTC", NOON, "Tuesday 24 November 2026 at 11:00 (UTC)"),
    ],
)
def test_an_instant_is_told_in_the_zone_of_the_contract_with_the_zone(
    language: str, zone: str, instant: datetime, words: str
) -> None:
    assert said("at | moment", language, zone, at=instant) == words


def test_the_two_hours_of_a_night_in_october_are_told_apart() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert said("at | moment", at=first).endswith("02:30 (CEST)")
    assert said("at | moment", at=second).endswith("02:30 (CET)")


def test_a_promise_is_never_told_later_than_it_is_and_neither_does_a_list() -> None:
    due = NOON + timedelta(seconds=59, microseconds=999_999)
    assert said("at | moment", at=due).endswith("12:00 (CET)")
    assert said("at | stamp", at=due) == "Tue 24 Nov 2026 12:00 CET"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without zone"):
        said("at | moment", at=NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("hours", "lead"),
    [(0, "today, "), (11, "today, "), (12, "tomorrow, "), (35, "tomorrow, "), (36, ""), (-13, "")],
)
def test_today_and_tomorrow_are_days_of_the_contracts_zone(hours: int, lead: str) -> None:
    at = NOON + timedelta(hours=hours)
    assert said("at | soon", at=at, written=NOON) == lead + said("at | moment", at=at)


def test_without_the_instant_of_writing_nothing_is_called_today() -> None:
    assert said("at | soon", at=NOON) == said("at | moment", at=NOON)


@pytest.mark.parametrize(("language", "words"), [("en", "90 h 05"), ("nl", "90 uur 5 min"), ("da", "90 timer 5 min.")])
def test_s15_a_duration_is_never_told_in_days(language: str, words: str) -> None:
    assert said("span | duration", language, span=timedelta(hours=90, minutes=5)) == words


@pytest.mark.parametrize(
    ("state", "pending", "words"),
    [
        (State.PENDING, PendingReason.REQUESTER, "waiting for your answer"),
        (State.PENDING, None, "waiting"),
        (State.WITH_VENDOR, None, "with the vendor"),
    ],
)
def test_a_state_is_told_as_its_requester_may_read_it(state: State, pending: PendingReason | None, words: str) -> None:
    assert said("ticket | state", ticket=replace(TICKET, state=state, pending=pending)) == words


@pytest.mark.parametrize("language", ["en", "nl", "da"])
def test_every_state_clock_and_step_has_words(language: str) -> None:
    words = LANGUAGES[language]
    assert set(State) <= set(words.states)
    assert {f"pending/{reason}" for reason in PendingReason} <= set(words.states)
    assert set(ClockName) == set(words.clocks)
    assert set(ClockState) == set(words.clock_states)
    assert all(
        set(getattr(words, table)) == set(getattr(LANGUAGES["en"], table)) for table in ("steps", "holds", "fields")
    )


def test_small_words() -> None:
    assert [plural(n, "ticket", "tickets") for n in (0, 1, 2)] == ["0 tickets", "1 ticket", "2 tickets"]
    assert sentence("éerste reactie van Jan") == "Éerste reactie van Jan"
    assert said("a | mailto(s)", a="support+tok@desk.example", s="[T-1] ok & more") == (
        "mailto:support+tok@desk.example?subject=%5BT-1%5D%20ok%20%26%20more"
    )
