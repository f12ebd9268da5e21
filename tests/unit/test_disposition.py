"""What becomes of a message: who is believed, what moves, who hears."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailtriage.desk.event import EventKind
from mailtriage.desk.party import Person, Proof, Role, Staff
from mailtriage.desk.terms import KindTerms
from mailtriage.mail.message import Address
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.disposition import dispose
from mailtriage.triage.outcome import Disposition, Outcome
from mailtriage.triage.rulebook import Reading
from mailtriage.triage.situation import BouncedMail, Claim, Evidence
from mailtriage.triage.verdict import Decided, Verdict, VerdictField
from triaged import (
    FEMKE,
    JAN,
    MARIT,
    MONDAY,
    STAFF,
    SUPPORT,
    TODAY,
    a_contract,
    a_message,
    a_situation,
    a_ticket,
    an_event,
    terms,
)

STRANGER = Person("Eve", "eve@free.example")


def kinds(found: Disposition) -> list[EventKind]:
    return [e.kind for e in found.events]


def told(found: Disposition) -> set[tuple[Purpose, str]]:
    return {(n.purpose, n.person.address) for n in found.notices}


def a_claim(evidence: Evidence = Evidence.TOKEN, reply: Reply | None = Reply.RELAY, **ticket: object) -> Claim:
    return Claim(a_ticket(**ticket), evidence, reply, a_contract())  # type: ignore[arg-type]


# --- new mail


def test_a_customers_mail_opens_a_ticket_is_acknowledged_and_copied_to_staff() -> None:
    found = dispose(a_situation())
    assert (found.outcome, found.fate) == (Outcome.OPEN, "opened")
    assert told(found) == {(Purpose.ACKNOWLEDGEMENT, JAN.address), (Purpose.STAFF_COPY, FEMKE.address)}
    assert {n.reply for n in found.notices} == {Reply.RELAY}


def test_people_of_the_customer_in_copy_become_participants_and_nobody_else_does() -> None:
    others = (
        "piet@klant.example",
        STRANGER.address,
        FEMKE.address,
        SUPPORT,
        "support+abc@helpdesk.example",
        JAN.address,
    )
    found = dispose(a_situation(a_message(cc=tuple(Address("", a) for a in others))))
    assert found.opening is not None
    assert [p["address"] for p in found.opening.data["participants"]] == ["piet@klant.example"]  # type: ignore[attr-defined]


def test_a_mail_that_may_not_be_answered_opens_a_ticket_in_silence() -> None:
    found = dispose(a_situation(automatic="auto-generated", why_silent="Auto-Submitted says so"))
    assert found.outcome is Outcome.OPEN
    assert told(found) == {(Purpose.STAFF_COPY, FEMKE.address)}


def test_a_kind_that_awaits_agreement_opens_pending() -> None:
    contract = a_contract(promised=terms(kinds=(KindTerms("change", opens="pending", pending="agreement"),)))
    verdict = Verdict({VerdictField.KIND: Decided("change", "rule")})
    found = dispose(a_situation(reading=Reading(verdict, contract, contract.terms(TODAY))))
    assert found.opening is not None
    assert found.opening.text("state") == "pending"
    assert (EventKind.STATE, "agreement") in {(e.kind, e.text("reason")) for e in found.events}


def test_a_stranger_is_held_and_answered_once_where_the_mailbox_holds_strangers() -> None:
    found = dispose(a_situation(a_message(STRANGER), reading=Reading(Verdict())))
    assert (found.outcome, found.fate) == (Outcome.HELD, "held")
    assert told(found) == {(Purpose.HELD, STRANGER.address), (Purpose.STAFF_COPY, FEMKE.address)}
    assert found.opening is not None
    assert found.opening.text("state") == "held"


def test_a_stranger_gets_a_ticket_under_the_contract_the_mailbox_names_for_strangers() -> None:
    regie = a_contract("regie", customer=replace(a_contract().customer, id="regie", domains=()))
    found = dispose(a_situation(a_message(STRANGER), reading=Reading(Verdict()), strangers=regie))
    assert found.outcome is Outcome.OPEN
    assert found.contract is regie


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        (a_contract(ends=TODAY - timedelta(days=1)), "ended"),
        (a_contract(starts=TODAY + timedelta(days=1)), "not-started"),
        (a_contract(requesters=(Person("Piet", "piet@klant.example"),)), "not-named"),
    ],
)
def test_who_is_not_entitled_is_held_with_the_polite_reply_of_its_reason(contract: object, code: str) -> None:
    found = dispose(a_situation(contract=contract))  # type: ignore[arg-type]
    assert found.outcome is Outcome.HELD
    assert code in found.reason
    assert (Purpose.HELD, JAN.address) in told(found)


def test_a_disowned_sender_is_held_and_never_answered() -> None:
    found = dispose(a_situation(suspect="DMARC fail", proof=Proof.UNPROVEN))
    assert found.outcome is Outcome.HELD
    assert {n.purpose for n in found.notices} == {Purpose.STAFF_COPY}


def test_suspected_spam_is_held_and_never_answered() -> None:
    reading = Reading(Verdict(), a_contract(), terms(), Decided("the filter marked it", "spam"))
    found = dispose(a_situation(reading=reading))
    assert found.outcome is Outcome.HELD
    assert not [n for n in found.notices if n.person == JAN or n.purpose is Purpose.HELD]


# --- customers' replies


@pytest.mark.parametrize("evidence", [Evidence.TOKEN, Evidence.SENT, Evidence.REFERENCE, Evidence.NUMBER])
def test_a_party_of_the_ticket_joins_it_by_any_evidence_and_is_not_acknowledged_again(evidence: Evidence) -> None:
    found = dispose(a_situation(claims=(a_claim(evidence),)))
    assert (found.outcome, found.ticket) == (Outcome.APPEND, 7)
    assert told(found) == {(Purpose.STAFF_COPY, FEMKE.address)}


@pytest.mark.parametrize("evidence", [Evidence.REFERENCE, Evidence.NUMBER])
def test_a_stranger_who_guesses_a_number_gets_nowhere(evidence: Evidence) -> None:
    found = dispose(a_situation(a_message(STRANGER), reading=Reading(Verdict()), claims=(a_claim(evidence),)))
    assert found.outcome is Outcome.HELD
    assert found.ticket is None
    link = next(e for e in found.events if e.kind is EventKind.LINKED)
    assert link.data == {"ticket": 7, "relation": "claims to belong to"}


def test_a_party_whose_domain_disowns_the_mail_gets_nowhere_either() -> None:
    found = dispose(a_situation(proof=Proof.UNPROVEN, claims=(a_claim(Evidence.NUMBER),)))
    assert found.ticket is None


def test_a_human_reply_resumes_a_pending_ticket() -> None:
    found = dispose(a_situation(claims=(a_claim(state="pending"),)))
    assert EventKind.STATE in kinds(found)


def test_a_human_reply_reopens_a_resolved_ticket_within_the_window() -> None:
    resolved = an_event(EventKind.RESOLVED, MONDAY)
    within = a_situation(received=MONDAY + timedelta(days=14), claims=(a_claim(events=(resolved,)),))
    assert EventKind.REOPENED in kinds(dispose(within))


def test_a_reply_after_the_window_opens_a_new_linked_ticket() -> None:
    resolved = an_event(EventKind.RESOLVED, MONDAY)
    late = MONDAY + timedelta(days=14, seconds=1)
    found = dispose(a_situation(received=late, claims=(a_claim(events=(resolved,)),)))
    assert found.outcome is Outcome.OPEN
    assert [e.data for e in found.events if e.kind is EventKind.LINKED] == [{"ticket": 7, "relation": "follows"}]


@pytest.mark.parametrize("state", ["pending", "resolved"])
def test_an_automatic_reply_is_kept_and_moves_nothing(state: str) -> None:
    events = (an_event(EventKind.RESOLVED),) if state == "resolved" else ()
    claim = a_claim(state="pending" if state == "pending" else "new", events=events)
    found = dispose(a_situation(automatic="auto-reply", why_never_opens="out of office", claims=(claim,)))
    assert (found.outcome, found.ticket) == (Outcome.RECORDED, 7)
    assert kinds(found) == [EventKind.RECEIVED]
    assert found.events[0].data["automatic"] is True
    assert found.notices == ()


# --- staff


def staff_reply(reply: Reply, **fields: object) -> Disposition:
    claim = a_claim(reply=reply)
    return dispose(a_situation(a_message(FEMKE), claims=(claim,), **fields))  # type: ignore[arg-type]


def test_a_staff_reply_to_a_staff_copy_is_relayed_and_counts_as_the_answer() -> None:
    found = staff_reply(Reply.RELAY)
    assert kinds(found) == [EventKind.ANSWERED]
    assert told(found) == {(Purpose.REPLY, JAN.address)}


def test_a_staff_reply_to_an_internal_notice_stays_internal() -> None:
    found = staff_reply(Reply.INTERNAL)
    assert kinds(found) == [EventKind.NOTED]
    assert found.notices == ()


def test_a_reply_to_an_escalation_acknowledges_it() -> None:
    found = staff_reply(Reply.ACKNOWLEDGE)
    assert kinds(found) == [EventKind.ACKNOWLEDGED]
    assert found.notices == ()


def test_staff_mail_nobody_vouches_for_is_held_and_goes_nowhere() -> None:
    found = staff_reply(Reply.RELAY, trusted_staff=False)
    assert found.outcome is Outcome.HELD
    assert not [n for n in found.notices if n.purpose is Purpose.REPLY]


def test_a_forged_staff_address_without_a_token_cannot_answer_a_customer() -> None:
    claim = a_claim(Evidence.NUMBER, None)
    found = dispose(a_situation(a_message(MARIT), claims=(claim,)))
    assert found.outcome is Outcome.HELD
    assert not [n for n in found.notices if n.person == JAN]


# --- bounces


def a_bounce(purpose: str = "acknowledgement", address: str = JAN.address, action: str = "failed") -> Disposition:
    mail = BouncedMail(a_ticket(), "<ours@helpdesk.example>", purpose, ((address, "5.1.1", action),), a_contract())
    return dispose(a_situation(a_message(Person("", "mailer-daemon@klant.example")), is_bounce=True, bounced=mail))


def test_a_bounce_goes_on_its_ticket_and_tells_the_owner_once() -> None:
    found = a_bounce()
    assert (found.outcome, found.fate, found.ticket) == (Outcome.BOUNCED, "bounce", 7)
    assert kinds(found) == [EventKind.UNDELIVERABLE]
    assert told(found) == {(Purpose.UNDELIVERABLE, FEMKE.address)}


def test_a_bounce_of_a_bounce_notice_tells_nobody() -> None:
    assert a_bounce(purpose="undeliverable", address=FEMKE.address).notices == ()


def test_a_delay_is_recorded_and_nobody_is_bothered() -> None:
    found = a_bounce(action="delayed")
    assert found.events == ()
    assert found.notices == ()


def test_a_bounce_about_no_mail_of_ours_opens_nothing() -> None:
    found = dispose(a_situation(is_bounce=True))
    assert (found.outcome, found.ticket, found.opening) == (Outcome.BOUNCED, None, None)


# --- customer success manager

SOFIE = Person("Sofie", "sofie@staff.example")


def a_severity(rank: int) -> Reading:
    watched = a_contract(staff=Staff({**STAFF.roles, "csm": Role("csm", (SOFIE,))}))
    fields = {VerdictField.PRIORITY: Decided(rank, "says severity")}
    return Reading(Verdict(fields), watched, watched.terms(TODAY), named=True)


def test_inf31_the_success_manager_sees_new_severity_1_and_cannot_answer_the_customer_by_it() -> None:
    found = dispose(a_situation(reading=a_severity(1)))
    (copy,) = (n for n in found.notices if n.person == SOFIE)
    assert (copy.purpose, copy.reply, copy.reason, copy.carries_message) == (
        Purpose.STAFF_COPY,
        Reply.INTERNAL,
        "csm",
        True,
    )


def test_inf31_the_success_manager_is_spared_the_rest() -> None:
    assert SOFIE not in {n.person for n in dispose(a_situation(reading=a_severity(2))).notices}


def test_inf31_a_manager_of_one_contract_alone_is_staff_on_its_tickets() -> None:
    watched = a_contract(staff=Staff({**STAFF.roles, "csm": Role("csm", (SOFIE,))}))
    claim = Claim(a_ticket(), Evidence.TOKEN, Reply.INTERNAL, watched)
    found = dispose(a_situation(a_message(SOFIE), claims=(claim,)))
    assert kinds(found) == [EventKind.NOTED]
    assert found.notices == ()


# --- escalate


def asking(text: str = "Escaleren a.u.b.", state: str = "new") -> Disposition:
    return dispose(a_situation(a_message(reply=text), claims=(a_claim(state=state),)))


def test_iv24_a_party_that_asks_escalates_and_is_told_so() -> None:
    found = asking()
    assert EventKind.ESCALATED in kinds(found)
    assert (Purpose.ACKNOWLEDGEMENT, JAN.address) in told(found)
    assert (Purpose.STAFF_COPY, FEMKE.address) in told(found)


def test_iv24_asking_does_not_answer_what_we_asked() -> None:
    assert EventKind.STATE not in kinds(asking(state="pending"))
    assert EventKind.STATE in kinds(asking("Akkoord.", state="pending"))


def test_iv24_nobody_escalates_a_held_ticket_and_no_robot_any() -> None:
    assert EventKind.ESCALATED not in kinds(asking(state="held"))
    robot = dispose(a_situation(a_message(reply="escalate"), claims=(a_claim(),), automatic="auto-generated"))
    assert EventKind.ESCALATED not in kinds(robot)


def test_iv24_a_stranger_escalates_nothing() -> None:
    claim = a_claim(Evidence.NUMBER, None)
    other = Reading(Verdict(), None)
    found = dispose(a_situation(a_message(STRANGER, reply="escalate"), claims=(claim,), reading=other))
    assert (found.ticket, kinds(found)[-1]) == (None, EventKind.RECEIVED)


# --- named requesters

PIET, ELSE = Person("Piet", "piet@klant.example"), Person("Else", "else@klant.example")
FEW = a_contract(requesters=(PIET,), contacts=(ELSE,))


def from_colleague(sender: Person, state: str = "pending") -> Disposition:
    claim = Claim(
        a_ticket(state=state, requester={"name": "Piet", "address": PIET.address}), Evidence.NUMBER, None, FEW
    )
    reading = Reading(Verdict(), FEW, FEW.terms(TODAY), named=True)
    return dispose(a_situation(a_message(sender, reply="Akkoord."), reading=reading, claims=(claim,)))


@pytest.mark.parametrize("state", ["pending", "resolved", "open"])
def test_ox02_a_colleague_who_may_not_ask_leaves_a_note_for_an_agent_and_learns_whom_to_ask(state: str) -> None:
    found = from_colleague(JAN, state)
    assert (found.ticket, kinds(found)) == (7, [EventKind.NOTED])
    assert told(found) == {(Purpose.HELD, JAN.address), (Purpose.STAFF_COPY, FEMKE.address)}
    assert {n.reply for n in found.notices if n.purpose is Purpose.STAFF_COPY} == {Reply.INTERNAL}


@pytest.mark.parametrize("sender", [PIET, ELSE])
def test_ox02_those_whom_the_contract_names_go_on_as_usual(sender: Person) -> None:
    assert EventKind.STATE in kinds(from_colleague(sender))


# --- staff who write to support of their own accord


def test_staff_who_write_without_a_token_are_told_nothing_and_the_others_see_it() -> None:
    femke_and_marit = Staff({"first-line": Role("first-line", (FEMKE, MARIT))})
    found = dispose(a_situation(a_message(FEMKE), reading=Reading(Verdict()), staff=femke_and_marit))
    assert found.outcome is Outcome.HELD
    assert told(found) == {(Purpose.STAFF_COPY, MARIT.address)}


def test_what_says_it_comes_from_the_only_reader_of_held_mail_is_still_read() -> None:
    found = dispose(a_situation(a_message(FEMKE), reading=Reading(Verdict())))
    assert told(found) == {(Purpose.STAFF_COPY, FEMKE.address)}
