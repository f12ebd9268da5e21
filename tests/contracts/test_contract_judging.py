"""What staff finds a ticket to be about, and what follows for its promises. Noordzee: severity 1 in 30 minutes, in 15
for the warehouse. Nordhavn ordered the integration and Xurrent."""

from dataclasses import replace
from datetime import date

import pytest

from deskwork import Desk, local
from mailtriage.desk.clock import Cause, Result
from mailtriage.desk.derivation import derivation
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.weekend import Standing, Weekend
from mailtriage.errors import Permanent
from mailtriage.jobs import acts, judging
from mailtriage.jobs.acts import Decide
from mailtriage.store import weekends

XTREME, ELITE, METTE = "henk@devries.example", "linda.smit@noordzee.example", "mette.holm@nordhavn.example"
JAN = "jan.dewit@waterland.example"


def product(desk: Desk, name: str) -> Decide:
    return judging.set_product(desk.office.contract, name, "")


def service(desk: Desk, name: str) -> Decide:
    return judging.set_service(desk.office.contract, name, "")


def test_INF_08_the_time_promised_for_a_product_counts_as_soon_as_staff_names_it(desk: Desk) -> None:
    number = desk.mail(ELITE, "Sev 1")
    before = desk.due(number)
    desk.do(number, product(desk, "wms"))
    assert (before, desk.due(number)) == ("2026-11-23 10:30", "2026-11-23 10:15")
    first, again = desk.written("acknowledgement", ticket=number)
    assert ("om 10.30 uur" in first.text, "om 10.15 uur" in again.text, "Product: wms" in again.text) == (True,) * 3
    assert "om welk product het gaat" in again.text
    (changed,) = (e for e in desk.file(number).ticket.events if e.kind is EventKind.TRIAGED)
    assert (changed.text("product"), changed.actor) == ("wms", "tomas@staff.example")
    desk.do(number, product(desk, "none"))
    assert desk.due(number) == before


def test_INF_08_a_mail_that_names_the_product_has_its_time_at_once(desk: Desk) -> None:
    number = desk.mail(ELITE, "WMS: urgentie 1", "Er kan niets meer worden gepickt.")
    assert desk.due(number) == "2026-11-23 10:15"
    assert "om 10.15 uur" in desk.acknowledgement(number).text


def test_INF_08_a_time_that_is_over_when_the_product_is_named_is_missed_from_then_on_and_told(desk: Desk) -> None:
    number = desk.mail(ELITE, "Sev 1")
    desk.until("2026-11-23 10:20")
    desk.do(number, product(desk, "wms"))
    desk.until("2026-11-23 10:21")
    file = desk.file(number)
    clock = file.clock("reaction")
    assert clock is not None
    assert file.terms is not None
    assert (clock.cause, clock.breached) == (Cause.SUBJECT, local("2026-11-23 10:20"))
    assert "te laat doordat product of dienst is vastgelegd op" in derivation(clock, file.terms, "nl")
    assert desk.written("breach", ticket=number) != []


@pytest.mark.parametrize(("sender", "name"), [(ELITE, "m3"), (ELITE, ""), (XTREME, "wms"), (JAN, "ln")])
def test_INF_08_INF_12_a_product_the_contract_does_not_know_is_refused_and_changes_nothing(
    desk: Desk, sender: str, name: str
) -> None:
    number = desk.mail(sender, "Sev 1")
    before = desk.file(number).ticket
    with pytest.raises(Permanent, match="the contract knows no product"):
        desk.do(number, product(desk, name))
    assert desk.file(number).ticket == before


def test_INF_08_who_covers_everything_knows_the_products_of_his_promises(desk: Desk) -> None:
    contracts = desk.office.installation.contracts
    everything = replace(contracts["noordzee-elite"], products=())
    desk.under(replace(desk.office.installation, contracts={**contracts, "noordzee-elite": everything}))
    number = desk.mail(ELITE, "Sev 1")
    desk.do(number, product(desk, "wms"))
    assert desk.due(number) == "2026-11-23 10:15"


def test_INF_09_nobody_hears_of_a_product_that_changes_no_promise(desk: Desk) -> None:
    unchanged, answered = desk.mail(ELITE, "Sev 2"), desk.mail(ELITE, "Sev 1")
    desk.do(unchanged, product(desk, "wms"))
    desk.do(answered, acts.reply("We kijken."))
    desk.do(answered, product(desk, "wms"))
    assert [len(desk.written("acknowledgement", ticket=number)) for number in (unchanged, answered)] == [1, 1]


def test_INF_08_what_is_done_keeps_its_product(desk: Desk) -> None:
    number = desk.mail(ELITE, "Sev 1")
    desk.do(number, acts.resolve("Het werkt weer."))
    with pytest.raises(Permanent, match="a ticket that is resolved keeps its product"):
        desk.do(number, product(desk, "wms"))


def test_INF_41_a_product_that_turns_out_custom_takes_the_weekend_away_and_the_requester_hears(desk: Desk) -> None:
    contracts = desk.office.installation.contracts
    custom = replace(contracts["noordzee-elite"], custom_products=("ln",))
    desk.under(replace(desk.office.installation, contracts={**contracts, "noordzee-elite": custom}))
    with desk.office.database.transaction() as session:
        weekends.keep(session, Weekend("noordzee-elite", date(2026, 12, 5), Standing.APPROVED, "tomas@staff.example"))
    desk.clock.at = local("2026-12-05 10:00")
    number = desk.mail(ELITE, "Sev 3")
    before = desk.due(number)
    desk.do(number, product(desk, "ln"))
    assert (before, desk.due(number)) == ("2026-12-05 14:00", "2026-12-07 13:00")
    assert len(desk.written("acknowledgement", ticket=number)) == 2


