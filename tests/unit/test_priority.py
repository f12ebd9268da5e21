"""How urgent a ticket is, and who may say so."""

import pytest

from mailtriage.desk.priority import may_set, needs_reason, priority, rank_called
from mailtriage.desk.terms import KindTerms
from promised import some_terms

MATRIX = {"many/down": 1, "many/degraded": 2, "one/down": 3, "one/degraded": 4}
CLAUSES = {"matrix.many/down": "plans/iv.toml: IV-42", "defaults.priority": "plans/iv.toml: 3.2"}
KINDS = (KindTerms("incident"), KindTerms("information", priority=False, clause="IV-12"))
LABELS = {"1": {"en": "Top (1)", "nl": "Top (1)"}, "2": {"en": "High (2)", "nl": "Hoog (2)", "da": "Høj (2)"}}
IV = some_terms(matrix=MATRIX, clauses=CLAUSES, kinds=KINDS, priorities=LABELS)
OXINEO = some_terms(matrix=MATRIX, kinds=KINDS, defaults={"priority": "3"}, staff_only=("priority", "urgency"))


@pytest.mark.parametrize(("pair", "rank"), list(MATRIX.items()))
def test_impact_and_urgency_make_the_priority_iv42_to_iv45(pair: str, rank: int) -> None:
    assert priority(IV, "incident", *pair.split("/")).rank == rank


def test_a_priority_names_its_rule_and_clause() -> None:
    found = priority(IV, "incident", "many", "down")
    assert (found.rule, found.clause) == ("matrix many/down", "plans/iv.toml: IV-42")


def test_an_information_request_has_no_priority_iv12() -> None:
    found = priority(IV, "information", "many", "down")
    assert (found.rank, found.rule, found.clause) == (None, "kind information", "IV-12")


def test_a_pair_the_matrix_does_not_list_gets_the_default_of_the_plan() -> None:
    assert priority(IV, "incident", "", "").rank is None
    plan = some_terms(matrix=MATRIX, kinds=KINDS, defaults={"priority": "3"}, clauses=CLAUSES)
    found = priority(plan, "incident", "many", "")
    assert (found.rank, found.rule, found.clause) == (3, "plan default", "plans/iv.toml: 3.2")


def test_where_staff_decides_there_is_no_priority_until_they_do_ox08() -> None:
    assert priority(OXINEO, "incident", "", "").rank is None


@pytest.mark.parametrize("name", ["priority", "urgency"])
def test_where_staff_decides_nobody_else_does_ox09_sy05(name: str) -> None:
    assert may_set(OXINEO, name, staff=True)
    assert not may_set(OXINEO, name, staff=False)
    assert may_set(IV, name, staff=False)
    assert may_set(OXINEO, "kind", staff=False)


def test_going_against_the_matrix_must_be_argued_iv45() -> None:
    assert needs_reason(IV, "incident", "many", "down", 2)
    assert needs_reason(IV, "incident", "many", "down", None)
    assert not needs_reason(IV, "incident", "many", "down", 1)
    assert not needs_reason(IV, "incident", "", "", 2)


@pytest.mark.parametrize(
    ("word", "rank"),
    [("1", 1), ("Top", 1), ("top (1)", 1), (" HOOG ", 2), ("høj", 2), ("4", 4), ("5", None), ("", None), ("0", None)],
)
def test_people_may_use_the_number_or_the_contract_s_own_words_inf45(word: str, rank: int | None) -> None:
    assert rank_called(IV, word) == rank
