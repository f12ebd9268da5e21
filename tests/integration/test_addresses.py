"""A hard failure marks an address: its owner hears of it once, notices stop, people's answers are tried, and a mail from it ends it."""

from dataclasses import replace
from pathlib import Path

import pytest

from letters import PLAIN, multipart, part
from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person
from mailtriage.jobs.acts import Actor, act, read_ticket, reply, resolve
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.refusal import refused
from mailtriage.jobs.showing import ticket_in_full
from mailtriage.jobs.watch import watch
from mailtriage.store import addresses, dispatch, outgoing
from mailtriage.store.addresses import Mark
from mailtriage.store.dispatch import Result, Worker
from mailtriage.store.outbox import Outcome
from mailtriage.store.outgoing import Posted
from officed import HandClock, a_mail, an_office, take_in

JAN, MARIT = "jan.dewit@waterland.example", "marit@staff.example"
FEMKE = Actor("femke@staff.example", "command line")


def a_report(about: Posted, status: str = "5.1.1", *, names_it: bool = True, action: str = "failed") -> bytes:
    """What a mail system writes to the reverse-path of a mail of ours; not all return its header."""
    who = about.recipients[0].address
    said = f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {who}\r\nAction: {action}\r\nStatus: {status}\r\n"
    returned = f"Message-ID: {about.message_id}\r\nSubject: x\r\n" if names_it else "Subject: x\r\n"
    head = f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {about.sender}\r\nMessage-ID: <{about.id}.{status}@mx.example>\r\n"
    body = multipart(
        b"report; report-type=delivery-status",
        part(PLAIN, body=b"It could not be delivered."),
        part(b"Content-Type: message/delivery-status", body=said.encode()),
        part(b"Content-Type: text/rfc822-headers", body=returned.encode()),
    )
    return head.encode() + body.partition(b"Subject: Printer\r\n")[2]


def sent(office: Office, purpose: str, to: str = "") -> list[Posted]:
    """The mails written of a purpose, oldest first."""
    with office.database.read() as session:
        found = [p for p in reversed(outgoing.listing(session)) if p.purpose == purpose]
    return [p for p in found if to in {"", p.recipients[0].address}]


def marked(office: Office) -> list[tuple[str, str]]:
    with office.database.read() as session:
        return [(mark.address, mark.said) for mark in addresses.listing(session)]


def shown(office: Office, number: int = 1) -> dict[str, object]:
    with office.database.read() as session:
        at = Moment(office, session, office.now())
        return ticket_in_full(at, read_ticket(at, number))


def failures(office: Office) -> list[str]:
    events = shown(office)["events"]
    assert isinstance(events, list)
    return [e["data"].get("withheld", "") for e in events if e["kind"] == EventKind.UNDELIVERABLE.value]


@pytest.mark.parametrize("names_it", [True, False])
def test_a_report_finds_its_mail_with_and_without_its_message_id(
    tmp_path: Path, database_url: str, *, names_it: bool
) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    take_in(office, a_mail(subject="En nog iets"))
    (first, _) = sent(office, "acknowledgement")
    assert first.sender.startswith("support+")
    take_in(office, a_report(first, names_it=names_it))
    assert marked(office) == [(JAN, "5.1.1")]
    assert {p.ticket for p in sent(office, "undeliverable")} == {1}
    assert shown(office)["undeliverable"] == [
        {"address": JAN, "since": "2026-11-23T08:00:00Z", "said": "5.1.1", "ticket": 1}
    ]


