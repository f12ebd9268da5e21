"""The words mail systems use for a mail that was not delivered, and the addresses they name in them.

Found by place, not by product: an address that begins a line is the one that failed, after it one that a phrase or a
server's refusal names. Addresses of the two sides of the report itself never count while there is another.
"""

import re
from bisect import bisect_left

from mailtriage.mail import delivery
from mailtriage.mail.delivery import FailedRecipient, status_in
from mailtriage.mail.domain import comparable
from mailtriage.mail.mention import first_mentioned, mentioned
from mailtriage.mail.message import Message
from mailtriage.mail.returned import Returned

_SUBJECT = re.compile(
    r"(?:\[[^\]\n]{1,40}\])?[\W_]*(?:"  # gateways put a tag in front
    r"undeliver|returned mail|return(?:ed|ing) message|failure (?:notice|delivery)|nondeliver|non-deliver|bounced? (?:mail|message)"
    r"|(?:e-?mail |message |mail )?delivery (?:has )?(?:fail|error|problem|report|status|notification|delay|notice|incomplete|warning)"
    r"|(?:mail|message|e-mail) (?:delivery|system) (?:fail|error|status|problem|warning)|mail fail|failed (?:mail|delivery|to deliver)"
    r"|(?:your |the )?(?:mail|message|e-mail)(?: you sent)? (?:was |is |has been |could )?(?:not (?:be )?deliver|delay|reject|blocked|return|bounce)"
    r"|(?:sorry, )?(?:your|the) (?:message|mail|e-mail).{0,40}(?:could not|couldn't|cannot|not) be delivered|could ?n[o']t (?:be )?deliver"
    r"|delayed (?:mail|delivery|message)|warning: (?:message|could not)|notice: mail delivery|postmaster notify|automatically rejected"
    r"|rejected (?:mail|message)|processing error|message you sent blocked|considered unsolicited|unable to deliver"
    r"|loop alert|unzustellbar|nicht zustellbar|(?:fehlgeschlagene|verzögerte) zustellung|zustellung (?:fehlgeschlagen|verzögert|nicht)"
    r"|onbestelbaar|niet (?:te )?bezorg|(?:kan |kon )?niet (?:worden )?(?:bezorgd|afgeleverd)|(?:bezorging|aflevering) (?:is )?(?:mislukt|vertraagd)"
    r"|melding van niet-|(?:kan|kunne) ikke leveres|ikke leveret|ikke[- ]lever|uleveret|ulevererbar|uleverbar|levering (?:mislykkedes|forsinket|er forsinket)"
    r"|forsinket levering|olever|non remis|non distribu|non délivré|échec de (?:la )?(?:remise|distribution)|remise (?:différée|retardée|échou)"
    r"|message non |no se puede entregar|no se ha podido|impossibile recapitare|mancato recapito|não (?:é possível|foi possível) entreg"
    r"|недоставлен|не доставлен|не удается доставить|ваше сообщение не|kohaletoimetamatu|delivery to .{1,80} (?:failed|delayed)"
    r"|non recapitabile|det går inte att leverera|kan inte levereras|niedostarcz|nedoručitel|配信不能|无法送达|无法投递"
    r"|(?:your |the )?(?:message|mail|e-mail) (?:did(?: not|n['’]t)) (?:arrive|reach)|(?:je|uw|jouw) (?:bericht|mail|e-mail) is (?:helaas )?niet (?:aangekomen|bezorgd)"
    r"|(?:ihre|deine) (?:nachricht|e-?mail) (?:ist|konnte|wurde) (?:leider )?nicht|(?:din|deres) (?:besked|mail|e-mail|meddelelse) (?:er|kunne|blev) (?:desværre )?ikke"
    r"|votre (?:message|courriel) n['’](?:est|a) .{0,20}pas (?:arrivé|pu être|été)"
    r")",
    re.IGNORECASE,
)
_WORDS = (
    r"(?:could|can|may|did|do|does|was|were|has|have|had|is|been)(?: ?not|n['’]t)(?: yet)?(?: be| been| able to)? ?(?:deliver|accepted by)"
    r"|(?:un|not )(?:able to )?deliver(?:able|ed|y)?\b|deliver(?:y|ing)[^.\n]{0,60}(?:fail|error|delay|problem)|(?:did(?: not|n['’]t)) (?:arrive|reach these)"
    r"|permanent (?:fatal )?error|fatal errors|failed permanently|address(?:\(es\)|es)? failed|transcript of session|non-delivery"
    r"|(?:user|host|recipient|mailbox|address)(?: is)? (?:unknown|not found|does not exist)|no such (?:user|mailbox|recipient)|undeliver"
    r"|unknown (?:user|recipient|mailbox)|no mailbox here|not a valid (?:user|recipient|mailbox|e-?mail)|quota exceeded|over quota|does not like recipient"
    r"|niet (?:worden )?(?:bezorgd|afgeleverd|aangekomen)|niet (?:bezorgen|afleveren|aan bij)|onbestelbaar|bezorging .{0,60}mislukt|kan niet worden bezorgd"
    r"|kan ikke leveres|(?:ikke|kunne ikke) (?:leveret|leveres|afleveres|levere|aflevere|nået frem)|levering(?:en)? .{0,60}mislykkedes|ikke nået frem til"
    r"|nicht (?:zugestellt|zustellbar|zustellen|ausgeliefert|angekommen)|unzustellbar|zustellung .{0,60}(?:fehlgeschlagen|gescheitert)"
    r"|échec de (?:la )?(?:remise|distribution)|(?:pas|n['’]a pu) (?:pu )?(?:être (?:remis|livré|délivré|distribué)|(?:remettre|livrer|délivrer|distribuer))"
    r"|n['’]a pas été (?:remis|livré|délivré|distribué)|n['’]est .{0,20}pas arrivé|non remis|no se pudo entregar|no pudo ser entregado"
    r"|не может быть доставлено|送信できません|配信できません|\"notificationType\":\"(?:Bounce|Complaint)\""
)
# What mail systems say, too; people away from their desks say the same of themselves.
_HINTS = (
    r"(?:could|can|may|did|do|does|was|were|has|have|had|is|been)(?: not|n't)(?: yet)?(?: be| been| able to| reach)? ?"
    r"(?:deliver|reach|collected|accept|processed|sent to)|did not reach|quota|mailbox exceeds|rejected (?:by|for)|automatically rejected|returned because"
    r"|(?:user|host|recipient|mailbox|account|address)(?: is)? (?:disabled|unavailable|full)|niet bereikt|ikke nå|nicht erreich|konnte nicht|n'a pas pu"
)
_TELLS, _HINTS_OR_TELLS = (re.compile(words, re.IGNORECASE) for words in (_WORDS, f"{_WORDS}|{_HINTS}"))
# Mail systems neither greet nor ask; they do say "I was unable to", but hardly from an address that people have as well.
_PERSONAL = re.compile(
    r"^[ \t]*(?:hi|hello|dear|good (?:morning|afternoon)|dag|hallo|hoi|beste|geachte|goede(?:morgen|middag|ndag)|hej|hejsa|kære|goddag"
    r"|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte|bonjour|madame|monsieur|cher)\b[^.!?\n]{0,40}(?:,|!?[ \t]*$)|[a-zæøåéèäöü][ \t]?\?(?:\s|$)",
    re.IGNORECASE | re.MULTILINE,
)
# What only a person asks of a desk; mail systems ask to check an address, to try again, to contact somebody.
_REQUEST = re.compile(
    r"\bplease (?:have a )?(?:look|help|fix|solve|investigate|advise|assist)\b|\bgraag (?:even )?(?:oploss|kijk|nakijk|uitzoek|herstel|hulp)"
    r"|\b(?:can|could) (?:you|someone|somebody)\b|\b(?:kunnen jullie|kunt u|kun je|willen jullie|wilt u|zouden jullie)\b"
    r"|\b(?:kan|vil) (?:i|du) (?:se|hjælpe|kigge|løse|undersøge)\b|\b(?:können sie|könnt ihr|bitte (?:um hilfe|prüfen sie|beheben|lösen))\b"
    r"|\b(?:pouvez-vous|pourriez-vous)\b|\b(?:since|sinds|siden|seit|depuis) (?:this morning|yesterday|monday|vanmorgen|vanochtend|gisteren"
    r"|i morges|i går|heute morgen|gestern|ce matin|hier)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:i|we|our|my|us|me|ik|wij|onze|ons|mijn|jeg|vi|vores|os|mine?|ich|wir|unsere?|uns|meine?|nous|notre|nos|je|mon|mes)\b",
    re.IGNORECASE,
)
_DELAY = re.compile(
    r"warning message only|(?:has been|is|was|are) delayed|delayed? (?:mail|delivery|\d+ hours)|has not yet been delivered|not been delivered yet"
    r"|still being retried|will (?:be retried|continue to (?:try|be))|continue to try|could not send message for past|delivery attempts will continue"
    r"|do not need to resend|has been postponed|not (?:yet been|been yet) delivered|not delivered yet|hasn['’]t been delivered yet"
    r"|vertraagd|nog niet bezorgd|forsinket|endnu ikke leveret|verzögert|noch nicht zugestellt|différée|retardée|pas encore été remis",
    re.IGNORECASE,
)
_TEMPORARY = re.compile(
    r"retry time|retry timeout|too long|temporar|timed? ?out|in the queue|deferred|not responding|try again later|failing for a long time",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"[ \t>*\"'<\[\-•·]*(?:(?:final |intended |failed )?recipient(?: address)?s?:?|error-for:|\d+[.)])?[ \t\"'<\[]*$",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"[>\"'\]]*[ \t]*(?:$|[:;,(\[<]|\.\.\.|[—–-]|on |over |invalid|<mailto|was |has |is |unknown|no such|not |does |user)",
    re.IGNORECASE,
)
_NAMING = re.compile(
    r"(?:deliver(?:ed|ing|y)?|addressed|recipient|unknown|mailbox|user|account|address|reach|generated (?:from|by)|expanded from|rcpt to"
    r"|message to|mail to|failed|rejected|quota|does not exist|pour|aan|til|an|an den|in)\b[^@\n]{0,120}$|(?<!-)\bto[ \t]*:[ \t]*<?$",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"(?:expanded|generated) (?:from|by)[ :]", re.IGNORECASE)
