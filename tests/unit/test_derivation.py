"""How a due instant came about, in one line, in three languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailtriage.desk.derivation import derivation
from mailtriage.desk.event import EventKind
from mailtriage.desk.spelling import lateness, moment, spell
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import Ticket
from promised import (
    FROM_ROOT_CAUSE,
    ZONE,
    a_row,
    a_target,
    a_ticket,
    an_event,
    at,
    clock,
    hours,
    opened,
    some_terms,
    waiting,
)

FOUR_HOURS = some_terms(a_row(ClockName.RESOLUTION, hours(4)))
PAUSED = a_ticket(opened("25 14:20"), waiting("25 17:00", "26 09:25"))


def line(ticket: Ticket, now: str, language: str = "en", terms: Terms = FOUR_HOURS) -> str:
    name = terms.targets[0].clock
    return derivation(clock(ticket, now, name, terms), terms, language, {"acme-integration": "Acme"})


IN_WORDS = {
    "en": "Wed 25 Nov 14:20 + 4 h support time, contract Acme v2, calendar iv_office, "
    "paused 16 h 25 (1 h 25 support time) ⇒ Thu 26 Nov 10:45 CET",
    "nl": "wo 25 nov 14.20 + 4 uur supporttijd, contract Acme v2, kalender iv_office, "
    "16 uur 25 min gepauzeerd (waarvan 1 uur 25 min supporttijd) ⇒ do 26 nov 10.45 CET",
    "da": "ons. 25. nov. kl. 14.20 + 4 timer i supporttiden, kontrakt Acme v2, kalender iv_office, "
    "pause 16 timer 25 min. (heraf 1 time 25 min. i supporttiden) ⇒ tors. 26. nov. kl. 10.45 CET",
}


@pytest.mark.parametrize("language", IN_WORDS)
def test_start_target_contract_calendar_and_pauses_add_up_to_the_due_instant(language: str) -> None:
    assert line(PAUSED, "26 10:00", language) == IN_WORDS[language]


def test_another_language_gets_english() -> None:
    assert line(PAUSED, "26 10:00", "fr") == line(PAUSED, "26 10:00", "en")


def test_a_pause_outside_hours_is_said_to_cost_nothing_e37() -> None:
    ticket = a_ticket(opened("23 16:30"), waiting("23 18:00", "24 07:00"))
    assert "paused 13 h (none of it support time) ⇒ Tue 24 Nov 11:30" in line(ticket, "24 08:00")


def test_a_pause_within_hours_is_told_once() -> None:
    assert ", paused 1 h ⇒" in line(a_ticket(opened("23 09:00"), waiting("23 10:00", "23 11:00")), "23 12:00")


def test_overlapping_pauses_count_once() -> None:
    merged = [*waiting("23 10:00", "23 11:00"), *waiting("23 11:00", "23 12:00", "access")]
    assert ", paused 2 h ⇒" in line(a_ticket(opened("23 09:00"), merged), "23 12:00")


def test_a_pause_behind_the_due_instant_is_not_part_of_it() -> None:
    assert "paused" not in line(a_ticket(opened("23 09:00"), waiting("23 15:00", "23 16:00")), "23 17:00")


def test_a_paused_clock_says_what_is_left_e36() -> None:
    said = line(a_ticket(opened("23 09:30"), waiting("23 10:00", "23 10:30"), waiting("23 11:00")), "24 12:00")
    assert said.endswith("paused 30 min, paused since Mon 23 Nov 11:00, 3 h left")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "not started, root cause not established; from then on 4 h support time"),
        ("nl", "nog niet gestart, hoofdoorzaak niet vastgesteld; vanaf dan 4 uur supporttijd"),
        ("da", "ikke startet, rodårsagen er ikke fastslået; derefter 4 timer i supporttiden"),
    ],
)
def test_s18_a_clock_that_has_not_started_says_why(language: str, expected: str) -> None:
    assert line(a_ticket(), "23 12:00", language, replace(FOUR_HOURS, clocks=FROM_ROOT_CAUSE)).startswith(expected)


def test_s18_a_clock_started_by_the_root_cause_says_so_e40() -> None:
    cause = an_event(EventKind.ROOT_CAUSE, "23 15:00", established=at("23 15:00").isoformat())
    said = line(a_ticket(cause), "23 16:00", terms=replace(FOUR_HOURS, clocks=FROM_ROOT_CAUSE))
    assert said.startswith("root cause established Mon 23 Nov 15:00 + 4 h support time")


def test_s18_resolved_without_a_root_cause_says_so() -> None:
    said = line(
        a_ticket(an_event(EventKind.RESOLVED, "23 16:00")),
        "23 16:00",
        terms=replace(FOUR_HOURS, clocks=FROM_ROOT_CAUSE),
    )
    assert said.startswith("root cause not recorded, 4 h support time")


def test_s22_late_by_re_prioritisation_names_the_moment_e41() -> None:
    terms = some_terms(a_row(ClockName.REACTION, hours(18)), a_row(ClockName.REACTION, hours(1), 1))
    ticket = a_ticket(opened("23 09:00", priority=4), an_event(EventKind.TRIAGED, "23 14:00", priority=1))
    assert line(ticket, "23 15:00", terms=terms).endswith(
        "⇒ Mon 23 Nov 10:00 CET, late by re-prioritisation on Mon 23 Nov 14:00"
    )


@pytest.mark.parametrize(
    ("language", "target", "aim"),
    [
        ("en", "3 business days (31 h support time)", "⇒ aim Tue 24 Nov 17:00 CET"),
        ("nl", "3 werkdagen (31 uur supporttijd)", "⇒ streven di 24 nov 17.00 CET"),
        ("da", "3 arbejdsdage (31 timer i supporttiden)", "⇒ tilstræbt tirs. 24. nov. kl. 17.00 CET"),
    ],
)
def test_s27_an_aim_in_business_days_says_so(language: str, target: str, aim: str) -> None:
    row = a_row(ClockName.PICK_UP, a_target(calendar="oxineo_office", business_days=3, soft=True))
    said = line(a_ticket(opened("19 10:00")), "19 12:00", language, some_terms(row))
    assert target in said
    assert said.endswith(aim)


def test_the_year_is_told_only_when_it_changes() -> None:
    said = line(a_ticket(opened("2026-12-31 16:30")), "2026-12-31 17:00")
    assert said.startswith("Thu 31 Dec 2026 16:30 +")
    assert said.endswith("⇒ Fri 1 Jan 2027 11:30 CET")


def test_seconds_are_told_when_there_are_any() -> None:
    assert line(a_ticket(opened("23 17:29:59")), "23 17:30").startswith("Mon 23 Nov 17:29:59 + 4 h")


def test_the_zone_is_the_contract_s_s03() -> None:
    terms = replace(FOUR_HOURS, zone="America/New_York")
    assert line(a_ticket(opened("23 10:00")), "23 11:00", terms=terms).endswith("⇒ Mon 23 Nov 08:00 EST")


@pytest.mark.parametrize(
    ("duration", "english", "dutch", "danish"),
    [
        (hours(4), "4 h", "4 uur", "4 timer"),
        (hours(1), "1 h", "1 uur", "1 time"),
        (timedelta(hours=13, minutes=5), "13 h 05", "13 uur 5 min", "13 timer 5 min."),
        (timedelta(minutes=45), "45 min", "45 min", "45 min."),
        (timedelta(hours=90), "90 h", "90 uur", "90 timer"),
        (timedelta(seconds=30), "30 s", "30 s", "30 sek."),
        (timedelta(hours=1, seconds=5), "1 h 5 s", "1 uur 5 s", "1 time 5 sek."),
        (timedelta(0), "0 min", "0 min", "0 min."),
        (timedelta(seconds=59.9), "59 s", "59 s", "59 sek."),
        (-hours(2.5), "-2 h 30", "-2 uur 30 min", "-2 timer 30 min."),
    ],
)
def test_durations_are_said_as_people_say_them(duration: timedelta, english: str, dutch: str, danish: str) -> None:
    assert [spell(duration, language) for language in ("en", "nl", "da")] == [english, dutch, danish]


def test_an_instant_is_told_on_the_wall_of_its_zone() -> None:
    assert moment(at("2026-05-01 09:30"), ZONE, "da", year=True) == "fre. 1. maj 2026 kl. 09.30"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-10-25 02:45", "Sun 25 Oct 02:45 CEST + 30 min support time"),
        ("2026-03-29 01:45", "Sun 29 Mar 01:45 CET + 30 min"),
    ],
)
def test_s29_where_the_clocks_are_changed_in_between_both_instants_name_their_zone(received: str, due: str) -> None:
    terms = some_terms(a_row(ClockName.REACTION, a_target(hours(0.5), "always")))
    said = line(a_ticket(opened(received)), received, terms=terms)
    assert said.startswith(due)
    assert said.endswith({"10": "⇒ Sun 25 Oct 02:15 CET", "03": "⇒ Sun 29 Mar 03:15 CEST"}[received[5:7]])


@pytest.mark.parametrize(
    ("support", "wall", "words"),
    [
        (80, 80, {"en": "1 h 20 of support time late", "nl": "1 uur 20 min supporttijd te laat"}),
        (80, 150, {"da": "1 time 20 min. for sent i supporttiden (2 timer 30 min. på uret)"}),
        (
            0,
            90,
            {"en": "1 h 30 late, none of it support time", "nl": "1 uur 30 min te laat, geheel buiten supporttijd"},
        ),
        (0, 0.5, {"en": ""}),
    ],
)
def test_s12_lateness_is_said_in_support_time_and_by_the_clock_e44(
    support: float, wall: float, words: dict[str, str]
) -> None:
    for language, said in words.items():
        assert lateness(timedelta(minutes=support), timedelta(minutes=wall), language) == said
