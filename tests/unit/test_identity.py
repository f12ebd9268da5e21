"""Only the configured server's own findings count, and only for the domain the reader sees in From."""

from dataclasses import replace

import pytest

from mailtriage.mail.identity import MICROSOFT, Authentication, authentication
from mailtriage.mail.message import Address, Message

TRUSTED = frozenset({"MX.desk.example"})
JAN = Address("Jan", "jan@customer.example")


def received(*values: str, from_: Address = JAN, trusted: frozenset[str] = TRUSTED) -> Authentication:
    return authentication(Message(from_=from_, headers={"authentication-results": values}), trusted)


def test_dmarc_for_the_domain_of_from_is_aligned() -> None:
    found = received(
        "mx.desk.example 1; dmarc=pass (p=reject dis=none) header.from=customer.example;"
        " dkim=pass header.d=customer.example header.s=s1; spf=none smtp.mailfrom=bounce.customer.example"
    )
    assert found == Authentication("mx.desk.example", dmarc="pass", dkim="pass", spf="none", aligned=True, by="dmarc")


def test_google_writes_its_results_below_one_another_with_comments() -> None:
    found = received(
        'mx.google.com; dkim=pass header.i=@customer.example header.s=20230601 header.b="ab;cd";'
        " spf=pass (google.com: domain of jan@customer.example designates 192.0.2.1 as permitted; sender) smtp.mailfrom=jan@customer.example;"
        " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=customer.example",
        trusted=frozenset({"mx.google.com"}),
    )
    assert (found.by, found.dmarc, found.dkim, found.spf) == ("dmarc", "pass", "pass", "pass")


def test_microsoft_writes_no_server_name() -> None:
    value = (
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=pass (signature was verified)"
        " header.d=customer.example;dmarc=pass action=none header.from=customer.example;compauth=pass reason=100"
    )
    assert received(value, trusted=frozenset({MICROSOFT})).by == "dmarc"
    assert received(value) == Authentication()
    assert received("other.example; none", value, trusted=frozenset({MICROSOFT})) == Authentication()


def test_the_name_that_microsoft_writes_for_everybody_stands_for_none_on_top_only() -> None:
    value = "mx.microsoft.com 1; spf=pass smtp.mailfrom=customer.example; dmarc=pass header.from=customer.example"
    assert received(value, trusted=frozenset({MICROSOFT})).server == MICROSOFT
    assert received(value, trusted=frozenset({"mx.microsoft.com"})).server == "mx.microsoft.com"
    assert received(value) == Authentication()
    ours = "spf=none smtp.mailfrom=other.example"
    assert not received(ours, value, trusted=frozenset({MICROSOFT})).aligned


def test_a_header_without_a_name_counts_on_top_only() -> None:
    both = frozenset({MICROSOFT, "mx.desk.example"})
    found = received("mx.desk.example; arc=none", "dmarc=pass header.from=customer.example", trusted=both)
    assert found == Authentication("mx.desk.example")


def test_a_header_of_another_server_counts_for_nothing() -> None:
    assert received("evil.example; dmarc=pass header.from=customer.example") == Authentication()


def test_our_servers_name_below_another_is_forged() -> None:
    assert (
        received("relay.example; spf=pass", "mx.desk.example; dmarc=pass header.from=customer.example")
        == Authentication()
    )


@pytest.mark.parametrize(
    "ours",
    [
        "spf=fail smtp.mailfrom=evil.example",
        "dkim=none; dmarc=none header.from=customer.example",
        "none",
        "",
        "iprev=pass policy.iprev=192.0.2.1",
        "arc=none",
        "auth=pass smtp.auth=somebody",
    ],
)
def test_a_forged_pass_below_our_own_header_counts_for_nothing(ours: str) -> None:
    found = received(
        f"mx.desk.example; {ours}",
        "mx.desk.example; dmarc=pass header.from=customer.example; dkim=pass header.d=customer.example",
    )
    assert not found.aligned
    assert found.dmarc != "pass"


@pytest.mark.parametrize("filler", [1, 3])
def test_however_many_headers_of_ours_stand_on_top_a_pass_counts_in_the_first_only(filler: int) -> None:
    found = received(*["mx.desk.example; none"] * filler, "mx.desk.example; dkim=pass header.d=customer.example")
    assert found == Authentication("mx.desk.example")


def test_filters_that_write_a_header_each_all_speak_against_a_sender() -> None:
    found = received("mx.desk.example; dmarc=none", "mx.desk.example; dkim=fail", "mx.desk.example; spf=softfail")
    assert (found.dmarc, found.dkim, found.spf, found.aligned) == ("none", "fail", "softfail", False)


def test_a_dmarc_failure_is_believed_from_the_next_header_too() -> None:
    found = received(
        "mx.desk.example; dkim=pass header.d=customer.example",
        "mx.desk.example; dmarc=fail header.from=customer.example",
    )
    assert (found.dmarc, found.aligned) == ("fail", False)


