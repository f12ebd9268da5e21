"""The special-event weekend of Elite, as Noordzee has it: asked by mail, confirmed by Sofie, served by Tomas (INF-37..44).

The contract began on 1 April 2026. 5 December 2026 is a Saturday; the clock stands at Saturday 21 November, 10:00.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from configured import a_configuration, change, loaded
from deskwork import Desk, Written, local
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.desk.weekend import Standing
from mailtriage.errors import Permanent
from mailtriage.jobs.acts import Actor
from mailtriage.jobs.booking import Booking, book, remind_of_lapses
from mailtriage.store import weekends

ELITE, PREMIUM = "linda.smit@noordzee.example", "karen.lund@fjordmoellen.example"
CSM, AGENT = "sofie@staff.example", "tomas@staff.example"
CONTRACT = "noordzee-elite"
VOUCHED = "mx.helpdesk.example; dmarc=pass header.from=staff.example"
ME = Actor("carla@staff.example", "command line")


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.clock.at = local("2026-11-21 10:00")
    return desk


def asks(desk: Desk, day: str = "2026-12-05", sender: str = ELITE) -> int:
    return desk.mail(sender, "Ons evenement", f"event {day}")


def told(desk: Desk, step: str = "", to: str = "") -> list[Written]:
    """The mails about weekends to somebody, latest last."""
    return [w for w in desk.written("weekend") if to in {"", w.to}]


def answering(letter: Written) -> dict[str, str]:
    """The headers of an answer by staff, which our own server vouches for."""
    return {"To": letter.reply_to, "Authentication_Results": VOUCHED}


def confirms(desk: Desk, text: str = f"confirm {AGENT}", sender: str = CSM) -> None:
    """The success manager answers the latest mail about it."""
    letter = told(desk, to=CSM)[-1]
    desk.mail(sender, f"Re: {letter.subject}", text, **answering(letter))


RULE = """[[rule]]
name = "warehouse"
clause = "INF-41"
when = { plan = "infor-*", text = '\\bwms\\b' }
set = { product = "wms" }

