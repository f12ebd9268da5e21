"""The words mail programs put around a quoted message, and people under their own, by language.

Tables only: `quotation` and `signature` say what they mean. English, Dutch, Danish, German and French come first; the
neighbours stand along because a contact's mail program speaks its owner's language, not the contract's.
"""

# "On Monday Jan wrote:"; the verb stands last and only punctuation follows.
VERBS_LAST = (
    "wrote|writes|said|schreef|skrev|schrieb|schreibt|het volgende geschreven|geschreven|følgende|geschrieben|folgendes geschrieben|a écrit|à écrit"
    "|a ecrit|écrit|écrivait|escribió|escribio|ha scritto|scritto|scrive|escreveu|napsala?|napsal\\(a\\)|napísala?|pisze"
    "|napisała?|napisał\\(a\\)|kirjoitti|írta|пишет|написала?|написав|пише|yazdı|a scris|έγραψε|작성|写道|寫道"
    "|のメッセージ|書きました|כתב/?ה?|كتب"
)
# "Op maandag schreef Jan:"; a name or a date may follow the verb.
VERBS_WITHIN = "schreef|skrev|skriver|schrieb|schreibt|wrote on|a écrit le|написала?|pisze"
# "On 5 May, Jan <jan@example.com> sent:"; as a verb only behind a date, or every "Sent:" line would count.
VERBS_WEAK = "sent"

STARTERS = "On|Op|Den|På|Am|Le|El|Il|In data|Em|W dniu|Dnia|Dňa|Dne|Το|Στις|В|Vào|Pe|Tarihinde|At|From|Il giorno|Le jour|Den \\w+dag"
WEEKDAYS = (
    "mon|tue|wed|thu|fri|sat|sun|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|mandag|tirsdag|onsdag"
    "|torsdag|fredag|lørdag|søndag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi"
    "|jeudi|vendredi|samedi|dimanche|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
)
MONTHS = (
    "jan|feb|mar|maa|mrt|mär|apr|may|mai|mei|maj|jun|jul|aug|sep|oct|okt|nov|dec|dez|déc|fév|avr|juin|juil|aoû"
    "|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|lut|kwi|sie|wrz|paź|lis|gru|января|февраля|марта|апреля|мая|июня|июля"
    "|августа|сентября|октября|ноября|декабря|серп"
)
FIRST_PERSON = "I|we|ik|wij|we|jeg|vi|ich|wir|je|j'|nous"

# The fields of a quoted header, each with its names.
HEADER_KEYS = {
    "from": "from|van|fra|von|de|från|od|da|от|expéditeur|afzender|afsender|absender|lähettäjä|差出人|发件人|寄件者|보낸 사람",
    "date": (
        "sent|date|verzonden|verstuurd|datum|sendt|dato|gesendet|envoyé|envoyé le|message du|skickat|wysłano|data|fecha"
        "|enviado|enviado el|enviada|enviado em|enviada em|inviato|отправлено|дата|lähetetty|送信日時|发送时间|日期|sent on|sendt den|datum/tijd"
    ),
    "to": "to|aan|til|an|à|a|pour|till|do|para|кому|vastaanottaja|宛先|收件人|받는 사람|destinataire|ontvanger|modtager|empfänger",
    "subject": (
        "subject|onderwerp|emne|betreff|objet|sujet|ämne|temat|asunto|assunto|oggetto|тема|aihe|件名|主题|主旨|제목|re"
    ),
    "copy": "cc|bcc|copie|copie à|kopie|kopi|kopia|копия|reply-to|risposta|antwoord aan|svar til|importance|belang|priority|prioriteit|attachments|bijlagen|vedhæftede filer|anlagen",
}

