"""Plans inherit, change over time and say where every value comes from (INF-20, INF-30, IV-61, S25)."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from configured import SECRETS, a_configuration, change, loaded
from mailtriage.config.account import facts, lines
from mailtriage.config.load import load
from mailtriage.config.plans import Edition, days, editions, in_force, resolved
from mailtriage.config.sheet import overlay, sheet, value
from mailtriage.desk.terms import ClockName, Terms


def an_edition(plan: str, valid_from: date | None = None, inherits: str = "", **stated: object) -> Edition:
    document = {**stated, **({"valid_from": valid_from} if valid_from else {})}
    return Edition(plan, f"plans/{plan}.toml", sheet(document, f"plans/{plan}.toml"), inherits, valid_from=valid_from)


OLD, NEW = date(2025, 1, 1), date(2027, 1, 1)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return a_configuration(tmp_path)


def terms(directory: Path, contract: str, day: date) -> Terms:
    return loaded(directory).contracts[contract].terms(day)


def test_a_value_stands_in_the_nearest_plan_that_states_it() -> None:
    known = editions([an_edition("a", phone="1", zone="x"), an_edition("b", inherits="a", phone="2")])
    found = resolved(known, "b", OLD)
    assert found is not None
    assert (value(found, "phone"), value(found, "zone")) == ("2", "x")
    assert found["zone",].file == "plans/a.toml"


def test_a_new_version_of_the_parent_reaches_the_child_on_its_day() -> None:
    known = editions([an_edition("a", OLD, phone="1"), an_edition("a", NEW, "a", phone="9"), an_edition("b", OLD, "a")])
    assert days(known, "b") == (OLD, NEW)
    phones = [value(resolved(known, "b", day) or {}, "phone") for day in (OLD, date(2026, 12, 31), NEW)]
    assert phones == ["1", "1", "9"]


def test_a_version_that_inherits_its_own_plan_changes_the_version_before_it() -> None:
    known = editions([an_edition("a", NEW, "a", phone="9"), an_edition("a", OLD, zone="x", phone="1")])
    found = resolved(known, "a", NEW)
    assert found is not None
    assert (value(found, "zone"), value(found, "phone")) == ("x", "9")


def test_before_the_first_version_the_first_one_holds() -> None:
    known = editions([an_edition("a", OLD, version="1"), an_edition("a", NEW, version="2")])
    held = in_force(known, "a", date(2020, 1, 1))
    assert held is not None
    assert held.valid_from == OLD


def test_one_cell_of_an_inherited_row_changes_and_the_rest_stays() -> None:
    below = sheet({"target": [{"priority": 1, "reaction": "1h", "calendar": "a", "clause": "X-1"}]}, "below")
    above = sheet({"target": [{"priority": 1, "calendar": "b", "clause": "Y-2"}]}, "above")
    both = overlay(below, above)
    assert both["target", "priority=1", "reaction"].origin == "below: X-1"
    assert both["target", "priority=1", "calendar"].origin == "above: Y-2"


def test_a_row_that_rests_on_two_clauses_names_both(directory: Path) -> None:
    rows = terms(directory, "noordzee-elite", date(2026, 6, 1)).targets
    (row,) = [r for r in rows if r.priority == 1 and not r.product and r.clock is ClockName.REACTION]
    assert (row.target.duration, row.target.calendar) == (timedelta(minutes=30), "infor_24x7")
    assert row.target.clause == "INF-21, schedule A"


def test_a_child_can_take_a_promise_back(directory: Path) -> None:
    target = (
        '\n[[contract.waterland-integratie.terms.target]]\nservice = "integration"\npriority = 4\nresolution = "none"\n'
    )
    path = directory / "customers/waterland.toml"
    path.write_text(path.read_text(encoding="utf-8") + target, encoding="utf-8")
    rows = terms(directory, "waterland-integratie", OLD).targets
    assert [row.clock for row in rows if row.priority == 4] == [ClockName.REACTION]


def test_a_row_may_warn_earlier_than_its_plan_and_a_clock_may_wait_for_the_vendor(directory: Path) -> None:
    plan = "plans/infravision-integration.toml"
    change(directory, plan, 'priority = 1\nreaction = "1h"', 'priority = 1\nwarn_at = [0.9, 0.25]\nreaction = "1h"')
    change(directory, plan, "vendor_pauses = false", "vendor_pauses = true")
    found = terms(directory, "waterland-integratie", OLD)
    assert {row.priority: row.target.warn_at for row in found.targets} == {
        1: (0.25, 0.9),
        **dict.fromkeys((2, 3, 4), (0.5, 0.75)),
    }
    assert {clock.name: clock.vendor_pauses for clock in found.clocks} == {
        ClockName.REACTION: False,
        ClockName.RESOLUTION: True,
        ClockName.PICK_UP: False,
    }


def test_a_ticket_gets_the_version_in_force_at_its_receipt(directory: Path) -> None:
    later = 'plan = "infravision-integration"\ninherits = "infravision-integration"\nversion = "IV-3.0"\nvalid_from = 2027-01-01\n'
    row = '\n[[target]]\nservice = "integration"\npriority = 1\nreaction = "30m"\nclause = "IV3-42"\n'
    (directory / "plans/infravision-3.toml").write_text(later + row, encoding="utf-8")
    contract = loaded(directory).contracts["nordhavn-integration"]
    found = {day: contract.terms(day) for day in (date(2026, 12, 31), date(2027, 1, 1))}
    first = {day: next(r.target for r in t.targets if r.priority == 1) for day, t in found.items()}
    assert [t.version for t in found.values()] == ["IV-2.0", "IV-3.0"]
    assert [t.duration for t in first.values()] == [timedelta(hours=1), timedelta(minutes=30)]
    assert {t.zone for t in found.values()} == {"Europe/Copenhagen"}  # the addendum lies over every version
    shown = {
        day: dict.fromkeys(f"{line.key} {line.value}" for line in lines(loaded(directory), contract, day))
        for day in found
    }
    key = "target.priority=1 service=integration.reaction"
    assert [f"{key} 1h" in shown[date(2026, 12, 31)], f"{key} 30m" in shown[date(2027, 1, 1)]] == [True, True]


def test_every_value_of_a_contract_is_shown_with_file_and_clause(directory: Path) -> None:
    installation = loaded(directory)
    contract = installation.contracts["nordhavn-integration"]
    shown = {line.key: line for line in lines(installation, contract, date(2026, 6, 1))}
    assert (shown["zone"].value, shown["zone"].file, shown["zone"].clause) == (
        "Europe/Copenhagen",
        "customers/nordhavn.toml",
        "addendum 1",
    )
    assert shown["target.priority=1 service=integration.reaction"].clause == "IV-42, IV-25, IV-47"
    assert shown["starts"].clause == "IV-03"
    everything = facts(installation, contract, date(2025, 12, 31))
    assert (everything["active"], everything["contacts"]) == (
        False,
        [{"name": "Mette Holm", "address": "mette.holm@nordhavn.example", "language": ""}],
    )


def test_a_contract_of_a_plan_that_ends_with_the_year_ends_by_itself(directory: Path) -> None:
    """OX-31."""
    change(directory, "customers/zonneveld.toml", "ends = 2026-12-31\n", "")
    contract = loaded(directory).contracts["zonneveld-support"]
    assert contract.ends == date(2026, 12, 31)
    assert not contract.active(date(2027, 1, 1))


def test_a_priority_without_a_promised_time_is_a_warning_not_a_mistake(directory: Path) -> None:
    """INF-08, contradiction 3."""
    change(directory, "customers/devries.toml", 'priority = 2\nreaction = "4h"', "priority = 2")
    installation, problems = load(directory, SECRETS)
    assert installation is not None
    assert problems == ()
    (warning,) = installation.warnings
    assert (warning.key, warning.reason) == ("contract.devries-xtreme", "no time is promised for priority 2")


def test_a_contract_lays_a_ticket_pattern_over_its_plans_vendor_whose_domain_then_counts(directory: Path) -> None:
    path = directory / "customers/zonneveld.toml"
    own = "\n[contract.zonneveld-support.terms.vendor.microsoft]\nticket_pattern = 'SR-(\\d+)'\n"
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    (found,) = terms(directory, "zonneveld-support", OLD).vendors
    assert (found.ticket_pattern, found.domains) == (r"SR-(\d+)", ("microsoft.example",))
    assert found.address == "support@microsoft.example"
    path.write_text(path.read_text(encoding="utf-8") + "domains = []\n", encoding="utf-8")
    (strict,) = terms(directory, "zonneveld-support", OLD).vendors
    assert (strict.covers("microsoft.example"), found.covers("microsoft.example")) == (False, True)
    change(directory, "customers/zonneveld.toml", "domains = []\n", 'domains = ["tickets.example"]\n')
    (elsewhere,) = terms(directory, "zonneveld-support", OLD).vendors
    assert elsewhere.covers("eu.tickets.example")
