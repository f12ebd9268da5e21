"""What staff does from the command line: to clocks, to mails, and in the JSON that scripts rely on."""

import email
import email.policy
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from correspondence import Letter, a_mail
from installations import Site, an_installation
from killing import run_on
from mailtriage.cli.main import cli
from mailtriage.cli.opening import installation, office_for
from mailtriage.clock import SimulatedClock
from mailtriage.errors import Permanent
from mailtriage.jobs.watch import watch
from mailtriage.triage.disposition import dispose
from mailtriage.triage.outcome import Disposition
from mailtriage.triage.situation import Situation
from servers.dovecot import Dovecot
from servers.sink import Sink

DESK = "support@helpdesk.example"
JAN, METTE, KAREN = "jan.dewit@waterland.example", "mette.holm@nordhavn.example", "karen.lund@fjordmoellen.example"
RUTH, STRANGER = "ruth@zonneveld.example", "somebody@staff.example"
FEMKE, TOMAS = "femke@staff.example", "tomas@staff.example"
TEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Ten o'clock in Amsterdam on a Monday long ago."""


class Office:
    """An installation as somebody at the command line sees it, with what goes out."""

    def __init__(self, site: Site, dovecot: Dovecot, sink: Sink) -> None:
        self.site, self._dovecot, self._sink = site, dovecot, sink

    def __call__(self, *words: str) -> Any:
        """Run a command; its JSON."""
        done = CliRunner().invoke(cli, [*words, "--json", "--config", str(self.site.directory)])
        assert done.exit_code == 0, f"{words}: {done.output} {done.exception}"
        return json.loads(done.stdout)

    def refuses(self, *words: str) -> str:
        """Run a command that is refused; the sentence."""
        done = CliRunner().invoke(cli, [*words, "--config", str(self.site.directory)])
        assert done.exit_code != 0, done.output
        return str(done.exception) if isinstance(done.exception, Permanent) else done.output

    def arrives(self, who: str, subject: str, text: str = "Het is traag.", received: datetime = TEN) -> None:
        """A mail arrives, is taken in, and what follows goes out."""
        desk = self.site.address(DESK)
        self._dovecot.deliver(desk, a_mail(self.site.address(who), desk, subject, text).as_bytes(), received)
        run_on(self.site)

    def sent(self, who: str, purpose: str) -> list[Letter]:
        """What goes out now to somebody, of one purpose, and went out before."""
        run_on(self.site)
        to = [d.raw for d in self._sink.accepted() if d.recipients == (self.site.address(who),)]
        letters = [Letter(email.message_from_bytes(raw, policy=email.policy.default)) for raw in to]
        return [letter for letter in letters if letter.purpose == purpose]

    def clock(self, number: int, name: str) -> dict[str, Any]:
        """One clock of a ticket."""
        found: dict[str, Any] = next(c for c in self("ticket", "show", str(number))["clocks"] if c["name"] == name)
        return found

    def events(self, number: int, kind: str) -> list[dict[str, Any]]:
        return [event for event in self("ticket", "show", str(number))["events"] if event["kind"] == kind]


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink) -> Office:
    return Office(an_installation(tmp_path / "site", dovecot, sink), dovecot, sink)


