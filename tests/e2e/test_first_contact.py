"""Customers write for the first time, and are told what becomes of it."""

from datetime import UTC, datetime, timedelta

from correspondence import Town, a_mail
from installations import INTAKE_FROM, a_daemon, configure

MONDAY = "2026-03-02T10:00:05+01:00,1"
"""Seconds behind ten, so that what is promised within the hour is promised for eleven."""

JAN, METTE, PRIYA = "jan.dewit@waterland.example", "mette.holm@nordhavn.example", "priya.shah@waterland.example"
FEMKE = "femke@staff.example"
STRANGER = "somebody@staff.example"
DANISH_DESK = "support@hjaelp.example"


def test_customers_are_told_number_and_due_time_in_their_language_and_zone(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY):
        sent = town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        town.writes(METTE, "Integrationen er nede", "Hele afdelingen venter.", to=DANISH_DESK)
        town.writes(PRIYA, "Sync", "The synchronisation isn't working, several colleagues noticed.")
        (dutch,), (danish,), (english,) = (town.reads(who) for who in (JAN, METTE, PRIYA))
    tags = {mail.subject.partition("]")[0] for mail in (dutch, danish, english)}
    assert tags == {"[T-1", "[T-2", "[T-3"}
    assert (dutch["In-Reply-To"], dutch["Auto-Submitted"]) == (sent, "auto-replied")
    assert "uiterlijk vandaag, maandag 2 maart 2026 om 11.00 uur (CET)" in dutch.words
    assert "senest i dag, mandag den 2. marts 2026 kl. 11.00 (CET)" in danish.words
    assert "today, Monday 2 March 2026 at 11:00 (CET)" in english.words
    assert all(f"{mail.subject[1:4]}" in mail.words for mail in (dutch, danish, english))
    assert danish["From"] == f"Helpdesk <{town.site.address(DANISH_DESK)}>"


def test_out_of_hours_the_customer_reads_when_support_opens_next(town: Town) -> None:
    with a_daemon(town.site, clock="2026-03-07T12:00:00+01:00,1"):
        town.writes(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
        answer = town.reads(JAN)[0].words
    assert "op dit moment gesloten" in answer
    assert "maandag 9 maart 2026 om 08.30 uur" in answer
    assert "uiterlijk maandag 9 maart 2026 om 09.30 uur (CET)" in answer


def test_the_same_mail_to_both_mailboxes_makes_one_ticket_and_two_custody_rows(town: Town) -> None:
    both = [town.site.address(desk) for desk in ("support@helpdesk.example", DANISH_DESK)]
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.sends(JAN, a_mail(town.home(JAN), both, "Koppeling ligt plat", "Alles ligt plat."))
        daemon.wait_for("mails filed", mailbox="nl")
        daemon.wait_for("mails filed", mailbox="da")
        town.reads(JAN)
    assert sorted(row["fate"] for row in town.site.rows("custody")) == ["duplicate", "opened"]
    assert {row["ticket"] for row in town.site.rows("custody")} == {1}
    assert len(town.has(JAN)) == len(town.site.rows("ticket")) == 1
    assert [len(town.dovecot.messages(desk, "Processed")) for desk in both] == [1, 1]


def test_mail_from_before_intake_from_stays_where_it_is(town: Town) -> None:
    desk = town.site.address("support@helpdesk.example")
    old = a_mail(town.home(JAN), desk, "Oud", "Van vorig jaar.").as_bytes()
    town.dovecot.deliver(desk, old, INTAKE_FROM - timedelta(seconds=1))
    town.dovecot.deliver(desk, a_mail(town.home(JAN), desk, "Net op tijd").as_bytes(), INTAKE_FROM)
    town.site.run("run", "--once")
    assert [row["subject"] for row in town.site.rows("ticket")] == ["Net op tijd"]
    assert [(row["fate"], row["filed_to"]) for row in town.site.rows("custody")] == [
        ("too-old", ""),
        ("opened", "Processed"),
    ]
    (left,) = town.dovecot.messages(desk)
    assert b"Subject: Oud" in left.raw
    assert "\\Seen" not in left.flags


def test_a_mail_over_the_limit_becomes_a_ticket_and_lies_in_oversize(town: Town) -> None:
    configure(town.site, {"mailbox": {"nl": {"size_limit": "1 MiB"}}})
    desk = town.site.address("support@helpdesk.example")
    mail = a_mail(town.home(JAN), desk, "Koppeling traag, log bijgevoegd", "Hij is traag voor alle gebruikers.")
    mail.add_attachment(
        b"0123456789abcdef" * 131_072, maintype="application", subtype="octet-stream", filename="all.log"
    )
    with a_daemon(town.site, clock=MONDAY):
        town.sends(JAN, mail)
        answer = town.reads(JAN)[0]
        (copy,) = town.reads(FEMKE)
    assert "T-1" in answer.words
    assert "Hij is traag voor alle gebruikers." in copy.text
    assert [row["fate"] for row in town.site.rows("custody")] == ["oversize"]
    assert [row["priority"] for row in town.site.rows("ticket")] == [2]
    (whole,) = town.dovecot.messages(desk, "Oversize")
    assert len(whole.raw) > 2 << 20
    assert not town.dovecot.messages(desk)


def test_an_attachment_reaches_staff(town: Town) -> None:
    picture = bytes(range(256)) * 40
    mail = a_mail(
        town.home(PRIYA), town.site.address("support@helpdesk.example"), "Screen", "It shows an error message."
    )
    mail.add_attachment(picture, maintype="image", subtype="png", filename="Bildschirm – Übersicht.png")
    with a_daemon(town.site, clock=MONDAY):
        town.sends(PRIYA, mail)
        (copy,) = town.reads(FEMKE)
    assert copy.attachments == {"Bildschirm – Übersicht.png": picture}


def test_a_stranger_is_answered_once_and_the_ticket_waits_for_staff(town: Town) -> None:
    with a_daemon(town.site, clock=MONDAY) as daemon:
        town.writes(STRANGER, "Printer", "Can you help me with my printer? It does not work and I do not know why.")
        (answer,) = town.reads(STRANGER)
        town.replies(STRANGER, answer, "We have a contract, I think.")
        daemon.wait_for("mail taken in", fate="appended", ticket=1)
        daemon.wait_for("mail submitted", purpose="staff-copy", times=4)
    assert answer.purpose == "held"
    assert "T-1" in answer.words
    assert len(town.has(STRANGER)) == 1
    (ticket,) = town.site.rows("ticket")
    assert (ticket["state"], ticket["next_due"]) == ("held", None)


def test_a_clock_starts_when_the_mail_arrived_not_when_it_was_taken_in(town: Town) -> None:
    desk = town.site.address("support@helpdesk.example")
    arrived = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    town.dovecot.deliver(
        desk, a_mail(town.home(JAN), desk, "Plat", "Alles ligt plat voor iedereen").as_bytes(), arrived
    )
    town.site.run("run", "--once")
    shown = town.site.json("ticket", "show", "1")
    assert shown["received"] == "2026-03-02T09:00:00Z"
    assert {clock["name"]: clock["due"] for clock in shown["clocks"]}["reaction"] == "2026-03-02T10:00:00Z"
