"""Nothing a sender can put into his own address makes another domain speak for him (RFC 8601)."""

from hypothesis import given
from hypothesis import strategies as st

from mailtriage.mail.identity import authentication
from mailtriage.mail.message import Address, Message

STAFF = Address("Femke", "femke@staff.example")
PIECES = ["femke", "@", "staff.example", ".", '"', "\\", "(", ")", ";", " ", "=", "<", ">", ",", "é", "\t"]
PIECES += ["spf=pass", "dkim=pass", "dmarc=pass", "smtp.mailfrom=", "header.d=", "header.from=", "policy."]
texts = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


def quoted(local: str) -> str:
    """A local part as RFC 5321, 4.1.2 has it written."""
    return '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'


def aligned(results: str) -> bool:
    headers = {"authentication-results": (f"mx.desk.example; {results}",)}
    return authentication(Message(from_=STAFF, headers=headers), frozenset({"mx.desk.example"})).aligned


@given(texts, st.sampled_from(["spf=pass smtp.mailfrom", "dkim=pass header.i"]))
def test_a_quoted_local_part_never_speaks_for_a_domain(local: str, named: str) -> None:
    assert not aligned(f"{named}={quoted(local)}@evil.test")
    assert not aligned(f"{named}={quoted(f'{quoted(local)}@evil.test')}")
    assert aligned(f"{named}={quoted(local)}@staff.example")


@given(texts)
def test_a_quoted_reason_and_a_comment_never_hold_a_property(text: str) -> None:
    assert not aligned(f"spf=pass reason={quoted(text)} smtp.mailfrom=a@evil.test")
    assert not aligned(f"spf=pass smtp.mailfrom=a@evil.test reason={quoted(text)}")


@given(texts)
def test_an_address_in_front_of_the_last_at_never_speaks(text: str) -> None:
    value = text.translate(dict.fromkeys(map(ord, '"\\(); \t')))
    assert not aligned(f"spf=pass smtp.mailfrom={value}@evil.test")
