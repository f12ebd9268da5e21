"""A thousand mails as a support mailbox gets them, the same ones on every machine and every day.

Of twenty: six plain ones, five with HTML beside the text, two of HTML alone, three with files, two replies in an old thread
with its history quoted, two replies to the writer's own earlier mail. Dutch, Danish and English in turns.
"""

import email.policy
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from random import Random

FOLLOW_UPS = 2  # of twenty; they join a ticket and are not acknowledged
_TWENTY = ("plain",) * 6 + ("alternative",) * 5 + ("html",) * 2 + ("files",) * 3 + ("thread",) * 2
_BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)

_SUBJECTS = {
    "nl": ("Koppeling werkt niet", "Vraag over de export", "Trage synchronisatie", "Graag een veld toevoegen"),
    "da": ("Integrationen er nede", "Spørgsmål om rapporten", "Langsom overførsel", "Ændringsønske: nyt felt"),
    "en": ("Sync has stopped", "Question about the export", "Very slow since Monday", "Please add a field"),
}
_SENTENCES = {
    "nl": (
        "Sinds vanochtend komen er geen orders meer binnen uit het bronsysteem.",
        "Bij meerdere collega's verschijnt een foutmelding bij het opslaan.",
        "Kunnen jullie nagaan of het certificaat nog geldig is?",
        "Wij hebben de verbinding opnieuw opgestart, maar dat hielp niet.",
        "De laatste geslaagde overdracht was gisteren om 17.42 uur.",
    ),
    "da": (
        "Siden i morges er der ikke kommet ordrer ind fra kildesystemet.",
        "Flere kolleger får en fejlmeddelelse, når de gemmer.",
        "Kan I undersøge, om certifikatet stadig er gyldigt?",
        "Vi har genstartet forbindelsen, men det hjalp ikke.",
        "Den sidste overførsel, der lykkedes, var i går kl. 17.42.",
    ),
    "en": (
        "Since this morning no orders have come in from the source system.",
        "Several colleagues get an error message when they save.",
        "Could you check whether the certificate is still valid?",
        "We restarted the connection, but that did not help.",
        "The last transfer that worked was yesterday at 17:42.",
    ),
}
_GREETINGS = {
    "nl": ("Beste collega's", "Met vriendelijke groet"),
    "da": ("Hej", "Med venlig hilsen"),
    "en": ("Hello", "Kind regards"),
}
_WROTE = {"nl": "Op ma 2 mrt 2026 om 09:30 schreef Helpdesk:", "da": "Den man. 2. mar. 2026 kl. 09.30 skrev Helpdesk:"}


def mails(number: int, to: str, writers: Sequence[str]) -> Iterator[bytes]:
    """So many mails to one address; `writers` are addresses at customers, two for each language and more."""
    dice = Random(1000)
    opened: dict[str, EmailMessage] = {}
    for count in range(number):
        writer = writers[count % len(writers)]
        language = ("nl", "da", "en")[count % 3]
        place = count % 20
        earlier = opened.get(writer) if place >= len(_TWENTY) else None
        message = _begun(count, to, writer, dice.choice(_SUBJECTS[language]))
        if earlier is None:
            _write(message, _TWENTY[place % len(_TWENTY)], language, dice)
            opened[writer] = message
        else:
            _continue(message, earlier, _text(language, dice))
        yield message.as_bytes()


def _begun(count: int, to: str, writer: str, subject: str) -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["Received"] = (
        f"from pc.example (pc.example [192.0.2.{count % 250}]) by mx.helpdesk.example with ESMTPS id {count:08x}"
    )
    message["From"] = f"{writer.partition('@')[0].replace('.', ' ').title()} <{writer}>"
    message["To"] = f"Helpdesk <{to}>"
    message["Subject"] = f"{subject} ({count})"
    message["Date"] = _BEGAN + timedelta(seconds=count)
    message["Message-ID"] = f"<{count:05d}.{writer.replace('@', '.')}@pc.example>"
    message["X-Mailer"] = "Bench 1.0"
    return message


def _write(message: EmailMessage, kind: str, language: str, dice: Random) -> None:
    text = _text(language, dice)
    if kind == "thread":
        message["References"] = f"<{dice.getrandbits(64):016x}@old.example> <{dice.getrandbits(64):016x}@old.example>"
        text += (
            f"\n{_WROTE.get(language, 'On Mon, 2 Mar 2026 at 09:30 Helpdesk wrote:')}\n{_quoted(_text(language, dice))}"
        )
    if kind == "html":
        message.set_content(_page(text), subtype="html")
        return
    message.set_content(text)
    if kind == "alternative":
        message.add_alternative(_page(text), subtype="html")
    if kind == "files":
        for number in range(dice.randint(1, 2)):
            content = dice.randbytes(dice.randint(5_000, 60_000))
            message.add_attachment(
                content, maintype="application", subtype="pdf", filename=f"schermafdruk-{number}.pdf"
            )


def _continue(message: EmailMessage, earlier: EmailMessage, text: str) -> None:
    message.replace_header("Subject", f"Re: {earlier['Subject']}")
    message["In-Reply-To"] = message["References"] = str(earlier["Message-ID"])
    message.set_content(f"{text}\n{_WROTE['nl']}\n{_quoted(text)}")


def _text(language: str, dice: Random) -> str:
    hello, bye = _GREETINGS[language]
    body = "\n\n".join(" ".join(dice.choices(_SENTENCES[language], k=4)) for _ in range(dice.randint(2, 6)))
    return f"{hello},\n\n{body}\n\n{bye}\n\n-- \nZorggroep Waterland | afdeling ICT | tel. 020 555 0100\n"


def _quoted(text: str) -> str:
    return "".join(f"> {line}\n" for line in text.splitlines())


def _page(text: str) -> str:
    paragraphs = "".join(
        f'<p class="MsoNormal" style="margin:0"><span style="font-size:11pt">{p}</span></p>' for p in text.split("\n")
    )
    style = "<style>p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:Calibri,sans-serif}</style>"
    return f"<html><head>{style}</head><body lang=NL><div>{paragraphs}</div></body></html>"
