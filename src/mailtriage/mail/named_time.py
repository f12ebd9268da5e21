"""A time in somebody's words: "vrijdag 27 november om 13u30" taken out of a text, and no other time.

What names another day or hour is left standing, whole or in part, so that whoever reads on meets it.
"""

import re
from datetime import datetime

_WEEKDAYS = {
    0: "maandag|monday|mandag|montag|lundi",
    1: "dinsdag|tuesday|tirsdag|dienstag|mardi",
    2: "woensdag|wednesday|onsdag|mittwoch|mercredi",
    3: "donderdag|thursday|torsdag|donnerstag|jeudi",
    4: "vrijdag|friday|fredag|freitag|vendredi",
    5: "zaterdag|saturday|lørdag|samstag|samedi",
    6: "zondag|sunday|søndag|sonntag|dimanche",
}
_MONTHS = (
    "januari|january|januar|janvier",
    "februari|february|februar|février",
    "maart|march|marts|märz|mars",
    "april|avril",
    "mei|may|maj|mai",
    "juni|june|juin",
    "juli|july|juillet",
    "augustus|august|août",
    "september|septembre",
    "oktober|october|octobre",
    "november|novembre",
    "december|dezember|décembre",
)
_HALF_DAY = 12


def without(text: str, wall: datetime) -> str:
    """The text without what names the local time `wall`: its weekday, its date, its time of the day."""
    for pattern in (_weekday(wall), _date(wall), _time(wall)):
        text = re.sub(pattern, " ", text, flags=re.IGNORECASE)
    return text


def _weekday(wall: datetime) -> str:
    return rf"\b(?:(?:op|on|på|den|am|le)\s+)?(?:{_WEEKDAYS[wall.weekday()]})\b"


def _date(wall: datetime) -> str:
    day, month, year = rf"0?{wall.day}", rf"0?{wall.month}", rf"(?:{wall.year}|{wall.year % 100:02})"
    named = _MONTHS[wall.month - 1]
    written = (
        rf"{day}(?:st|nd|rd|th|e|\.)?\s+(?:of\s+)?(?:{named})(?:,?\s+{wall.year})?|(?:{named})\s+{day}(?:st|nd|rd|th)?"
    )
    figures = rf"{day}[/.-]{month}(?:[/.-]{year})?|{wall.year}-{wall.month:02}-{wall.day:02}"
    return rf"(?<![\d/.:-])(?:(?:op|on|på|den|am|le)\s+)?(?:{written}|{figures})(?![\d/:-]|\.\d)"


def _time(wall: datetime) -> str:
    hour, minute, full = rf"0?{wall.hour}", rf"{wall.minute:02}", wall.minute == 0
    exact = rf"{hour}\s?[:.uh]\s?{minute}(?:\s?(?:uur|uhr|u|h)\b)?"
    whole = rf"|{hour}\s?(?:uur|uhr|u|h|o'clock)\b|(?<=kl\. )0?{wall.hour}|(?<=kl )0?{wall.hour}" if full else ""
    english = rf"{wall.hour % _HALF_DAY or _HALF_DAY}(?:[:.]{minute}){'?' if full else ''}\s?{'p' if wall.hour >= _HALF_DAY else 'a'}\.?m\b\.?"
    return rf"(?<![\d/.:-])(?:(?:om|at|kl\.?|um|à)\s+)?(?:{exact}{whole}|{english})(?![\d/:-]|\.\d)"
