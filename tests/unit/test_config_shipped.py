"""The shipped configuration is right, complete and harmless."""

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from configured import a_configuration, loaded
from mailtriage.config.checking import check
from mailtriage.config.examples import failures
from mailtriage.config.installation import Installation
from mailtriage.config.locate import shipped
from mailtriage.config.shape.desk import DeskFile
from mailtriage.config.shape.plan import CustomerFile, PlanFile
from mailtriage.config.shape.rules import RulesFile
from mailtriage.config.sheet import entries
from mailtriage.desk.terms import Terms

FILES = sorted(shipped("config").rglob("*.toml"))
REFERENCE = Path(__file__).parents[2] / "docs" / "configuration.md"
OF_EVERY_CONTRACT = {"contract", "customer", "plan", "version", "valid_from", "language"}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return loaded(a_configuration(tmp_path_factory.mktemp("shipped")))


def test_it_has_no_problem_and_no_warning(installation: Installation) -> None:
    assert installation.warnings == ()


def test_check_finds_nothing_but_the_missing_passwords(tmp_path: Path) -> None:
    missing = {problem.key for problem in check(a_configuration(tmp_path), {}).problems}
    assert missing == {"mailbox-nl-password", "mailbox-da-password", "submission-password", "token-keys"}


def test_every_rule_has_an_example_and_every_example_holds(installation: Installation) -> None:
    assert [rule.name for rule in installation.rulebook.rules if not rule.examples] == []
    assert failures(installation) == ()


def test_every_value_of_every_plan_names_its_clause(installation: Installation) -> None:
    for name, versions in installation.sheets.items():
        about = {key: stated for sheet in versions for key, stated in entries(sheet)}
        nameless = [key for key, stated in about.items() if stated.file.startswith("plans/") and not stated.clause]
        assert nameless == [], name


def test_every_plan_has_a_customer(installation: Installation) -> None:
    assert {contract.plan for contract in installation.contracts.values()} == set(installation.plans)


def test_no_field_of_the_terms_is_out_of_the_reach_of_the_files(installation: Installation) -> None:
    """A promise the desk can keep but no plan can make would be dead code, or a plan nobody can write."""
    default = Terms("", "", "")
    versions = [terms for contract in installation.contracts.values() for terms in contract.versions]
    names = {field.name for field in fields(Terms)} - OF_EVERY_CONTRACT
    changed = {name for name in names for terms in versions if getattr(terms, name) != getattr(default, name)}
    stated = {key.partition(".")[0] for terms in versions for key in terms.clauses}
    assert names - changed - stated == set()


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_nothing_in_it_can_reach_a_real_person_or_host(file: Path) -> None:
    hosts = re.findall(r"(?:@|[a-z]://)([a-z0-9.-]+\.[a-z]+)", file.read_text(encoding="utf-8").lower())
    assert [host for host in hosts if not re.search(r"(^|\.)(example|test|example\.com)$", host)] == []


def test_infravision_is_the_table_of_its_section_3_2(installation: Installation) -> None:
    """IV-42 to IV-45, IV-49, IV-24 and IV-12, IV-13, as values."""
    terms = installation.contracts["waterland-integratie"].versions[0]
    hours = {(row.priority, row.clock.value): row.target.duration for row in terms.targets}
    assert {key: span and span.total_seconds() / 3600 for key, span in hours.items()} == {
        (1, "reaction"): 1, (1, "resolution"): 4,
        (2, "reaction"): 9, (2, "resolution"): 18,
        (3, "reaction"): 18, (3, "resolution"): 45,
        (4, "reaction"): 18, (4, "resolution"): 90,
    }  # fmt: skip
    assert terms.matrix == {"many/down": 1, "many/degraded": 2, "one/down": 3, "one/degraded": 4}
    assert {clock.name.value: clock.starts.value for clock in terms.clocks}["resolution"] == "root-cause"
    assert [rung.role for rung in terms.ladder] == ["service-support-manager", "cto"]
    assert {row.target.calendar for row in terms.targets} == {"iv_office"}
    assert [kind.name for kind in terms.kinds if kind.priority] == ["incident"]
    assert terms.kind("change").pending == "agreement"


def test_a_danish_contract_has_danish_time_and_its_own_manager(installation: Installation) -> None:
    contract = installation.contracts["nordhavn-integration"]
    assert (contract.versions[0].zone, contract.versions[0].language) == ("Europe/Copenhagen", "da")
    assert [person.name for person in contract.staff.of("service-support-manager")] == ["Mads Manager"]
    assert [person.name for person in contract.staff.of("cto")] == ["Theo Techniek"]


def test_premium_and_elite_change_the_hours_of_severity_1(installation: Installation) -> None:
    """INF-11, INF-21, INF-30: stated as differences, resolved to whole plans."""
    calendars = {
        name: {row.target.calendar for row in installation.contracts[name].versions[0].targets if row.priority == rank}
        for name, rank in (("devries-xtreme", 1), ("noordzee-elite", 1))
    }
    assert calendars == {"devries-xtreme": {"infor_24x5"}, "noordzee-elite": {"infor_24x7"}}
    levels = [
        installation.contracts[n].versions[0].level for n in ("devries-xtreme", "fjordmoelle-premium", "noordzee-elite")
    ]
    assert levels == [1, 2, 3]


def test_oxineo_aims_and_promises_nothing(installation: Installation) -> None:
    """OX-04, OX-07, OX-09."""
    terms = installation.contracts["zonneveld-support"].versions[0]
    (row,) = terms.targets
    assert (row.target.business_days, row.target.soft, row.target.duration) == (3, True, None)
    assert terms.best_effort
    assert set(terms.staff_only) == {"impact", "urgency", "priority"}


def test_a_contract_under_the_integration_plan_does_not_cover_xurrent(installation: Installation) -> None:
    """IV-25: the table is for the integration service alone."""
    assert installation.contracts["waterland-integratie"].services == ("integration",)
    assert {row.service for row in installation.contracts["rivierenland-xurrent"].versions[0].targets} == {
        "integration"
    }
    assert "integration" not in installation.contracts["rivierenland-xurrent"].services


def _keys(shape: type[BaseModel]) -> set[str]:
    """Every key of a file's shape, at any depth."""
    found = set[str]()
    for name, field in shape.model_fields.items():
        found.add(field.alias or name)
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and part is not shape:
                found |= _keys(part)
    return found


@pytest.mark.parametrize("shape", [DeskFile, PlanFile, CustomerFile, RulesFile])
def test_every_option_is_explained_in_the_reference(shape: type[BaseModel]) -> None:
    words = set(re.findall(r"[a-z_]+", REFERENCE.read_text(encoding="utf-8")))
    assert _keys(shape) - words == set()


@pytest.mark.parametrize("shape", [DeskFile, PlanFile, CustomerFile])
def test_every_option_stands_in_the_shipped_files(shape: type[BaseModel]) -> None:
    files = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    shown = set(re.findall(r"^#? ?\"?([a-z_]+)\"? *=|[{,\[.] ?([a-z_]+)(?: =|[].])", files, re.MULTILINE))
    assert _keys(shape) - {word for pair in shown for word in pair} == set()
