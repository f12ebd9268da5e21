"""Subjects of absence notices, as mail programs write them in English, Dutch, Danish, German, French and their neighbours.

People write about absence, too ("Afwezigheid melden lukt niet" is a request to a desk for personnel software).
So a phrase counts only before a colon or in brackets at the very start, and everyday words only in an answer.
"""

import re

_PROGRAM_PHRASES = (
    # en
    r"auto(?:matic|mated)?[- ]?(?:reply|replied|response|respons|responder|answer)(?: message)?",
    r"vacation[- ](?:auto[- ]?)?(?:reply|response|responder|message|notice|notification)",
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
    # es, it, pt, fi, pl, cs, sk, hu, ro, sl, hr, et, lv, lt, id
    r"respuesta automática|fuera de la oficina|risposta automatica|fuori sede|resposta automática|automaattinen vastaus",
    r"odpowiedź automatyczna|automatyczna odpowiedź|automatická odpov[eě]ď|automatikus válasz|răspuns automat",
    r"samodejni odgovor|automatski odgovor|automaatvastus|automātiskā atbilde|automatinis atsakymas|balasan otomatis",
    # ru, uk, bg, el, tr, ja, zh, ko
    r"автоматический ответ|автоответ|автоматична відповідь|автоматичен отговор|α[υύ]τ[οό]ματη απ[αά]ντηση|otomatik yan[ıi]t",
    r"自動(?:応答|返信|回覆)|自动(?:回复|答复)|자동 ?(?:회신|응답)",
)
_EVERYDAY_PHRASES = (
    r"away(?: from (?:my|the) (?:mail|email|office|desk))?|on (?:vacation|holiday|leave)|vacation|ooo|oof",
    r"afwezig(?:heid)?|niet aanwezig|buiten kantoor|(?:met|op) (?:vakantie|verlof)",
    r"ikke (?:til stede|på kontoret)|fravær(?:ende)?|(?:på|holder) ferie|(?:ude|ute) a[fv] kontoret|frånvaro|frånvarande",
    r"abwesend|abwesenheit|nicht im (?:büro|hause?)|(?:im|auf) urlaub|außer haus",
    r"absente?|absence|en congés?|en vacances|hors du bureau",
)
_COLON = r"\s*[:：]"
_PROGRAM = re.compile(rf"(?:{'|'.join(_PROGRAM_PHRASES)})")
_PREFIX = re.compile(rf"(?:{_PROGRAM.pattern}){_COLON}")
_BRACKETED = re.compile(rf"[\[({{*]+\s*(?:{_PROGRAM.pattern})\s*[\])}}*]+")
_EVERYDAY_PREFIX = re.compile(rf"(?:{'|'.join(_EVERYDAY_PHRASES)}){_COLON}")
_UNTIL = r"until|till|through|tot|t/m|indtil|bis|jusqu['’]au"
_LASTING = re.compile(
    rf"(?:{_PROGRAM.pattern})\s(?:{_UNTIL}|from|vanaf|fra|vom|ab)\s|(?:{'|'.join(_EVERYDAY_PHRASES)})\s(?:{_UNTIL})\s"
)
_ALONE = re.compile(
    rf"(?:i['’]m |i am |ik ben |jeg er |ich bin |je suis )?(?:{_PROGRAM.pattern}|away from (?:the|my) office)[.!]?"
)
# Gateways mark what came from outside: "[EXTERNAL] Automatic reply: ...".
_OUTSIDE = r"e(?:xt|kst)ern(?:al|e|t)?"
_GATEWAY = re.compile(
    rf"(?:[\[({{*<]{{1,3}}(?:[^\])}}*>]{{0,20}}\s)?(?:{_OUTSIDE}|ext|outside|spam\??|junk|caution|warning|unverified|untrusted)"
    rf"(?:[\s:.][^\])}}*>]{{0,20}})?[\])}}*>]{{1,3}}|{_OUTSIDE}:)\s*"
)
_BLANKS = re.compile(r"\s+")
# Lotus Notes puts the name in front, and begins its text in English whatever the language of its owner.
_NOTES_SUBJECT = re.compile(r"(?:auto: )?.{0,60}\bis out of the office(?:\.| \(returning .{1,40}\)\.?)")
_NOTES_TEXT = "i will be out of the office starting"
_DOT_ABOVE = "\u0307"  # what is left of a Turkish capital I


def is_notes_absence(subject: str, text: str) -> bool:
    """Whether Lotus Notes wrote it: neither half is enough, people write both."""
    start = _BLANKS.sub(" ", subject[:120]).strip().lower()
    return bool(_NOTES_SUBJECT.fullmatch(start)) and text[:200].strip().lower().startswith(_NOTES_TEXT)


def is_absence_subject(subject: str, *, answers: bool) -> bool:
    """Whether a program wrote this subject. `answers`: the mail answers another, so everyday words count as well."""
    start = _BLANKS.sub(" ", subject[:120]).strip().lower().replace(_DOT_ABOVE, "")
    marked = _GATEWAY.match(start)
    start = start[marked.end() :] if marked else start
    if _PREFIX.match(start) or _BRACKETED.match(start):
        return True
    return answers and bool(_EVERYDAY_PREFIX.match(start) or _LASTING.match(start) or _ALONE.fullmatch(start))
