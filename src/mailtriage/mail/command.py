"""What a mail asks of the desk in so many words, at its top: `escalate` (IV-24), `escalate specialist` (INF-34), in the
languages we write.

A command is a line of its own: the words, and beside them nothing but politeness. "Escalation is not needed" is no such
line. The subject counts only where somebody wrote it anew: a reply carries the old one along.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from mailtriage.mail.message import Message

_LONGEST = 200
_ESCALATE_WORDS = (
    "escalate escalation escaleer escaleren escalatie eskaler eskalér eskalere eskaleres eskalering "
    "eskalieren eskaliere eskalation"
)
_POLITE_WORDS = (
    "please kindly thanks thank you can could would want wish like to i we this the it my our ticket issue case request "
    "now immediately again urgently number nr "
    "graag aub svp a u b alstublieft bedankt dank kunt kunnen wilt willen wil jullie ik wij dit deze het de onze mijn nu "
    "direct meteen nogmaals opnieuw verzoek melding zaak om te ons nummer s.v.p "
    "venligst tak gerne vil jeg vi kan denne den det sag sagen nu straks igen at bedes du i min vores anmodning "
    "bitte danke das dieses ticket möchte möchten wir ich jetzt erneut"
)
_SPECIALIST_WORDS = (
    "specialist specialists specialisten specialister specialisterne spezialist spezialisten expert experts experten "
    "ekspert eksperter developer developers ontwikkelaar ontwikkelaars udvikler udviklere entwickler"
)
_TOWARDS_WORDS = "a an with or and naar een aan met of en til med eller einen zu zum mit oder und"
_ESCALATED_WORDS = "escalated geëscaleerd eskaleret eskaliert"
_WANTS_WORDS = "want would wish like please graag wil willen vil gerne ønsker bedes möchte möchten bitte"
_PASSIVE_WORDS = "be that see have dat wordt worden zien at bliver blive ønsker dass wird werden"
_ESCALATED, _WANTS, _PASSIVE = (frozenset(w.split()) for w in (_ESCALATED_WORDS, _WANTS_WORDS, _PASSIVE_WORDS))
_ESCALATE, _POLITE = frozenset(_ESCALATE_WORDS.split()), frozenset(_POLITE_WORDS.split())
_SPECIALIST, _TOWARDS = frozenset(_SPECIALIST_WORDS.split()), frozenset(_TOWARDS_WORDS.split())
_ASKS_WHETHER = re.compile(r"\b(?:can|may|could|kan|mag|mogen|kunnen|må|darf|kann) (?:i|we|ik|wij|jeg|vi|ich|wir)\b")
_TAG = re.compile(r"\[?#?\b[a-z]{1,8}-\d{1,13}\b\]?|#\d{1,13}\b|\b\d{1,13}\b")
_ANSWERS = re.compile(
    r"\s*(?:re|aw|antw|antwoord|sv|vs|fwd?|wg|tr|doorst|videresendt)\s*(?:\[\d+\])?\s*:", re.IGNORECASE
)
_GREETING = re.compile(
    r"(?:hello|hi|dear|good (?:morning|afternoon)|hallo|hoi|beste|geachte|goede?(?:morgen|middag)|hej|kære|god(?:morgen|dag)"
    r"|guten (?:morgen|tag))\b[^.?!]{0,60}[,!]?",
    re.IGNORECASE,
)
_PRIORITY = (
    r"\b(?:priority|prio|prioriteit|prioritet|priorität|severity|urgency|urgentie|urgentieniveau|hastegrad|alvorsgrad"
    r"|dringlichkeit)"
)
_RANKED = (
    r"(?:top|highest|high|urgent|critical|medium|normal|low|hoogste|hoog|kritiek|normaal|gemiddeld|laag|spoed"
    r"|højeste|høj|kritisk|haster|mellem|lav|höchste|hoch|dringend|niedrig)\b"
)
_PRIORITY_IN_SUBJECT = re.compile(rf"{_PRIORITY}(?:[ :=#-]{{0,3}}p?[1-4]\b|\s?[:=]\s?{_RANKED})")
_PRIORITY_LINE = re.compile(
    r"\W*(?:(?:please|graag|venligst|bitte|set|zet|sæt|make|geef|the|de|den|met|with|med)\W+){0,4}"
    rf"{_PRIORITY}\W{{0,3}}(?:(?:is|to|op|til|auf)\W)?(?:p?[1-4]\b|{_RANKED})"
    r"(?:\W+(?:please|graag|aub|a\.u\.b\.?|svp|tak|venligst|bitte|thanks|dank))?\W*"
)
_TOP = 5  # lines in which somebody says what he wants first of all
_WORD = re.compile(r"[^\W\d_]+")


class Command(StrEnum):
    """Everything a customer can ask for by a word."""

    ESCALATE = "escalate"
    SPECIALIST = "escalate specialist"


@dataclass(frozen=True)
class _Form:
    """Of each of these sets there is a word, and of no other but `beside`."""

    needs: tuple[frozenset[str], ...]
    beside: frozenset[str]


_FORMS = (
    (Command.ESCALATE, _Form((_ESCALATE,), _POLITE)),
    (Command.ESCALATE, _Form((_ESCALATED, _WANTS), _POLITE | _PASSIVE)),
    (Command.SPECIALIST, _Form((_ESCALATE, _SPECIALIST), _POLITE | _TOWARDS)),
)


def command(message: Message) -> Command | None:
    """The command of a mail, in its subject or in the first line below a greeting; None for ordinary mail."""
    line, subject = first_line(message.reply or message.text), message.subject[:_LONGEST]
    asked = (c for c, form in _FORMS if _asks(line, form) or _asks_in_subject(subject, form))
    return next(asked, None)


def names_priority(message: Message) -> bool:
    """Whether a mail says which priority it is to have: `priority: 1`, on a line of its own near the top or in the subject
    (OX-09)."""
    lines = [line.strip() for line in (message.reply or message.text)[: 10 * _LONGEST].split("\n") if line.strip()]
    said = (line for line in lines[:_TOP] if len(line) <= _LONGEST and not line.startswith(">"))
    own = any(_PRIORITY_LINE.fullmatch(line.casefold()) for line in said)
    subject = message.subject[:_LONGEST]
    return own or (written_anew(subject) and bool(_PRIORITY_IN_SUBJECT.search(subject.casefold())))


def first_line(text: str) -> str:
    """The first line of the writer's own below a greeting; empty where there is none."""
    lines = (line.strip() for line in text[: 10 * _LONGEST].split("\n"))
    return next((line for line in lines if line and not greets(line) and not line.startswith(">")), "")


def greets(line: str) -> bool:
    """Whether a line is a greeting and nothing else."""
    return bool(_GREETING.fullmatch(line))


def written_anew(subject: str) -> bool:
    """Whether somebody wrote the subject for this mail, and did not carry it along with a reply."""
    return not _ANSWERS.match(subject)


def _asks(line: str, form: _Form) -> bool:
    said = _TAG.sub(" ", line.casefold())
    words = _WORD.findall(said)
    known = form.beside.union(*form.needs)
    wants = all(not need.isdisjoint(words) for need in form.needs) and known.issuperset(words)
    return len(line) <= _LONGEST and wants and not _ASKS_WHETHER.search(said)


def _asks_in_subject(subject: str, form: _Form) -> bool:
    """The same in a subject; there the words may also stand in front, before a colon or the ticket's tag."""
    if not written_anew(subject):
        return False
    leads = re.match(r"[^:\[]*", _TAG.sub("[", subject.casefold()))
    return _asks(subject, form) or bool(leads and _asks(leads.group(), form))
