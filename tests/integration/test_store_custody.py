"""One fate for every mail, and recognising the same mail when it comes again."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from mailtriage.errors import ContendedError
from mailtriage.store import custody, messages
from mailtriage.store.custody import Count, Earlier, Fate, Place
from mailtriage.store.database import Database, Session
from stored import HOUR, NOON, a_message, a_ticket, an_entry, at_once, plans


def test_an_entry_comes_back_as_it_was_written(database: Database) -> None:
    with database.transaction() as session:
        ticket = a_ticket(session).number
        message = messages.keep(session, a_message(ticket=ticket), None)
        entry = an_entry(
            4_294_967_295,
            place=Place("support", 4_294_967_295, 4_294_967_295),
            date=NOON - HOUR,
            size=123,
            sha256="ab",
            ticket=ticket,
            message=message,
            reason="rule printers",
        )
        entry = replace(entry, id=custody.record(session, entry))
    with database.read() as session:
        assert custody.taken(session, "support", 4_294_967_295, [4_294_967_295]) == {4_294_967_295: entry}


def test_only_the_same_mailbox_and_uidvalidity_count_as_taken(database: Database) -> None:
    with database.transaction() as session:
        custody.record(session, an_entry(7))
        assert list(custody.taken(session, "support", 1, [6, 7, 8])) == [7]
        assert custody.taken(session, "support", 2, [7]) == {}
        assert custody.taken(session, "sales", 1, [7]) == {}
        assert custody.taken(session, "support", 1, []) == {}


def test_a_mail_cannot_have_two_fates(database: Database) -> None:
    with database.transaction() as session:
        custody.record(session, an_entry(7))
    with pytest.raises(ContendedError), database.transaction() as session:
        custody.record(session, an_entry(7, fate=Fate.HELD))


def test_a_mail_let_out_of_quarantine_changes_its_fate(database: Database) -> None:
    with database.transaction() as session:
        entry = an_entry(7, fate=Fate.QUARANTINED, filed_to="Quarantine")
        entry = replace(entry, id=custody.record(session, entry))
        custody.record(session, an_entry(8))
        freed = replace(entry, fate=Fate.OPENED, ticket=a_ticket(session).number)
        custody.revise(session, freed)
        assert custody.taken(session, "support", 1, [7]) == {7: freed}
        assert custody.taken(session, "support", 1, [8])[8].fate is Fate.OPENED


def test_what_was_filed_is_known_to_be_filed(database: Database) -> None:
    with database.transaction() as session:
        ids = [custody.record(session, an_entry(uid)) for uid in (1, 2, 3)]
        custody.filed(session, ids[:2], NOON + HOUR)
        custody.filed(session, [], NOON)
        found = custody.taken(session, "support", 1, [1, 2, 3])
    assert [found[uid].filed_at for uid in (1, 2, 3)] == [NOON + HOUR, NOON + HOUR, None]


def test_fates_are_counted_by_mailbox_and_time(database: Database) -> None:
    with database.transaction() as session:
        custody.record(session, an_entry(1, filed_at=NOON))
        custody.record(session, an_entry(2))
        custody.record(session, an_entry(3, fate=Fate.TOO_OLD, filed_to=""))
        custody.record(session, an_entry(4, place=Place("sales", 1, 1), first_seen=NOON + HOUR))
        assert custody.counts(session) == (
            Count("sales", Fate.OPENED, 1, 1),
            Count("support", Fate.OPENED, 2, 1),
            Count("support", Fate.TOO_OLD, 1, 0),
        )
        assert custody.counts(session, since=NOON + HOUR) == (Count("sales", Fate.OPENED, 1, 1),)
        assert [c.mailbox for c in custody.counts(session, until=NOON + HOUR)] == ["support", "support"]


def test_the_same_message_id_and_content_is_the_same_mail(database: Database) -> None:
    with database.transaction() as session:
        ticket = a_ticket(session).number
        entry = custody.record(session, an_entry(1, ticket=ticket))
        assert custody.same(session, "<1@customer.example>", "content-1") == Earlier(
            entry, None, ticket, True, Fate.OPENED
        )
        assert custody.same(session, "<other@customer.example>", "content-1") is None


def test_the_same_message_id_with_other_content_is_told_apart(database: Database) -> None:
    with database.transaction() as session:
        first = custody.record(session, an_entry(1))
        assert custody.same(session, "<1@customer.example>", "other") == Earlier(first, None, None, False, Fate.OPENED)
        second = custody.record(session, an_entry(2, message_id="<1@customer.example>", digest="other"))
        assert custody.same(session, "<1@customer.example>", "other") == Earlier(second, None, None, True, Fate.OPENED)
        assert custody.same(session, "<1@customer.example>", "content-1") == Earlier(
            first, None, None, True, Fate.OPENED
        )


def test_without_a_message_id_the_digest_decides(database: Database) -> None:
    with database.transaction() as session:
        first = custody.record(session, an_entry(1, message_id=""))
        custody.record(session, an_entry(2))
        assert custody.same(session, "", "content-1") == Earlier(first, None, None, True, Fate.OPENED)
        assert custody.same(session, "", "content-2") is None  # that one had a Message-ID: another mail
        assert custody.same(session, "", "") is None


@pytest.mark.parametrize("fate", [Fate.QUARANTINED, Fate.TOO_OLD, Fate.DUPLICATE])
def test_a_mail_that_was_not_taken_in_is_not_the_earlier_one(database: Database, fate: Fate) -> None:
    with database.transaction() as session:
        custody.record(session, an_entry(1, fate=fate))
        assert custody.same(session, "<1@customer.example>", "content-1") is None


def test_a_message_id_as_long_as_a_stranger_likes_is_recognised(database: Database) -> None:
    letters = random.Random(1).choices(
        "abcdefghijklmnopqrstuvwxyzæøå", k=100_000
    )  # a row of one letter would be compressed
    endless = f"<{''.join(letters)}@customer.example>"
    with database.transaction() as session:
        ticket = a_ticket(session).number
        entry = custody.record(session, an_entry(1, message_id=endless, digest="x"))
        kept = messages.keep(session, a_message(message_id=endless, ticket=ticket), None)
        assert custody.same(session, endless, "x") == Earlier(entry, None, None, True, Fate.OPENED)
        assert custody.same(session, endless[:-9] + "@other.example>", "x") is None
        assert messages.threads(session, [endless]) == (messages.Known(endless, ticket, ""),)
        loaded = messages.load(session, kept)
    assert loaded is not None
    assert loaded.message_id == endless


def test_two_mailboxes_that_get_the_same_mail_at_once_open_one_ticket(database: Database) -> None:
    def take_in(session: Session, mailbox: int) -> Fate:
        earlier = custody.same(session, "<1@customer.example>", "content-1")
        fate = Fate.DUPLICATE if earlier else Fate.OPENED
        place = Place(f"mailbox {mailbox}", 1, 1)
        custody.record(session, an_entry(1, place=place, fate=fate, first_seen=NOON + timedelta(seconds=mailbox)))
        return fate

    fates = at_once(database, 12, take_in)
    assert sorted(fates) == [Fate.DUPLICATE] * 11 + [Fate.OPENED]


def test_recognising_a_mail_looks_into_an_index(database: Database) -> None:
    with database.transaction() as session:
        for uid in range(1, 400):
            custody.record(session, an_entry(uid, message_id="" if uid % 2 else f"<{uid}@customer.example>"))
    with database.transaction() as session:
        if not database.path:
            session.exec_driver_sql("ANALYZE custody")
        assert "ix_custody_message_id_id" in plans(session, lambda: custody.same(session, "<8@customer.example>", "x"))
        assert "ix_custody_digest_message_id" in plans(session, lambda: custody.same(session, "", "content-9"))
