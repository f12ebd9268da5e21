"""Two copies of one mail by two ways: the better one counts, whichever comes first, and each thing is said once."""

from dataclasses import replace
from pathlib import Path

import pytest

from mailtriage.desk.state import State
from mailtriage.jobs.acts import Actor, act, move, read_ticket
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.office import Moment, Office
from mailtriage.mail.parse import parse
from mailtriage.store import custody, outgoing, tickets
from mailtriage.store.custody import Fate
from mailtriage.store.tickets import Filter
from officed import MONDAY, HandClock, a_mail, an_office, take_in

JAN = "jan.dewit@waterland.example"
FEMKE = Actor("femke@staff.example", "command line")
OURS = "Authentication-Results: mx.helpdesk.example; dmarc={} header.from=waterland.example\r\n"
PROVEN, DISOWNED = OURS.format("pass").encode(), OURS.format("fail").encode()
SPAM = b"X-Spam-Flag: YES\r\n"
LIST = b"List-Id: <team.lists.example>\r\n"
MAIL = a_mail(Message_ID="<1@waterland.example>", Date="Mon, 23 Nov 2026 08:59:00 +0100")


def trusting(directory: Path, url: str) -> Office:
    """An office whose Dutch mailbox believes its server."""
    office = an_office(directory, url)
    installation = office.installation
    nl = replace(installation.mailboxes["nl"], trusted_authserv_ids=frozenset({"mx.helpdesk.example"}))
    return replace(office, installation=replace(installation, mailboxes={**installation.mailboxes, "nl": nl}))


def stands(office: Office, number: int) -> Dossier:
    with office.database.read() as session:
        return read_ticket(Moment(office, session, office.now()), number)


def live(office: Office) -> list[int]:
    """The tickets somebody works on."""
    with office.database.read() as session:
        found = sorted(s.number for s in tickets.listing(session, Filter()))
    return [number for number in found if stands(office, number).ticket.live]


def told(office: Office, purpose: str = "acknowledgement") -> list[str]:
    with office.database.read() as session:
        return sorted(m.recipients[0].address for m in outgoing.listing(session) if m.purpose == purpose)


def fates(office: Office) -> dict[Fate, int]:
    with office.database.read() as session:
        return {c.fate: c.number for c in custody.counts(session)}


@pytest.mark.parametrize("worse", [DISOWNED + LIST, SPAM + PROVEN], ids=["disowned by way of a list", "marked as spam"])
def test_a_better_copy_sets_going_what_was_held_and_its_promise_runs_from_the_first(
    tmp_path: Path, database_url: str, worse: bytes
) -> None:
    office = trusting(tmp_path, database_url)
    take_in(office, worse + MAIL)
    assert live(office) == []
    clock = office.clock
    assert isinstance(clock, HandClock)
    clock.forward(minutes=7)
    for _ in range(3):
        take_in(office, PROVEN + MAIL)
    assert live(office) == [2]
    assert told(office) == [JAN]
    assert fates(office) == {Fate.HELD: 1, Fate.OPENED: 1, Fate.DUPLICATE: 2}
    opened, held = stands(office, 2), stands(office, 1)
    assert opened.ticket.received == MONDAY
    assert [c.started for c in opened.clocks if c.started] == [MONDAY] * len([c for c in opened.clocks if c.started])
    assert opened.ticket.priority == 1
    assert held.ticket.state is State.CLOSED


def test_a_worse_copy_of_what_is_open_changes_nothing(tmp_path: Path, database_url: str) -> None:
    office = trusting(tmp_path, database_url)
    take_in(office, PROVEN + MAIL)
    take_in(office, DISOWNED + LIST + MAIL)
    take_in(office, LIST + MAIL)
    assert live(office) == [1]
    assert told(office) == [JAN]
    assert fates(office) == {Fate.OPENED: 1, Fate.DUPLICATE: 2}


def test_a_copy_that_is_no_better_leaves_it_to_staff(tmp_path: Path, database_url: str) -> None:
    office = trusting(tmp_path, database_url)
    take_in(office, DISOWNED + MAIL)
    take_in(office, DISOWNED + LIST + MAIL)
    take_in(office, SPAM + MAIL)
    assert live(office) == []
    assert fates(office) == {Fate.HELD: 1, Fate.DUPLICATE: 2}


def test_what_staff_has_judged_stays_judged(tmp_path: Path, database_url: str) -> None:
    office = trusting(tmp_path, database_url)
    take_in(office, DISOWNED + MAIL)
    act(office, 1, FEMKE, move(State.CLOSED, "spam"))
    take_in(office, PROVEN + MAIL)
    assert live(office) == []


