"""Messages come back as they were read, their bytes as they came, and Message-IDs lead to their tickets."""

from dataclasses import replace
from datetime import timedelta

from mailtriage.mail.message import Address, Attachment, Message
from mailtriage.store import messages, outbox, raw, schema
from mailtriage.store.database import Database
from mailtriage.store.messages import Direction, File, Known, kept
from stored import NOON, a_message, a_ticket, an_outgoing

READ = Message(
    message_id="<1@customer.example>",
    in_reply_to="<0@helpdesk.example>",
    references=("<00@helpdesk.example>", "<0@helpdesk.example>"),
    from_=Address("Søren Ærø", "Soren@customer.example"),
    to=(Address("Helpdesk", "support@helpdesk.example"), Address("", "sales@helpdesk.example")),
    cc=(Address("Boss", "boss@customer.example"),),
    reply_to=(Address("", "soren@home.example"),),
    subject="Printeren 🖨 er i stykker",
    date=NOON - timedelta(hours=1),
    text="Hej\n\n> gammelt\n",
    reply="Hej",
    attachments=(
        Attachment("b.pdf", "application/pdf", b"%PDF", "aa"),
        Attachment("a.png", "image/png", b"\x89PNG!", "bb", inline=True, content_id="1"),
    ),
    size=4711,
)
OCTETS = b"Message-ID: <1@customer.example>\r\n\r\n\x00\xff" + b"x" * 10_000


def test_a_message_comes_back_as_it_was_read(database: Database) -> None:
    with database.transaction() as session:
        ticket = a_ticket(session).number
        packed = raw.pack(OCTETS)
        wanted = replace(kept(READ, Direction.IN, NOON, ticket, "digest"), headers={"x-mailer": ("A", "B")})
        number = messages.keep(session, wanted, packed)
    with database.read() as session:
        found = messages.load(session, number)
        assert found == replace(wanted, id=number, sha256=packed.sha256)
        assert found.files == (
            File("b.pdf", "application/pdf", 4, "aa", False),
            File("a.png", "image/png", 5, "bb", True),
        )
        assert messages.octets(session, number) == OCTETS
        assert messages.load(session, number + 1) is None
        assert messages.octets(session, number + 1) is None


def test_a_mail_too_large_to_keep_has_a_message_and_no_bytes(database: Database) -> None:
    with database.transaction() as session:
        number = messages.keep(session, a_message(size=99_000_000), None)
        found = messages.load(session, number)
        assert found is not None
        assert (found.size, found.sha256) == (99_000_000, "")
        assert messages.octets(session, number) is None


def test_the_same_bytes_are_kept_once(database: Database) -> None:
    with database.transaction() as session:
        numbers = [messages.keep(session, a_message(), raw.pack(OCTETS)) for _ in range(3)]
        assert [messages.octets(session, number) for number in numbers] == [OCTETS] * 3
        assert len(session.execute(schema.raw.select()).all()) == 1


def test_packed_bytes_take_less_and_unpack_to_what_they_were() -> None:
    packed = raw.pack(OCTETS)
    assert raw.unpack(packed) == OCTETS
    assert len(packed.content) < packed.size / 50
    assert "content" not in repr(packed)


def test_the_messages_of_a_ticket_come_oldest_first(database: Database) -> None:
    with database.transaction() as session:
        ticket, other = a_ticket(session).number, a_ticket(session).number
        file = File("a.txt", "text/plain", 1, "aa")
        first = messages.keep(session, a_message(ticket=ticket, files=(file, file)), None)
        messages.keep(session, a_message(ticket=other), None)
        second = messages.keep(session, a_message(ticket=ticket, direction=Direction.OUT), None)
        found = messages.of_ticket(session, ticket)
        assert [(m.id, m.direction, m.files) for m in found] == [
            (first, Direction.IN, (file, file)),
            (second, Direction.OUT, ()),
        ]
        assert messages.of_ticket(session, other + 1) == ()


def test_a_message_without_cut_keeps_its_reply(database: Database) -> None:
    with database.transaction() as session:
        numbers = [messages.keep(session, a_message(text="all", reply=reply), None) for reply in ("all", "", "al")]
        loaded = [messages.load(session, number) for number in numbers]
    assert [m.reply for m in loaded if m] == ["all", "", "al"]


def test_message_ids_lead_to_tickets_and_to_whom_we_wrote(database: Database) -> None:
    with database.transaction() as session:
        ticket, other = a_ticket(session).number, a_ticket(session).number
        messages.keep(session, a_message(ticket=ticket, message_id="<in@customer.example>"), None)
        messages.keep(session, a_message(ticket=other, message_id="<in@customer.example>"), None)
        messages.keep(session, a_message(ticket=None, message_id="<none@customer.example>"), None)
        outbox.put(
            session, an_outgoing("out", ticket=ticket, recipients=("Jan@customer.example", "b@customer.example"))
        )
        outbox.put(session, an_outgoing("digest"))
        asked = [
            "<out@helpdesk.example>",
            "",
            "<none@customer.example>",
            "<in@customer.example>",
            "<digest@helpdesk.example>",
        ]
        assert messages.threads(session, asked) == (
            Known("<out@helpdesk.example>", ticket, "b@customer.example"),
            Known("<out@helpdesk.example>", ticket, "jan@customer.example"),
            Known("<in@customer.example>", ticket, ""),
            Known("<in@customer.example>", other, ""),
        )
        assert messages.threads(session, []) == ()


def test_mail_without_message_id_and_mail_kept_twice_disturb_no_thread(database: Database) -> None:
    with database.transaction() as session:
        ticket = a_ticket(session).number
        for message_id in ("", "<a@customer.example>", "<a@customer.example>"):
            messages.keep(session, a_message(ticket=ticket, message_id=message_id), None)
        assert messages.threads(session, ["", "<a@customer.example>"]) == (Known("<a@customer.example>", ticket, ""),)