_REFUSED = re.compile(r"(?:^|[\s:])[45]\d\d[ \-:]")
_SENDING = re.compile(r"mail from|<<<|envelope-from|from:|return-path|contact|assist|help|postmaster@", re.IGNORECASE)
_SIMPLE_NOTIFICATION = re.compile(r'\s*\{\s*"(?:notificationType|eventType)"\s*:\s*"Bounce"')
_JSON_RECIPIENT = re.compile(r'\{[^{}]*"emailAddress"\s*:\s*"([^"]{3,320})"[^{}]*\}')
_JSON_STATUS = re.compile(r'"status"\s*:\s*"([245]\.\d{1,3}\.\d{1,3})"')
_MANY = 200
_WITHIN = 3000


def is_subject(subject: str) -> bool:
    """Whether the subject is one of a mail system's report; an answer to or a forward of one is not."""
    return bool(_SUBJECT.match(subject[:300]))


def tells(text: str) -> bool:
    """Whether the beginning of the text says of a mail that it was not delivered."""
    return bool(_TELLS.search(text[:_WITHIN]))


def hints(text: str) -> bool:
    """Whether it says so, or what from a mail system means the same: "not reached", "account disabled"."""
    return bool(_HINTS_OR_TELLS.search(text[:_WITHIN]))


