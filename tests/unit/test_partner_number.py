"""Ticket numbers of vendors and customers: found where they stand, believed from whom they are, and moving nothing by themselves."""

from dataclasses import replace

import pytest

from mailtriage.config.locate import shipped
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.partner import CUSTOMER, PartnerNumber, called, parties, speaking
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.terms import Partner
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.message import Message
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Facts, Notice, Purpose
from mailtriage.notices.render import environment, render
from mailtriage.triage.disposition import dispose
from mailtriage.triage.outcome import Disposition, Outcome
from mailtriage.triage.partner_number import Said, newest_live_first, numbers, said
from mailtriage.triage.situation import Claim, Evidence, Situation
from triaged import FEMKE, JAN, TODAY, a_contract, a_message, a_situation, a_ticket, an_event, terms

TEMPLATES = environment([shipped("templates")])
ROBOT = Person("Microsoft Support", "noreply@microsoft.example")
MICROSOFT = Partner(
    "microsoft", "support@microsoft.example", {"en": "Microsoft"}, "en", "", ("microsoft.example",), r"CASE-(\d+)"
)
CONTRACT = a_contract(promised=terms(vendors=(MICROSOFT,)), ticket_pattern=r"INC\d{4}")
CASE_7 = PartnerNumber("microsoft", "CASE-7", "7", "Microsoft")
PASSED_ON = an_event(EventKind.FORWARDED, data={"to": "microsoft", "address": "support@microsoft.example"})


def numbered(party: str = "microsoft", number: str = "CASE-7", key: str = "7") -> Event:
    title = "Microsoft" if party == "microsoft" else "Klant"
    data = {"party": party, "title": title, "number": number, "key": key}
    return an_event(EventKind.PARTNER_NUMBER, data=data)


def read(message: Message, *, known: tuple[int, ...] = ()) -> tuple[Said, ...]:
    return tuple(replace(s, tickets=known) for s in said(message, [CONTRACT], TODAY, "T"))


def a_claim(ticket: Ticket, evidence: Evidence = Evidence.PARTNER_NUMBER, **fields: object) -> Claim:
    by_number = {"party": "microsoft", "number": "the number CASE-7 of Microsoft"}
    named = by_number if evidence is Evidence.PARTNER_NUMBER else {}
    return replace(Claim(ticket, evidence, None, CONTRACT, **named), **fields)  # type: ignore[arg-type]


def of_robot(
    *claims: Claim, subject: str = "CASE-7 was updated", text: str = "Fixed.", sender: Person = ROBOT, **more: object
) -> Situation:
    message = a_message(sender, subject=subject, text=text, reply=text)
    found = read(message, known=tuple(c.ticket.number for c in claims))
    facts: dict[str, object] = {"automatic": "auto-generated", "why_silent": "a robot", "said": found}
    return a_situation(message, CONTRACT, claims=claims, **(facts | more))


def kinds(decided: Disposition) -> list[EventKind]:
    return [e.kind for e in decided.events]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"CASE-(\d+)", "Re: case-0012 and CASE-0012", [("case-0012", "0012")]),
        (r"INC\d{4}", "INC0001, INC0002", [("INC0001", "inc0001"), ("INC0002", "inc0002")]),
        (r"(?:Case|Ref)[ #:]+(\w+)", "Case #: AB9 | ref AB9", [("Case #: AB9", "ab9")]),
        (r"CASE-(\d*)", "CASE- without one", []),
        (r"\d{2}", "11 12 13 14 15 16 17", [(n, n) for n in ("11", "12", "13", "14", "15")]),
        (r"ref:\S+", "ref:" + "x" * 200, []),
    ],
)
def test_the_group_tells_numbers_apart_and_the_whole_is_what_they_write(
    pattern: str, text: str, found: list[tuple[str, str]]
) -> None:
    assert list(numbers(pattern, text)) == found


def test_first_lines_count_where_the_subject_has_none_and_text_further_down_never_does() -> None:
    robot = a_message(ROBOT, subject="Update", reply="\n\nYour case CASE-7 was received.\nSee also CASE-9.")
    assert [(s.number.number, s.in_subject) for s in read(robot)] == [("CASE-7", False)]
    both = replace(robot, subject="CASE-8: update")
    assert [(s.number.number, s.in_subject) for s in read(both)] == [("CASE-8", True)]
    far = replace(robot, reply="\n".join(["line"] * 10 + ["CASE-7"]))
    assert read(far) == ()


