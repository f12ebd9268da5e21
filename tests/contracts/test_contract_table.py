"""docs/contracts.md says what is true: every rule once, its tests and its configuration there, nothing claimed without."""

import pytest

from ruled import DOCUMENT, LATER, Rule, configured, document, exists, held_by, rules

RULES = rules()
HELD = held_by()
TEXTS = {"INF": [*range(1, 17), *range(20, 24), *range(30, 46)], "IV": [*range(1, 34), *range(40, 62)]}
TEXTS |= {"OX": list(range(1, 37)), "SY": list(range(1, 22))}


def test_the_page_is_what_the_table_the_tests_and_the_configuration_make_of_it() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "run `make contracts`"


def test_every_rule_of_the_texts_stands_in_it_once() -> None:
    wanted = [f"{text}-{number:02}" for text, numbers in TEXTS.items() for number in numbers]
    assert len(wanted) == 148
    assert [rule.id for rule in RULES] == wanted


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_how_it_stands_and_only_one_that_holds_has_tests(rule: Rule) -> None:
    assert sum(map(bool, (rule.behaviour, rule.later, rule.not_yet))) == 1
    assert rule.later in {"", *LATER}
    assert rule.behaviour or not rule.lacks
    assert bool(HELD.get(rule.id)) == bool(rule.behaviour)
    assert [place for place in rule.config if not exists(place)] == []


def test_no_test_and_no_clause_names_a_rule_that_does_not_exist() -> None:
    known = {rule.id for rule in RULES}
    assert set(HELD) <= known
    assert set(configured()) <= known
