"""Who may ask for support, when, and for what."""

from dataclasses import replace
from datetime import date

import pytest

from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.entitlement import Entitled, NotEntitled, entitlement
from mailtriage.desk.party import Person, Proof
from promised import some_terms

RIK, BO = Person("Rik", "Rik@acme.example"), Person("Bo", "bo@elsewhere.example")
OPEN = Contract(
    "c",
    Customer("acme", "Acme", domains=("acme.example",)),
    "p",
    (some_terms(clauses={"requesters": "plans/oxineo.toml: OX-02", "ends": "plans/oxineo.toml: OX-31"}),),
    date(2026, 12, 1),
    date(2026, 12, 31),
)
NAMED = replace(OPEN, requesters=(Person("Rik", "rik@acme.example"),))


def reason(
    contract: Contract | None = OPEN,
    sender: Person = RIK,
    proof: Proof = Proof.PROVEN,
    day: date = date(2026, 12, 15),
    **asked: str,
) -> str:
    found = entitlement(contract, sender, proof, day, asked.get("service", ""), asked.get("product", ""))
    return found.reason if isinstance(found, NotEntitled) else ""


def test_a_party_of_a_contract_in_force_is_entitled() -> None:
    assert entitlement(OPEN, RIK, Proof.PLAUSIBLE, date(2026, 12, 15)) == Entitled()


def test_without_a_contract_nobody_is_entitled_iv03() -> None:
    assert reason(None) == "no-contract"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 30), "not-started"),
        (date(2026, 12, 1), ""),
        (date(2026, 12, 31), ""),
        (date(2027, 1, 1), "ended"),
    ],
)
def test_a_contract_covers_its_first_and_last_day_ox30_ox31(day: date, expected: str) -> None:
    assert reason(day=day) == expected


def test_a_contract_without_end_goes_on() -> None:
    assert reason(replace(OPEN, ends=None), day=date(2040, 1, 1)) == ""


def test_a_refusal_names_its_clause() -> None:
    assert entitlement(NAMED, BO, Proof.PROVEN, date(2026, 12, 15)) == NotEntitled(
        "not-named", "plans/oxineo.toml: OX-02"
    )


def test_only_named_requesters_may_ask_where_there_are_any_ox02() -> None:
    assert reason(NAMED) == ""
    assert reason(NAMED, Person("Colleague", "colleague@acme.example")) == "not-named"


def test_there_are_no_plus_sign_games_ox02() -> None:
    assert reason(NAMED, Person("Rik", "rik+x@acme.example")) == "not-named"


@pytest.mark.parametrize("contract", [OPEN, NAMED])
def test_a_sender_whose_proof_failed_is_entitled_nowhere(contract: Contract) -> None:
    assert reason(contract, proof=Proof.UNPROVEN) == "unproven"


@pytest.mark.parametrize(
    ("demanded", "given", "expected"),
    [
        (Proof.PLAUSIBLE, Proof.PROVEN, ""),
        (Proof.PROVEN, Proof.PROVEN, ""),
        (Proof.PROVEN, Proof.PLAUSIBLE, "unproven"),
        (Proof.PROVEN, Proof.UNPROVEN, "unproven"),
    ],
)
def test_a_contract_demands_a_degree_of_proof(demanded: Proof, given: Proof, expected: str) -> None:
    contract = replace(OPEN, versions=(some_terms(proof=demanded),))
    assert reason(contract, proof=given) == expected


def test_whoever_confirms_needs_nothing_else() -> None:
    contract = replace(NAMED, versions=(some_terms(proof=Proof.PROVEN),))
    assert reason(contract, Person("Colleague", "colleague@acme.example"), Proof.PLAUSIBLE) == "not-named"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("x@ACME.example", ""),
        ("x@mail.acme.example", ""),
        ("x@notacme.example", "not-party"),
        ("x@acme.example.evil.example", "not-party"),
        ("", "not-party"),
    ],
)
def test_a_domain_covers_itself_and_what_is_below_it(address: str, expected: str) -> None:
    assert reason(sender=Person("", address)) == expected


@pytest.mark.parametrize("more", [{"contacts": (BO,)}, {"addresses": ("BO@elsewhere.example",)}])
def test_a_named_address_needs_no_domain(more: dict[str, tuple[Person | str, ...]]) -> None:
    assert reason(replace(OPEN, **more), BO) == ""  # type: ignore[arg-type]
    assert reason(OPEN, BO) == "not-party"


def test_only_the_services_and_products_of_the_contract_are_covered_iv04_inf12() -> None:
    contract = replace(OPEN, services=("integration",), products=("erp",))
    assert reason(contract, service="integration", product="erp") == ""
    assert reason(contract, service="xurrent") == "service"
    assert reason(contract, product="crm") == "product"


def test_what_a_mail_does_not_name_excludes_nothing() -> None:
    assert reason(replace(OPEN, services=("integration",), products=("erp",))) == ""
    assert reason(OPEN, service="anything", product="anything") == ""
