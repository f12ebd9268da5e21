"""rules.toml to conditions: every key asks what it says, and an example that fails names the rule that decided."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from configured import a_configuration, change, loaded
from mailtriage.config.examples import failures
from mailtriage.config.reading import read
from mailtriage.config.rules import rulebook, when
from mailtriage.config.shape.rules import RulesFile, When
from mailtriage.mail.message import Address, Attachment, Message
from mailtriage.triage.condition import Seen
from mailtriage.triage.verdict import VerdictField

CALENDARS = "iv_office"
MAIL = Message(
    from_=Address("Jan", "Jan@Sub.Klant.example"),
    to=(Address("", "support@helpdesk.example"),),
    cc=(Address("", "chef@klant.example"),),
    subject="Koppeling LIGT plat",
    text="Nieuw.\n> oud: storing",
    reply="Nieuw.",
    attachments=(Attachment("dump.ZIP", "application/zip", b"", ""),),
    headers={"x-tool": ("first", "Second")},
)
SEEN = Seen(MAIL, "nl", datetime(2026, 11, 24, 9, tzinfo=UTC), "nl", "auto-generated", "c-1", "infor-elite", "klant")


def holds(condition: str) -> bool:
    written, problems = read(
        RulesFile, tomllib.loads(f"[[rule]]\nname = 'x'\nset = {{}}\nwhen = {condition}"), "rules.toml"
    )
    assert written is not None, problems
    return when(written.rule[0].when).holds(SEEN)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("{ from = 'jan@sub.klant.example' }", "{ from = 'an@sub.klant.example' }"),
        ("{ from = ['x@y.example', '*@*klant.example'] }", "{ from = '*@klant.example' }"),
        ("{ domain = 'klant.example' }", "{ domain = 'ant.example' }"),
        ("{ to = 'chef@klant.example' }", "{ to = 'jan@sub.klant.example' }"),
        ("{ mailbox = ['da', 'nl'] }", "{ mailbox = 'da' }"),
        ("{ language = 'nl' }", "{ language = 'da' }"),
        ("{ automatic = 'auto-*' }", "{ automatic = 'bulk' }"),
        ("{ contract = 'c-1' }", "{ contract = 'c' }"),
        ("{ plan = 'infor-*' }", "{ plan = 'infor' }"),
        ("{ customer = 'klant' }", "{ customer = '' }"),
        ("{ header = { X-Tool = 'second' } }", "{ header = { X-Tools = '' } }"),
        ("{ subject = 'ligt +plat$' }", "{ subject = 'nieuw' }"),
        ("{ body = 'nieuw' }", "{ body = 'storing' }"),
        ("{ text = 'plat|storing' }", "{ text = 'storing' }"),
        ("{ attachment = '\\.zip$' }", "{ attachment = '\\.exe$' }"),
        ("{ attachment = 'application/zip' }", "{ attachment = 'image/' }"),
        (
            "{ all = [{ language = 'nl' }, { subject = 'plat' }] }",
            "{ all = [{ language = 'nl' }, { subject = 'rond' }] }",
        ),
        (
            "{ any = [{ language = 'da' }, { subject = 'plat' }] }",
            "{ any = [{ language = 'da' }, { subject = 'rond' }] }",
        ),
        ("{ not = { language = 'da' } }", "{ not = { language = 'nl' } }"),
        ("{ language = 'nl', subject = 'plat' }", "{ language = 'nl', subject = 'rond' }"),
        ("{}", "{ not = {} }"),
    ],
)
def test_each_key_asks_what_it_says(yes: str, no: str) -> None:
    assert holds(yes)
    assert not holds(no)


def test_every_key_of_a_condition_is_asked_somewhere_above() -> None:
    asked = {field.alias or name for name, field in When.model_fields.items()}
    cases = str(test_each_key_asks_what_it_says.pytestmark)  # type: ignore[attr-defined]
    assert {key for key in asked if f"{key} = " not in cases} == {"received"}


def test_the_time_of_receipt_is_inside_or_outside_a_calendar(tmp_path: Path) -> None:
    calendars = loaded(a_configuration(tmp_path)).calendars
    table = {"inside": When.model_validate({"received": {"inside": "iv_office"}})}
    table["outside"] = When.model_validate({"received": {"outside": "iv_office"}})
    answers: dict[str, list[bool]] = {name: [] for name in table}
    for hour in (7, 9):
        seen = Seen(MAIL, "nl", datetime(2026, 11, 24, hour, 0, tzinfo=UTC), calendars=calendars)
        for name, asked in table.items():
            answers[name].append(when(asked).holds(seen))
    assert answers == {"inside": [False, True], "outside": [True, False]}


def a_rule(**written: Any) -> dict[VerdictField, str | int | None]:
    shape = RulesFile.model_validate({"rule": [{"name": "x", "when": {}, "set": written}]})
    return dict(rulebook(shape, "rules.toml").rules[0].values)


def test_none_decides_and_silence_leaves_it_to_others() -> None:
    assert a_rule(urgency="none", priority="none") == {VerdictField.URGENCY: None, VerdictField.PRIORITY: None}
    assert a_rule(priority=2, tags=["a"], hold="why") == {VerdictField.PRIORITY: 2}
    assert a_rule() == {}


def test_an_example_that_fails_says_what_came_out_and_which_rule_decided(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    change(directory, "rules.toml", 'gives = { kind = "change", priority', 'gives = { kind = "information", priority')
    (problem,) = failures(loaded(directory))
    assert str(problem) == (
        'rules.toml: rule "asks for a change".example[1].gives.kind: '
        'the rules give "change" instead of "information" (decided by "asks for a change")'
    )


def test_an_example_notices_a_rule_set_above_its_own(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    greedy = '[[rule]]\nname = "greedy"\nwhen = { subject = "koppeling" }\nset = { urgency = "degraded" }\n\n[[rule]]\nname = "marked'
    change(directory, "rules.toml", '[[rule]]\nname = "marked', greedy)
    found = failures(loaded(directory))
    assert {problem.hint for problem in found} >= {'decided by "greedy"'}
    assert any(problem.key == 'rule "down, no doubt".example[1].gives.urgency' for problem in found)


def test_an_example_may_arrive_at_a_time_and_in_a_mailbox(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    late = """
[[rule]]
name = "out of hours in Danish"
when = { mailbox = "da", received = { outside = "infor_dk_office" } }
set = { tags = ["late"] }

    [[rule.example]]
    mailbox = "da"
    received = 2026-11-24T22:00:00+01:00
    gives = { tags = ["late"] }

    [[rule.example]]
    mailbox = "nl"
    received = 2026-11-24T22:00:00+01:00
    gives = { tags = [] }

    [[rule.example]]
    mailbox = "da"
    gives = { tags = [] }
"""
    path = directory / "rules.toml"
    path.write_text(path.read_text(encoding="utf-8") + late, encoding="utf-8")
    assert failures(loaded(directory)) == ()
