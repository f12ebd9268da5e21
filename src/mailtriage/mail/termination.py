"""Whether a mail gives notice on a contract, and whether it says so beyond doubt.

Beyond doubt is a mail whose subject or first line says nothing else, the line naming the contract, without a date of its own, above nothing but a
greeting and a signature: "but only for the warehouse" changes everything. Whatever else sounds like notice is doubtful, and
people decide. What sounds like a program that fails is neither.
"""

import re
from enum import StrEnum

from mailtriage.mail.command import first_line, written_anew
from mailtriage.mail.message import Message

_LONGEST, _LOOKED_AT, _TITLE = 200, 3000, 10
_VERBS = frozenset(
    [
        "terminate",
        "terminates",
        "terminating",
        "termination",
        "opzeggen",
        "opzegging",
        "opgezegd",
        "opsige",
        "opsiger",
        "opsigelse",
        "opsagt",
        "kündigen",
        "kündigung",
        "kündige",
    ]
)
_SPLIT = (frozenset(["zeg", "zeggen", "zegt"]), frozenset(["op"]))
_NOUNS = (
    "contract supportcontract servicecontract onderhoudscontract overeenkomst kontrakt kontrakten kontraktes supportkontrakt aftale "
    "aftalen supportaftale serviceaftale agreement vertrag vertrages supportvertrag"
)
_THE_CONTRACT = frozenset(_NOUNS.split())
_BESIDE = frozenset(
    f"{_NOUNS} please kindly we i want wish would like to the our my this support hereby herewith with effect of for notice give "
    "as soon possible at earliest first date next on "
    "wij we ik willen wil graag het ons onze mijn dit deze de hierbij hiermee van voor per met ingang zo snel mogelijk eerst "
    "eerste eerstvolgende mogelijke datum aub svp a u b alstublieft op "
    "vi jeg vil ønsker gerne at vores min den denne det hermed herved af på til hurtigst muligt tidligst mulige dato venligst "
    "wir ich möchten möchte unseren meinen den diesen hiermit bitte zum nächstmöglichen zeitpunkt".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_ASKS = re.compile(r"[?]|\b(?:how|when|whether|if|hoe|wanneer|of wij|als|hvordan|hvornår|hvis|wie|wann|wenn)\b")
_CLOSING = re.compile(
    r"(?:-- ?$|met (?:vriendelijke|hartelijke)|(?:vriendelijke|hartelijke) groet|groet|mvg|m\.v\.g|hoogachtend|alvast bedankt|bedankt"
    r"|dank|(?:kind|best|warm)? ?regards|best wishes|sincerely|yours|thank|cheers|(?:med )?(?:venlig|de bedste)|venlige? hils|hils|mvh|tak"
    r"|mit freundlich|viele grüße|freundliche grüße|danke|mfg|sent from|verzonden|sendt fra|gesendet)",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: (?:[^\W\d_a-zß-ÿ][\w.'’-]*|van|de|der|den|von|af)){0,4}")
_SENTENCE = re.compile(r"[.!?;\n]+")
_ENDS = re.compile(
    r"\bterminat|\bopzeg|\bopgezegd|\bzeg(?:gen|t)?\b.{0,80}\bop\b|\bopsig|\bopsagt|kündig|\bbeëindig|\bcancel|\bannule|\bophæv"
    r"|\b(?:niet|not|ikke|nicht)\b.{0,30}(?:verleng|renew|forlæng|verlänger)"
)
_CONTRACT = re.compile(r"contract|overeenkomst|kontrakt|\b(?:support|service)?aftale|agreement|vertrag|abonnement")
_OURS = re.compile(
    r"\b(?:wij|we|ik|ons|onze|mijn|i|our|my|vi|jeg|vores|min|wir|ich|unser\w*|mein\w*|hierbij|hiermee|hereby|hermed|hiermit)\b"
)
_FAILS = re.compile(
    r"\b(?:error|fout\w*|fejl\w*|fehler\w*|scherm|screen|skærm|button|knop|module|modul|werkt|works?|working|virker|funktioniert|lukt"
    r"|crash\w*|exception|process|proces)\b"
)


class Clarity(StrEnum):
    """How a mail gives notice."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"


def termination(message: Message) -> Clarity | None:
    """How the newest text of a mail, or a subject written for it, gives notice; None where nothing sounds like it."""
    subject = message.subject[:_LONGEST] if written_anew(message.subject) else ""
    text = (message.reply or message.text)[:_LOOKED_AT]
    line = first_line(text)
    says = _WORD.findall(f"{subject} {line}".casefold())
    names_it = _is_notice(subject) or not _THE_CONTRACT.isdisjoint(says)
    if names_it and _is_notice(line) and not _more_below(text, line):
        return Clarity.CLEAR
    if names_it and _is_notice(subject):
        return Clarity.CLEAR if not line or _signs_off([line, *_below(text, line)]) else Clarity.DOUBTFUL
    titled = len(subject.split()) <= _TITLE and _sounds(subject, ours=False)
    spoken = any(_sounds(sentence, ours=True) for sentence in (subject, *_SENTENCE.split(text)))
    # without either, "please terminate" may answer a question of ours
    asked = _is_notice(line) and (names_it or bool(subject))
    return Clarity.DOUBTFUL if titled or spoken or asked else None


def _is_notice(line: str) -> bool:
    said = line.casefold()
    words = _WORD.findall(said)
    alone = any(word in _VERBS for word in words)
    split = all(any(word in part for word in words) for part in _SPLIT)
    known = _VERBS | _BESIDE | _SPLIT[0]
    wants = (alone or split) and all(word in known for word in words)
    return 0 < len(line) <= _LONGEST and wants and not any(c.isdigit() for c in line) and not _ASKS.search(said)


def _below(text: str, line: str) -> list[str]:
    """The lines below the first one, without empty ones."""
    lines = [one.strip() for one in text.split("\n") if one.strip()]
    return lines[lines.index(line) + 1 :] if line in lines else []


def _more_below(text: str, line: str) -> bool:
    below = _below(text, line)
    return bool(below) and not _signs_off(below)


def _signs_off(lines: list[str]) -> bool:
    """Whether nothing is left but a signature: a closing word, or a name alone."""
    return bool(_CLOSING.match(lines[0])) or (len(lines) == 1 and bool(_NAME.fullmatch(lines[0])))


def _sounds(sentence: str, *, ours: bool) -> bool:
    said = sentence.casefold()[:_LOOKED_AT]
    ends = _ENDS.search(said) and _CONTRACT.search(said) and not _FAILS.search(said)
    return bool(ends) and (not ours or bool(_OURS.search(said)))
