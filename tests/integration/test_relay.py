"""What a customer gets of a staff member's reply: his words, in the customer's thread, and nothing of ours."""

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailtriage.config.installation import Mailbox
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.jobs.acts import Actor, act, move
from mailtriage.jobs.office import Office
from mailtriage.store import outgoing, tickets
from officed import a_mail, an_office, take_in

FEMKE = "femke@staff.example"
JAN = "jan.dewit@waterland.example"
HER_ID = "<femke.secret@femkes-laptop.staff.example>"


def an_open_desk(tmp_path: Path, url: str) -> Office:
    """A desk that believes staff by token alone, with Jan's ticket."""
    office = an_office(tmp_path, url)
    boxes = {name: _open(box) for name, box in office.installation.mailboxes.items()}
    office = an_office(tmp_path, url, mailboxes=boxes)
    take_in(office, a_mail(**{"Message-ID": "<jan-1@waterland.example>"}))
    return office


def _open(box: Mailbox) -> Mailbox:
    return replace(box, trusted_authserv_ids=frozenset(), unauthenticated_staff=True)


def mails(office: Office, address: str, purpose: str) -> list[EmailMessage]:
    """What was written to somebody for a purpose, oldest first."""
    with office.database.read() as session:
        found = [p for p in outgoing.listing(session) if p.purpose == purpose and p.recipients[0].address == address]
        raws = [outgoing.octets(session, p) for p in reversed(found)]
    return [
        m for raw in raws if isinstance(m := email.message_from_bytes(raw, policy=email.policy.default), EmailMessage)
    ]


def a_reply(office: Office, text: str) -> bytes:
    """Femke's reply to her copy."""
    copy = mails(office, FEMKE, "staff-copy")[-1]
    headers = {
        "From": FEMKE,
        "To": copy["Reply-To"].addresses[0].addr_spec,
        "Subject": f"Re: {copy['Subject']}",
        "Message-ID": HER_ID,
        "In-Reply-To": copy["Message-ID"],
        "References": copy["Message-ID"],
    }
    return "".join(f"{k}: {v}\r\n" for k, v in headers.items()).encode() + b"\r\n" + text.encode()


def quoted(office: Office) -> str:
    """Her copy as her mail program quotes it."""
    body = mails(office, FEMKE, "staff-copy")[-1].get_body(("plain",))
    assert body is not None
    return "".join(f"> {line}\r\n" for line in body.get_content().splitlines())


def test_an_answer_below_the_quoted_copy_arrives_without_the_copy(tmp_path: Path, database_url: str) -> None:
    office = an_open_desk(tmp_path, database_url)
    take_in(
        office,
        a_reply(
            office,
            f"Op maandag schreef Helpdesk <support@helpdesk.example>:\r\n{quoted(office)}\r\nWij kijken ernaar.\r\n",
        ),
    )
    (answer,) = mails(office, JAN, "reply")
    body = answer.get_body(("plain",))
    assert body is not None
    assert "Wij kijken ernaar." in body.get_content()
    assert not [word for word in ("##-", "first-line", "toml", "Contract:") if word in answer.as_string()]


def test_a_reply_without_words_reaches_no_customer_and_stops_no_clock(tmp_path: Path, database_url: str) -> None:
    office = an_open_desk(tmp_path, database_url)
    take_in(office, a_reply(office, quoted(office)))
    assert mails(office, JAN, "reply") == []


def test_a_customer_never_sees_whose_machine_an_answer_came_from(tmp_path: Path, database_url: str) -> None:
    office = an_open_desk(tmp_path, database_url)
    take_in(office, a_reply(office, "Een.\r\n"))
    take_in(office, a_reply(office, "Twee.\r\n").replace(b"femke.secret", b"femke.secret2"))
    for answer in mails(office, JAN, "reply"):
        assert "femke" not in answer.as_string().lower().replace("femke eerste", "")
        assert answer["In-Reply-To"] == "<jan-1@waterland.example>"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Out of Office Re: {}", "Tot 7 december."),
        ("Auto-Antwort: {}", "Urlaub bis 7. Dezember."),
        ("Ik ben met vakantie Re: {}", "Bel Kees."),
        ("Ik ben met vakantie", "Bel Kees."),
        ("Re: {}", "Bedankt voor uw bericht. Ik ben momenteel afwezig."),
    ],
)
def test_an_absence_notice_without_a_mark_in_its_header_answers_nobody_and_moves_nothing(
    tmp_path: Path, subject: str, text: str
) -> None:
    office = an_open_desk(tmp_path, f"sqlite:///{tmp_path / 'x.sqlite'}")
    copy = mails(office, FEMKE, "staff-copy")[-1]
    raw = a_reply(office, text).replace(f"Re: {copy['Subject']}".encode(), subject.format(copy["Subject"]).encode())
    take_in(office, raw)
    act(office, 1, Actor(FEMKE, "command line"), move(State.PENDING, "requester", "Welke versie is het?"))
    own = mails(office, JAN, "acknowledgement")[-1]
    take_in(office, from_jan(own, subject.format(own["Subject"]), text))
    with office.database.read() as session:
        ticket = tickets.load(session, 1)
    assert mails(office, JAN, "reply") == []
    assert ticket is not None
    assert ticket.state is State.PENDING
    assert not any(e.kind in {EventKind.ANSWERED, EventKind.STOPPED} for e in ticket.events)


def from_jan(own: EmailMessage, subject: str, text: str) -> bytes:
    """What Jan's side sends back to a mail of ours."""
    to, ours = own["Reply-To"].addresses[0].addr_spec, own["Message-ID"]
    return a_mail(JAN, subject, To=to, In_Reply_To=ours, text=text)