ORIGINAL = (
    "original message|original mail|original e-?mail|oorspronkelijk(?:e)? (?:bericht|e-?mail(?:bericht)?)|origine(?:el|le) bericht"
    "|oprindelig (?:meddelelse|besked|mail)|den oprindelige meddelelse|ursprüngliche (?:nachricht|mail)"
    "|ursprungliga? meddelande|original(?:-| )?nachricht|originalnachricht|message d['’´]origine|message original|mail original|courriel original"
    "|mensaje original|messaggio originale|mensagem original|reply message|antwoord(?:bericht)?|wiadomość oryginalna"
    "|oryginalna wiadomość|исходное сообщение|původní zpráva|opprinnelig melding|alkuperäinen viesti|eredeti üzenet"
)
FORWARDED = (
    "forwarded (?:message|mail|e-?mail)|forwarded by .{1,80}|doorgestuurd(?: bericht)?|doorgezonden bericht"
    "|videresendt (?:meddelelse|besked|mail)|weitergeleitete (?:nachricht|mail)|message transféré|message transmis"
    "|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|vidarebefordrat meddelande|przekazana wiadomość"
    "|пересылаемое сообщение|пересланное сообщение"
)
FORWARD_BEGINS = (
    "begin forwarded message|begin doorgestuurd bericht|start på videresendt besked|start på videresendt mail"
    "|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du message (?:transféré|réexpédié)"
    "|inicio del mensaje reenviado|inizio messaggio inoltrato|vidarebefordrat brev"
)
# Subject prefixes of a forward: en, nl, da, de, fr, sv, es, pt, pl.
FORWARD_PREFIXES = "fwd?|doorst|fw d|vs|videresendt|wg|tr|vb|rv|enc|pd|i"

# Subject prefixes of an answer: en, nl, da, sv, no, de, fr, it, es, pl, zh.
REPLY_PREFIXES = "re|antw|antwoord|betr|sv|aw|antwort|rép|rif|r|res|odp|回复|答复"

REPLY_ABOVE = (
    "(?:type|write|skriv|schrijf|schreiben).{0,40}(?:reply|answer|response|svar|antwoord|antwort).{0,40}(?:above|over|boven|oberhalb)"
    "|(?:reply|respond|answer|antwoord|beantwoord|svar|antwort|répon\\w+).{0,40}(?:above|over|boven|oberhalb|au-dessus)"
)

