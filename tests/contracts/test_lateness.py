"""How late a promise is, in support time and by the clock, wherever people read of it (S12, E44); and how it moved (S24)."""

from typing import Any

from deskwork import Desk
from mailtriage.jobs import acts, joining
from mailtriage.jobs.acts import Actor
from mailtriage.jobs.facts import named
from mailtriage.jobs.office import Moment
from mailtriage.jobs.showing import ticket_in_full
from mailtriage.notices.history import history

JAN = "jan.dewit@waterland.example"
TOP, HIGH = "Koppeling ligt plat voor iedereen", "De koppeling is traag voor alle gebruikers"


def shown(desk: Desk, number: int) -> dict[str, Any]:
    """The clocks of `ticket show --json`, by name."""
    with desk.office.database.read() as session:
        found: Any = ticket_in_full(Moment(desk.office, session, desk.office.now()), desk.file(number))
    return {clock["name"]: clock for clock in found["clocks"]}


def lines(desk: Desk, number: int, language: str = "en") -> list[str]:
    file = desk.file(number)
    with desk.office.database.read() as session:
        at = Moment(desk.office, session, desk.office.now())
        told = history(file.ticket, language, named(at, file, language), "Europe/Amsterdam")
    return [line.what for line in told]


def test_s12_an_answer_after_closing_is_late_by_the_clock_and_by_no_support_time_e44(desk: Desk) -> None:
    desk.until("2026-11-24 08:30")
    number = desk.mail(JAN, HIGH)
    assert desk.due(number) == "2026-11-24 17:30"
    desk.until("2026-11-24 19:00")
    desk.do(number, acts.reply("Wij kijken."))
    clock = shown(desk, number)["reaction"]
    assert (clock["verdict"], clock["late_business_seconds"], clock["late_wall_seconds"]) == ("missed", 0, 5400)
    assert "first answer: 1 h 30 late, none of it support time" in lines(desk, number)
    assert "eerste reactie: 1 uur 30 min te laat, geheel buiten supporttijd" in lines(desk, number, "nl")


def test_s12_a_promise_in_time_is_late_by_nothing_and_says_nothing(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.reply("Wij kijken."))
    clock = shown(desk, number)["reaction"]
    assert (clock["late_business_seconds"], clock["late_wall_seconds"], clock["lateness"]) == (0, 0, "")
    assert not [line for line in lines(desk, number) if line.startswith("first answer")]


def test_s12_who_hears_of_an_escalation_reads_how_late_it_is_in_support_time(desk: Desk) -> None:
    desk.until("2026-11-23 16:00")
    number = desk.mail(JAN, TOP)
    desk.until("2026-11-24 18:00")
    late = [w for w in desk.written("escalation", ticket=number) if w.step == "level-2"]
    assert late
    assert all("2 uur supporttijd te laat (17 uur op de klok)" in w.text for w in late if "Termijn" in w.text)
    assert any("Termijn" in w.text for w in late)


def test_s24_the_history_says_was_now_and_why_of_a_promise_that_a_merge_moved(desk: Desk) -> None:
    early = desk.mail(JAN, HIGH)
    desk.until("2026-11-23 12:00")
    late = desk.mail("ineke.bakker@waterland.example", HIGH)
    joining.merge(desk.office, early, late, Actor("tomas@staff.example", "command line"))
    said = (
        "promised time worked out anew (first answer): "
        "was Tue 24 Nov 12:00 CET, now Tue 24 Nov 10:00 CET; tickets merged"
    )
    assert said in lines(desk, late)


def test_s22_the_history_says_was_and_now_of_another_priority(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.prioritise(2, "", "", "valt mee"))
    (moved,) = (line for line in lines(desk, number, "nl") if line.startswith("afgesproken tijd"))
    assert moved == (
        "afgesproken tijd opnieuw berekend (eerste reactie): "
        "was ma 23 nov 11.00 CET, nu di 24 nov 10.00 CET; andere prioriteit of soort"
    )


def test_s18_the_history_says_since_when_a_corrected_cause_was_known(desk: Desk) -> None:
    number = desk.mail(JAN, TOP)
    desk.do(number, acts.root_cause("de database", None))
    desk.until("2026-11-23 11:30")
    desk.do(number, acts.root_cause("de schijf", None))
    assert "årsagen er rettet, før sat til man. 23. nov. kl. 10.00 CET: de schijf" in lines(desk, number, "da")
