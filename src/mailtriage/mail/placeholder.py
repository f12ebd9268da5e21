"""Whether a plain alternative says nothing but that the mail is to be read as HTML.

Programs that write HTML only put a sentence there ("Your mail client does not support HTML."), a dot, or an address to read it
at. Alternatives say the same, so a short text about HTML that the HTML itself does not hold is no text of the sender's.
"""

import re

_LONGEST = 1000
_SAYS_LITTLE = 300
_A_SIGN = 3
_NEXT_TO_NOTHING = 20
_TIMES_AS_MUCH = 10
_URL = re.compile(r"[<(\[]?(?:https?://|www\.)\S+")
_ABOUT_READING = re.compile(
    r"\bhtml|\b(?:no plain.?text|plain.?text (?:version|part|alternative))\b|\btekstversie|\bmultipart\b|\bmulti-part\b|\bmime\b"
    r"|\b(?:e-?)?(?:mail|message)[ -]?(?:client|program|programma|reader|viewer|lezer|klient|programm)"
    r"|\b(?:view|read|see|bekijk|lees|bekijken|lezen|vis|se|læs|ansehen|anzeigen|lesen|voir|afficher|consulter)\b.{0,60}"
    r"\b(?:browser|online|web ?page|webpagina|webversi\w+|navigateur|en ligne)"
    r"|\b(?:browser|online|webpagina|webversi\w+)\b.{0,60}\b(?:view|bekijken|lezen|vis|læs|ansehen|anzeigen)",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(r"[.!?]+(?:\s|\Z)|\n\s*\n")
_WORD = re.compile(r"[^\W_]+")


def may_be_placeholder(plain: str) -> bool:
    """Whether a plain text is so short that the HTML beside it is worth a look."""
    return len(plain) <= _LONGEST


def is_placeholder(plain: str, rich: str) -> bool:
    """Whether the text of the HTML, `rich`, is to be read instead."""
    said = _URL.sub(" ", plain[:_LONGEST])
    letters = _letters(said)
    if _letters(rich) > _TIMES_AS_MUCH * max(letters, 1) and (
        letters <= _A_SIGN or (letters < _NEXT_TO_NOTHING and _words(said) in _words(rich))
    ):
        return True
    if len(said.strip()) > _SAYS_LITTLE or not _letters(rich):
        return False
    sentences = [one for one in _SENTENCE.split(said) if _letters(one)]
    return all(map(_ABOUT_READING.search, sentences)) and _words(said) not in _words(rich)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
