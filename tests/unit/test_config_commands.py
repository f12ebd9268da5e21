"""`init`, `check`, `contract show` and `schema` as operators and their editors see them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configured import SECRETS, a_configuration, change
from mailtriage.cli.main import cli


def run(*words: str, secrets: bool = True) -> Result:
    return CliRunner().invoke(cli, list(words), env=SECRETS if secrets else {})


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return a_configuration(tmp_path)


def test_init_makes_a_configuration_that_only_lacks_passwords(tmp_path: Path) -> None:
    started = run("init", str(tmp_path / "desk"))
    assert started.exit_code == 0
    assert "check" in started.stdout
    checked = run("--config", str(tmp_path / "desk"), "check", "--offline", "--json", secrets=False)
    assert {problem["key"] for problem in json.loads(checked.stdout)["problems"]} == {
        "mailbox-nl-password",
        "mailbox-da-password",
        "submission-password",
    }


def test_check_counts_problems_and_ends_with_1(directory: Path) -> None:
    change(directory, "mailtriage.toml", 'members = ["theo"]', 'members = ["teo"]')
    change(directory, "mailtriage.toml", "port = 465", "prot = 465")
    checked = run("--config", str(directory), "check", "--offline")
    assert checked.exit_code == 1
    assert checked.stdout.splitlines() == [
        'mailtriage.toml: role.cto: there is no person "teo" (did you mean "theo"?)',
        'mailtriage.toml: submission.prot: unknown key (did you mean "port"?)',
        "2 problems found.",
    ]


def test_check_shows_warnings_and_passes(directory: Path) -> None:
    change(directory, "mailtriage.toml", 'trusted_authserv_ids = ["mx.helpdesk.example"]', "")
    checked = run("--config", str(directory), "check", "--offline")
    assert checked.exit_code == 0
    assert checked.stdout.startswith("warning: mailtriage.toml: mailbox.nl.trusted_authserv_ids: ")
    assert checked.stdout.endswith("No problem found.\n")


def test_contract_show_prints_each_value_with_clause_and_file(directory: Path) -> None:
    shown = run("contract", "show", "nordhavn-integration", "--at", "2026-06-01", "--config", str(directory)).stdout
    assert "in force on 2026-06-01" in shown
    line = next(line for line in shown.splitlines() if line.startswith("zone "))
    assert line.split() == ["zone", "Europe/Copenhagen", "[customers/nordhavn.toml:", "addendum", "1]"]


def test_contract_show_names_the_hours_behind_the_calendars_and_the_people_behind_the_roles(directory: Path) -> None:
    shown = run("contract", "show", "noordzee-elite", "--config", str(directory)).stdout
    assert "Hours of infor_nl_office: Mon–Fri 09:00–17:00." in shown
    assert "csm: sofie@staff.example; deputies marit@staff.example" in shown


def test_contract_show_says_when_a_contract_is_not_in_force(directory: Path) -> None:
    shown = run("contract", "show", "zonneveld-support", "--at", "2027-01-01", "--json", "--config", str(directory))
    facts = json.loads(shown.stdout)
    assert (facts["active"], facts["ends"]) == (False, "2026-12-31")
    assert {"key": "max_requesters", "value": "2", "file": "plans/oxineo.toml", "clause": "OX-02"} in facts["terms"]


def test_contract_show_of_an_unknown_contract_names_the_nearest(directory: Path) -> None:
    shown = CliRunner().invoke(cli, ["contract", "show", "noordzee-elit", "--config", str(directory)])
    assert str(shown.exception) == 'there is no contract "noordzee-elit"; did you mean "noordzee-elite"?'


def test_schema_knows_every_key_that_the_shipped_files_use() -> None:
    schemas = json.loads(run("schema").stdout)
    assert set(schemas) == {"mailtriage.toml", "calendars.toml", "plans/*.toml", "customers/*.toml", "rules.toml"}
    assert json.loads(run("schema", "rules").stdout) == schemas["rules.toml"]
    mailbox = schemas["mailtriage.toml"]["$defs"]["Mailbox"]
    assert mailbox["additionalProperties"] is False
    assert "password" not in mailbox["properties"]
    assert {"host", "port", "addresses", "intake_from", "sender_name", "language"} == set(mailbox["required"])
