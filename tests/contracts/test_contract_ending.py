"""How contracts end: Havenzuid's renews each 1 February unless notice comes by 1 December; Zonneveld's can be cancelled monthly."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from configured import a_configuration, change, loaded
from deskwork import Desk, Written, local
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.errors import Permanent
from mailtriage.jobs import ending
from mailtriage.store import terminations

SANNE, RUTH, PIM = "sanne.kuiper@havenzuid.example", "ruth@zonneveld.example", "pim@zonneveld.example"
MARIT, CARLA = "marit@staff.example", "carla@staff.example"
METTE = "mette.holm@nordhavn.example"


def told(desk: Desk, to: str = "") -> list[Written]:
    return [mail for mail in desk.written("term") if to in {"", mail.to}]


def ends(desk: Desk) -> dict[str, str]:
    with desk.office.database.read() as session:
        return {name: day.isoformat() for name, day in terminations.known(session).items()}


def state_on(desk: Desk, sender: str, when: str) -> State:
    desk.clock.at = local(when)
    return desk.file(desk.mail(sender, "Scherm hapert", "Bij mij hapert het scherm.")).ticket.state


def test_IV_57_E52_notice_on_the_last_day_ends_the_contract_with_its_term(desk: Desk) -> None:
    desk.clock.at = local("2026-12-01 23:59")
    number = desk.mail(SANNE, "terminate", "Sanne Kuiper")
    (customer,), (manager,) = told(desk, SANNE), told(desk, MARIT)
    assert "maandag 1 februari 2027" in customer.text
    assert "te laat" not in customer.text
    assert "Havenbedrijf Zuid" in manager.text
    assert "Onderwerp: terminate" in manager.text
    assert not desk.written("acknowledgement", ticket=number), "one answer is enough"
    assert ends(desk) == {"havenzuid-integratie": "2027-02-01"}
    assert (desk.file(number).ticket.kind, desk.file(number).clocks) == ("termination", ())
    assert desk.written("staff-copy", ticket=number), "staff is always told"
    assert state_on(desk, SANNE, "2027-02-01 23:59") is State.NEW
    assert state_on(desk, SANNE, "2027-02-02 00:00") is State.HELD
    assert "supportcontract afgelopen" in desk.written("held")[-1].text


def test_IV_57_E52_a_day_later_it_is_too_late_and_the_contract_ends_a_year_later(desk: Desk) -> None:
    desk.clock.at = local("2026-12-02 00:00")
    desk.mail(SANNE, "Opzegging", "Hierbij zeggen wij ons contract op.\n\nMet vriendelijke groet,\nSanne Kuiper")
    (customer,) = told(desk, SANNE)
    assert "te laat" in customer.text
    assert "dinsdag 1 december 2026" in customer.text
    assert "dinsdag 1 februari 2028" in customer.text
    assert "te laat" in told(desk, MARIT)[0].text
    assert state_on(desk, SANNE, "2027-02-02 00:00") is State.NEW


def test_IV_57_it_is_on_record_with_who_when_and_the_clause(desk: Desk) -> None:
    number = desk.mail(SANNE, "Contract opzeggen", "")
    (event,) = [e for e in desk.file(number).ticket.events if e.kind is EventKind.TERMINATED]
    assert (event.actor, event.authority, event.text("ends")) == (SANNE, "plausible", "2027-02-01")
    assert "IV-57" in event.text("clause")
    assert event.message is not None


def test_IV_57_in_danish(desk: Desk) -> None:
    desk.mail(METTE, "Opsigelse", "Hej,\nVi opsiger hermed kontrakten.\n\nVenlig hilsen\nMette", mailbox="da")
    (customer,) = told(desk, METTE)
    assert "Du har opsagt kontrakten" in customer.text
    assert "2028" in customer.text, "notice for 1 January 2027 had to be in by 1 November"


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (SANNE, "Opzegging", "Wij zeggen het contract op per 1 juli 2027."),
        (SANNE, "Contract", "terminate\n\nmaar alleen voor de tweede locatie"),
        (SANNE, "Vraag", "Hoe kunnen wij ons contract opzeggen?"),
        ("stagiair@havenzuid.example", "terminate", ""),
        ("henk@devries.example", "Opzegging contract", ""),  # his plan says nothing of notice
    ],
)
def test_IV_57_what_is_in_doubt_is_a_ticket_for_staff_and_ends_nothing(
    desk: Desk, sender: str, subject: str, text: str
) -> None:
    number = desk.mail(sender, subject, text)
    (customer,) = told(desk, sender)
    assert "kijkt een van ons ernaar" in customer.text
    assert f"T-{number}" in customer.text
    (inside,) = [mail for mail in told(desk) if mail.to != sender]
    assert f"mailtriage ticket terminate T-{number}" in inside.text
    assert desk.file(number).ticket.kind == "termination"
    assert desk.written("staff-copy", ticket=number)
    assert ends(desk) == {}


def test_IV_57_a_customer_of_two_contracts_is_asked_which_one(desk: Desk, tmp_path: Path) -> None:
    files = a_configuration(tmp_path)
    second = (
        '\n[contract.havenzuid-xurrent]\nplan = "infravision-xurrent"\nstarts = 2026-02-01\nservices = ["xurrent"]\n'
    )
    path = files / "customers" / "havenzuid.toml"
    path.write_text(path.read_text("utf-8") + second, "utf-8")
    desk.under(loaded(files))
    desk.mail(SANNE, "terminate", "")
    assert ends(desk) == {}
    assert "kijkt een van ons ernaar" in told(desk, SANNE)[0].text


def test_IV_57_a_person_confirms_and_the_day_of_receipt_counts(desk: Desk) -> None:
    desk.clock.at = local("2026-12-01 12:00")
    number = desk.mail(SANNE, "Contract", "Wij gaan ons contract beëindigen.")
    desk.clock.at = local("2026-12-04 12:00")
    desk.do(number, ending.terminate(desk.office, None))
    assert ends(desk) == {"havenzuid-integratie": "2027-02-01"}
    assert "maandag 1 februari 2027" in told(desk, SANNE)[-1].text
    assert "maandag 1 februari 2027" in told(desk, MARIT)[-1].text


def test_IV_57_a_day_named_by_hand_and_notice_taken_back(desk: Desk) -> None:
    number = desk.mail("henk@devries.example", "Opzegging contract", "")
    with pytest.raises(Permanent, match="--ends"):
        desk.do(number, ending.terminate(desk.office, None))
    desk.do(number, ending.terminate(desk.office, date(2026, 12, 31)))
    assert ends(desk) == {"devries-xtreme": "2026-12-31"}
    desk.do(number, ending.withdraw(desk.office))
    assert ends(desk) == {}
    assert "loopt gewoon door" in told(desk, "henk@devries.example")[-1].text
    with pytest.raises(Permanent, match="no notice"):
        desk.do(number, ending.withdraw(desk.office))


def test_IV_57_notice_in_a_reply_is_a_ticket_of_its_own(desk: Desk) -> None:
    first = desk.mail(SANNE, "Scherm hapert", "Bij mij hapert het scherm.")
    letter = desk.acknowledgement(first)
    number = desk.mail(SANNE, f"Re: {letter.subject}", "Contract opzeggen", To=letter.reply_to)
    assert number != first
    assert ends(desk) == {"havenzuid-integratie": "2027-02-01"}
    assert desk.file(first).ticket.kind == "incident"


def test_IV_57_a_robot_a_stranger_and_a_forger_end_nothing(desk: Desk) -> None:
    desk.mail(SANNE, "terminate", "", Auto_Submitted="auto-generated")
    desk.mail("sanne.kuiper@elsewhere.example", "terminate", "")
    failed = "mx.helpdesk.example; dmarc=fail header.from=havenzuid.example"
    number = desk.mail(SANNE, "terminate", "", Authentication_Results=failed)
    assert ends(desk) == {}
    assert desk.file(number).ticket.state is State.HELD


def test_IV_57_mail_that_our_server_does_not_vouch_for_waits_for_a_person(desk: Desk) -> None:
    judged = "mx.helpdesk.example; spf=pass smtp.mailfrom=elsewhere.example; dkim=none"
    number = desk.mail(SANNE, "terminate", "", Authentication_Results=judged)
    assert ends(desk) == {}
    assert desk.file(number).ticket.kind == "termination"
    vouched = "mx.helpdesk.example; dmarc=pass header.from=havenzuid.example"
    desk.mail(SANNE, "terminate", "", Authentication_Results=vouched)
    assert ends(desk) == {"havenzuid-integratie": "2027-02-01"}


def test_IV_57_explain_says_what_would_follow(desk: Desk) -> None:
    found = desk.explain(SANNE, "terminate", "")
    assert cast("dict[str, str]", found["kind"])["value"] == "termination"
    assert "the contract ends on 2027-02-01" in str(found["reason"])
    assert {n["purpose"] for n in cast("list[dict[str, str]]", found["notices"])} == {"term", "staff-copy"}
    assert ends(desk) == {}


def test_IV_57_the_manager_is_reminded_once_thirty_days_before_the_last_day_for_notice(desk: Desk) -> None:
    desk.clock.at = local("2026-10-31 23:59")
    ending.remind_of_terms(desk.office)
    assert not told(desk, MARIT)
    desk.clock.at = local("2026-11-01 00:00")
    assert [ending.remind_of_terms(desk.office), ending.remind_of_terms(desk.office)] == [1, 0]
    (mail,) = told(desk, MARIT)
    assert "Havenbedrijf Zuid" in mail.text
    assert "dinsdag 1 december 2026" in mail.text
    assert "maandag 1 februari 2027" in mail.text


def test_IV_57_nobody_is_reminded_of_a_contract_that_ends_by_notice(desk: Desk) -> None:
    desk.clock.at = local("2026-11-01 12:00")
    desk.mail(SANNE, "terminate", "")
    before = len(told(desk))
    desk.clock.at = local("2026-11-12 12:00")
    assert ending.remind_of_terms(desk.office) == 0
    assert len(told(desk)) == before


def test_OX_11_notice_by_mail_ends_it_with_the_month_and_both_contacts_hear(desk: Desk) -> None:
    desk.mail(PIM, "Opzeggen", "Graag het contract opzeggen.\n\nGroet,\nPim")
    mails = {mail.to: mail.text for mail in told(desk)}
    assert set(mails) == {PIM, RUTH, CARLA}
    assert mails[PIM].count("U hebt het contract opgezegd") == 1
    assert "Pim Jansen heeft het contract opgezegd" in mails[RUTH]
    assert all("maandag 30 november 2026" in text for text in mails.values())
    assert state_on(desk, RUTH, "2026-11-30 23:59") is State.NEW
    assert state_on(desk, RUTH, "2026-12-01 00:00") is State.HELD


def test_OX_31_a_reminder_of_the_end_comes_in_november(desk: Desk) -> None:
    desk.clock.at = local("2026-11-15 12:00")
    ending.remind_of_terms(desk.office)
    assert not told(desk, CARLA)
    desk.clock.at = local("2026-11-16 12:00")
    ending.remind_of_terms(desk.office)
    (mail,) = told(desk, CARLA)
    assert "Zonneveld Advies" in mail.text
    assert "donderdag 31 december 2026" in mail.text


def test_OX_30_the_first_day_is_computed_from_the_day_of_signing(desk: Desk, tmp_path: Path) -> None:
    files = a_configuration(tmp_path)
    change(files, "customers/zonneveld.toml", "starts = 2026-01-01\nends = 2026-12-31", "signed = 2026-11-10")
    desk.under(loaded(files))
    contract = desk.office.installation.contracts["zonneveld-support"]
    assert (contract.starts, contract.ends) == (date(2026, 12, 1), date(2026, 12, 31))
    assert state_on(desk, RUTH, "2026-11-30 23:59") is State.HELD
    assert state_on(desk, RUTH, "2026-12-01 00:00") is State.NEW


def test_OX_11_a_contract_that_begins_anew_is_not_ended_by_an_old_notice(desk: Desk) -> None:
    desk.mail(PIM, "Opzeggen", "")
    contracts = desk.office.installation.contracts
    anew = replace(contracts["zonneveld-support"], starts=date(2027, 1, 1), ends=date(2027, 12, 31))
    desk.under(replace(desk.office.installation, contracts={**contracts, anew.name: anew}))
    assert state_on(desk, RUTH, "2027-01-04 10:00") is State.NEW
