"""The same mail twice: one ticket, every mailbox recorded; the same Message-ID with other words: nothing is lost."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from configured import SECRETS, change
from mailtriage.cli.main import cli
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.jobs.acts import Actor, act, move, read_ticket
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.showing import ticket_in_full
from mailtriage.store import custody, messages, outgoing, tickets
from mailtriage.store.custody import Fate
from mailtriage.store.tickets import Filter
from officed import HandClock, a_mail, an_office, take_in

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


def test_a_ticket_shows_every_delivery_of_its_mail(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail(text="Iets anders."))
    take_in(office, MAIL)
    take_in(office, MAIL, "da")
    with office.database.read() as session:
        at = Moment(office, session, office.now())
        shown = [ticket_in_full(at, read_ticket(at, number))["messages"] for number in (1, 2)]
    came = [[(d["mailbox"], d["fate"]) for d in one[0]["deliveries"]] for one in shown if isinstance(one, list)]
    assert came == [[("nl", "opened")], [("nl", "opened"), ("da", "duplicate")]]


def test_the_command_names_the_mailbox_of_a_second_copy(tmp_path: Path) -> None:
    office = an_office(tmp_path, f"sqlite:///{tmp_path}/mailtriage.sqlite3")
    here = f'database = "{office.installation.database_url}"'
    change(tmp_path / "config", "mailtriage.toml", 'database = "sqlite:///mailtriage.sqlite3"', here)
    for mailbox in ("nl", "da"):
        take_in(office, MAIL, mailbox)
    show = [*("ticket", "show", "1"), "--config", str(tmp_path / "config")]
    assert "the same mail again in mailbox da" in CliRunner(env=SECRETS).invoke(cli, show).output


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
    assert notes == ["the Message-ID of this message was used before, by another mail"]


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


NINE = "Mon, 23 Nov 2026 09:00:00 +0100"


def nameless(*who: str, text: str = "Zie onderwerp.", **headers: str) -> bytes:
    """A mail without Message-ID."""
    lines = a_mail(*who, text=text, **headers).splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"Message-ID"))


def test_a_mail_without_message_id_that_is_sent_again_is_one_ticket(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, nameless(Date=NINE))
    take_in(office, nameless(Date=NINE), "da")
    take_in(office, nameless(Date=NINE, text="Iets anders."))
    assert numbers(office) == [1, 2]


@pytest.mark.parametrize(
    "other",
    [
        nameless("lars@nordhavn.example", "Storing A", Date=NINE),
        nameless("jan.dewit@waterland.example", "Storing B", Date=NINE),
        nameless("jan.dewit@waterland.example", "Storing A", Date="Mon, 23 Nov 2026 09:00:01 +0100"),
    ],
    ids=["another writer", "another subject", "another moment"],
)
def test_mails_without_message_id_that_only_read_alike_are_two_tickets(
    tmp_path: Path, database_url: str, other: bytes
) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, nameless("jan.dewit@waterland.example", "Storing A", Date=NINE))
    take_in(office, other)
    assert numbers(office) == [1, 2]


@pytest.mark.parametrize("dated", [{}, {"Date": "Sat, 01 Jan 2000 00:00:00 +0000"}], ids=["no date", "no clock"])
def test_an_alarm_that_nothing_tells_from_last_weeks_is_a_ticket_each_time(
    tmp_path: Path, database_url: str, dated: dict[str, str]
) -> None:
    office = an_office(tmp_path, database_url)
    for _ in range(3):
        take_in(office, nameless("monitor@waterland.example", "ALARM", **dated))
    assert numbers(office) == [1, 2, 3]


@pytest.mark.parametrize(
    "again", [{"subject": "srv2 vol"}, {"Date": "Tue, 24 Nov 2026 09:00:00 +0100"}], ids=["subject", "date"]
)
def test_a_device_that_always_uses_one_message_id_loses_no_mail(
    tmp_path: Path, database_url: str, again: dict[str, str]
) -> None:
    office = an_office(tmp_path, database_url)
    alarm = {"subject": "srv1 vol", "Message_ID": "<alarm@waterland.example>", "text": "Alarm", "Date": NINE}
    take_in(office, a_mail("monitor@waterland.example", **alarm))
    take_in(office, a_mail("monitor@waterland.example", **(alarm | again)))
    assert [fate for _, fate, _ in fates(office)] == [Fate.APPENDED, Fate.OPENED]
    act(office, 1, Actor("femke@staff.example", "command line"), move(State.CLOSED, "duplicate"))
    take_in(office, a_mail("monitor@waterland.example", **(alarm | {"subject": "srv3 vol"})))
    assert numbers(office) == [1, 2]  # nobody looks into what is done


@pytest.mark.parametrize("dated", [{}, {"Date": "Thu, 01 Jan 1970 00:00:00 +0000"}], ids=["no date", "no clock"])
def test_a_devices_next_alarm_under_its_only_message_id_is_no_copy_of_the_one_weeks_ago(
    tmp_path: Path, database_url: str, dated: dict[str, str]
) -> None:
    office = an_office(tmp_path, database_url)
    alarm = a_mail("monitor@waterland.example", "UPS", Message_ID="<1@ups>", **dated)
    take_in(office, alarm)
    take_in(office, alarm)
    assert fates(office) == [("nl", Fate.DUPLICATE, 1), ("nl", Fate.OPENED, 1)]
    act(office, 1, Actor("femke@staff.example", "command line"), move(State.CLOSED, "duplicate"))
    clock = office.clock
    assert isinstance(clock, HandClock)
    clock.forward(days=30)
    take_in(office, alarm)
    assert numbers(office) == [1, 2]