@pytest.fixture
def down(office: Office) -> Office:
    """With one ticket: everything is down at a Dutch customer, since ten o'clock long ago."""
    office.arrives(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.")
    return office


def test_reply_reaches_the_customer_under_the_support_address_and_stops_the_reaction_clock(down: Office) -> None:
    shown = down("ticket", "reply", "T-1", "We kijken ernaar.\n\nGroet, Femke", "--as", down.site.address(FEMKE))
    (mail,) = down.sent(JAN, "reply")
    assert "We kijken ernaar." in mail.text
    assert mail["From"] == f"Helpdesk <{down.site.address(DESK)}>"
    assert mail["Auto-Submitted"] == ""
    assert shown["state"] == "open"
    assert (down.clock(1, "reaction")["state"], down.clock(1, "reaction")["verdict"]) == ("stopped", "missed")
    (answered,) = down.events(1, "answered")
    assert (answered["actor"], answered["authority"]) == (down.site.address(FEMKE), "command line")


def test_an_answer_in_time_is_met(office: Office) -> None:
    now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251
    office.arrives(KAREN, "M3: alvorsgrad 1", "Produktionen er stoppet.", now)
    reaction = office.clock(1, "reaction")
    assert reaction["due"] == (now + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    assert 3500 < reaction["remaining_seconds"] <= 3600
    office("ticket", "reply", "1", "Vi ser på det.")
    assert office.clock(1, "reaction")["verdict"] == "met"


def test_assign_hands_the_ticket_over_with_what_the_customer_wrote(down: Office) -> None:
    shown = down("ticket", "assign", "1", down.site.address(TOMAS), "--role", "second-line")
    (copy,) = down.sent(TOMAS, "staff-copy")
    assert (shown["assignee"], shown["role"]) == (down.site.address(TOMAS), "second-line")
    assert "De koppeling ligt plat voor iedereen." in copy.text
    assert "+" in copy["Reply-To"], "his reply goes to the customer"
    assert "nobody of staff" in down.refuses("ticket", "assign", "1", "somebody@else.example")
    assert len(down.events(1, "assigned")) == 1


def test_priority_follows_its_facts_or_a_reason_and_moves_the_due_instant(office: Office) -> None:
    office.arrives(JAN, "Vraag", "Het zoeken is traag.")
    assert office.clock(1, "reaction")["due"] == "2026-03-04T09:00:00Z"
    shown = office("ticket", "priority", "1", "--impact", "many", "--urgency", "down")
    assert shown["priority"] == 1
    assert office.clock(1, "reaction")["due"] == "2026-03-02T10:00:00Z"
    assert "--reason" in office.refuses("ticket", "priority", "1", "2")
    assert "many/degraded" in office.refuses("ticket", "priority", "1", "--impact", "most")
    assert office("ticket", "priority", "1", "2", "--reason", "afgesproken met Jan")["priority"] == 2
    assert [event["data"].get("priority") for event in office.events(1, "triaged")] == [1, 2]


def test_state_moves_by_the_table_and_pending_needs_a_reason(down: Office) -> None:
    assert "--reason" in down.refuses("ticket", "state", "1", "pending")
    assert "has not read" in down.refuses("ticket", "state", "1", "pending", "--reason", "requester")
    shown = down("ticket", "state", "1", "pending", "--reason", "requester", "--text", "Welke versie?")
    assert (shown["state"], shown["pending"]) == ("pending", "requester")
    assert "--text" in down.refuses("ticket", "state", "1", "closed")
    assert down("ticket", "state", "1", "closed", "--reason", "duplicate")["state"] == "closed"
    assert "cannot become held" in down.refuses("ticket", "state", "1", "held")


def test_rootcause_starts_the_resolution_clock_and_the_customer_is_told(down: Office) -> None:
    assert down.clock(1, "resolution")["state"] == "not-started"
    assert "before the receipt" in down.refuses("ticket", "rootcause", "1", "x", "--at", "2026-03-02T09:59+01:00")
    down("ticket", "rootcause", "1", "De schijf was vol.", "--at", "2026-03-02T11:00+01:00")
    resolution = down.clock(1, "resolution")
    assert resolution["due"] == "2026-03-02T14:00:00Z"
    assert resolution["state"] == "running"
    (mail,) = down.sent(JAN, "root-cause")
    assert "De schijf was vol." in mail.text


def test_workaround_and_resolve_stop_the_resolution_clock_and_reach_the_customer(down: Office) -> None:
    down("ticket", "rootcause", "1", "De schijf was vol.")
    assert down("ticket", "workaround", "1", "Gebruik zolang het portaal.")["state"] == "workaround"
    assert down.clock(1, "resolution")["verdict"] == "met"
    assert down("ticket", "resolve", "1", "De schijf is groter.")["state"] == "resolved"
    (around,), (resolved,) = down.sent(JAN, "workaround"), down.sent(JAN, "resolved")
    assert "Gebruik zolang het portaal." in around.text
    assert "De schijf is groter." in resolved.text
    assert "cannot become" in down.refuses("ticket", "workaround", "1", "Nog een.")


def test_ack_stops_the_ladder_of_that_ticket(down: Office) -> None:
    down.arrives(METTE, "Integrationen er nede", "Hele afdelingen venter.")
    down("ticket", "ack", "1", "Ik doe het.")
    days_later = SimulatedClock(datetime.now(UTC) + timedelta(days=7), datetime.now(UTC), 1)  # noqa: TID251
    watch(office_for(installation(str(down.site.directory)), days_later))
    assert [row["ticket"] for row in down.site.rows("step") if row["step"] == "level-1"] == [1, 2]
    assert [row["ticket"] for row in down.site.rows("step") if row["step"] == "level-2"] == [2]


def test_a_note_stays_inside_and_stops_nothing(down: Office) -> None:
    before = len(down.site.rows("outbox"))
    down("ticket", "note", "1", "Klant belde.")
    assert len(down.site.rows("outbox")) == before
    assert down.clock(1, "reaction")["state"] == "running"
    (noted,) = down.events(1, "noted")
    assert noted["data"] == {"text": "Klant belde."}


def test_show_and_list_have_the_fields_that_scripts_rely_on(down: Office) -> None:
    shown = down("ticket", "show", "1")
    listed = {"number", "subject", "state", "kind", "priority", "contract", "customer", "requester", "assignee"}
    assert listed | {"received", "clocks", "events", "messages"} <= shown.keys()
    assert shown["received"] == "2026-03-02T09:00:00Z"
    assert (shown["kind"], shown["priority"], shown["contract"]) == ("incident", 1, "waterland-integratie")
    assert {"name", "state", "due", "remaining_seconds", "verdict"} <= shown["clocks"][0].keys()
    assert down.clock(1, "reaction")["remaining_seconds"] < 0
    assert Counter(message["direction"] for message in shown["messages"])["in"] == 1
    (one,) = down("ticket", "list")
    assert listed | {"received", "clocks"} <= one.keys()
    assert down("ticket", "list", "--state", "resolved") == []
    assert "no ticket T-9" in down.refuses("ticket", "show", "9")


def test_the_queue_puts_hard_promises_first_then_priority_then_age(office: Office) -> None:
    office.arrives(STRANGER, "Printer", "Can you help me with my printer? It does not work.")
    office.arrives(RUTH, "Vraag over het rapport", "Hoe werkt dit?", TEN)
    office.arrives(JAN, "Zoeken", "Het zoeken is bij mij traag.", TEN)
    office.arrives(METTE, "Integrationen er nede", "Hele afdelingen venter.", TEN + timedelta(hours=1))
    office.arrives(JAN, "Koppeling ligt plat", "De koppeling ligt plat voor iedereen.", TEN)
    assert [ticket["subject"] for ticket in office("queue")] == [
        "Koppeling ligt plat",
        "Integrationen er nede",
        "Zoeken",
        "Vraag over het rapport",
        "Printer",
    ]


def test_explain_says_verdict_rules_deadlines_and_notices_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "mail.eml"
    desk = office.site.address(DESK)
    file.write_bytes(a_mail(office.site.address(JAN), desk, "Plat", "Alles ligt plat voor iedereen.").as_bytes())
    found = office("explain", "--received", "2026-03-02T10:00+01:00", str(file))
    assert (found["outcome"], found["ticket"]) == ("open", None)
    assert found["contract"] == {
        "value": "waterland-integratie",
        "rule": "customers/waterland.toml: address",
        "clause": found["contract"]["clause"],
    }
    assert (found["priority"]["value"], found["impact"]["value"], found["urgency"]["value"]) == (1, "many", "down")
    assert found["urgency"]["clause"] == "IV-42, IV-44"
    assert {"kind", "plan", "service", "language", "tags", "message"} <= found.keys()
    reaction = next(clock for clock in found["clocks"] if clock["name"] == "reaction")
    assert reaction["due"] == "2026-03-02T10:00:00Z"
    assert reaction["calendar"] == "iv_office"
    assert "waterland-integratie" in reaction["derivation"]
    assert {(n["purpose"], n["to"]) for n in found["notices"]} == {
        ("acknowledgement", office.site.address(JAN)),
        ("staff-copy", office.site.address(FEMKE)),
        ("staff-copy", office.site.address("frederik@staff.example")),
    }
    assert not office.site.rows("ticket")
    assert not office.site.rows("custody")


def test_the_outbox_shows_what_was_refused_and_sends_it_again(office: Office, sink: Sink, tmp_path: Path) -> None:
    sink.refuse(office.site.address(JAN), "550 5.1.1 no such user")
    office.arrives(JAN, "Zoeken", received=datetime.now(UTC))  # noqa: TID251
    (failed,) = office("outbox", "list", "--state", "failed")
    assert (failed["purpose"], failed["recipients"][0]["said"]) == ("acknowledgement", "550 5.1.1 no such user")
    target = tmp_path / "mail.eml"
    CliRunner().invoke(
        cli, ["outbox", "show", str(failed["id"]), "--output", str(target), "--config", str(office.site.directory)]
    )
    sink.forgive()
    done = CliRunner().invoke(cli, ["outbox", "retry", str(failed["id"]), "--config", str(office.site.directory)])
    assert "1 of 1" in done.output
    (mail,) = office.sent(JAN, "acknowledgement")
    assert mail["Message-ID"] == failed["message_id"]
    assert target.read_bytes() in {delivery.raw for delivery in sink.accepted()}
    assert office("outbox", "list", "--state", "failed") == []


def test_an_address_that_refused_mail_is_listed_and_gets_no_notices_until_it_is_cleared(
    office: Office, sink: Sink
) -> None:
    jan = office.site.address(JAN)
    sink.refuse(jan, "550 5.1.1 no such user")
    office.arrives(JAN, "Zoeken", received=datetime.now(UTC))  # noqa: TID251
    (mark,) = office("outbox", "addresses")
    assert (mark["address"], mark["said"], mark["ticket"]) == (jan, "550 5.1.1 no such user", 1)
    printed = CliRunner().invoke(cli, ["outbox", "addresses", "--config", str(office.site.directory)])
    assert jan in printed.output
    sink.forgive()
    office("ticket", "workaround", "1", "Gebruik zolang het portaal.")
    assert office.sent(JAN, "workaround") == []
    assert (
        "is written to again"
        in CliRunner().invoke(cli, ["outbox", "clear", jan.upper(), "--config", str(office.site.directory)]).output
    )
    assert office("outbox", "addresses") == []
    office("ticket", "resolve", "1", "Verholpen.")
    assert len(office.sent(JAN, "resolved")) == 1
    assert "is not marked" in office.refuses("outbox", "clear", jan)


def test_what_broke_the_program_waits_in_quarantine_and_is_released(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, dovecot: Dovecot
) -> None:
    def broken(situation: Situation) -> Disposition:
        if situation.message.subject == "Bom":
            raise ZeroDivisionError
        return dispose(situation)

    monkeypatch.setattr("mailtriage.jobs.taking.dispose", broken)  # for a while, as by a bug of ours
    office.arrives(JAN, "Bom", received=TEN)
    office.arrives(METTE, "Nede", "Integrationen er nede for alle.")
    (held,) = office("quarantine", "list")
    assert held["reason"] == "ZeroDivisionError"
    assert [len(dovecot.messages(office.site.address(DESK), box)) for box in ("Quarantine", "Processed")] == [1, 1]
    assert "still cannot be taken in" in office.refuses("quarantine", "release", str(held["id"]))
    target = tmp_path / "raw.eml"
    shown = office("quarantine", "show", str(held["id"]), "--output", str(target))
    assert "Traceback" in shown["traceback"]
    assert b"Subject: Bom" in target.read_bytes()
    monkeypatch.undo()
    released = office("quarantine", "release", str(held["id"]))
    assert released["fate"] == "opened"
    assert office("ticket", "show", str(released["ticket"]))["received"] == "2026-03-02T09:00:00Z"
    assert office("quarantine", "list") == []
    assert sorted(row["fate"] for row in office.site.rows("custody")) == ["opened", "opened"]
    assert len(office.sent(JAN, "acknowledgement")) == 1


def test_once_says_what_it_did(office: Office, dovecot: Dovecot) -> None:
    desk = office.site.address(DESK)
    dovecot.deliver(
        desk, a_mail(office.site.address(STRANGER), desk, "Hello", "Can you help me please?").as_bytes(), TEN
    )
    done = office.site.json("run", "--once")
    assert done["taken"] == {"nl": 1, "da": 0}
    # three about the ticket; what is owed on the day this runs, as before a contract ends, comes on top
    assert done["delivered"] == len(office.site.rows("outbox")) >= 3
    assert done["failures"] == []
