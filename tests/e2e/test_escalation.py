"""Nobody acts: warnings, breach, level 1, level 2; somebody acknowledges: silence."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from correspondence import Town
from installations import Running, a_daemon
from servers.process import wait_until

FAST = "2026-03-02T10:00:00+01:00,1200"
"""Twenty minutes of contract time a second."""

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
JAN = "jan.dewit@waterland.example"
FEMKE, CARLA, MARIT, THEO = (f"{name}@staff.example" for name in ("femke", "carla", "marit", "theo"))
OWNERS = (FEMKE, "frederik@staff.example", CARLA)


def steps(town: Town, clock: str = "reaction") -> dict[str, dict[str, Any]]:
    return {row["step"]: row for row in town.site.rows("step") if row["clock"] == clock}


def instant(value: object) -> datetime:
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def purposes(town: Town, who: str) -> list[str]:
    return [mail.purpose for mail in town.has(who)]


def contract_time(daemon: Running, town: Town, hour: int) -> None:
    """Wait until a wall clock in Amsterdam shows this hour of that Monday."""
    started = datetime.fromisoformat(daemon.logged("started")[0]["at"])
    seconds = (hour - 10) * 3600 / 1200
    wait_until(lambda: (datetime.now(UTC) - started).total_seconds() > seconds, lambda: "time stands still", seconds=60)  # noqa: TID251


def test_an_ignored_ticket_warns_breaches_and_climbs_to_level_2(town: Town) -> None:
    with a_daemon(town.site, clock="2026-03-02T10:00:05+01:00,1"):
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.reads(JAN)
    # The daemon comes back at the hours that matter, so that no slow machine makes it miss one.
    received = instant(town.site.rows("ticket")[0]["received"])
    hours = ((0.52, "warn-50"), (0.78, "warn-75"), (1.04, "breach"), (3.5, "level-2"))
    for hour, step in hours:
        with a_daemon(town.site, clock=f"{(received + timedelta(hours=hour)).isoformat()},1") as daemon:
            daemon.wait_for("step told", clock="reaction", step=step)
            daemon.wait_for("mail submitted", ticket=1)
    told = steps(town)
    assert sorted(told) == ["breach", "level-1", "level-2", "warn-50", "warn-75"]
    assert {(instant(row["due"]) - received).total_seconds() for row in told.values()} == {3600}
    for owner in OWNERS:
        town.reads(owner, 3)
        heard = [purpose for purpose in purposes(town, owner) if purpose in {"warning", "breach"}]
        assert heard == ["warning", "warning", "breach"]
    (first,), (second,) = (town.reads(who, purpose="escalation") for who in (MARIT, THEO))
    assert "niveau 1" in first.subject
    assert "niveau 2" in second.subject
    (breach,) = town.reads(CARLA, purpose="breach")
    assert f"{instant(told['breach']['due']).astimezone(AMSTERDAM):%H.%M.%S} CET" in breach.words
    assert "IV-2.0" in second.words, "the derivation of the deadline names the contract and its version"
    town.reads(JAN, purpose="progress")
    assert not {"warning", "breach", "escalation"} & set(purposes(town, JAN))


def test_left_alone_at_speed_it_climbs_to_level_2_in_order(town: Town) -> None:
    with a_daemon(town.site, clock=FAST):
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.reads(THEO, purpose="escalation")
    told = {name: instant(row["at"]) for name, row in steps(town).items()}
    received = instant(town.site.rows("ticket")[0]["received"])
    assert told["breach"] - received > timedelta(hours=1)
    assert told["level-2"] - told["level-1"] >= timedelta(hours=2)
    assert purposes(town, MARIT) == ["escalation"]


def test_a_managers_reply_acknowledges_and_then_there_is_silence(town: Town) -> None:
    with a_daemon(town.site, clock=FAST) as daemon:
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        (first,) = town.reads(MARIT, purpose="escalation")
        town.replies(MARIT, first, "Ik pak het op.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        contract_time(daemon, town, 16)
    assert "level-2" not in steps(town)
    assert "escalation" not in purposes(town, THEO)
    assert purposes(town, MARIT) == ["escalation"]
    assert "Ik pak het op." not in "".join(mail.text for mail in town.has(JAN))
    assert "answered" not in {row["kind"] for row in town.site.rows("event")}


def test_after_a_stop_the_breach_is_told_and_warnings_it_has_overtaken_are_not(town: Town) -> None:
    with a_daemon(town.site, clock="2026-03-02T10:00:05+01:00,1"):
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.reads(JAN)
    with a_daemon(town.site, clock="2026-03-02T12:30:00+01:00,1"):
        town.reads(CARLA, purpose="breach")
        town.reads(MARIT, purpose="escalation")
    assert "warning" not in purposes(town, CARLA)
    assert purposes(town, CARLA).count("breach") == 1
    assert "level-2" not in steps(town), "level 1 was told late and has its whole silence before level 2"


def test_an_answer_in_time_stops_the_ladder_before_it_begins(town: Town) -> None:
    with a_daemon(town.site, clock=FAST) as daemon:
        town.writes(JAN, "Probleem", "De koppeling is traag voor alle gebruikers.")
        town.replies(FEMKE, town.reads(FEMKE, purpose="staff-copy")[0], "We kijken.")
        town.reads(JAN, purpose="reply")
        daemon.wait_for("mail submitted", purpose="reminder")
    assert not steps(town)