def test_the_direct_copy_behind_a_lists_is_acknowledged_once_on_the_same_ticket(
    tmp_path: Path, database_url: str
) -> None:
    office = trusting(tmp_path, database_url)
    take_in(office, LIST + PROVEN + MAIL)
    assert told(office) == []
    copies = told(office, "staff-copy")
    for _ in range(3):
        take_in(office, PROVEN + MAIL)
    assert live(office) == [1]
    assert told(office) == [JAN]
    assert told(office, "staff-copy") == copies
    assert fates(office) == {Fate.OPENED: 1, Fate.APPENDED: 1, Fate.DUPLICATE: 2}


def test_an_answer_by_way_of_a_list_resumes_when_its_direct_copy_comes(tmp_path: Path, database_url: str) -> None:
    office = trusting(tmp_path, database_url)
    take_in(office, PROVEN + MAIL)
    act(office, 1, FEMKE, move(State.PENDING, "requester", "Welke versie is het?"))
    with office.database.read() as session:
        to = parse(outgoing.octets(session, outgoing.of_ticket(session, 1)[0])).reply_to[0].address
    answer = a_mail(subject="Re: x", To=to, text="Het zijn er drie.", Message_ID="<2@waterland.example>")
    take_in(office, LIST + PROVEN + answer)
    assert stands(office, 1).ticket.state is State.PENDING
    take_in(office, PROVEN + answer)
    assert stands(office, 1).ticket.state is State.OPEN
    assert live(office) == [1]
    assert told(office) == [JAN]


def test_a_list_that_writes_in_its_own_name_keeps_no_customer_from_his_contract(
    tmp_path: Path, database_url: str
) -> None:
    office = trusting(tmp_path, database_url)
    listed = MAIL.replace(JAN.encode(), b"Jan via Team <team@lists.example>\r\nReply-To: " + JAN.encode(), 1)
    take_in(office, LIST + listed)
    take_in(office, PROVEN + MAIL)
    (number,) = live(office)
    assert stands(office, number).ticket.customer == "waterland"
    assert told(office) == [JAN]


ACROSS = b"List-Id: <x.lists.example>\r\nX-Original-From: " + JAN.encode() + b"\r\n"
BAS = "bas.vermeer@rivierenland.example"


def sent_on(sender: str) -> bytes:
    """The same mail as from a list that writes in its own name."""
    return ACROSS + MAIL.replace(JAN.encode(), f'"Jan via x" <{sender}>'.encode(), 1)


def for_strangers(office: Office, **contracts: str) -> Office:
    """The same office, with these contracts for whoever no contract knows."""
    mailboxes = office.installation.mailboxes
    changed = {name: replace(mailboxes[name], strangers=contract) for name, contract in contracts.items()}
    return replace(office, installation=replace(office.installation, mailboxes={**mailboxes, **changed}))


@pytest.mark.parametrize("first", [MAIL, DISOWNED + MAIL, LIST + MAIL], ids=["open", "held", "not acknowledged"])
@pytest.mark.parametrize("sender", ["eve@free.example", BAS, "team@lists.example"])
def test_what_somebody_sends_on_as_his_takes_no_customers_ticket_and_reads_nothing(
    tmp_path: Path, database_url: str, first: bytes, sender: str
) -> None:
    office = for_strangers(trusting(tmp_path, database_url), nl="noordzee-elite")
    take_in(office, first)
    before = live(office)
    take_in(office, sent_on(sender))
    assert live(office) == before
    ticket = stands(office, 1).ticket
    assert (ticket.requester.address, ticket.contract) == (JAN, "waterland-integratie")
    assert sender not in told(office)
    assert fates(office)[Fate.DUPLICATE] == 1


def test_a_strangers_mail_to_two_mailboxes_stays_one_ticket(tmp_path: Path, database_url: str) -> None:
    office = for_strangers(an_office(tmp_path, database_url), nl="noordzee-elite", da="claes-regie")
    mail = MAIL.replace(JAN.encode(), b"piet@elsewhere.example", 1)
    for mailbox in ("nl", "da", "nl"):
        take_in(office, mail, mailbox)
    assert live(office) == [1]


def test_a_customers_mail_leaves_the_contract_for_strangers_when_it_comes_directly(
    tmp_path: Path, database_url: str
) -> None:
    office = for_strangers(an_office(tmp_path, database_url), nl="noordzee-elite")
    take_in(office, sent_on("team@lists.example"))
    take_in(office, MAIL)
    (number,) = live(office)
    assert stands(office, number).ticket.contract == "waterland-integratie"


def test_a_customer_who_sends_anothers_mail_on_first_keeps_it_from_nobody(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, sent_on(BAS))
    take_in(office, MAIL)
    take_in(office, MAIL, "da")
    owner = {stands(office, number).ticket.requester.address: number for number in live(office)}
    assert owner == {BAS: 1, JAN: 2}
    assert JAN in told(office)