def test_our_own_tag_is_never_read_as_a_number_of_theirs() -> None:
    digits = replace(CONTRACT, ticket_pattern=r"\d+")
    message = a_message(JAN, subject="Re: [T-1042] Koppeling", reply="Over T-1042: zie 88.")
    assert [s.number.key for s in said(message, [digits], TODAY, "T")] == ["88"]


def test_staff_strangers_and_other_parties_of_the_contract_speak_for_no_vendor() -> None:
    speakers = {p.address: [x.name for x in speaking(CONTRACT, TODAY, p)] for p in (ROBOT, JAN, FEMKE)}
    assert speakers == {ROBOT.address: ["microsoft"], JAN.address: [CUSTOMER], FEMKE.address: []}
    for address in ("noreply@eu.microsoft.example", "SUPPORT@Microsoft.example"):
        assert [p.name for p in speaking(CONTRACT, TODAY, Person("", address))] == ["microsoft"]
    for address in ("noreply@notmicrosoft.example", "noreply@microsoft.example.evil.example", "", "noreply"):
        assert speaking(CONTRACT, TODAY, Person("", address)) == ()


def test_nobody_of_the_customer_is_a_consultant_because_of_his_domain() -> None:
    inhouse = Partner("consulting", "advies@klant.example", {"en": "Advies"}, "", "", ("klant.example",), r"A-(\d+)")
    contract = a_contract(promised=terms(redirects=(inhouse,)))
    assert [p.name for p in speaking(contract, TODAY, JAN)] == [CUSTOMER]
    assert "consulting" in [p.name for p in speaking(contract, TODAY, Person("", "advies@klant.example"))]


def test_a_mail_of_the_vendors_system_is_a_note_for_staff_and_moves_nothing() -> None:
    ticket = a_ticket(7, state="resolved", events=(PASSED_ON, numbered()))
    decided = dispose(of_robot(a_claim(ticket)))
    assert (decided.outcome, decided.ticket, kinds(decided)) == (Outcome.APPEND, 7, [EventKind.NOTED])
    assert decided.reason == "a note of a partner by the number CASE-7 of Microsoft"
    assert [(n.person, n.purpose, n.reply) for n in decided.notices] == [(FEMKE, Purpose.STAFF_COPY, Reply.INTERNAL)]


def test_an_answer_of_the_vendors_system_is_recorded_as_a_note_with_its_number() -> None:
    ticket = a_ticket(7, events=(PASSED_ON,))
    message = of_robot(
        a_claim(ticket, Evidence.NUMBER),
        subject="[T-7] Koppeling: received as CASE-7",
        automatic="auto-reply",
        why_never_opens="it answers",
    )
    decided = dispose(message)
    assert (decided.outcome, decided.fate, decided.ticket) == (Outcome.RECORDED, "automatic", 7)
    assert kinds(decided) == [EventKind.NOTED, EventKind.PARTNER_NUMBER]
    assert decided.events[1].data == {"party": "microsoft", "title": "Microsoft", "number": "CASE-7", "key": "7"}
    assert "Microsoft calls it CASE-7" in decided.reason


@pytest.mark.parametrize("proof", [Proof.UNPROVEN, Proof.PLAUSIBLE])
def test_less_proof_than_the_contract_demands_joins_nothing(proof: Proof) -> None:
    strict = a_contract(promised=terms(vendors=(MICROSOFT,), proof=Proof.PROVEN))
    ticket = a_ticket(7, events=(PASSED_ON, numbered()))
    decided = dispose(of_robot(a_claim(ticket, contract=strict), proof=proof))
    assert decided.ticket is None
    assert (EventKind.LINKED, "claims to belong to") in [(e.kind, e.text("relation")) for e in decided.events]


def test_a_number_on_tickets_of_two_contracts_joins_neither() -> None:
    mine = a_ticket(7, events=(numbered(),))
    other = a_ticket(8, contract="ander", events=(numbered(),))
    decided = dispose(of_robot(a_claim(mine), a_claim(other, contract=a_contract("ander", CONTRACT.versions[0]))))
    assert decided.ticket is None
    assert {e.data["ticket"] for e in decided.events if e.kind is EventKind.LINKED} == {7, 8}