def sounds_personal(words: str, *, in_first_person: bool) -> bool:
    """Whether somebody greets, asks or wants something done; with `in_first_person` also whether he speaks of himself and his."""
    start = words[:_WITHIN]
    asks = _PERSONAL.search(start) or _REQUEST.search(start)
    return bool(asks or (in_first_person and _FIRST_PERSON.search(start)))


def is_simple_notification(message: Message) -> bool:
    """Whether Amazon's relay reports a bounce through its notification service, as JSON."""
    return bool(_SIMPLE_NOTIFICATION.match(message.text))


def recipients(message: Message, came_back: Returned) -> tuple[FailedRecipient, ...]:
    """The addresses that failed, from the fields in the text, X-Failed-Recipients, the words, or the returned mail."""
    # A gateway may have wrapped the whole report once more, or made a plain text of its fields.
    files = (one.content[: 20 * _WITHIN] for one in message.attachments if one.content_type.startswith("text/"))
    for source in (message.text, *(file.decode("utf-8", "replace") for file in files), came_back.source):
        fields = delivery.reported(source) if "recipient:" in source.lower() else ()
        if fields:
            return fields
    if is_simple_notification(message):
        return _notified(message.text)
    report = came_back.report[: 20 * _WITHIN]
    stated = [one for value in message.headers.get("x-failed-recipients", ()) for _, one in mentioned(value)]
    own = {comparable(one.address) for one in (*message.to, message.from_)}
    named = stated or _named(report, own) or list(came_back.to) or _named(report, set())
    delayed = _is_delay(message, report)
    named = list(dict.fromkeys(named))[:_MANY]
    return tuple(_recipient(*one, delayed=delayed) for one in zip(named, _words_about(named, report), strict=True))


