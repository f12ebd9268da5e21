"""How far a sender is believed, from the receiving server's header to the ticket: opened, or held and confirmed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailtriage.desk.party import Proof
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket
from mailtriage.jobs.acts import Actor, act, move, read_ticket
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment, Office
from mailtriage.mail.identity import MICROSOFT
from mailtriage.mail.parse import parse
from mailtriage.store import outgoing
from officed import MONDAY, HandClock, a_mail, an_office, take_in

RUTH = "ruth@zonneveld.example"
JAN = "jan.dewit@waterland.example"
OURS = "mx.helpdesk.example"
GOOGLE = (
    "mx.google.com; dkim=pass header.i=@waterland.example header.s=s1 header.b=Ab/cd; spf=pass (google.com: domain of"
    ' jan.dewit@waterland.example designates 192.0.2.1 as permitted sender) smtp.mailfrom="jan.dewit@waterland.example";'
    " dmarc={} (p=REJECT sp=REJECT dis=NONE) header.from=waterland.example"
)
MICROSOFTS = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=waterland.example; dkim=pass (signature was verified)"
    " header.d=waterland.example;dmarc={} action=none header.from=waterland.example;compauth=pass reason=100"
)
FEMKE = Actor("femke@staff.example", "command line")


def an_office_that_trusts(directory: Path, url: str, *servers: str, proof: Proof | None = None) -> Office:
    """An office whose Dutch mailbox believes these servers; `proof` is what Ruth's contract demands, if it is changed."""
    office = an_office(directory, url)
    installation = office.installation
    nl = replace(installation.mailboxes["nl"], trusted_authserv_ids=frozenset(servers))
    contracts = dict(installation.contracts)
    if proof is not None:
        contract = contracts["zonneveld-support"]
        versions = tuple(replace(terms, proof=proof) for terms in contract.versions)
        contracts["zonneveld-support"] = replace(contract, versions=versions)
    changed = replace(installation, mailboxes={**installation.mailboxes, "nl": nl}, contracts=contracts)
    return replace(office, installation=changed)


def stands(office: Office, number: int = 1) -> Dossier:
    """A ticket now."""
    with office.database.read() as session:
        return read_ticket(Moment(office, session, office.now()), number)


def proof(ticket: Ticket) -> str:
    """How far its first message is believed."""
    return next(event.text("proof") for event in ticket.events if event.text("proof"))


def told(office: Office) -> set[tuple[str, str]]:
    """Who was written to, and why."""
    with office.database.read() as session:
        return {(mail.purpose, mail.recipients[0].address) for mail in outgoing.listing(session)}


def judged(*results: str) -> bytes:
    """Jan's mail with these results, the topmost first."""
    headers = "".join(f"Authentication-Results: {result}\r\n" for result in results)
    return headers.encode() + a_mail()


@pytest.mark.parametrize(("server", "form"), [("mx.google.com", GOOGLE), (MICROSOFT, MICROSOFTS)])
@pytest.mark.parametrize(("result", "expected"), [("pass", ("proven", "new")), ("fail", ("unproven", "held"))])
def test_what_google_and_microsoft_say_is_understood(
    tmp_path: Path, server: str, form: str, result: str, expected: tuple[str, str]
) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", server)
    take_in(office, judged(form.format(result)))
    ticket = stands(office).ticket
    assert (proof(ticket), ticket.state) == expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ((f"{OURS}; dmarc=fail header.from=waterland.example", f"{OURS}; dmarc=pass header.from=waterland.example"), "unproven"),
        ((f"{OURS}; spf=none smtp.mailfrom=evil.example", f"{OURS}; dmarc=pass header.from=waterland.example"), "plausible"),
        (("evil.example; dmarc=none", f"{OURS}; dmarc=pass header.from=waterland.example"), "plausible"),
        ((f"{OURS}; dmarc=pass header.from=evil.example",), "unproven"),
        ((f"{OURS}; none", f"{OURS}; dmarc=pass header.from=waterland.example"), "plausible"),
        ((f"{OURS}; dkim=pass header.d=waterland.example", "x; dmarc=fail header.from=waterland.example"), "proven"),
    ],
)  # fmt: skip
def test_a_forged_pass_below_our_servers_word_proves_nothing(
    tmp_path: Path, results: tuple[str, ...], expected: str
) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", OURS)
    take_in(office, judged(*results))
    assert proof(stands(office).ticket) == expected


