"""The time that was proposed is recognised in whatever way somebody names it, and no other time is."""

from datetime import datetime

import pytest

from mailtriage.mail.named_time import without

HALF_PAST, NOON = datetime.fromisoformat("2026-11-27T13:30"), datetime.fromisoformat("2026-12-04T14:00")


@pytest.mark.parametrize(
    "text",
    [
        "vrijdag 27 november om 13.30 uur",
        "Vrijdag om 13u30",
        "op 27/11 om 13:30",
        "27-11-2026 13h30",
        "2026-11-27 13:30",
        "Friday 27th of November at 1:30 pm",
        "November 27 at 1.30 p.m.",
        "fredag den 27. november kl. 13.30",
        "am 27.11.2026 um 13:30 Uhr",
    ],
)
def test_the_time_itself_goes(text: str) -> None:
    assert without(text, HALF_PAST).strip(" ,.") == ""


@pytest.mark.parametrize("text", ["vrijdag 14 uur", "4/12 om 14u", "at 2 pm", "kl. 14", "om 14.00 uur"])
def test_a_full_hour_goes_by_its_hour_alone(text: str) -> None:
    assert not any(letter.isdigit() for letter in without(text, NOON))


@pytest.mark.parametrize(
    "text",
    [
        "30/11 om 13u",
        "27/12",
        "13 uur",
        "13u",
        "3:30",
        "1:30 am",
        "13.30.11",
        "127/11",
        "27/11/2027",
        "11/27",
        "28 november",
        "27 december",
        "13:31",
        "13:300",
    ],
)
def test_any_other_time_leaves_a_figure_standing(text: str) -> None:
    assert any(letter.isdigit() for letter in without(text, HALF_PAST))


def test_another_weekday_stays() -> None:
    assert "donderdag" in without("donderdag om 13u30", HALF_PAST)
