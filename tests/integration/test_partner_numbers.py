"""A vendor's ticket system answers: it drops our headers, writes from no-reply addresses, and its number leads back all the same."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configured import SECRETS, a_configuration, change
from mailtriage.cli.main import cli
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket
from mailtriage.jobs.acts import Actor, act, read_ticket, resolve
from mailtriage.jobs.explaining import Case, explain
from mailtriage.jobs.joining import merge
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.passing_on import to_vendor
from mailtriage.store import outgoing
from officed import a_mail, an_office, take_in

DATABASE = 'database = "sqlite:///mailtriage.sqlite3"'
TOMAS = Actor("tomas@staff.example", "command line")
ROBOT = "noreply@tickets.xurrent.example"
BAS = "bas.vermeer@rivierenland.example"


def partners_with_numbers(directory: Path) -> Path:
    """The shipped configuration, but that the vendor Xurrent and the customer Waterland have numbers of their own."""
    files = a_configuration(directory)
    change(
        files,
        "plans/infravision-integration.toml",
        "[vendor.xurrent]",
        "[vendor.xurrent]\nticket_pattern = 'CASE-(\\d+)'",
    )
    change(
        files,
        "customers/waterland.toml",
        "[contract.waterland-integratie]",
        "[contract.waterland-integratie]\nticket_pattern = 'INC\\d{4}'",
    )
    return files


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Office:
    partners_with_numbers(tmp_path)
    return an_office(tmp_path, database_url)


def ticket(office: Office, number: int = 1) -> Ticket:
    with office.database.read() as session:
        return read_ticket(Moment(office, session, office.now()), number).ticket


def sent(office: Office, purpose: str) -> list[tuple[str, str]]:
    with office.database.read() as session:
        found = [p for p in reversed(outgoing.listing(session)) if p.purpose == purpose]
    return [(p.recipients[0].address, p.subject) for p in found]


def notes(office: Office, number: int = 1) -> list[str]:
    return [e.text("text").strip() for e in ticket(office, number).events if e.kind is EventKind.NOTED]


def by_robot(subject: str, text: str, sender: str = ROBOT, **headers: str) -> bytes:
    return a_mail(sender, subject, text=text, **({"Auto_Submitted": "auto-generated"} | headers))


def explained(office: Office, raw: bytes) -> dict[str, object]:
    return explain(office, Case(raw, office.installation.mailboxes["nl"], office.now()))


def passed_on(office: Office, subject: str = "Integratie ligt plat") -> None:
    """A ticket that Xurrent got and answered for the first time, as its system does."""
    take_in(office, a_mail(subject=subject))
    number = max(n for n in range(1, 5) if exists(office, n))
    act(office, number, TOMAS, to_vendor("xurrent", "Could you look at it?"))
    take_in(
        office, by_robot(f"Received as CASE-7: [T-{number}] {subject}", "We got it.", Auto_Submitted="auto-replied")
    )


def exists(office: Office, number: int) -> bool:
    with office.database.read() as session:
        return bool(session.exec_driver_sql(f"SELECT 1 FROM ticket WHERE number = {number}").first())


def test_the_vendors_number_is_learned_from_its_first_answer_and_leads_back_from_then_on(office: Office) -> None:
    passed_on(office)
    before = len(sent(office, "staff-copy"))
    update = by_robot("CASE-7 has been updated", "Fixed in release 12.")
    said = explained(office, update)
    assert (said["outcome"], said["ticket"]) == ("append", 1)
    assert said["reason"] == "a note of a partner by the number CASE-7 of Xurrent"
    take_in(office, update)
    assert notes(office) == ["We got it.", "Fixed in release 12."]
    assert ticket(office).state is State.WITH_VENDOR
    assert len(sent(office, "staff-copy")) > before
    act(office, 1, TOMAS, to_vendor("xurrent", "Thank you."))
    assert sent(office, "forward")[-1] == ("support@xurrent.example", "[T-1] CASE-7 Integratie ligt plat")
    assert not [to for purpose in ("acknowledgement", "held") for to, _ in sent(office, purpose) if "xurrent" in to]


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("noreply@elsewhere.example", "CASE-7 has been updated"),
        ("noreply@xurrent.example.elsewhere.example", "CASE-7 has been updated"),
        (ROBOT, "CASE-70 has been updated"),
        (ROBOT, "Your case has been updated"),
        (BAS, "CASE-7 has been updated"),  # a customer with another contract
    ],
)
def test_nobody_else_and_no_other_number_joins(office: Office, sender: str, subject: str) -> None:
    passed_on(office)
    take_in(office, by_robot(subject, "Let me in.", sender))
    assert notes(office) == ["We got it."]


def test_a_mail_that_fails_dmarc_joins_nothing(office: Office) -> None:
    passed_on(office)
    boxes = office.installation.mailboxes
    trusting = replace(boxes["nl"], trusted_authserv_ids=frozenset({"mx.helpdesk.example"}))
    there = replace(office, installation=replace(office.installation, mailboxes={**boxes, "nl": trusting}))
    verdict = "mx.helpdesk.example; dmarc=fail header.from=xurrent.example"
    take_in(there, by_robot("CASE-7 has been updated", "Let me in.", Authentication_Results=verdict))
    assert notes(office) == ["We got it."]


def test_a_token_that_we_gave_the_vendor_counts_from_another_address_of_his(office: Office) -> None:
    take_in(office, a_mail())
    act(office, 1, TOMAS, to_vendor("xurrent", "Could you look at it?"))
    with office.database.read() as session:
        to = next(p.sender for p in outgoing.listing(session) if p.purpose == "forward")
    take_in(office, by_robot("CASE-7: your request", "We got it.", To=to))
    take_in(office, by_robot("CASE-8: your request", "Not ours.", "noreply@elsewhere.example", To=to))
    assert notes(office) == ["We got it."]
    assert [n.number for n in ticket(office).partner_numbers] == ["CASE-7"]


def test_the_newest_live_ticket_with_the_number_is_joined_and_staff_sees_the_other(office: Office) -> None:
    passed_on(office, "Eerste")
    passed_on(office, "Tweede")
    take_in(office, by_robot("CASE-7 has been updated", "Fixed."))
    assert notes(office, 2)[-1] == "Fixed."
    links = [e for e in ticket(office, 2).events if e.kind is EventKind.LINKED]
    assert [(e.data["ticket"], e.text("relation")) for e in links] == [(1, "has the number CASE-7 of Xurrent, too")]
    act(office, 2, TOMAS, resolve("Opgelost."))
    take_in(office, by_robot("CASE-7 is closed", "Closed."))
    assert notes(office, 1)[-1] == "Closed."


def test_a_number_goes_with_its_ticket_into_the_one_it_became_part_of(office: Office) -> None:
    passed_on(office)
    take_in(office, a_mail(subject="Nog een storing"))
    merge(office, 1, 2, TOMAS)
    take_in(office, by_robot("CASE-7 has been updated", "Fixed."))
    assert notes(office, 2) == ["Fixed."]


def test_a_number_on_tickets_of_two_contracts_is_left_to_staff(office: Office) -> None:
    passed_on(office)
    take_in(office, a_mail(BAS, "Xurrent geeft een fout"))
    act(office, 2, TOMAS, to_vendor("xurrent", "Could you look at it?"))
    take_in(office, by_robot("[T-2] CASE-7", "Yours is the same.", Auto_Submitted="auto-replied"))
    assert [n.key for n in ticket(office, 2).partner_numbers] == ["7"]
    take_in(office, by_robot("CASE-7 has been updated", "Fixed."))
    assert "Fixed." not in [*notes(office, 1), *notes(office, 2)]
    links = {e.data["ticket"] for e in ticket(office, 3).events if e.kind is EventKind.LINKED}
    assert (ticket(office, 3).state, links) == (State.HELD, {1, 2})


def test_a_customers_own_system_opens_follows_and_never_moves_its_ticket(office: Office) -> None:
    servicenow = "servicenow@waterland.example"
    take_in(office, by_robot("INC0012: integratie ligt plat", "Niemand kan werken.", servicenow))
    assert [(n.party, n.number) for n in ticket(office).partner_numbers] == [("customer", "INC0012")]
    act(office, 1, TOMAS, resolve("Verholpen."))
    take_in(office, by_robot("INC0012 commented", "Het werkt nog niet.", servicenow))
    assert (ticket(office).state, notes(office)) == (State.RESOLVED, ["Het werkt nog niet."])
    assert not exists(office, 2)
    take_in(office, a_mail(subject="INC0012 werkt nog niet", text="Kijk nog eens."))
    assert (ticket(office).state, ticket(office).epoch) == (State.OPEN, 1)


def test_staff_writes_a_number_down_and_takes_it_off_again(tmp_path: Path) -> None:
    files = partners_with_numbers(tmp_path)
    office = an_office(tmp_path, f"sqlite:///{files}/mailtriage.sqlite3")
    change(files, "mailtriage.toml", DATABASE, f'database = "{office.installation.database_url}"')

    def command(*words: str) -> Result:
        return CliRunner(env=SECRETS).invoke(cli, [*words, "--config", str(files)])

    take_in(office, a_mail())
    done = command("ticket", "partner-number", "T-1", "xurrent", "CASE-7", "--as", TOMAS.name)
    assert done.exit_code == 0, done.output
    assert "Xurrent calls it CASE-7" in command("ticket", "show", "1").output
    assert '"partner_numbers": [{"party": "xurrent"' in " ".join(command("ticket", "list", "--json").output.split())
    take_in(office, by_robot("CASE-7 has been updated", "Fixed."))
    assert notes(office) == ["Fixed."]
    refusals = {
        ("xurrent", "CASE-7"): "the ticket has the number CASE-7 of Xurrent",
        ("xurrent", "7"): "7 is no number of Xurrent",
        ("microsoft", "CASE-7"): "there is no party microsoft; the contract knows xurrent, customer",
    }
    for (party, value), sentence in refusals.items():
        refused = command("ticket", "partner-number", "1", party, value)
        assert sentence in str(refused.exception)
    assert command("ticket", "partner-number", "1", "xurrent", "CASE-7", "--remove").exit_code == 0
    take_in(office, by_robot("CASE-7 has been updated", "Again."))
    assert notes(office) == ["Fixed."]