# A whole line of them, alone or with a name: what follows is who wrote, not what.
CLOSINGS = (
    "(?:(?:alvast |hartelijk |vriendelijk )?(?:bedankt|dank) en (?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?"
    "|(?:på forhånd )?(?:mange )?tak og (?:med )?(?:venlig )?hilsen|vielen dank und (?:viele|beste|freundliche|liebe) grüße)|"
    "(?:(?:with |many |my )?(?:kind(?:est)?|best|warm(?:est)?|friendly|many) )?(?:personal )?(?:regards|wishes|greetings)"
    "|with best regards|with kind regards|all the best|best|sincerely(?: yours)?|yours (?:sincerely|faithfully|truly)|cheers"
    "|thanks (?:&|and) (?:kind |best )?regards|kr|rgds|brgds"
    "|(?:met )?(?:de )?(?:vriendelijke|hartelijke|beste|warme|zonnige|collegiale|sportieve) groet(?:en|jes)?"
    "|met vriendelijke|(?:hartelijke |vriendelijke |de )?groet(?:en|jes)?|hoogachtend|m\\.?v\\.?g\\.?|vr\\.? ?gr\\.?|gr\\.?|grtz"
    "|(?:med )?(?:venlige?|kærlige?|bedste|mange|de bedste) hils(?:en|ener|ner)|hilsen|mvh\\.?|vh\\.?|kh|dbh"
    "|(?:mit )?(?:freundlichen?|besten?|herzlichen?|vielen?|lieben?|schönen?|sonnigen?) (?:grüßen?|gruß|grüssen?|gruss)"
    "|mfg|lg|vg|bg|hochachtungsvoll|grüße|gruß"
    "|(?:bien )?cordialement(?: vôtre)?|bien à (?:vous|toi)|(?:sincères |meilleures |cordiales )?salutations(?: distinguées)?"
    "|bien cordialement|amicalement|cdlt|med vänlig(?:a)? hälsning(?:ar)?|vänliga hälsningar|hälsningar|pozdrawiam"
    "|z poważaniem|z powazaniem|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|cordiali saluti|distinti saluti"
    "|atenciosamente|ystävällisin terveisin|terveisin|с уважением|s pozdravem|üdvözlettel"
)
# "Viele Grüße aus Hamburg".
FROM_A_PLACE = r"(?:uit|vanuit|aus|fra|from|de|depuis) (?:het |de |dem |der |den |le |la |les )?[A-ZÀ-Þ][\w'’-]{1,30}"
SENT_FROM = (
    "sent (?:from|via|with|using)|verzonden (?:vanaf|van|vanuit|met|via)|verstuurd (?:vanaf|van|vanuit|met|via)"
    "|gestuurd vanaf|sendt (?:fra|med|via)|gesendet (?:von|mit|über|via|aus)|von meinem .{2,40} (?:gesendet|versendet)"
    "|diese nachricht wurde von meinem|envoyé (?:de|depuis|à partir|avec|via)|envoyée? de mon"
    "|skickat från|inviato da|enviado (?:desde|do|de)|wysłane z|lähetetty|отправлено (?:с|из)|odesláno z"
    "|get outlook for|outlook (?:voor|til|für|pour) (?:ios|android)|download outlook|hent outlook|få outlook"
    "|télécharge[rz] outlook|obtenir outlook|obtenez outlook|laden sie outlook|holen sie sich outlook|hanki outlook"
    "|from my (?:i?phone|ipad|mobile|android|galaxy|samsung|blackberry)|sent by (?:galaxy|my)"
    "|從我的 .{2,30} (?:傳送|發送)|从我的 .{2,30} 发送|发自我的|iphoneから送信"
)
# The link by which any language's advert of a mail program is known.
ADVERT_LINK = r"aka\.ms/|outlook\.com/mobile|go\.onelink\.me|proton\.me/|yho\.com/|overview\.mail\.yahoo\.com"
EXCUSES = (
    "please excuse|excuse|pardon|sorry|excuses|undskyld|beklager|bitte entschuldigen|veuillez excuser|with apologies"
)
# Words of which two in one closing paragraph make it a legal or technical footer.
FOOTER_WORDS = (
    "confidential|vertrouwelijk|fortrolig|vertraulich|confidentiel|riservat|konfidentiell"
    "|intended (?:only |solely )?(?:recipient|for)|uitsluitend bestemd|geadresseerde|tiltænkt|modtageren|bestimmt"
    "|destinataire|recipient|addressee|unauthori[sz]ed|onbevoegd|uberettiget|unbefugt|disclaimer|privileged"
    "|by mistake|in error|per abuis|ten onrechte|ved en fejl|irrtümlich|par erreur|delete (?:it|this|the)"
    "|verwijder|slette|löschen|détruire|aansprakelijk|liability|haftung|kamer van koophandel|kvk|trade register"
    "|virus|malware|scanned|unsubscribe|uitschrijven|afmelden|mailing list|listinfo|afmeld|abmelden|désabonner"
    "|think before you print|consider the environment|denk aan het milieu|this e-?mail|deze e-?mail|dit e-?mailbericht"
    "|dit bericht|denne e-?mail|diese e-?mail|ce message|cet e-?mail|ce courriel"
)
ANSWERS_BELOW = (
    "(?:answers?|repl(?:y|ies)|comments?|remarks|responses?|antwoord\\w*|reacties?|opmerking\\w*|svar\\w*|kommentar\\w*"
    "|antwort\\w*|anmerkung\\w*|réponses?|commentaires?|remarques).{0,40}\\b(?:in-?line|below|beneath|between|in (?:red|blue|"
    "green|bold|rood|blauw|groen|rødt?|blåt?|grønt?|rot|blau|grün|rouge|bleu|vert)|hieronder|onderstaand\\w*|tussen|"
    "nedenfor|nedenunder|nedenstående|unten|dazwischen|ci-dessous|dans le texte|in de tekst|i teksten|im text)"
)
