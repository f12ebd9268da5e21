"""Whether a reply says yes, in the languages we write: to a time, and to what we may do.

A time is fixed on the strength of it, so it is a yes only where every word is known: "ja, maar liever later" and "niet
akkoord" hold a word that is not, and so does whatever names a day or an hour. Work is done, and billed, on the strength of
the other: its first sentence must be such a yes, and nothing below may ask, deny or make conditions; below a mere "ok" nothing
unknown may stand at all. Somebody of staff reads the rest.
"""

import re

from mailtriage.mail import phrases
from mailtriage.mail.command import greets
from mailtriage.mail.message import Message

_LONGEST = 400
_MOST = 4000
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
_LEAVE_WORDS = (
    "ja jawel jazeker akkoord accoord ok oke oké okay prima goedgekeurd goedkeuring toestemming machtig machtigen autoriseer "
    "autoriseren yes yep agreed agree approve approved approval authorise authorised authorize authorized permission accept accepted "
    "godkendt godkender godkendelse accepterer accepteret tilladelse lov bemyndiger fuldmagt einverstanden genehmigt genehmige "
    "zugestimmt stimme ordnung freigegeben erlaubnis erlaube oui accord accepte autorise enige enig"
)
_GOING_WORDS = (
    "doe mogen erin hoor natuurlijk zeker uiteraard prima goed volledig volledige geef geven onze mijn hier daar er aan in op door mag mogen kunt "
    "kan jij gaat verder gerust zo snel mogelijk slag beginnen begin begint beginnelijk start starten uitvoeren voer uw jouw ermee "
    "werk werkzaamheden opdracht uitvoering kosten meerkosten factuur facturatie facturering toegang systeem omgeving inloggen namens "
    "of course have has go full fully give you your we our my may are please do proceed start with work costs cost invoice access system on "
    "our behalf right just fine good "
    "selvfølgelig naturligvis endelig gerne bare god gå gang i går giver giv du de min vores kan må fuld fulde adgang til systemet "
    "arbejdet omkostningerne fakturaen prisen kom begynd sæt fortsæt fortsætte er helt orden "
    "natürlich gerne bitte legen sie los fangen an können gern voll volle mein unsere zugang zum system den die kosten arbeit ihnen zu "
    "geht mit dem es in anfangen d bien sûr allez y nous donnons notre sommes je suis vous pouvez commencer les frais accès"
)
_DENIES = re.compile(
    r"\b(?:niet|geen|nee|neen|nooit|zonder|maar|mits|tenzij|als|indien|wanneer|zolang|behalve|echter|pas|eerst|eerder|wacht|wachten|stop"
    r"|hoeveel|offerte|kostprijs|maximaal|bezwaar|twijfel|liever"
    r"|no|not|never|without|but|unless|if|when|provided|however|except|first|until|before|wait|hold|quote|estimate|rather|only"
    r"|don['’]?t|won['’]?t|can['’]?t|cannot|isn['’]?t|doesn['’]?t"
    r"|nej|ikke|ingen|intet|aldrig|uden|men|hvis|medmindre|når|dog|først|indtil|vent|vente|tilbud|hellere|kun"
    r"|nein|nicht|kein\w*|niemals|ohne|aber|wenn|falls|sofern|außer|jedoch|erst|zuerst|bis|warte\w*|angebot|lieber|nur"
    r"|refuse\w*|declin\w*|denied|reject\w*|ignore|discuss\w*|manager|price|expensive|decide\w*"
    r"|afgewezen|weiger\w*|directie|overleg\w*|prijs|duur|af|beslis\w*|besluit\w*|afvis\w*|afslå\w*|pris|vender|dyrt?|beslut\w*"
    r"|non|pas|jamais|sans|mais|si|sauf|devis|avant|attende\w*)\b"
)
_PARTICLE = re.compile(r"\b(ga|gaat|doe|doet|begin|begint|start|voer|kom|komt|log|logt)((?: u| je| jullie)?) maar\b")
_GO_ON = re.compile(
    r"\b(?:ga(?:at)?(?: u| je| jullie)?(?: gerust| graag)? (?:door|verder|aan de slag|uw gang|je gang)|go ahead)\b"
)
_ASKS = re.compile(
    r"\W*(?:is|mag|mogen|kan|kunt|kunnen|gaat|gaan|moet|zijn|geeft|may|can|are|do|does|did|have|er|har|må|skal|ist|sind|darf|können|haben|geht)\b"
)
_TICKET = re.compile(r"\[?\b[a-z]{1,8}-\d{1,13}\b\]?")
_SENTENCE = re.compile(r"[.!;\n]+")
_YES, _POLITE = frozenset(_YES_WORDS.split()), frozenset(_POLITE_WORDS.split())
_WEAK = frozenset(["ja", "jawel", "ok", "oke", "oké", "okay", "prima", "yes", "yep", "oui", "lov", "ordnung"])
_SEEN = frozenset(["ok", "oke", "oké", "okay"])
_THANKS = frozenset(["bedankt", "thanks", "thank", "tak", "danke", "merci"])
_LEAVE = frozenset(_LEAVE_WORDS.split())
_AROUND = _LEAVE | _POLITE | frozenset(_GOING_WORDS.split())
_CLOSING = re.compile(rf"\W*(?:{phrases.CLOSINGS})\W*", re.IGNORECASE)
_HELLO = re.compile(r"(?:dag|goedendag|goeiedag|davs|hejsa|bonjour)\b[^.?!]{0,40}[,!]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_DOUBT = re.compile(r"[?\d]")


def agrees(message: Message) -> bool:
    """Whether somebody's newest words are a plain yes, below a greeting and above a closing and his own name."""
    said = _said(message.reply or message.text)
    if said is None or _DOUBT.search(said):
        return False
    words = _WORD.findall(said.casefold())
    return any(word in _YES for word in words) and (_YES | _POLITE | _names(message)).issuperset(words)


def consents(message: Message) -> bool:
    """Whether somebody's newest words give leave: a clear yes at the top, and nothing below that takes from it (INF-07, OX-23).

    Only words that are surely his count: without any, what he quotes is no answer.
    """
    said = _top(message.reply)
    if said is None or "?" in said:
        return False
    plain = _GO_ON.sub("akkoord", _PARTICLE.sub(r"\1\2", _TICKET.sub(" ", said.casefold())))
    sentences = [one for one in _SENTENCE.split(plain) if _WORD.search(one)]
    first = next((one for one in sentences if not _POLITE.issuperset(_WORD.findall(one))), "")
    known, words = _AROUND | _names(message), frozenset(_WORD.findall(plain))
    # a word as plain as "ok" is leave only where nothing unknown stands beside it
    sure = known >= words or not (_LEAVE - _WEAK).isdisjoint(_WORD.findall(first))
    return sure and _gives_leave(first, known) and not _DENIES.search(plain) and not _only_thanks(words)


def _only_thanks(words: frozenset[str]) -> bool:
    """Whether "ok" and thanks are all there is: the mail was read, and nothing more."""
    return words & _LEAVE <= _SEEN and not words.isdisjoint(_THANKS)


def _names(message: Message) -> frozenset[str]:
    """What somebody may sign with."""
    sender = message.from_
    return frozenset(_WORD.findall(f"{sender.name} {sender.address.partition('@')[0]}".casefold()))


def _gives_leave(sentence: str, known: frozenset[str]) -> bool:
    words = _WORD.findall(sentence)
    asks = _ASKS.match(sentence) or re.search(r"\d", sentence)  # or names how much, or until when
    return not asks and not _LEAVE.isdisjoint(words) and known.issuperset(words)


def _opens(line: str) -> bool:
    return greets(line) or bool(_HELLO.fullmatch(line))


def _said(text: str) -> str | None:
    """What stands between greeting and closing; None where it is long."""
    said, closed = _between(text[: 2 * _LONGEST])
    return said if closed or len(text) <= _LONGEST else None


def _top(text: str) -> str | None:
    """The same for an answer that may say more; None where its end is not seen."""
    said, closed = _between(text[:_MOST])
    return said if closed or len(text) <= _MOST else None


def _between(text: str) -> tuple[str, bool]:
    """The lines below a greeting, and whether a closing ended them."""
    kept: list[str] = []
    for line in text.split("\n"):
        if kept and _CLOSING.fullmatch(line.strip()):
            return "\n".join(kept), True
        if line.strip() and (kept or not _opens(line.strip())):
            kept.append(line)
    return "\n".join(kept), False