[[rule]]
name = "says severity 1"
"""


def with_a_custom_warehouse(desk: Desk, directory: Path) -> None:
    """From now on the warehouse is a custom product of Noordzee, and a mail that names it is about it."""
    files = a_configuration(directory)
    change(
        files,
        "customers/noordzee.toml",
        'products = ["ln", "wms"]',
        'products = ["ln", "wms"]\ncustom_products = ["wms"]',
    )
    change(files, "rules.toml", '[[rule]]\nname = "says severity 1"\n', RULE)
    desk.under(loaded(files))


def granted(desk: Desk, day: str = "2026-12-05") -> int:
    number = asks(desk, day)
    confirms(desk)
    return number


def standings(desk: Desk) -> dict[str, str]:
    with desk.office.database.read() as session:
        return {w.saturday.isoformat(): w.standing.value for w in weekends.known(session, CONTRACT)}


def test_INF_39_INF_40_a_request_in_time_goes_to_the_success_manager_and_the_customer_is_told(desk: Desk) -> None:
    number = asks(desk)
    (customer,), (manager,) = told(desk, to=ELITE), told(desk, to=CSM)
    assert "aanvraag voor het speciale weekend van zaterdag 5 december 2026 ontvangen" in customer.text
    assert "staat het nog niet vast" in customer.text
    assert "Noordzee Logistiek" in manager.text
    assert "confirm" in manager.text
    assert standings(desk) == {"2026-12-05": "requested"}
    file = desk.file(number)
    assert (file.ticket.kind, file.ticket.priority, file.clocks) == ("weekend", None, ())
    assert not desk.written("acknowledgement", ticket=number), "one answer is enough"


def test_E52_INF_39_a_day_later_it_is_refused_with_the_earliest_weekend(desk: Desk) -> None:
    desk.clock.at = local("2026-11-22 00:00")
    asks(desk)
    (customer,) = told(desk)
    assert customer.to == ELITE
    assert "is niet mogelijk" in customer.text
    assert "minstens 14 dagen" in customer.text
    assert "event 2026-12-12" in customer.text
    assert standings(desk) == {"2026-12-05": "refused"}


def test_INF_39_the_day_of_receipt_is_the_local_one(desk: Desk) -> None:
    desk.clock.at = local("2026-11-21 23:59:59")
    asks(desk)
    assert standings(desk) == {"2026-12-05": "requested"}


def test_INF_39_a_day_that_is_no_saturday_is_refused(desk: Desk) -> None:
    asks(desk, "2026-12-06")
    (customer,) = told(desk)
    assert "begint op een zaterdag" in customer.text
    assert "zaterdag 5 december 2026" in customer.text


def test_INF_39_the_customer_may_answer_the_refusal_with_another_day(desk: Desk) -> None:
    desk.clock.at = local("2026-11-22 10:00")
    number = asks(desk)
    (customer,) = told(desk)
    assert desk.mail(ELITE, f"Re: {customer.subject}", "event 2026-12-12", To=customer.reply_to) == number
    assert standings(desk) == {"2026-12-05": "refused", "2026-12-12": "requested"}
    confirms(desk)
    assert standings(desk)["2026-12-12"] == "approved"


def test_INF_37_another_package_has_no_such_weekend_and_its_mail_is_an_ordinary_request(desk: Desk) -> None:
    number = desk.mail(PREMIUM, "Weekend", "event 2026-12-05", mailbox="da")
    (customer,) = told(desk)
    assert "omfatter ikke en særlig weekend" in customer.text
    assert desk.file(number).ticket.kind == "incident"
    assert desk.acknowledgement(number).to == PREMIUM


def test_an_outsider_asks_in_vain(desk: Desk) -> None:
    desk.mail("linda.smit@elsewhere.example", "Weekend", "event 2026-12-05")
    assert not told(desk)
    assert standings(desk) == {}


@pytest.mark.parametrize(
    "text", ["Is het event 2026-12-05 al bekend?", "We hebben een event op 2026-12-05", "event 2026-02-30"]
)
def test_a_mail_that_says_more_asks_for_no_weekend(desk: Desk, text: str) -> None:
    desk.mail(ELITE, "Vraag", text)
    assert not told(desk)


def test_INF_44_a_second_weekend_in_the_contract_year_is_refused_and_the_next_year_has_its_own(desk: Desk) -> None:
    granted(desk)
    asks(desk, "2027-03-27")
    asks(desk, "2027-04-03")
    assert standings(desk) == {"2026-12-05": "approved", "2027-03-27": "refused", "2027-04-03": "requested"}
    refusal = next(w for w in told(desk, to=ELITE) if "niet mogelijk" in w.text)
    assert "het weekend van zaterdag 5 december 2026" in refusal.text
    assert "event 2027-04-03" in refusal.text


def test_INF_44_asking_again_for_the_same_weekend_takes_nothing_away(desk: Desk) -> None:
    granted(desk)
    asks(desk)
    assert standings(desk) == {"2026-12-05": "approved"}


def test_INF_38_INF_40_the_success_manager_confirms_with_the_agent_s_address(desk: Desk) -> None:
    number = granted(desk)
    customer, agent = told(desk, to=ELITE)[-1], told(desk, to=AGENT)[-1]
    assert "is bevestigd" in customer.text
    assert "Tomas" in customer.text
    assert "staff.example" not in customer.text
    assert "Noordzee Logistiek" in agent.text
    assert standings(desk) == {"2026-12-05": "approved"}
    assert desk.file(number).ticket.state is State.RESOLVED
    event = next(e for e in reversed(desk.file(number).ticket.events) if e.kind is EventKind.WEEKEND)
    assert (event.actor, event.text("agent")) == (CSM, AGENT)


def test_INF_41_INF_42_INF_43_the_confirmation_says_english_standard_products_and_no_consulting(
    desk: Desk, tmp_path: Path
) -> None:
    with_a_custom_warehouse(desk, tmp_path)
    granted(desk)
    text = told(desk, to=ELITE)[-1].text
    assert "Engels" in text
    assert "alleen voor standaardproducten, dus niet voor: wms" in text
    assert "vervangt niet de adviesdiensten" in text


def test_INF_40_the_success_manager_may_decline_and_the_customer_hears_of_another_weekend(desk: Desk) -> None:
    number = asks(desk)
    desk.clock.at = local("2026-11-23 10:00")
    confirms(desk, "decline")
    customer = told(desk, to=ELITE)[-1]
    assert "is niet mogelijk" in customer.text
    assert "kunnen we u helaas niet ondersteunen" in customer.text
    assert "event 2026-12-12" in customer.text
    assert "sofie" not in customer.text.casefold()
    assert standings(desk) == {"2026-12-05": "refused"}
    assert desk.file(number).ticket.state is State.RESOLVED
    assert desk.mail(ELITE, f"Re: {customer.subject}", "event 2026-12-12", To=customer.reply_to) == number
    assert standings(desk) == {"2026-12-05": "refused", "2026-12-12": "requested"}


@pytest.mark.parametrize("text", ["decline it or not? Let me think.", "I would not decline"])
def test_INF_40_only_the_word_alone_declines(desk: Desk, text: str) -> None:
    asks(desk)
    confirms(desk, text)
    assert standings(desk) == {"2026-12-05": "requested"}


def test_INF_39_a_request_in_time_may_be_confirmed_later_than_two_weeks_before(desk: Desk) -> None:
    asks(desk)
    desk.clock.at = local("2026-12-04 17:00")
    confirms(desk)
    assert standings(desk) == {"2026-12-05": "approved"}


def test_INF_40_a_weekend_that_is_over_is_not_confirmed_any_more(desk: Desk) -> None:
    asks(desk)
    desk.clock.at = local("2026-12-07 09:00")
    confirms(desk)
    assert standings(desk) == {"2026-12-05": "requested"}
    answer = told(desk, to=CSM)[-1].text
    assert "mailtriage contract event noordzee-elite 2026-12-05" in answer


def test_INF_44_what_another_weekend_has_used_up_meanwhile_is_not_confirmed(desk: Desk) -> None:
    asks(desk)
    letter = told(desk, to=CSM)[-1]
    book(desk.office, Booking(CONTRACT, date(2026, 12, 19), AGENT, "agreed by phone"), ME)
    desk.mail(CSM, f"Re: {letter.subject}", f"confirm {AGENT}", **answering(letter))
    assert standings(desk) == {"2026-12-05": "requested", "2026-12-19": "approved"}


@pytest.mark.parametrize("text", ["confirm", "confirm nobody@staff.example", "Bevestigd!"])
def test_INF_38_a_confirmation_without_an_agent_is_none(desk: Desk, text: str) -> None:
    asks(desk)
    confirms(desk, text)
    assert standings(desk) == {"2026-12-05": "requested"}
    assert "noemt niemand" in told(desk, to=CSM)[-1].text or "names nobody" in told(desk, to=CSM)[-1].text
    confirms(desk)
    assert standings(desk) == {"2026-12-05": "approved"}


def test_INF_40_only_the_success_manager_confirms(desk: Desk) -> None:
    number = asks(desk)
    letter = told(desk, to=CSM)[-1]
    desk.mail(ELITE, f"Re: {letter.subject}", f"confirm {AGENT}", To=letter.reply_to)
    desk.mail(ELITE, f"Re: {told(desk, to=ELITE)[-1].subject} [T-{number}]", f"confirm {AGENT}")
    assert standings(desk) == {"2026-12-05": "requested"}


def test_INF_40_the_success_manager_is_reminded_after_two_business_days_and_once(desk: Desk) -> None:
    asks(desk)
    desk.until("2026-11-30 12:00")
    assert [w.at for w in told(desk, to=CSM)] == ["2026-11-21 10:00", "2026-11-24 17:00"]
    confirms(desk)
    assert standings(desk) == {"2026-12-05": "approved"}


def test_INF_40_a_confirmed_weekend_needs_no_reminder(desk: Desk) -> None:
    granted(desk)
    desk.until("2026-11-30 12:00")
    assert len(told(desk, to=CSM)) == 1
    assert not desk.written("reminder")


@pytest.mark.parametrize(("severity", "due"), [(1, "10:30"), (2, "12:00"), (3, "14:00"), (4, "18:00")])
def test_INF_37_in_the_weekend_the_clock_of_every_severity_runs(desk: Desk, severity: int, due: str) -> None:
    granted(desk)
    desk.clock.at = local("2026-12-05 10:00")
    assert desk.due(desk.mail(ELITE, f"Sev {severity}")) == f"2026-12-05 {due}"


def test_INF_37_without_it_nothing_but_severity_1_runs_on_a_saturday(desk: Desk) -> None:
    desk.clock.at = local("2026-12-05 10:00")
    assert desk.due(desk.mail(ELITE, "Sev 2")) == "2026-12-07 11:00"


def test_E30_INF_37_the_weekend_of_the_missing_hour(desk: Desk) -> None:
    desk.clock.at = local("2027-03-01 10:00")
    granted(desk, "2027-03-27")
    desk.clock.at = local("2027-03-27 20:00")
    assert desk.due(desk.mail(ELITE, "Sev 4")) == "2027-03-28 05:00"


def test_INF_37_it_is_over_on_sunday_at_midnight(desk: Desk) -> None:
    granted(desk)
    desk.clock.at = local("2026-12-06 22:00")
    assert desk.due(desk.mail(ELITE, "Sev 4")) == "2026-12-07 15:00"


def test_INF_37_another_customer_s_weekend_stays_closed(desk: Desk) -> None:
    granted(desk)
    desk.clock.at = local("2026-12-05 10:00")
    assert desk.due(desk.mail(PREMIUM, "Sev 2", mailbox="da")) == "2026-12-07 13:00"


def test_INF_37_a_ticket_that_waits_already_runs_in_the_weekend_too_and_says_why(desk: Desk) -> None:
    desk.clock.at = local("2026-11-20 10:00")
    request = asks(desk)
    desk.clock.at = local("2026-12-04 16:00")
    waiting = desk.mail(ELITE, "Sev 4")
    assert desk.due(waiting) == "2026-12-07 16:00"
    confirms(desk)
    assert desk.due(waiting) == "2026-12-05 07:00"
    (event,) = [e for e in desk.file(waiting).ticket.events if e.kind is EventKind.RECALCULATED]
    assert event.text("why") == "special-event weekend of 2026-12-05"
    clock = desk.file(waiting).clock("reaction")
    assert clock is not None
    assert clock.calendar == "infor_nl_office"
    desk.until("2026-12-05 07:01")
    assert desk.written("breach", ticket=waiting)
    assert request != waiting


def test_INF_38_what_arrives_in_the_weekend_is_the_agent_s_and_alerts_him(desk: Desk) -> None:
    granted(desk)
    desk.clock.at = local("2026-12-06 03:00")
    number = desk.mail(ELITE, "Sev 4", "De printer hapert.")
    assert desk.file(number).ticket.assignee == AGENT
    (page,) = desk.written("page", ticket=number)
    (copy,) = desk.written("staff-copy", ticket=number)
    assert page.to == copy.to == AGENT
    assert "2026" in page.text
    desk.mail(AGENT, f"Re: {copy.subject}", "Which printer?", **answering(copy))
    assert desk.written("reply", ticket=number)[-1].to == ELITE


def test_INF_38_before_and_after_the_weekend_nobody_is_alerted(desk: Desk) -> None:
    granted(desk)
    for when in ("2026-12-04 23:59", "2026-12-07 00:00"):
        desk.clock.at = local(when)
        number = desk.mail(ELITE, "Sev 4")
        assert not desk.file(number).ticket.assignee
        assert not desk.written("page", ticket=number)


def test_INF_41_tickets_on_custom_products_are_not_covered(desk: Desk, tmp_path: Path) -> None:
    with_a_custom_warehouse(desk, tmp_path)
    granted(desk)
    desk.clock.at = local("2026-12-05 10:00")
    number = desk.mail(ELITE, "WMS hapert")
    assert desk.file(number).ticket.product == "wms"
    assert not desk.file(number).ticket.assignee
    assert not desk.written("page", ticket=number)
    assert desk.due(number) == "2026-12-07 13:00"


def test_INF_42_the_weekend_service_writes_english_and_nobody_else_does(desk: Desk) -> None:
    before = desk.mail(ELITE, "Sev 4")
    assert "Goedendag" in desk.acknowledgement(before).text
    granted(desk)
    desk.clock.at = local("2026-12-05 10:00")
    assert "Hello" in desk.acknowledgement(desk.mail(ELITE, "Sev 4")).text
    desk.clock.at = local("2026-12-07 10:00")
    assert "Goedendag" in desk.acknowledgement(desk.mail(ELITE, "Sev 4")).text


def test_INF_43_a_question_for_the_consultants_has_no_clock_in_the_weekend_either(desk: Desk) -> None:
    granted(desk)
    desk.clock.at = local("2026-12-05 10:00")
    file = desk.file(desk.mail(ELITE, "Implementatie van een nieuwe module, urgentie 1"))
    assert (file.ticket.kind, file.clocks) == ("consulting", ())


def test_the_decision_says_that_it_came_in_the_weekend(desk: Desk) -> None:
    granted(desk)
    desk.clock.at = local("2026-12-05 10:00")
    told = [(n["purpose"], n["to"]) for n in cast("list[dict[str, str]]", desk.explain(ELITE, "Sev 4")["notices"])]
    assert ("page", AGENT) in told


def test_INF_44_the_success_manager_hears_once_of_a_weekend_that_lapses(desk: Desk) -> None:
    desk.clock.at = local("2027-02-17 12:00")
    assert remind_of_lapses(desk.office) == 0
    desk.clock.at = local("2027-02-18 00:00")
    assert [remind_of_lapses(desk.office), remind_of_lapses(desk.office)] == [1, 0]
    (manager,) = told(desk)
    assert manager.to == CSM
    assert "1 april 2027" in manager.text or "1 April 2027" in manager.text
    assert "6 maart 2027" in manager.text or "6 March 2027" in manager.text


def test_INF_44_a_weekend_that_was_had_is_not_reminded_of(desk: Desk) -> None:
    granted(desk)
    desk.clock.at = local("2027-03-01 12:00")
    assert remind_of_lapses(desk.office) == 0


def test_INF_39_a_weekend_can_be_booked_by_hand_against_the_rule_with_a_reason(desk: Desk) -> None:
    desk.clock.at = local("2026-11-25 10:00")
    number = asks(desk)
    wish = Booking(CONTRACT, date(2026, 12, 5), AGENT)
    with pytest.raises(Permanent, match=r"too late.*2026-12-12.*--override"):
        book(desk.office, wish, ME)
    booked = book(desk.office, replace(wish, override="agreed by phone"), ME)
    assert (booked.standing, booked.ticket) == (Standing.APPROVED, number)
    event = next(e for e in reversed(desk.file(number).ticket.events) if e.kind is EventKind.WEEKEND)
    assert (event.text("override"), event.actor, event.authority) == ("agreed by phone", ME.name, "command line")
    assert "is bevestigd" in told(desk, to=ELITE)[-1].text
    assert told(desk, to=AGENT)


def test_INF_38_a_booking_by_hand_without_a_request_tells_contacts_and_agent(desk: Desk) -> None:
    book(desk.office, Booking(CONTRACT, date(2026, 12, 5), AGENT), ME)
    assert sorted(w.to for w in told(desk)) == sorted([ELITE, AGENT])
    desk.clock.at = local("2026-12-05 10:00")
    assert desk.file(desk.mail(ELITE, "Sev 4")).ticket.assignee == AGENT


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Booking("fjordmoelle-premium", date(2026, 12, 5), AGENT, "please"), "has no special-event weekend"),
        (Booking(CONTRACT, date(2026, 12, 6), AGENT, "please"), "no Saturday"),
        (Booking(CONTRACT, date(2026, 12, 5), "nobody@staff.example", "please"), "nobody of staff"),
        (Booking("elsewhere", date(2026, 12, 5), AGENT, "please"), "no contract"),
    ],
)
def test_INF_39_what_no_reason_can_override(desk: Desk, wish: Booking, why: str) -> None:
    with pytest.raises(Permanent, match=why):
        book(desk.office, wish, ME)
    assert standings(desk) == {}