def test_a_report_with_a_token_that_we_never_wrote_is_about_nothing_of_ours(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    forged = a_report(first, names_it=False).replace(first.sender[8:20].encode(), b"a" * 12)
    take_in(office, forged)
    assert marked(office) == []
    assert failures(office) == []


def test_what_is_only_late_or_full_for_now_marks_nothing(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, a_report(first, "4.4.1", action="delayed"))
    take_in(office, a_report(first, "4.2.2"))
    assert marked(office) == []


def test_notices_stop_and_are_noted_while_answers_of_people_are_tried(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, a_report(first))
    told = len(sent(office, "undeliverable"))
    act(office, 1, FEMKE, reply("Wij kijken ernaar."))
    act(office, 1, FEMKE, resolve("Verholpen."))
    assert len(sent(office, "reply", JAN)) == 1
    assert sent(office, "resolved", JAN) == []
    assert [bool(withheld) for withheld in failures(office)] == [False, True]
    assert told == len(sent(office, "undeliverable")) == 2  # each of the first line, once


def test_a_mail_from_the_address_ends_it_and_a_report_or_an_absence_does_not(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, a_report(first))
    take_in(office, a_mail(subject="Automatisch antwoord", Auto_Submitted="auto-replied"))
    assert marked(office) != []
    take_in(office, a_mail(subject="Weer bereikbaar"))
    assert marked(office) == []
    assert len(sent(office, "acknowledgement", JAN)) == 2


def test_an_escalation_that_bounces_reaches_the_deputy_and_the_next_one_goes_there_at_once(
    tmp_path: Path, database_url: str
) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    clock.forward(minutes=61)
    run(office)
    (first,) = sent(office, "escalation")
    level = first.recipients[0].address
    take_in(office, a_report(first))
    run(office)
    assert [p.step for p in sent(office, "escalation")] == ["level-1", "level-1-deputy"]
    assert sent(office, "escalation")[1].recipients[0].address != level
    take_in(office, a_mail(subject="Alles ligt weer plat"))
    clock.forward(minutes=61)
    run(office)
    second = [(p.step, p.recipients[0].address == level) for p in sent(office, "escalation") if p.ticket == 2]
    assert second == [("level-1-deputy", False)]


def run(office: Office) -> None:
    while watch(office):
        pass


def everything_breaks(office: Office, clock: HandClock, number: int = 5) -> None:
    """So many tickets whose promise breaks at one moment, all told to one manager."""
    for count in range(number):
        take_in(office, a_mail(subject=f"Storing {count}"))
    clock.forward(minutes=61)
    run(office)


def escalated(office: Office) -> dict[int | None, list[str]]:
    """Whom the first level of each ticket reached or was to reach, by its step."""
    with office.database.read() as session:
        files = [read_ticket(Moment(office, session, office.now()), n).ticket for n in range(1, 6)]
    return {
        t.number: [e.text("step") for e in t.events if e.kind is EventKind.TOLD and e.text("step").startswith("level")]
        for t in files
    }


@pytest.mark.parametrize("at_once", [True, False])
def test_a_digest_that_does_not_arrive_moves_every_ladder_in_it_to_the_deputies(
    tmp_path: Path, database_url: str, *, at_once: bool
) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    everything_breaks(office, clock)
    (digest,) = [d for d in sent(office, "digest") if d.ticket is None and escalating(office, d)]
    if at_once:
        server_refuses(office, digest)
    else:
        take_in(office, a_report(digest))
    assert marked(office)[0][0] == digest.recipients[0].address
    run(office)
    assert set(map(tuple, escalated(office).values())) == {("level-1", "level-1-deputy")}


def escalating(office: Office, digest: Posted) -> bool:
    """Whether a digest went to whom the first level is."""
    level = office.installation.contracts["waterland-integratie"].terms(office.now().date()).ladder[0].role
    staff = office.installation.contracts["waterland-integratie"].staff.of(level)
    return digest.recipients[0].address in {p.address for p in staff}


def server_refuses(office: Office, posted: Posted, said: str = "550 5.1.1 no such user") -> None:
    """What delivery writes down when the server says no for good."""
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        worker = Worker("w", office.now(), office.now())
        claimed = next(c for c in dispatch.claim(session, office.now(), worker, 100) if c.id == posted.id)
        refused(at, claimed, {posted.recipients[0].address: Result(Outcome.FAILED, said)})


def test_no_digest_goes_to_an_address_that_is_marked_and_the_deputies_hear_instead(
    tmp_path: Path, database_url: str
) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    contract = office.installation.contracts["waterland-integratie"]
    manager = contract.staff.of(contract.terms(office.now().date()).ladder[0].role)[0].address
    with office.database.transaction() as session:
        addresses.mark(session, Mark(manager, office.now(), "5.1.1"))
    everything_breaks(office, clock)
    assert sent(office, "digest", manager) == []
    assert set(map(tuple, escalated(office).values())) == {("level-1", "level-1-deputy")}


def test_an_absence_notice_in_answer_to_a_digest_counts_for_every_ticket_in_it(
    tmp_path: Path, database_url: str
) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    everything_breaks(office, clock)
    (digest,) = [d for d in sent(office, "digest") if escalating(office, d)]
    away = a_mail(
        digest.recipients[0].address,
        "Automatisch antwoord: digest",
        Auto_Submitted="auto-replied",
        In_Reply_To=digest.message_id,
    )
    take_in(office, away)
    run(office)
    assert set(map(tuple, escalated(office).values())) == {("level-1", "level-1-deputy")}


@pytest.mark.parametrize(
    ("gone", "told"), [((), ("olga", "femke")), (("olga",), ("femke",)), (("olga", "femke"), ("olga", "femke"))]
)
def test_operators_whose_mail_arrives_are_told_and_all_of_them_if_there_are_none(
    tmp_path: Path, database_url: str, gone: tuple[str, ...], told: tuple[str, ...]
) -> None:
    office = an_office(tmp_path, database_url)
    two = tuple(Person(name.title(), f"{name}@staff.example") for name in ("olga", "femke"))
    desk = replace(office.installation.desk, operators=two)
    office = replace(office, installation=replace(office.installation, desk=desk))
    with office.database.transaction() as session:
        for name in gone:
            addresses.mark(session, Mark(f"{name}@staff.example", office.now(), "5.1.1"))
        alarm(Moment(office, session, office.now()), "brake", "x")
    assert [p.recipients[0].address for p in sent(office, "operator-brake")] == [f"{n}@staff.example" for n in told]


def told_in_words(about: Posted, words: str) -> bytes:
    """What a mail system writes that names nobody; our mail is returned below."""
    head = f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {about.sender}\r\nMessage-ID: <{about.id}@mx.example>\r\n"
    returned = f"----- Original message -----\r\n\r\nMessage-ID: {about.message_id}\r\nTo: x\r\n"
    return f"{head}Subject: Unzustellbare Nachricht\r\n\r\n{words}\r\n\r\n{returned}".encode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ihre Nachricht konnte nicht zugestellt werden.\r\nGrund: 550 5.1.1", "5.1.1"),
        ("Ihre Nachricht konnte nicht zugestellt werden.", "5.0.0"),
        ("Uw bericht kon niet worden bezorgd: 552 mailbox vol", "5.0.0"),
    ],
)
def test_a_report_that_names_nobody_is_about_the_one_it_was_sent_to(
    tmp_path: Path, database_url: str, words: str, said: str
) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, told_in_words(first, words))
    assert marked(office) == [(JAN, said)]
    assert {p.ticket for p in sent(office, "undeliverable")} == {1}


