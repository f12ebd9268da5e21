"""The same mail twice: one ticket, every mailbox recorded; the same Message-ID with other words: nothing is lost."""

from pathlib import Path

from mailtriage.desk.event import EventKind
from mailtriage.jobs.office import Office
from mailtriage.store import custody, messages, outgoing, tickets
from mailtriage.store.custody import Fate
from mailtriage.store.tickets import Filter
from officed import a_mail, an_office, take_in

MAIL = a_mail(text="Niemand kan werken.")


def fates(office: Office) -> list[tuple[str, Fate, int]]:
    """How many mails of which mailbox met which fate."""
    with office.database.read() as session:
        return [(c.mailbox, c.fate, c.number) for c in custody.counts(session)]


def numbers(office: Office) -> list[int]:
    """The tickets there are."""
    with office.database.read() as session:
        return sorted(s.number for s in tickets.listing(session, Filter()))


def test_a_mail_to_both_mailboxes_is_one_ticket_answered_once(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, MAIL)
    take_in(office, MAIL, "da")
    assert numbers(office) == [1]
    assert fates(office) == [("da", Fate.DUPLICATE, 1), ("nl", Fate.OPENED, 1)]
    with office.database.read() as session:
        acknowledged = [p for p in outgoing.listing(session) if p.purpose == "acknowledgement"]
    assert len(acknowledged) == 1


def test_a_lists_footer_and_other_trace_headers_make_no_second_ticket(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, MAIL)
    footer = b"\r\n_______________________________________________\r\nTeam mailing list\r\nhttps://lists.example/listinfo/team\r\n"
    take_in(
        office,
        b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0100\r\nList-Id: <team.lists.example>\r\n" + MAIL + footer,
    )
    assert numbers(office) == [1]


def test_the_same_message_id_with_other_words_joins_the_ticket_as_a_message_of_its_own_and_is_flagged(
    tmp_path: Path, database_url: str
) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, MAIL)
    take_in(office, MAIL.replace(b"Niemand kan werken.", b"Het gaat nu over iets heel anders."))
    assert numbers(office) == [1]
    with office.database.read() as session:
        kept = [m.reply for m in messages.of_ticket(session, 1)]
        ticket = tickets.load(session, 1)
    assert kept == ["Niemand kan werken.", "Het gaat nu over iets heel anders."]
    assert ticket is not None
    notes = [e.text("text") for e in ticket.events if e.kind is EventKind.NOTED]
    assert notes == ["the Message-ID of this message was used before, with other content"]


def test_a_stranger_who_reuses_a_message_id_gets_a_ticket_of_his_own(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, MAIL)
    forged = MAIL.replace(b"jan.dewit@waterland.example\r\nTo", b"eve@free.example\r\nTo").replace(
        b"Niemand", b"Iedereen"
    )
    take_in(office, forged)
    assert numbers(office) == [1, 2]
    with office.database.read() as session:
        assert len(messages.of_ticket(session, 1)) == 1


def test_two_mails_without_message_id_are_two_unless_they_say_the_same(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    without = b"".join(line for line in MAIL.splitlines(keepends=True) if not line.startswith(b"Message-ID"))
    take_in(office, without)
    take_in(office, without)
    take_in(office, without.replace(b"werken", b"inloggen"))
    assert numbers(office) == [1, 2]
