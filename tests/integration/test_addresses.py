"""A hard failure marks an address: its owner hears of it once, notices stop, people's answers are tried, and a mail from it ends it."""

from pathlib import Path

import pytest

from letters import PLAIN, multipart, part
from mailtriage.desk.event import EventKind
from mailtriage.jobs.acts import Actor, act, read_ticket, reply, resolve
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.showing import ticket_in_full
from mailtriage.jobs.watch import watch
from mailtriage.store import addresses, outgoing
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