def test_disowned_mail_of_a_named_requester_waits_for_staff_and_is_not_answered_ox02(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office_that_trusts(tmp_path, database_url, OURS)
    take_in(office, a_mail(RUTH, Authentication_Results=f"{OURS}; dmarc=fail header.from=zonneveld.example"))
    assert stands(office).ticket.state is State.HELD
    assert stands(office).clocks == ()
    assert told(office) == {("staff-copy", "femke@staff.example"), ("staff-copy", "frederik@staff.example")}


def test_staff_confirms_and_the_clocks_run_from_receipt(tmp_path: Path, database_url: str) -> None:
    office = an_office_that_trusts(tmp_path, database_url, OURS)
    take_in(office, a_mail(RUTH, Authentication_Results=f"{OURS}; dmarc=fail header.from=zonneveld.example"))
    take_in(office, a_mail("pim@zonneveld.example"))  # in the same minute, and never doubted
    clock = office.clock
    assert isinstance(clock, HandClock)
    clock.forward(hours=3)
    act(office, 1, FEMKE, move(State.OPEN, ""))
    doubted, believed = stands(office, 1), stands(office, 2)
    assert doubted.ticket.received == MONDAY
    assert [c.due for c in doubted.clocks] == [c.due for c in believed.clocks] != []
    assert ("acknowledgement", RUTH) in told(office)


def test_a_contract_that_demands_proof_asks_the_sender_who_confirms_by_a_reply(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office_that_trusts(tmp_path, database_url, OURS, proof=Proof.PROVEN)
    take_in(office, a_mail(RUTH))
    assert stands(office).ticket.state is State.HELD
    with office.database.read() as session:
        held = [mail for mail in outgoing.listing(session) if mail.purpose == "held"]
        asked = next(mail for mail in held if mail.recipients[0].address == RUTH)
        to = parse(outgoing.octets(session, asked)).reply_to[0].address
    take_in(office, a_mail("pim@zonneveld.example", "Re: x", To=to, text="Ja."))  # the token is Ruth's
    assert stands(office).ticket.state is State.HELD
    take_in(office, a_mail(RUTH, "Re: x", To=to, text="Ja."))
    assert stands(office).ticket.state is State.NEW
    assert stands(office).clocks[0].elapsed == timedelta(0)
    assert ("acknowledgement", RUTH) in told(office)


def test_a_contract_that_demands_proof_opens_at_once_for_proven_mail(tmp_path: Path, database_url: str) -> None:
    office = an_office_that_trusts(tmp_path, database_url, OURS, proof=Proof.PROVEN)
    passed = f"{OURS}; dmarc=pass header.from=zonneveld.example"
    take_in(office, a_mail(RUTH, Authentication_Results=passed))
    assert stands(office).ticket.state is State.NEW
    take_in(office, a_mail(RUTH, "Re: [T-1] x", text="Nog iets."))  # a number alone, and nobody vouches for her
    assert stands(office, 2).ticket.state is State.HELD
    take_in(office, a_mail(RUTH, "Re: [T-1] x", text="Nog iets meer.", Authentication_Results=passed))
    assert [e.kind.value for e in stands(office).ticket.events].count("received") == 2


DISOWNED = OURS + "; spf=fail smtp.mailfrom={0}; dkim=fail header.d={0}; dmarc=none"
NOT_HIS = OURS + "; dmarc=pass header.from=evil.test; spf=pass smtp.mailfrom=evil.test"
SPOOFED = OURS + "; spf=none smtp.mailfrom={0}; dmarc=none; compauth=fail reason=001"


@pytest.mark.parametrize("results", [DISOWNED, NOT_HIS, SPOOFED])
def test_a_forger_opens_nothing_in_the_name_of_a_named_requester(tmp_path: Path, results: str) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", OURS)
    take_in(office, a_mail(RUTH, Authentication_Results=results.format("zonneveld.example")))
    assert (proof(stands(office).ticket), stands(office).ticket.state) == ("unproven", State.HELD)
    assert ("held", RUTH) in told(office), "she is asked whether she wrote it"
    assert not any(purpose == "acknowledgement" for purpose, _ in told(office))


@pytest.mark.parametrize("results", [DISOWNED, NOT_HIS, SPOOFED])
def test_a_forger_joins_no_ticket_by_its_number(tmp_path: Path, results: str) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", OURS)
    take_in(office, a_mail())
    forged = a_mail(subject="Re: [T-1]", text="Escaleer", Authentication_Results=results.format("waterland.example"))
    take_in(office, forged)
    assert stands(office, 2).ticket.state is State.HELD
    assert not any(purpose == "escalation" for purpose, _ in told(office))


@pytest.mark.parametrize("strangers", ["", "waterland-integratie"])
@pytest.mark.parametrize("sender", ["someone@elsewhere.example", "someone@zonneveld.example"])
def test_nobody_who_is_not_asked_to_confirm_is_written_to_for_a_forged_mail(
    tmp_path: Path, strangers: str, sender: str
) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", OURS)
    nl = replace(office.installation.mailboxes["nl"], strangers=strangers)
    office = replace(office, installation=replace(office.installation, mailboxes={"nl": nl}))
    take_in(office, a_mail(sender, Authentication_Results=DISOWNED.format(sender.partition("@")[2])))
    assert stands(office).ticket.state is State.HELD
    assert sender not in {address for _, address in told(office)}
    take_in(office, a_mail(sender))
    assert sender in {address for _, address in told(office)}


def test_mail_passed_on_with_its_signature_whole_opens_as_ever(tmp_path: Path) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", OURS)
    results = OURS + "; spf=softfail smtp.mailfrom=waterland.example; dkim=pass header.d=waterland.example"
    take_in(office, judged(results))
    assert (proof(stands(office).ticket), stands(office).ticket.state) == ("proven", State.NEW)


def test_staff_reads_of_disowned_mail_that_claims_to_be_a_customers_and_of_no_strangers(tmp_path: Path) -> None:
    office = an_office_that_trusts(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}", OURS)
    disowned = f"{OURS}; dmarc=fail header.from="
    take_in(office, a_mail("you@won.example", Authentication_Results=disowned + "won.example"))
    assert told(office) == set()
    take_in(office, a_mail(JAN, Authentication_Results=disowned + "waterland.example"))
    assert ("staff-copy", "femke@staff.example") in told(office)
    assert {purpose for purpose, _ in told(office)} == {"staff-copy"}
