"""A mail's claims to a ticket, in the order of their strength."""

from dataclasses import replace
from datetime import date

import pytest

from mailtriage.mail.message import Address, Message
from mailtriage.mail.thread import Claim, Kind, claims
from mailtriage.mail.token import Keys, Reply, message_id, sign

OWN = frozenset({"support@desk.example", "support+nl@desk.example"})
TOKEN = sign(Keys(1, {1: b"k" * 32}), 1042, "jan@customer.example", Reply.RELAY, date(2026, 9, 1))
OURS = message_id(TOKEN, "u1", "desk.example")
PLAIN = Message(to=(Address("", "support@desk.example"),), subject="Printer")


def test_a_new_mail_claims_nothing() -> None:
    assert claims(PLAIN, OWN) == ()


def test_the_strongest_claim_comes_first_and_each_comes_once() -> None:
    message = replace(
        PLAIN,
        to=(Address("", f"support+{TOKEN}@desk.example"), Address("", f"Support+{TOKEN}@Desk.example")),
        in_reply_to="<b@customer.example>",
        references=(OURS, "<a@customer.example>", "<b@customer.example>"),
        subject="Re: [T-1042] Printer [t-1042]",
    )
    assert claims(message, OWN) == (
        Claim(Kind.ADDRESS_TOKEN, TOKEN),
        Claim(Kind.MESSAGE_ID_TOKEN, TOKEN),
        Claim(Kind.REFERENCE, "<b@customer.example>"),
        Claim(Kind.REFERENCE, "<a@customer.example>"),
        Claim(Kind.REFERENCE, OURS),
        Claim(Kind.SUBJECT_NUMBER, "1042"),
    )


@pytest.mark.parametrize("header", ["delivered-to", "x-original-to", "envelope-to"])
def test_a_token_is_found_where_a_blind_copy_was_delivered(header: str) -> None:
    message = replace(PLAIN, headers={header: (f"<support+nl+{TOKEN}@desk.example>",)})
    assert claims(message, OWN) == (Claim(Kind.ADDRESS_TOKEN, TOKEN),)


def test_a_token_in_somebody_elses_address_is_theirs() -> None:
    assert claims(replace(PLAIN, cc=(Address("", f"support+{TOKEN}@vendor.example"),)), OWN) == ()


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("[T-1042] Printer", ["1042"]),
        ("SV: [t-0007] [T-8]", ["7", "8"]),
        ("[T‑12] typographic hyphen", ["12"]),
        ("T-1042 without brackets", []),
        ("[T-99999999999999999999]", []),
        ("[T-9999999999999]", []),
        ("[INC-3]", []),
        ("[T-١٢]", []),
    ],
)
def test_numbers_are_read_from_tags_only(subject: str, numbers: list[str]) -> None:
    assert [claim.value for claim in claims(replace(PLAIN, subject=subject), OWN)] == numbers


def test_the_prefix_is_the_installations_own() -> None:
    assert claims(replace(PLAIN, subject="[A.B-3] [AxB-4]"), OWN, "A.B") == (Claim(Kind.SUBJECT_NUMBER, "3"),)


def test_of_an_endless_thread_the_last_references_and_the_first_remain() -> None:
    ids = tuple(f"<{n}@customer.example>" for n in range(10_000))
    found = [claim.value for claim in claims(replace(PLAIN, references=ids), OWN)]
    assert found[0] == ids[-1]
    assert found[-1] == ids[0]
    assert len(found) == 51
