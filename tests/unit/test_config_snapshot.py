"""A ticket's terms as text: stable, complete, and readable years later (S25)."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from configured import a_configuration, loaded
from mailtriage.config import snapshot
from mailtriage.desk.terms import Terms


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Terms]:
    contracts = loaded(a_configuration(tmp_path_factory.mktemp("snapshot"))).contracts.values()
    return [terms for contract in contracts for terms in contract.versions]


def test_terms_come_back_as_they_went_in(everything: list[Terms]) -> None:
    assert [snapshot.revive(snapshot.document(terms)[0]) for terms in everything] == everything


def test_equal_terms_have_equal_hashes_whatever_the_order_they_were_written_in(everything: list[Terms]) -> None:
    terms = everything[0]
    shuffled = replace(
        terms, matrix=dict(reversed(list(terms.matrix.items()))), clauses=dict(reversed(list(terms.clauses.items())))
    )
    assert snapshot.document(shuffled) == snapshot.document(terms)


def test_any_change_of_a_promise_changes_the_hash(everything: list[Terms]) -> None:
    terms = everything[0]
    changes = [{"reopen_within": timedelta(days=13)}, {"valid_from": date(2025, 1, 2)}, {"zone": "Europe/Paris"}]
    hashes = {snapshot.document(replace(terms, **c))[1] for c in changes} | {snapshot.document(terms)[1]}  # type: ignore[arg-type]
    assert len(hashes) == 4


def test_a_snapshot_older_than_a_field_gets_its_default() -> None:
    old = json.dumps({"contract": "c", "customer": "k", "plan": "p"})
    assert snapshot.revive(old) == Terms("c", "k", "p")


def test_a_snapshot_newer_than_the_program_loses_only_what_it_does_not_know() -> None:
    document = json.loads(snapshot.document(Terms("c", "k", "p", phone="1"))[0])
    assert snapshot.revive(json.dumps({**document, "moon_phase": "full"})) == Terms("c", "k", "p", phone="1")
