"""Rules in their order: two passes, the first rule that sets a field, and who may set what."""

from datetime import date

from mailtriage.desk.party import Person
from mailtriage.triage.condition import Body, Said, Subject
from mailtriage.triage.rulebook import Reading, Rule, Rulebook, read
from mailtriage.triage.verdict import VerdictField as Field
from triaged import TODAY, a_contract, a_message, seen, terms


def reading(*rules: Rule, sender: str = "jan@klant.example", **contracts: object) -> Reading:
    known = contracts or {"klant": a_contract()}
    message = a_message(Person("Jan", sender))
    return read(Rulebook(rules), seen(message), known, TODAY)  # type: ignore[arg-type]


def rule(name: str, pattern: str = "", **values: str | int | None) -> Rule:
    return Rule(name, Body(pattern), {Field(key): value for key, value in values.items()}, clause=f"clause of {name}")


def test_each_field_comes_from_the_first_matching_rule_that_sets_it() -> None:
    found = reading(
        rule("a", impact="many"), rule("b", impact="one", urgency="down"), rule("c", "no such", kind="change")
    )
    assert found.verdict.text(Field.IMPACT) == "many"
    assert found.verdict.text(Field.URGENCY) == "down"
    assert found.verdict.fields[Field.URGENCY].rule == "b"
    assert found.verdict.fields[Field.URGENCY].clause == "clause of b"
    assert found.verdict.text(Field.KIND) == "incident"


def test_priority_follows_from_impact_and_urgency_with_the_clause_of_the_matrix() -> None:
    found = reading(rule("a", impact="many", urgency="down"))
    assert found.verdict.priority == 1
    assert found.verdict.fields[Field.PRIORITY].clause == "IV-42"


def test_what_no_rule_sets_has_the_plans_default() -> None:
    found = reading()
    assert (found.verdict.text(Field.IMPACT), found.verdict.priority) == ("one", 4)
    assert found.verdict.fields[Field.IMPACT].rule == "plan default"


def test_a_kind_without_priority_has_none_whatever_the_rules_say() -> None:
    found = reading(rule("a", kind="information", priority=1, impact="many"))
    assert found.verdict.priority is None
    assert found.verdict.fields[Field.PRIORITY].clause == "IV-12"


def test_a_field_only_staff_may_set_is_not_set_by_a_rule() -> None:
    contract = a_contract(promised=terms(staff_only=("priority", "urgency"), defaults={"kind": "incident"}))
    found = reading(rule("urgent", priority=1, urgency="down", impact="many"), klant=contract)
    assert found.verdict.priority is None
    assert Field.URGENCY not in found.verdict.fields
    assert found.verdict.text(Field.IMPACT) == "many"


def test_none_is_a_value_a_rule_can_set() -> None:
    found = reading(rule("quiet", urgency=None), rule("loud", urgency="down"))
    assert found.verdict.fields[Field.URGENCY].value is None


def test_the_contract_comes_from_the_customers_files_before_any_rule() -> None:
    other = a_contract("ander", customer=a_contract().customer.__class__("ander", "Ander"))
    found = reading(rule("move", contract="ander"), klant=a_contract(), ander=other)
    assert found.contract is not None
    assert found.contract.name == "klant"


def test_a_rule_places_a_sender_no_customer_names() -> None:
    found = reading(rule("move", contract="klant"), sender="somebody@free.example")
    assert found.contract is not None
    assert found.verdict.fields[Field.CONTRACT].rule == "move"


def test_a_sender_nobody_knows_has_no_contract_and_no_defaults() -> None:
    found = reading(sender="somebody@free.example")
    assert found.contract is None
    assert found.verdict.fields == {}


def test_a_named_address_wins_over_a_domain_and_a_contract_in_force_over_one_that_ended() -> None:
    by_domain = a_contract("aaa")
    by_name = a_contract("bbb", contacts=(Person("Jan", "Jan@Klant.example"),))
    assert reading(aaa=by_domain, bbb=by_name).verdict.text(Field.CONTRACT) == "bbb"
    ended = a_contract("bbb", contacts=(Person("Jan", "jan@klant.example"),), ends=date(2025, 12, 31))
    assert reading(aaa=by_domain, bbb=ended).verdict.text(Field.CONTRACT) == "aaa"


def test_a_lookalike_domain_is_not_the_customers() -> None:
    assert reading(sender="jan@evil-klant.example").contract is None
    assert reading(sender="jan@klant.example.evil.test").contract is None
    assert reading(sender="jan@sub.klant.example").contract is not None


def test_rules_of_the_second_pass_know_the_contract() -> None:
    found = read(
        Rulebook((Rule("ours", Said("plan", ("plan",)), {Field.SERVICE: "sync"}),)),
        seen(),
        {"klant": a_contract()},
        TODAY,
    )
    assert found.verdict.text(Field.SERVICE) == "sync"


def test_tags_add_up_in_order_each_with_its_first_rule() -> None:
    rules = (Rule("a", Subject(""), tags=("x", "y")), Rule("b", Subject(""), tags=("y", "z")))
    found = read(Rulebook(rules), seen(), {"klant": a_contract()}, TODAY)
    assert [(t.value, t.rule) for t in found.verdict.tags] == [("x", "a"), ("y", "a"), ("z", "b")]


def test_a_hold_names_its_rule() -> None:
    found = read(Rulebook((Rule("spam", Subject(""), hold="looks like spam"),)), seen(), {"klant": a_contract()}, TODAY)
    assert found.hold is not None
    assert (found.hold.value, found.hold.rule) == ("looks like spam", "spam")
