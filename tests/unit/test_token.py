"""A token proves which ticket we wrote to whom, and nothing else can be made of it."""

from dataclasses import replace
from datetime import date

import pytest

from mailtriage.mail import token
from mailtriage.mail.token import Keys, Reply, Token, sign, verify

KEYS = Keys(current=7, secrets={7: b"seven" * 8, 3: b"three" * 8})
TODAY = date(2026, 3, 2)
EXPIRES = date(2026, 9, 1)
JAN = "jan@customer.example"


def a_token(ticket: int = 1042, recipient: str = JAN, purpose: Reply = Reply.RELAY) -> str:
    return sign(KEYS, ticket, recipient, purpose, EXPIRES)


@pytest.mark.parametrize("purpose", Reply)
@pytest.mark.parametrize("ticket", [0, 1042, 2**40 - 1])
def test_a_token_gives_back_what_was_signed(ticket: int, purpose: Reply) -> None:
    signed = sign(KEYS, ticket, JAN, purpose, EXPIRES)
    assert verify(KEYS, signed, JAN, TODAY) == Token(ticket, purpose, EXPIRES, key_id=7)


def test_it_fits_with_the_address_into_a_local_part_of_64_octets() -> None:
    signed = a_token(ticket=2**40 - 1)
    assert len(f"customer-servicedesk-nl+{signed}") <= 64
    assert signed == signed.lower()
    assert signed.isalnum()


def test_it_is_good_only_from_the_address_it_was_issued_to() -> None:
    assert verify(KEYS, a_token(), "mallory@customer.example", TODAY) is None
    assert verify(KEYS, a_token(), "jan@customer.example.evil.example", TODAY) is None


def test_case_and_the_spelling_of_the_domain_do_not_matter() -> None:
    assert verify(KEYS, a_token().upper(), "Jan@Customer.Example", TODAY)
    issued = a_token(recipient="jan@bücher.example")
    assert verify(KEYS, issued, "jan@xn--bcher-kva.example", TODAY)


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    assert verify(KEYS, a_token(), JAN, EXPIRES)
    assert verify(KEYS, a_token(), JAN, date(2026, 9, 2)) is None


def test_no_single_letter_can_be_changed() -> None:
    signed = a_token()
    for place, letter in enumerate(signed):
        for other in "abcdefghijklmnopqrstuvwxyz234567":
            if other != letter:
                assert verify(KEYS, signed[:place] + other + signed[place + 1 :], JAN, TODAY) is None


def test_an_older_key_still_verifies_and_a_withdrawn_one_does_not() -> None:
    old = sign(replace(KEYS, current=3), 1042, JAN, Reply.RELAY, EXPIRES)
    verified = verify(KEYS, old, JAN, TODAY)
    assert verified is not None
    assert verified.key_id == 3
    assert verify(Keys(current=7, secrets={7: KEYS.secrets[7]}), old, JAN, TODAY) is None


def test_another_installation_with_the_same_key_id_cannot_issue_our_tokens() -> None:
    theirs = Keys(current=7, secrets={7: b"other" * 8})
    assert verify(KEYS, sign(theirs, 1042, JAN, Reply.RELAY, EXPIRES), JAN, TODAY) is None


@pytest.mark.parametrize("rubbish", ["", "a" * 39, "a" * 40, "1" * 40, "é" * 40, "\0" * 40, "=" * 40, "a" * 100_000])
def test_rubbish_is_no_token(rubbish: str) -> None:
    assert verify(KEYS, rubbish, JAN, TODAY) is None


def test_the_token_is_found_in_a_plus_address() -> None:
    signed = a_token()
    assert token.in_address(f"support+{signed}@desk.example") == signed
    assert token.in_address(f"Support+{signed.upper()}@desk.example") == signed
    assert token.in_address(f"support+nl+{signed}@desk.example") == signed


@pytest.mark.parametrize(
    "address", ["support@desk.example", "support+urgent@desk.example", "a" * 40 + "@desk.example", ""]
)
def test_other_addresses_have_no_token(address: str) -> None:
    assert token.in_address(address) == ""


def test_the_token_is_found_in_our_message_id() -> None:
    signed = a_token()
    ours = token.message_id(signed, "20260302.1f3a", "desk.example")
    assert ours == f"<20260302.1f3a.{signed}@desk.example>"
    assert token.in_message_id(ours) == signed
    assert token.in_message_id("<CAGx7=abc@mail.example>") == ""
    assert token.in_message_id(f"<x@{signed}.example>") == ""


@pytest.mark.parametrize(
    ("ticket", "expires"),
    [(-1, EXPIRES), (2**40, EXPIRES), (1, date(2019, 12, 31)), (1, date(2199, 6, 7))],
)
def test_what_a_token_cannot_say_is_refused(ticket: int, expires: date) -> None:
    with pytest.raises(ValueError, match=r"a token|a ticket"):
        sign(KEYS, ticket, JAN, Reply.RELAY, expires)


@pytest.mark.parametrize(
    ("current", "secrets"),
    [(1, {}), (1, {2: b"x" * 32}), (256, {256: b"x" * 32}), (1, {1: b"short"}), (1, {1: b"x" * 32, 2: b""})],
)
def test_keys_that_protect_nothing_are_refused(current: int, secrets: dict[int, bytes]) -> None:
    with pytest.raises(ValueError, match="key"):
        Keys(current, secrets)


def test_the_secrets_do_not_show_in_a_traceback() -> None:
    assert "seven" not in repr(KEYS)
