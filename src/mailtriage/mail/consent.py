"""Whether a reply says yes and nothing else, in the languages we write.

A time is fixed on the strength of it, so it is a yes only where every word is known: "ja, maar liever later" and "niet
akkoord" hold a word that is not, and so does whatever names a day or an hour. Somebody of staff reads those.
"""

import re

from mailtriage.mail import phrases
from mailtriage.mail.command import greets
from mailtriage.mail.message import Message

_LONGEST = 400
_YES_WORDS = (
    "ja jawel akkoord accoord ok oke oké okay okee prima goed bevestigd bevestig bevestigen past schikt lukt werkt perfect "
    "uitstekend top orde "
    "yes yep agreed agree confirm confirmed fine great good works accepted accept sure suits "
    "fint godt passer bekræfter bekræftet bekræftes godkendt godkender perfekt super accepteret accepterer "
    "einverstanden passt bestätigt bestätige gut oui parfait convient confirme confirmé"
)
_POLITE_WORDS = (
    "dat dit is het de deze die dan tot ziens voor mij ons ik wij we hierbij hiermee gaan ga mee met afspraak datum tijd tijdstip "
    "moment voorstel komt uit helemaal heel erg fijn bedankt dank u je jullie wel hartelijk hartelijke graag alvast in zeer groet "
    "groeten vriendelijke mvg gr "
    "that this it the for me us i to hereby can appointment time date proposal then see you thanks thank very much many "
    "sounds looks all just kind best regards with "
    "det er den for mig os jeg vi tak mange på forhånd tiden tidspunktet aftalen forslaget hermed vel ses meget med venlig hilsen "
    "mvh das danke vielen dank mir uns ich wir der termin freundlichen grüßen merci me nous le la rendez vous"
)
_YES, _POLITE = frozenset(_YES_WORDS.split()), frozenset(_POLITE_WORDS.split())
_CLOSING = re.compile(rf"\W*(?:{phrases.CLOSINGS})\W*", re.IGNORECASE)
_HELLO = re.compile(r"(?:dag|goedendag|goeiedag|davs|hejsa|bonjour)\b[^.?!]{0,40}[,!]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_DOUBT = re.compile(r"[?\d]")


def agrees(message: Message) -> bool:
    """Whether somebody's newest words are a plain yes, below a greeting and above a closing and his own name."""
    said = _said(message.reply or message.text)
    if said is None or _DOUBT.search(said):
        return False
    sender = message.from_
    names = frozenset(_WORD.findall(f"{sender.name} {sender.address.partition('@')[0]}".casefold()))
    words = _WORD.findall(said.casefold())
    return any(word in _YES for word in words) and all(word in _YES | _POLITE | names for word in words)


def _opens(line: str) -> bool:
    return greets(line) or bool(_HELLO.fullmatch(line))


def _said(text: str) -> str | None:
    """What stands between greeting and closing; None where it is long."""
    kept: list[str] = []
    for line in text[: 2 * _LONGEST].split("\n"):
        if kept and _CLOSING.fullmatch(line.strip()):
            return "\n".join(kept)
        if line.strip() and (kept or not _opens(line.strip())):
            kept.append(line)
    said = "\n".join(kept)
    return said if len(text) <= _LONGEST else None
