"""Absence notices without a mark in the header, in English, Dutch, Danish, German, French and their neighbours.

People write about absence, too ("Afwezigheid melden lukt niet" is a request to a desk for personnel software).
So a phrase counts only before a colon or in brackets at the very start, and everyday words only in an answer; in an
answer to us more of them, since our subjects begin with the ticket's number and only a program writes in front of that.
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
    r"auto-antwort|automatische (?:antwort|rückantwort|nachricht)|abwesenheits[- ]?(?:notiz|benachrichtigung|nachricht|meldung|assistent|agent)",
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
_FIRST_PERSON = r"(?:i['’]m |(?:i am|we are|ik ben|wij zijn|jeg er|vi er|ich bin|wir sind|je suis|nous sommes) )"
_ALONE = re.compile(rf"{_FIRST_PERSON}?(?:{_PROGRAM.pattern}|away from (?:the|my) office)[.!]?")
_NOW = r"(?:momenteel|currently|at the moment|i øjeblikket|derzeit|zurzeit|aktuell|actuellement) "
_AWAY = rf"{_FIRST_PERSON}?(?:{_NOW})?(?:{_PROGRAM.pattern}|{'|'.join(_EVERYDAY_PHRASES)})"
_SPAN = rf"\s(?:{_UNTIL}|from|vanaf|fra|vom|ab)\s[^\[\]:]{{1,40}}?"
_NAMED = r"auto|vakantie|urlaub|ferie|congés?|automatisch bericht|message automatique|automatisk meddelelse"
# As in: Out of Office Re: x, and: Ik ben met vakantie [T-12] x.
_IN_FRONT = rf"(?:{_AWAY}|{_NAMED})(?:{_SPAN})?[\s,.:;!–—-]*"
_BEFORE_ANSWER = re.compile(rf"{_IN_FRONT}(?:re|aw|sv|antw|betr)\s?:")
_BEFORE_NUMBER = re.compile(rf"{_IN_FRONT}\[[^\W\d_]{{1,10}}[-\u2010\u2011]\d{{1,12}}\]")
_TO_US = re.compile(rf"{_AWAY}(?:{_SPAN})?[.!]?$|(?:{_NAMED}){_COLON}")
# What a program puts at the top: that it is one, or thanks for a mail and in the next breath that nobody is there.
_BY_ITSELF = (
    r"automatic|automated|automatically generated|automatische?(?: gegenereerde?| generierte| erstellte)?"
    r"|automatisk(?: genereret)?|auto"
)
_AUTOMATIC_TEXT = re.compile(
    r"[\W_]{0,10}(?:(?:this is|dit is|dette er|det her er|dies ist) (?:an? |een |en |et |eine? )?"
    rf"(?:{_BY_ITSELF})[ -]?(?:reply|response|message|e-?mail|antwoord|bericht|svar|besked|mail|antwort|nachricht)"
    r"|(?:ceci est|c['’]est) (?:une réponse|un (?:message|courriel)) automatique)"
    # who goes on to tell of it has got it himself, and wants to be rid of it
    r"(?![\s,]{1,3}(?:that|which|we|i|you|dat|die|wij|we|ik|jullie|som|vi|jeg|das|der|wir|ich|que|qui)\b)"
)
_GREETING = (
    r"(?:(?:beste|geachte|hallo|hoi|dear|hello|hi|kære|hej|guten tag|bonjour|liebe|sehr geehrte)\b[^\n.]{0,60}\s)?"
)
_THANKS = (
    r"(?:(?:hartelijk |veel )?(?:dank|bedankt)|thank you|thanks|(?:mange )?tak|(?:vielen |herzlichen )?dank|danke|merci)\b"
    r"[^\n.!?]{0,40}\b(?:bericht|e-?mail|message|mail|besked|henvendelse|nachricht|courriel)\b[^\n.!?]{0,20}[.!,]\s{0,4}"
)
# Who says so is at his desk and writes himself.
_BACK = r"back|terug|weer|tilbage|igen|zurück|wieder|de retour|not|niet meer"
_LATER = r"tomorrow|next|morgen|volgende|næste|nächste[nr]?|demain|prochaine?"
_AWAY_TEXT = re.compile(
    rf"{_GREETING}\s*{_THANKS}(?![^\n.!?]{{0,200}}\b(?:{_LATER})\b)"
    rf"(?:[^\n.!?]{{0,40}}\s)?(?:{_FIRST_PERSON}|(?:ben ik|er jeg|bin ich) )"
    rf"(?:(?!\b(?:{_BACK})\b)[^\n.!?]|(?<=\d)\.){{0,60}}\b(?:{'|'.join(_EVERYDAY_PHRASES)}|{_PROGRAM.pattern})"
)
# What else such a notice says: when he is back, who is there meanwhile, who gets the mail, and a greeting.
_NOTICE = re.compile(
    r"\b(?:urgent|emergenc|spoed|dringend|haster|akut|contact|kontakt|terug\b|aanwezig|back\b|return|retour|zurück|tilbage|repl(?:y|ies)"
    r"|respond|antwoord|beantwoord|svar|antwort|beantwort|répon|access|toegang|adgang|zugriff|accès|forward|doorge|videresend|weitergeleitet"
    r"|transmis|colleague|colleg|kolleg|collègue|available|bereikbaar|træffes|erreichbar|joignable|vertretung)"
)
_CLOSING = re.compile(
    r"\b(?:regards|sincerely|groet(?:en|jes)?|hilsen|hilsner|grüße[n]?|grüßen|gruß|cordialement|salutations)\b|^-- ?$",
    re.MULTILINE,
)
_WANTS = re.compile(
    r"\b(?:before|voor die tijd|daarvoor|inden|vorher|avant|call me|bel me|please call|graag|error|fails?|foutmelding|still|nog steeds|stadig|immer noch|toujours)\b"
)
_SENTENCE_END = re.compile(r"[!?\n,;]+|\.(?=\s|$)")
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
_A_NAME = 2  # words
_DOT_ABOVE = "\u0307"  # what is left of a Turkish capital I


def is_notes_absence(subject: str, text: str) -> bool:
    """Whether Lotus Notes wrote it: neither half is enough, people write both."""
    start = _BLANKS.sub(" ", subject[:120]).strip().lower()
    return bool(_NOTES_SUBJECT.fullmatch(start)) and text[:200].strip().lower().startswith(_NOTES_TEXT)


def is_absence_text(text: str) -> bool:
    """Whether the words of an answer to us begin as those of a program do, and say nothing that a notice does not."""
    start = text[:1000].strip().lower()
    if _AUTOMATIC_TEXT.match(start):
        return True
    away = _AWAY_TEXT.match(start)
    return away is not None and "?" not in text and not _goes_on(text.strip().lower(), away.end())


def _goes_on(text: str, end: int) -> bool:
    """Whether there is more than a notice in the text; `end` is where it has told that nobody is there.

    What follows in the same breath is until when; a word or two are a name.
    """
    closing = _CLOSING.search(text, end)
    said = text[: closing.start() if closing else len(text)]
    others = _SENTENCE_END.split(said[end:])[1:]
    return bool(_WANTS.search(said)) or any(len(one.split()) > _A_NAME and not _NOTICE.search(one) for one in others)


def is_absence_subject(subject: str, *, answers: bool, us: bool = False) -> bool:
    """Whether a program wrote this subject.

    `answers`: the mail answers another, so everyday words count as well; `us`: it answers one of ours, then more of them.
    """
    start = _BLANKS.sub(" ", subject[:120]).strip().lower().replace(_DOT_ABOVE, "")
    marked = _GATEWAY.match(start)
    start = start[marked.end() :] if marked else start
    if _PREFIX.match(start) or _BRACKETED.match(start) or _BEFORE_NUMBER.match(start):
        return True
    if (answers and _BEFORE_ANSWER.match(start)) or (us and _TO_US.match(start)):
        return True
    return answers and bool(_EVERYDAY_PREFIX.match(start) or _LASTING.match(start) or _ALONE.fullmatch(start))