def unnamed(message: Message, came_back: Returned) -> FailedRecipient:
    """What the report says of a recipient it does not name; the address is empty."""
    return _recipient("", came_back.report[:_WITHIN], delayed=_is_delay(message, came_back.report))


def _is_delay(message: Message, report: str) -> bool:
    return bool(_DELAY.search(f"{message.subject[:300]}\n{report[:_WITHIN]}"))


def _notified(text: str) -> tuple[FailedRecipient, ...]:
    permanent = '"Transient"' not in text[:_WITHIN]
    found = list(_JSON_RECIPIENT.finditer(text[: 20 * _WITHIN]))[:_MANY]
    codes = [_JSON_STATUS.search(one.group()) for one in found]
    status = "5" if permanent else "4"
    return tuple(
        FailedRecipient(one.group(1), code.group(1) if code else status + delivery.UNDEFINED, "failed")
        for one, code in zip(found, codes, strict=True)
    )


def _recipient(address: str, words: str, *, delayed: bool) -> FailedRecipient:
    said = status_in(words)
    lasting = "4" if delayed or (not said and _TEMPORARY.search(words)) else "5"
    action = "delayed" if delayed else "failed"
    origin = _ORIGIN.search(words)
    original = first_mentioned(words[origin.end() :].partition("\n")[0]) if origin else ""
    return FailedRecipient(address, said or lasting + delivery.UNDEFINED, action, words.strip()[:300], original)


def _words_about(named: list[str], report: str) -> list[str]:
    """For each address what the report says from there to the next one; all of it for one that stands nowhere."""
    places = [report.find(address) for address in named]
    ordered = sorted(place for place in places if place >= 0)
    return [
        _between(report, place, place + len(address), ordered) if place >= 0 else report[:_WITHIN]
        for address, place in zip(named, places, strict=True)
    ]


def _between(report: str, start: int, end: int, ordered: list[int]) -> str:
    after = bisect_left(ordered, end)
    limit = min(ordered[after] if after < len(ordered) else len(report), end + _WITHIN)
    line = report[report.rfind("\n", 0, start) + 1 : limit].partition("\n")[0]
    return line if status_in(line) else report[end:limit]


def _named(report: str, own: set[str]) -> list[str]:
    """The failed addresses by the strongest place any of them stands in."""
    leading, named = [], []
    for start, address in mentioned(report)[:_MANY]:
        before = report[report.rfind("\n", 0, start) + 1 : start][-200:]
        after = report[start + len(address) : start + len(address) + 200].partition("\n")[0]
        if comparable(address) in own:
            continue
        if _LEADING.match(before) and _FOLLOWING.match(after):
            leading.append(address)
        elif not _SENDING.search(before) and (_NAMING.search(before) or _REFUSED.search(before)):
            named.append(address)
    return list(dict.fromkeys(leading or named))