def test_IV_04_IV_25_a_mail_about_xurrent_itself_is_for_that_service_and_has_no_clock(desk: Desk) -> None:
    xurrent = desk.file(desk.mail(METTE, "Xurrent er nede", "Ingen af os kan logge ind."))
    integration = desk.file(desk.mail(METTE, "Integrationen til Xurrent er nede", "Ingen af os kan se nye sager."))
    assert (xurrent.ticket.service, xurrent.ticket.priority, xurrent.clocks) == ("xurrent", 1, ())
    assert (integration.ticket.service, len(integration.clocks)) == ("integration", 2)


def test_IV_04_the_service_that_staff_names_decides_what_is_promised(desk: Desk) -> None:
    number = desk.mail(METTE, "Xurrent er nede", "Ingen af os kan logge ind.")
    desk.do(number, service(desk, "integration"))
    assert desk.due(number) == "2026-11-23 11:00"
    again = desk.written("acknowledgement", ticket=number)[-1].text
    assert "hvilken tjeneste din henvendelse" in again
    assert "kl. 11.00" in again
    desk.do(number, service(desk, "xurrent"))
    assert desk.file(number).clocks == ()


def test_IV_04_a_service_that_was_not_ordered_is_refused(desk: Desk) -> None:
    number = desk.mail(JAN, "De koppeling is traag")
    with pytest.raises(Permanent, match="covers no service xurrent; it covers integration"):
        desk.do(number, service(desk, "xurrent"))
    assert desk.file(number).ticket.service == "integration"


def test_IV_04_a_held_ticket_may_be_sorted_without_a_word_to_its_sender(desk: Desk) -> None:
    number = desk.mail("piet@onbekend.example", "Vraag")
    assert desk.file(number).ticket.state is State.HELD
    with pytest.raises(Permanent, match="covers no service integration; it covers none"):
        desk.do(number, service(desk, "integration"))


def test_INF_12_a_question_about_something_customised_is_answered_so_and_closed_outside_compliance(desk: Desk) -> None:
    number = desk.mail(XTREME, "Vraag over onze orderbon", "Waar stel ik de kolommen in?")
    desk.do(number, judging.customised(""))
    file = desk.file(number)
    (closed,) = (e for e in file.ticket.events if e.kind is EventKind.CLOSED)
    assert (file.ticket.state, file.ticket.covered, file.clocks) == (State.CLOSED, False, ())
    assert (closed.text("reason"), closed.data["excluded"]) == ("customised", True)
    (told,) = desk.written("news", ticket=number)
    assert told.to == XTREME
    assert "vragen over aangepaste onderdelen vallen er niet onder" in told.text
    assert "terecht bij de adviesdiensten" in told.text


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("karen.lund@fjordmoellen.example", "dækker ikke spørgsmål om tilpassede dele"),
        (ELITE, "vallen er niet onder"),
    ],
)
def test_INF_12_the_stock_reply_is_in_the_language_of_the_contract(desk: Desk, sender: str, words: str) -> None:
    number = desk.mail(sender, "Sev 3")
    desk.do(number, judging.customised(""))
    assert words in desk.written("news", ticket=number)[0].text


def test_INF_12_who_disagrees_opens_it_again_without_a_promise_that_could_be_missed(desk: Desk) -> None:
    number = desk.mail(XTREME, "Vraag over onze orderbon")
    desk.do(number, judging.customised(""))
    desk.mail(XTREME, f"Re: [T-{number}] Vraag over onze orderbon", "Maar dit is de gewone bon.")
    assert desk.file(number).ticket.state is State.OPEN
    desk.until("2026-12-04 17:00")
    assert desk.written("warning", "breach", "escalation", ticket=number) == []


def test_INF_12_what_turns_out_standard_is_promised_again_but_for_the_time_it_was_closed(desk: Desk) -> None:
    number = desk.mail(XTREME, "Sev 2")
    before = desk.due(number)
    desk.clock.forward(hours=1)
    desk.do(number, judging.customised(""))
    desk.clock.forward(hours=2)
    desk.do(number, judging.standard("het is de gewone bon"))
    assert (before, desk.due(number)) == ("2026-11-23 14:00", "2026-11-23 16:00")
    again = desk.written("acknowledgement", ticket=number)[-1].text
    assert "valt toch onder uw contract" in again
    assert "om 16.00 uur" in again
    with pytest.raises(Permanent, match="is covered already"):
        desk.do(number, judging.standard(""))


def test_INF_12_a_promise_that_was_kept_before_stays_on_record(desk: Desk) -> None:
    number = desk.mail(XTREME, "Sev 2")
    desk.do(number, acts.reply("We kijken."))
    desk.do(number, judging.customised(""))
    clock = desk.file(number).clock("reaction")
    assert clock is not None
    assert clock.verdict is Result.MET


def test_INF_12_where_the_contract_leaves_nothing_customised_out_it_cannot_be_said(desk: Desk) -> None:
    number = desk.mail(JAN, "De koppeling is traag")
    with pytest.raises(Permanent, match="leaves out nothing that was customised"):
        desk.do(number, judging.customised(""))
    twice = desk.mail(XTREME, "Sev 2")
    desk.do(twice, judging.customised(""))
    with pytest.raises(Permanent, match="marked as customised already"):
        desk.do(twice, judging.customised(""))
