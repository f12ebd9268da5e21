"""An appointment is made, accepted in a calendar, called off: what leaves the house and what comes back."""

from datetime import date, timedelta
from email.message import EmailMessage

from correspondence import Letter, Town, a_mail
from installations import a_daemon
from mailtriage.clock import SystemClock

AN, FEMKE = "an@peeters.example", "femke@staff.example"


def test_sy08_an_invitation_is_accepted_by_a_calendar_and_called_off_by_staff(town: Town) -> None:
    with a_daemon(town.site):
        town.writes(AN, "Maatwerk installeren", "Wanneer kan het?")
        town.reads(AN)
    day = a_working_day()
    refused = town.site.run("ticket", "appointment", "1", f"{day}T11:30", "60m", code=1)
    assert "Open on" in refused.stderr
    made = town.site.json("ticket", "appointment", "1", f"{day}T10:00", "90m")
    with a_daemon(town.site) as daemon:
        (invitation,) = town.reads(AN, purpose="appointment")
        town.sends(AN, accepted(town, invitation))
        daemon.wait_for("mail taken in", fate="automatic", ticket=1)
        (told,) = town.reads(FEMKE, purpose="reminder")
    shown = town.site.json("ticket", "show", "1")
    cancelled = town.site.json("ticket", "appointment", "1", "--cancel")
    with a_daemon(town.site):
        letters = town.reads(AN, 2, purpose="appointment")
    assert (made["state"], made["pending"]) == ("pending", "appointment")
    assert (shown["appointment"]["standing"], shown["state"]) == ("confirmed", "pending")
    assert cancelled["state"] == "open"
    assert "10.00 uur" in invitation.text
    assert "Maatwerk" in told.words
    assert [event(letter)["METHOD"] for letter in letters] == ["REQUEST", "CANCEL"]
    assert len({event(letter)["UID"] for letter in letters}) == 1
    assert [row["state"] for row in town.site.rows("ticket")] == ["open"]


def test_sy08_a_yes_above_the_quoted_invitation_confirms_and_is_answered(town: Town) -> None:
    with a_daemon(town.site):
        town.writes(AN, "Maatwerk installeren", "Wanneer kan het?")
        town.reads(AN)
    town.site.json("ticket", "appointment", "1", f"{a_working_day()}T10:00", "90m")
    with a_daemon(town.site):
        (invitation,) = town.reads(AN, purpose="appointment")
        town.replies(AN, invitation, "Dat is goed, 10 uur past mij. Tot dan!\n\nAn")
        answer = town.reads(AN, 2, purpose="appointment")[1]
    shown = town.site.json("ticket", "show", "1")
    assert (shown["appointment"]["standing"], shown["pending"]) == ("confirmed", "appointment")
    assert "staat vast" in answer.words


def a_working_day() -> date:
    """A day in some weeks on which the Belgian desk is open: no weekend, no holiday, not between Christmas and New Year."""
    day = SystemClock().now().date() + timedelta(days=3)
    while day.weekday() not in {1, 2} or (day.month, day.day) in CLOSED or (day.month == 12 and day.day > 24):
        day += timedelta(days=1)
    return day


CLOSED = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11)}


def event(letter: Letter) -> dict[str, str]:
    part = next(part for part in letter.message.walk() if part.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return dict(line.split(":", 1) for line in content.decode().replace("\r\n ", "").splitlines())


def accepted(town: Town, invitation: Letter) -> EmailMessage:
    """What a calendar program sends when its owner clicks."""
    address = town.site.address(AN)
    said = event(invitation)
    lines = [
        "BEGIN:VCALENDAR",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{said['UID']}",
        f"SEQUENCE:{said['SEQUENCE']}",
        f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{address}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    message = a_mail(address, invitation["From"], f"Geaccepteerd: {invitation.subject}")
    message.set_content("\r\n".join(lines), subtype="calendar", params={"method": "REPLY"})
    return message