def test_news_of_a_number_of_two_contracts_waits_for_staff_also_as_an_automatic_answer() -> None:
    mine = a_ticket(7, events=(numbered(),))
    other = a_ticket(8, contract="ander", events=(numbered(),))
    claims = (a_claim(mine), a_claim(other, contract=a_contract("ander", CONTRACT.versions[0])))
    decided = dispose(of_robot(*claims, automatic="auto-reply", why_never_opens="It says it is an automatic answer."))
    assert decided.outcome.value == "held"
    assert {n.purpose.value for n in decided.notices} == {"staff-copy"}


def test_of_two_tickets_with_the_number_the_newest_live_one_is_joined_and_says_so_once() -> None:
    old, new = a_ticket(7, events=(numbered(),)), a_ticket(8, events=(numbered(),))
    closed = a_ticket(9, state="closed", events=(numbered(),))
    assert newest_live_first([old, closed, new]) == [new, old, closed]
    claims = [a_claim(t) for t in newest_live_first([old, closed, new])]
    decided = dispose(of_robot(*claims))
    assert decided.ticket == 8
    links = [e for e in decided.events if e.kind is EventKind.LINKED]
    assert [(e.data["ticket"], e.text("relation")) for e in links] == [
        (7, "has the number CASE-7 of Microsoft, too"),
        (9, "has the number CASE-7 of Microsoft, too"),
    ]
    again = a_claim(a_ticket(8, events=(numbered(), *links)))
    assert EventKind.LINKED not in kinds(dispose(of_robot(again, *claims[1:])))


def test_a_number_of_somebody_elses_ticket_in_the_text_is_only_mentioned() -> None:
    ticket = a_ticket(7, events=(PASSED_ON,))
    plain = of_robot(a_claim(ticket, Evidence.NUMBER), subject="[T-7] Koppeling", text="Your case is CASE-9.")
    elsewhere, news = (replace(plain, said=tuple(replace(s, tickets=t) for s in plain.said)) for t in ((3,), ()))
    assert kinds(dispose(elsewhere)) == [EventKind.NOTED]
    assert kinds(dispose(news)) == [EventKind.NOTED, EventKind.PARTNER_NUMBER]


def test_a_number_that_staff_took_off_is_not_learned_again() -> None:
    gone = an_event(EventKind.PARTNER_NUMBER, data={"party": "microsoft", "key": "7", "gone": True})
    ticket = a_ticket(7, events=(PASSED_ON, numbered(), gone))
    decided = dispose(of_robot(a_claim(ticket, Evidence.NUMBER), subject="Re: [T-7] CASE-7 Koppeling"))
    assert (decided.ticket, kinds(decided)) == (7, [EventKind.NOTED])


def test_a_held_ticket_is_known_by_its_customers_number_once_it_is_confirmed() -> None:
    held = a_ticket(7, state="held", hold="unproven")
    claim = Claim(held, Evidence.TOKEN, Reply.RELAY, CONTRACT)
    decided = dispose(
        of_robot(claim, subject="Re: [T-7] INC0012: plat", sender=JAN, automatic="", why_silent="", text="Klopt.")
    )
    assert EventKind.PARTNER_NUMBER in kinds(decided)


def test_a_person_of_the_customer_who_names_its_number_writes_about_the_ticket_as_ever() -> None:
    pending = an_event(EventKind.STATE, data={"to": "pending", "reason": "requester"})
    ticket = a_ticket(7, events=(numbered(CUSTOMER, "INC0012", "inc0012"), pending))
    claim = a_claim(ticket, party=CUSTOMER, number="the number INC0012 of Klant")
    message = of_robot(claim, subject="INC0012: nog iets", sender=JAN, automatic="", why_silent="")
    decided = dispose(message)
    assert kinds(decided) == [EventKind.RECEIVED, EventKind.STATE]
    assert decided.reason == "belongs to the ticket by the number INC0012 of Klant; resumes it"
    machine = dispose(replace(message, automatic="auto-generated", why_silent="a robot"))
    assert kinds(machine) == [EventKind.NOTED]
    assert [(n.purpose, n.reply) for n in machine.notices] == [(Purpose.STAFF_COPY, Reply.RELAY)]


