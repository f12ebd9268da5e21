"""Vendors with a ticket system of their own: what it writes comes to the ticket by its number."""

from deskwork import Desk
from mailtriage.desk.event import EventKind
from mailtriage.desk.state import State
from mailtriage.jobs import passing_on

RUTH = "ruth@zonneveld.example"
MICROSOFT = "support@microsoft.example"
ROBOT = "noreply@microsoft.example"
NUMBER = "TrackingID#2611230040000123"


def test_OX_20_what_microsofts_system_writes_comes_to_the_ticket_by_its_number(desk: Desk) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    desk.do(number, passing_on.to_vendor("microsoft", "Word crashes."))
    (first,) = desk.written("forward")
    answered = {"Auto_Submitted": "auto-replied"}
    assert desk.mail(ROBOT, f"RE: {first.subject} - {NUMBER}", "We received it.", **answered) == number
    copies = len(desk.written("staff-copy", ticket=number))
    assert desk.mail(ROBOT, f"Update on {NUMBER}", "Install KB5.", Auto_Submitted="auto-generated") == number
    assert len(desk.written("staff-copy", ticket=number)) > copies
    ticket = desk.file(number).ticket
    assert ticket.state is State.WITH_VENDOR
    assert [e.text("text").strip() for e in ticket.events if e.kind is EventKind.NOTED][-1] == "Install KB5."
    desk.do(number, passing_on.to_vendor("microsoft", "It did not help."))
    again = desk.written("forward")[-1]
    assert (again.to, again.subject) == (MICROSOFT, f"[T-{number}] {NUMBER} Word loopt vast")
    assert not [mail for mail in desk.written() if mail.to == ROBOT or ("KB5" in mail.text and mail.to == RUTH)]


def test_OX_20_a_tracking_number_of_anybody_else_is_no_proof(desk: Desk) -> None:
    number = desk.mail(RUTH, "Word loopt vast")
    desk.do(number, passing_on.to_vendor("microsoft", "Word crashes."))
    desk.mail(ROBOT, f"[T-{number}] {NUMBER}", "We received it.", Auto_Submitted="auto-replied")
    other = desk.mail("noreply@stranger.example", f"Update on {NUMBER}", "Open this.")
    assert other != number
    assert desk.file(other).ticket.state is State.HELD