def test_a_report_of_delay_that_names_nobody_changes_nothing(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, told_in_words(first, "Ihre Nachricht ist noch nicht zugestellt; der Versand ist verzögert."))
    assert (marked(office), failures(office), sent(office, "undeliverable")) == ([], [], [])


def test_of_several_that_an_address_stands_for_the_one_who_failed_counts(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    late = b"Final-Recipient: rfc822; jan1@intern.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
    take_in(office, a_report(first).replace(b"Final-Recipient", late + b"Final-Recipient"))
    assert marked(office) == [(JAN, "5.1.1")]


def test_an_escalation_that_came_back_without_a_name_goes_to_the_deputy_at_once(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office(tmp_path, database_url)
    clock = office.clock
    assert isinstance(clock, HandClock)
    take_in(office, a_mail())
    while not sent(office, "escalation"):
        clock.forward(minutes=30)
        watch(office)
    first = sent(office, "escalation")[-1]
    take_in(office, told_in_words(first, "Ihre Nachricht konnte nicht zugestellt werden: 550 5.1.1"))
    watch(office)
    others = {p.recipients[0].address for p in sent(office, "escalation")} - {first.recipients[0].address}
    assert others == {"mads@staff.example"}


def of_a_member(about: Posted, original: str = "") -> bytes:
    """A report about one of those the address stands for; `original` is the address it says the mail was sent to."""
    to = about.recipients[0].address
    member = "left.colleague@waterland.example"
    named = f"{member}\r\nOriginal-Recipient: rfc822; {original}" if original else member
    return a_report(about).replace(
        f"Final-Recipient: rfc822; {to}".encode(), f"Final-Recipient: rfc822; {named}".encode()
    )


def test_one_dead_member_of_a_group_does_not_silence_it_and_is_told_once(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, of_a_member(first))
    assert marked(office) == []
    told = sent(office, "undeliverable")
    assert len(told) == 2  # each of the first line
    act(office, 1, FEMKE, reply("Wij kijken ernaar."))
    (answer,) = sent(office, "reply", JAN)
    take_in(office, of_a_member(answer))
    assert len(failures(office)) == 2
    assert len(sent(office, "undeliverable")) == len(told)


def test_an_address_named_as_the_one_it_was_sent_to_is_marked(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, of_a_member(first, original=JAN.upper()))
    assert marked(office) == [(JAN, "5.1.1")]


def test_the_owner_whose_group_has_a_dead_member_hears_of_it(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    copies = sent(office, "staff-copy")
    take_in(office, of_a_member(copies[0]))
    assert {p.recipients[0].address for p in sent(office, "undeliverable")} == {c.recipients[0].address for c in copies}


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.7.26"])
def test_a_full_mailbox_and_a_policy_mark_nothing(tmp_path: Path, database_url: str, status: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    (first,) = sent(office, "acknowledgement")
    take_in(office, a_report(first, status))
    server_refuses(office, sent(office, "staff-copy")[0], f"550 {status} not now")
    assert marked(office) == []
    assert sent(office, "undeliverable") != []


def test_a_staff_copy_goes_out_all_the_same_when_none_of_its_readers_is_reached(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    readers = [p.recipients[0].address for p in sent(office, "staff-copy")]
    for number, gone in enumerate(readers):
        with office.database.transaction() as session:
            addresses.mark(session, Mark(gone, office.now(), "5.1.1"))
        take_in(office, a_mail(subject=f"Storing {number}"))
    copies = [[p.recipients[0].address for p in sent(office, "staff-copy") if p.ticket == n] for n in (2, 3)]
    assert copies == [readers[1:], readers]