def test_that_the_customers_system_got_our_mail_is_noted_and_bothers_nobody() -> None:
    ticket = a_ticket(7, events=(numbered(CUSTOMER, "INC0012", "inc0012"),))
    facts = {"sender": JAN, "automatic": "auto-reply", "why_never_opens": "it answers"}
    known = a_claim(ticket, party=CUSTOMER, number="the number INC0012 of Klant")
    again = dispose(of_robot(known, subject="INC0012 was updated", **facts))  # type: ignore[arg-type]
    assert (again.outcome, kinds(again), again.notices) == (Outcome.RECORDED, [EventKind.NOTED], ())
    first = of_robot(a_claim(a_ticket(7), Evidence.NUMBER), subject="[T-7] is INC0012", **facts)  # type: ignore[arg-type]
    assert [n.purpose for n in dispose(first).notices] == [Purpose.STAFF_COPY]


def test_a_new_ticket_is_known_by_the_number_its_customer_gave_it() -> None:
    message = of_robot(subject="INC0012: koppeling ligt plat", sender=JAN, automatic="", why_silent="")
    decided = dispose(message)
    assert decided.outcome is Outcome.OPEN
    (event,) = [e for e in decided.events if e.kind is EventKind.PARTNER_NUMBER]
    assert (event.text("party"), event.text("key")) == (CUSTOMER, "inc0012")


def test_an_absence_notice_with_their_number_in_our_subject_is_no_note() -> None:
    ticket = a_ticket(7, events=(PASSED_ON, numbered()))
    away = of_robot(
        a_claim(ticket, Evidence.TOKEN, reply=Reply.INTERNAL),
        a_claim(ticket),
        subject="Automatic reply: [T-7] CASE-7 Koppeling",
        automatic="auto-reply",
        why_never_opens="it answers",
    )
    decided = dispose(away)
    assert (decided.outcome, kinds(decided), decided.notices) == (Outcome.RECORDED, [EventKind.RECEIVED], ())


def test_a_vendor_from_another_address_of_his_is_a_party_of_a_ticket_passed_on_to_him_only() -> None:
    tag = {"subject": "[T-7] Koppeling", "text": "Done.", "automatic": "", "why_silent": ""}
    passed = dispose(of_robot(a_claim(a_ticket(7, events=(PASSED_ON,)), Evidence.NUMBER), **tag))  # type: ignore[arg-type]
    never = dispose(of_robot(a_claim(a_ticket(7, contract="ander"), Evidence.NUMBER), **tag))  # type: ignore[arg-type]
    assert (passed.ticket, kinds(passed)) == (7, [EventKind.NOTED])
    assert never.ticket is None


def test_the_number_a_recipient_knows_stands_beside_our_tag_and_never_twice() -> None:
    ticket = a_ticket(7, events=(numbered(), numbered(CUSTOMER, "INC0012", "inc0012")))
    assert ticket.partner_numbers == (CASE_7, PartnerNumber(CUSTOMER, "INC0012", "inc0012", "Klant"))
    assert called(ticket.partner_numbers, speaking(CONTRACT, TODAY, ROBOT)) == "CASE-7"
    assert called(ticket.partner_numbers, speaking(CONTRACT, TODAY, FEMKE)) == ""
    assert [p.name for p in parties(CONTRACT, TODAY)] == ["microsoft", CUSTOMER]
    gone = an_event(EventKind.PARTNER_NUMBER, data={"party": "microsoft", "key": "7", "gone": True})
    assert [n.key for n in a_ticket(7, events=(numbered(), gone)).partner_numbers] == []


@pytest.mark.parametrize(
    ("subject", "written"),
    [
        ("Koppeling", "[T-7] CASE-7 Koppeling"),
        ("Re: case-7 Koppeling", "[T-7] case-7 Koppeling"),
        ("CASE-7", "[T-7] CASE-7"),
    ],
)
def test_their_number_goes_into_our_subjects_once(subject: str, written: str) -> None:
    facts = Facts(
        ROBOT, "Desk", "UTC", tag="T-7", ticket=replace(a_ticket(7), subject=subject), their_number="CASE-7", text="x"
    )
    assert render(TEMPLATES, Notice(Purpose.FORWARD, "en", facts)).subject.replace("Re: ", "") == written
