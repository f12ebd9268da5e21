"""What people read in mails that the desk wrote: names instead of identifiers, and the truth about a missed promise."""

import email
import email.policy
import re
from pathlib import Path

import pytest

from letters import PLAIN, multipart, part
from mailtriage.jobs.explaining import Case, explain
from mailtriage.jobs.office import Office
from mailtriage.jobs.watch import watch
from mailtriage.store import outgoing
from mailtriage.store.outgoing import Posted
from officed import HandClock, a_mail, an_office, take_in

JAN = "jan.dewit@waterland.example"
FEMKE, FREDERIK, MARIT = "femke@staff.example", "frederik@staff.example", "marit@staff.example"


def a_report(about: Posted) -> bytes:
    """What a mail system writes about a mail of ours that it could not deliver."""
    who = about.recipients[0].address
    said = (
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {who}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    body = multipart(
        b"report; report-type=delivery-status",
        part(PLAIN, body=b"It could not be delivered."),
        part(b"Content-Type: message/delivery-status", body=said.encode()),
        part(b"Content-Type: text/rfc822-headers", body=f"Message-ID: {about.message_id}\r\n".encode()),
    )
    head = f"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: {about.sender}\r\nMessage-ID: <1@mx.example>\r\n"
    return head.encode() + body.partition(b"Subject: Printer\r\n")[2]


def written(office: Office, purpose: str, to: str) -> list[tuple[Posted, str]]:
    """The mails of a purpose to somebody, oldest first, each with its text."""
    with office.database.read() as session:
        found = [
            p for p in reversed(outgoing.listing(session)) if (p.purpose, p.recipients[0].address) == (purpose, to)
        ]
        return [(p, _text(outgoing.octets(session, p))) for p in found]


def _text(octets: bytes) -> str:
    part = email.message_from_bytes(octets, policy=email.policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def pass_time(office: Office, clock: HandClock, minutes: int) -> None:
    """Let time pass, looking at what is due every five minutes."""
    for _ in range(0, minutes, 5):
        clock.forward(minutes=5)
        while watch(office):
            pass


def test_a_bounce_tells_the_owner_who_was_not_reached_by_which_mail_and_why(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    ((acknowledgement, _),) = written(office, "acknowledgement", JAN)
    take_in(office, a_report(acknowledgement))
    ((_, text),) = written(office, "undeliverable", FEMKE)
    assert "De ontvangstbevestiging (T-1) is niet aangekomen bij jan.dewit@waterland.example." in text
    assert "Onderwerp van die mail: [T-1] Integratie ligt plat voor iedereen" in text
    assert "> 5.1.1" in text
    ((_, danish),) = written(office, "undeliverable", FREDERIK)
    assert "En kvittering (T-1) er ikke nået frem til jan.dewit@waterland.example." in danish


def test_nobody_reads_the_names_that_the_files_give_to_services_and_roles(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    pass_time(office, clock, 65)
    ((_, escalation),) = written(office, "escalation", MARIT)
    assert "Dienst: integratiedienst" in escalation
    assert "Toegewezen aan: Femke Eerste, Frederik Første (eerste lijn)" in escalation
    assert "Theo Techniek (CTO)" in escalation
    assert not re.search(r"first-line|service-support-manager|: integration$|\bcto\b", escalation, re.MULTILINE)


def test_after_a_missed_first_answer_the_customer_reads_that_it_was_missed(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    pass_time(office, clock, 180)
    text = written(office, "progress", JAN)[-1][1]
    assert "Voor uw verzoek T-1 hadden we uiterlijk maandag 23 november 2026 om 10.00 uur (CET) een eerste" in text
    assert "De vertraging is binnen onze organisatie geëscaleerd." in text
    assert "U hoeft niets te doen" not in text
    english = written(office, "progress", "priya.shah@waterland.example")[-1][1]
    assert "to the request of Jan de Wit (T-1: Integratie ligt plat voor iedereen) by" in english


@pytest.mark.parametrize("asked", ["karin@elders.example", FEMKE])
def test_explain_shows_a_ticket_that_does_not_exist_yet_without_a_number(
    tmp_path: Path, database_url: str, asked: str
) -> None:
    office = an_office(tmp_path, database_url)
    case = Case(a_mail(asked), office.installation.mailboxes["nl"], office.now())
    notices = explain(office, case)["notices"]
    assert isinstance(notices, list)
    assert notices
    assert all(n["subject"].startswith("[T-…] ") for n in notices)
    assert FEMKE not in {n["to"] for n in notices} or asked != FEMKE