def test_what_the_topmost_header_says_of_dmarc_stands() -> None:
    found = received(
        "mx.desk.example; dmarc=pass header.from=customer.example",
        "mx.desk.example; dmarc=fail header.from=customer.example",
    )
    assert (found.dmarc, found.aligned) == ("pass", True)


@pytest.mark.parametrize(
    ("results", "by"),
    [
        ("dkim=pass header.d=customer.example", "dkim"),
        ("dkim=fail header.d=customer.example; dkim=pass header.d=customer.example", "dkim"),
        ("dkim=pass header.d=mailer.example; dkim=pass header.i=@customer.example", "dkim"),
        ("dkim=pass header.d=mailer.customer.example", "dkim"),
        ("spf=pass smtp.mailfrom=bounces@customer.example", "spf"),
        ("SPF=Pass smtp.mailfrom=Customer.Example", "spf"),
        ("dkim=pass header.d=mailer.example", ""),
        ("dkim=pass header.d=notcustomer.example", ""),
        ("dkim=pass header.d=customer.example.evil.test", ""),
        ("dkim=pass header.d=example", ""),
        ("dkim=pass", ""),
        ("dkim=fail header.d=customer.example", ""),
        ("spf=pass smtp.helo=customer.example", ""),
        ("dmarc=pass header.from=other.example", ""),
        ("dmarc=pass header.from=mailer.customer.example", ""),
        ("dmarc=pass", ""),
        ("dmarc=pass (header.from=customer.example)", ""),
        ('dkim=pass header.d="x;dmarc=pass header.from=customer.example"', ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_alignment_is_with_the_domain_of_from(results: str, by: str) -> None:
    found = received(f"mx.desk.example; {results}")
    assert (found.by, found.aligned) == (by, bool(by))


def test_a_parent_domain_speaks_for_its_own() -> None:
    assert (
        received(
            "mx.desk.example; dkim=pass header.d=customer.example", from_=Address("", "jan@nl.customer.example")
        ).by
        == "dkim"
    )


def test_two_from_headers_prove_nothing() -> None:
    value = "mx.desk.example; dmarc=pass header.from=customer.example"
    headers = {"authentication-results": (value,), "from": ("a@customer.example", "b@x.example")}
    assert not authentication(Message(from_=JAN, headers=headers), TRUSTED).aligned


def test_an_internationalised_domain_has_one_spelling() -> None:
    found = received(
        "mx.desk.example; dmarc=pass header.from=xn--bcher-kva.example", from_=Address("", "jan@bücher.example")
    )
    assert found.by == "dmarc"


def test_no_sender_is_never_aligned() -> None:
    message = Message(headers={"authentication-results": ("mx.desk.example; dmarc=pass header.from=",)})
    assert not authentication(replace(message, from_=Address("", "jan")), TRUSTED).aligned


STAFF = Address("Femke", "femke@staff.example")


@pytest.mark.parametrize(
    "results",
    [
        'spf=pass smtp.mailfrom="femke@staff.example"@evil.example',
        'spf=pass smtp.mailfrom="\\"femke@staff.example\\"@evil.example"',
        'spf=pass smtp.mailfrom="femke\\"@staff.example"@evil.example',
        'spf=pass smtp.mailfrom=""femke@staff.example"@evil.example"',
        'spf=pass smtp.mailfrom="femke"@staff.example@evil.example',
        "spf=pass smtp.mailfrom=femke@staff.example@evil.example",
        "spf=pass smtp.mailfrom=femke@staff.example @evil.example",
        "spf=pass smtp.mailfrom=femke@staff.example (really) @evil.example",
        "spf=pass smtp.mailfrom=femke@sta(really)ff.example",
        "spf=pass smtp.mailfrom=femke@staff.example)@evil.example",
        "spf=pass smtp.mailfrom=femke@staff.example (@evil.example",
        "spf=pass smtp.mailfrom=femke@evil.example/staff.example",
        "spf=pass smtp.mailfrom=<femke@staff.example",
        'spf=pass smtp.mailfrom="femke@staff.example',
        'spf=pass smtp.mailfrom="; dkim=pass header.d=staff.example; x="@evil.example',
        'spf=pass smtp.mailfrom="a (b; dkim=pass header.d=staff.example"@evil.example',
        'spf=pass smtp.mailfrom="a\\"; dkim=pass header.d=staff.example; \\""@evil.example',
        'spf=pass smtp.mailfrom=a@evil.example reason="smtp.mailfrom=femke@staff.example"',
        'spf=pass reason="smtp.mailfrom=femke@staff.example"',
        "spf=pass smtp.mailfrom=a@evil.example smtp.mailfrom=femke@staff.example",
        "spf=pass smtp.mailfrom= smtp.mailfrom=femke@staff.example",
        "spf=pass policy.smtp.mailfrom=femke@staff.example",
        "spf=pass x-smtp.mailfrom=femke@staff.example",
        "spf=pass smtp.mailfrom.old=femke@staff.example",
        "spf=pass smtp.mailfrom=",
        'spf=pass smtp.mailfrom=""',
        "spf=pass smtp.mailfrom=@",
        "spf=pass smtp.mailfrom=<>",
        "spf=pass smtp.mailfrom=femke@staff.example%evil.example",
        "spf=pass smtp.mailfrom=femke@ştaff.example",
        'dkim=pass header.i="x@staff.example"@evil.example',
        'dkim=pass header.i="x"staff.example',
        "dkim=pass header.d= header.i=@staff.example",
        "dkim=pass header.d=evil.example header.i=@staff.example",
        'dkim=pass header.b="x" junk header.d=staff.example',
        "dkim=pass (a (b) header.d=staff.example) header.d=evil.example",
        "dmarc=pass header.from=staff.example.evil.example",
        "dmarc=pass header.from=staff.example; dmarc=fail header.from=staff.example",
        "dmarc=fail header.from=staff.example; dkim=pass header.d=staff.example",
        "spf=pass smtp.mailfrom=" + "a" * 7950 + "@staff.example.evil.example",
        "dkim=pass header.b=" + "a" * 7940 + " header.d=staff.example.evil.example",
    ],
)
def test_what_the_sender_could_have_written_himself_proves_nothing(results: str) -> None:
    assert not received(f"mx.desk.example; {results}", from_=STAFF).aligned


def test_a_header_cut_in_the_middle_of_a_domain_does_not_name_its_beginning() -> None:
    for filling in range(7900, 8000):
        value = f"mx.desk.example; dkim=pass header.b={'a' * filling} header.d=staff.example.evil.example"
        assert not received(value, from_=STAFF).aligned


@pytest.mark.parametrize(
    "results",
    [
        'spf=pass smtp.mailfrom="femke van dijk; (x)"@staff.example',
        'spf=pass smtp.mailfrom="femke\\"@evil.example"@staff.example',
        'spf=pass smtp.mailfrom="femke@staff.example"',
        "spf=pass smtp.mailfrom=<femke@staff.example>",
        "spf=pass (here) smtp.mailfrom=femke@staff.example (there)",
        "spf=pass smtp.mailfrom=bounces+femke=evil.example@staff.example smtp.helo=x",
        "spf=pass smtp.mailfrom=@staff.example.",
        'dkim=pass reason="good; really" header.i=@staff.example header.b="a=b/c+"',
        "dkim/1=pass(2048-bit key) header.d=staff.example header.b=ab=/+",
        "dmarc=pass(p=none) action=none header.from=staff.example",
    ],
)
def test_a_well_formed_property_is_read_whole(results: str) -> None:
    assert received(f"mx.desk.example; {results}", from_=STAFF).aligned


def test_a_failure_counts_although_its_properties_are_odd() -> None:
    found = received('mx.desk.example; dmarc=fail header.from="x; spf=pass smtp.mailfrom=staff.example', from_=STAFF)
    assert (found.dmarc, found.spf, found.aligned) == ("fail", "", False)


def test_a_header_that_begins_with_nothing_is_not_microsofts() -> None:
    found = received("; dmarc=pass header.from=customer.example", trusted=frozenset({MICROSOFT}))
    assert found == Authentication()


@pytest.mark.parametrize(
    ("results", "against"),
    [
        ("spf=fail smtp.mailfrom=customer.example; dkim=fail header.d=customer.example; dmarc=none", "spf"),
        ("spf=softfail smtp.mailfrom=jan@customer.example; dkim=none", "spf"),
        ("spf=fail smtp.mailfrom=nl.customer.example; dkim=pass header.d=mailer.example", "spf"),
        ("spf=fail", "spf"),
        ("dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom=evil.example", "dmarc"),
        ("dmarc=fail header.from=customer.example; dkim=pass header.d=customer.example", "dmarc"),
        ("spf=none smtp.mailfrom=customer.example; dmarc=none; compauth=fail reason=001", "compauth"),
        ("spf=pass smtp.mailfrom=customer.example; compauth=fail reason=601", "compauth"),
        ("spf=fail smtp.mailfrom=customer.example; dkim=pass header.d=customer.example", ""),
        ("spf=softfail smtp.mailfrom=customer.example; dmarc=pass header.from=customer.example", ""),
        ("spf=fail smtp.mailfrom=list.example; dkim=none", ""),
        ("spf=pass smtp.mailfrom=list.example; dkim=fail header.d=customer.example; dmarc=none", ""),
        ("spf=none; dkim=none; dmarc=none header.from=customer.example", ""),
        ("spf=neutral smtp.mailfrom=customer.example; dmarc=temperror", ""),
        ("spf=permerror smtp.mailfrom=customer.example; dkim=permerror; compauth=softpass reason=202", ""),
        ("dmarc=pass header.from=nl.customer.example", ""),
        ("none", ""),
    ],
)
def test_a_check_speaks_against_a_sender_only_where_it_judged_his_domain(results: str, against: str) -> None:
    found = received(f"mx.desk.example; {results}")
    assert found.against == against
    assert not (found.against and found.aligned)
