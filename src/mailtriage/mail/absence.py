"""Subjects of absence notices, as mail programs write them in English, Dutch, Danish, German, French and their neighbours.

People write about absence, too ("Afwezigheid melden lukt niet" is a request to a desk for personnel software).
So a phrase counts only before a colon or in brackets at the very start, and everyday words only in an answer.
"""

import re

_PROGRAM_PHRASES = (
    # en
    r"auto(?:matic|mated)?[- ]?(?:reply|replied|response|respons|responder|answer)(?: message)?",
    r"out[- ]of[- ](?:the[- ])?office(?:[- ](?:auto[- ]?)?(?:reply|response|message|notification|assistant))?",
    # nl
    r"automatisch(?:e)? (?:antwoord|beantwoording|reactie|bericht bij afwezigheid)",
    r"afwezigheids?[- ]?(?:bericht|melding|assistent|notificatie)",
    # da, no, sv
    r"auto(?:matisk[t]? ?|-)?(?:svar|besked)(?: ved fravær)?|fraværs?(?:besked|meddelelse|melding|assistent)|frånvaromeddelande",
    # de
    r"automatische (?:antwort|rückantwort|nachricht)|abwesenheits[- ]?(?:notiz|benachrichtigung|nachricht|meldung|assistent|agent)",
    # fr
    r"réponse automatique|reponse automatique|message d['’]absence|notification d['’]absence|absente? du bureau|absence du bureau",
    # es, it, pt, fi, pl
    r"respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|automaattinen vastaus",
    r"odpowiedź automatyczna|automatyczna odpowiedź",
)
_EVERYDAY_PHRASES = (
    r"away(?: from (?:my|the) (?:mail|email|office|desk))?|on (?:vacation|holiday|leave)|vacation|ooo|oof",
    r"afwezig(?:heid)?|niet aanwezig|buiten kantoor|(?:met|op) (?:vakantie|verlof)",
    r"ikke (?:til stede|på kontoret)|fravær(?:ende)?|(?:på|holder) ferie|ude af kontoret|frånvaro|frånvarande",
    r"abwesend|abwesenheit|nicht im (?:büro|hause?)|(?:im|auf) urlaub|außer haus",
    r"absente?|absence|en congés?|en vacances|hors du bureau",
)
_COLON = r"\s*[:：]"
_PROGRAM = re.compile(rf"(?:{'|'.join(_PROGRAM_PHRASES)})")
_PREFIX = re.compile(rf"(?:{_PROGRAM.pattern}){_COLON}")
_BRACKETED = re.compile(rf"[\[({{*]+\s*(?:{_PROGRAM.pattern})\s*[\])}}*]+")
_EVERYDAY_PREFIX = re.compile(rf"(?:{'|'.join(_EVERYDAY_PHRASES)}){_COLON}")
_BLANKS = re.compile(r"\s+")


def is_absence_subject(subject: str, *, answers: bool) -> bool:
    """Whether a program wrote this subject. `answers`: the mail answers another, so everyday words count as well."""
    start = _BLANKS.sub(" ", subject[:120]).strip().lower()
    if _PREFIX.match(start) or _BRACKETED.match(start):
        return True
    return answers and bool(_EVERYDAY_PREFIX.match(start) or _PROGRAM.fullmatch(start))
