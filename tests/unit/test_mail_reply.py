"""The newest text of a mail, by mail program and language."""

import time

import pytest

from mailtriage.mail import reply
from mailtriage.mail.parse import parse

NEW = "The printer works again, thank you for the help.\n\nCan you close the ticket?"

# What each program puts below the new text; everything from here on is old.
BELOW = {
    "gmail en": "On Mon, May 4, 2026 at 3:59 PM Jan Jansen <jan@klant.example> wrote:\n\n> Does it work?\n>\n> Jan",
    "gmail en wrapped": "On Mon, May 4, 2026 at 3:59 PM Jan Jansen van den Berg\n<jan@klant.example> wrote:\n\n> Does it work?",
    "gmail en without marks": "On Mon, May 4, 2026 at 3:59 PM Jan Jansen <jan@klant.example> wrote:\n\nDoes it work?\n\nJan",
    "gmail nl": "Op ma 4 mei 2026 om 15:59 schreef Jan Jansen <jan@klant.example>:\n\n> Werkt het?",
    "gmail nl wrapped": "Op ma 4 mei 2026 om 15:59 schreef Jan Jansen van der Heide <\njan@klant.example>:\n\n> Werkt het?",
    "gmail nl old": "Op 4 mei 2026 15:59 schreef Jan Jansen <jan@klant.example>:\n\n> Werkt het?",
    "gmail nl het volgende": "Op 4 mei 2026 om 15:59 heeft Jan Jansen <jan@klant.example> het volgende geschreven:\n\n> Werkt het?",
    "gmail nl het volgende wrapped": (
        "Op 4 mei 2026 om 15:59 heeft Jan Jansen <jan@klant.example> het\nvolgende geschreven:\n\n> Werkt het?"
    ),
    "gmail da": "Den man. 4. maj 2026 kl. 15.59 skrev Jens Hansen <jens@kunde.example>:\n\n> Virker det?",
    "gmail da wrapped": "Den man. 4. maj 2026 kl. 15.59 skrev Jens Hansen <\njens@kunde.example>:\n\n> Virker det?",
    "gmail de": "Am Mo., 4. Mai 2026 um 15:59 Uhr schrieb Hans Huber <hans@kunde.example>:\n\n> Geht es?",
    "gmail de wrapped": "Am Mo., 4. Mai 2026 um 15:59 Uhr schrieb Hans Huber <\nhans@kunde.example>:\n\n> Geht es?",
    "gmail fr": "Le lun. 4 mai 2026 à 15:59, Jean Dupont <jean@client.example> a écrit :\n\n> Ça marche ?",
    "gmail fr wrapped": "Le lun. 4 mai 2026 à 15:59, Jean Dupont <jean@client.example> a\nécrit :\n\n> Ça marche ?",
    "gmail sv": "Den mån 4 maj 2026 kl 15:59 skrev Sven Svensson <sven@kund.example>:\n\n> Fungerar det?",
    "gmail es": "El lun, 4 may 2026 a las 15:59, Juan Pérez (<juan@cliente.example>) escribió:\n\n> ¿Funciona?",
    "gmail it": "Il giorno lun 4 mag 2026 alle ore 15:59 Mario Rossi <mario@cliente.example> ha scritto:\n\n> Funziona?",
    "gmail pl": "pon., 4 maj 2026 o 15:59 Jan Kowalski <jan@klient.example> napisał(a):\n\n> Działa?",
    "gmail iso": "2026-05-04 15:59 GMT+02:00 Jan Jansen <jan@klant.example>:\n\n> Werkt het?",
    "apple en": "On 4 May 2026, at 15:59, Jan Jansen <jan@klant.example> wrote:\n\nDoes it work?",
    "apple en quoted": "> On 4 May 2026, at 15:59, Jan Jansen <jan@klant.example> wrote:\n> \n> Does it work?",
    "apple nl": "> Op 4 mei 2026, om 15:59 heeft Jan Jansen <jan@klant.example> het volgende geschreven:\n> \n> Werkt het?",
    "apple da": "Den 4. maj 2026 kl. 15.59 skrev Jens Hansen <jens@kunde.example>:\n\n> Virker det?",
    "apple da quoted": "> Den 4. maj 2026 kl. 15.59 skrev Jens Hansen <jens@kunde.example>:\n> \n> Virker det?",
    "apple de": "> Am 04.05.2026 um 15:59 schrieb Hans Huber <hans@kunde.example>:\n> \n> Geht es?",
    "apple fr": "> Le 4 mai 2026 à 15:59, Jean Dupont <jean@client.example> a écrit :\n> \n> Ça marche ?",
    "iphone en": "Sent from my iPhone\n\nOn 4 May 2026, at 15:59, Jan <jan@klant.example> wrote:\n\nDoes it work?",
    "iphone nl": "Verstuurd vanaf mijn iPhone\n\nOp 4 mei 2026 om 15:59 heeft Jan <jan@klant.example> het volgende geschreven:\n\nWerkt het?",
    "iphone da": "Sendt fra min iPhone\n\nDen 4. maj 2026 kl. 15.59 skrev Jens <jens@kunde.example>:\n\n> Virker det?",
    "iphone de": "Von meinem iPhone gesendet\n\nAm 04.05.2026 um 15:59 schrieb Hans <hans@kunde.example>:\n\nGeht es?",
    "iphone fr": "Envoyé de mon iPhone\n\nLe 4 mai 2026 à 15:59, Jean <jean@client.example> a écrit :\n\nÇa marche ?",
    "outlook en": (
        "From: Jan Jansen <jan@klant.example>\nSent: Monday, May 4, 2026 3:59 PM\nTo: Support <support@desk.example>\n"
        "Subject: RE: Printer\n\nDoes it work?"
    ),
    "outlook en bold": (
        "*From:* Jan Jansen <jan@klant.example>\n*Sent:* Monday, May 4, 2026 3:59 PM\n*To:* Support\n*Subject:* Printer\n\nOk?"
    ),
    "outlook en ruled": (
        "________________________________\nFrom: Jan Jansen <jan@klant.example>\nSent: Monday, May 4, 2026 3:59 PM\n"
        "To: Support\nSubject: RE: Printer\n\nDoes it work?"
    ),
    "outlook 2003": (
        "-----Original Message-----\nFrom: Jan Jansen [mailto:jan@klant.example]\nSent: Monday, May 4, 2026 3:59 PM\n"
        "To: Support\nSubject: RE: Printer\n\nDoes it work?"
    ),
    "outlook nl": (
        "Van: Jan Jansen <jan@klant.example>\nVerzonden: maandag 4 mei 2026 15:59\nAan: Support <support@desk.example>\n"
        "Onderwerp: RE: Printer\n\nWerkt het?"
    ),
    "outlook nl 2003": (
        "-----Oorspronkelijk bericht-----\nVan: Jan Jansen [mailto:jan@klant.example]\nVerzonden: maandag 4 mei 2026 15:59\n"
        "Aan: Support\nOnderwerp: Printer\n\nWerkt het?"
    ),
    "outlook da": (
        "Fra: Jens Hansen <jens@kunde.example>\nSendt: 4. maj 2026 15:59\nTil: Support <support@desk.example>\nEmne: SV: Printer\n\nOk?"
    ),
    "outlook da 2003": "-----Oprindelig meddelelse-----\nFra: Jens Hansen\nSendt: 4. maj 2026 15:59\nTil: Support\nEmne: Printer\n\nOk?",
    "outlook de": (
        "Von: Hans Huber <hans@kunde.example>\nGesendet: Montag, 4. Mai 2026 15:59\nAn: Support <support@desk.example>\n"
        "Betreff: AW: Drucker\n\nGeht es?"
    ),
    "outlook de 2003": "-----Ursprüngliche Nachricht-----\nVon: Hans Huber\nGesendet: 4. Mai 2026\nAn: Support\nBetreff: Drucker\n\nOk?",
    "outlook fr": (
        "De : Jean Dupont <jean@client.example>\nEnvoyé : lundi 4 mai 2026 15:59\nÀ : Support <support@desk.example>\n"
        "Objet : RE: Imprimante\n\nÇa marche ?"
    ),
    "outlook fr 2003": "-----Message d'origine-----\nDe : Jean Dupont\nEnvoyé : lundi 4 mai 2026\nÀ : Support\nObjet : Imprimante\n\nOk ?",
    "outlook ios": (
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Jan <jan@klant.example>\n"
        "Sent: Monday, May 4, 2026 3:59:11 PM\nTo: Support\nSubject: Re: Printer\n\nDoes it work?"
    ),
    "outlook ios nl": (
        "Outlook voor iOS<https://aka.ms/o0ukef> downloaden\n________________________________\nVan: Jan <jan@klant.example>\n"
        "Verzonden: maandag 4 mei 2026 15:59:11\nAan: Support\nOnderwerp: Re: Printer\n\nWerkt het?"
    ),
    "outlook mac": (
        "From: Jan Jansen <jan@klant.example>\nDate: Monday, 4 May 2026 at 15:59\nTo: Support <support@desk.example>\n"
        "Cc: Piet <piet@klant.example>\nSubject: Re: Printer\n\nDoes it work?"
    ),
    "outlook mac nl": (
        "Van: Jan Jansen <jan@klant.example>\nDatum: maandag 4 mei 2026 om 15:59\nAan: Support <support@desk.example>\n"
        "Onderwerp: Re: Printer\n\nWerkt het?"
    ),
    "thunderbird en": "On 04/05/2026 15:59, Jan Jansen wrote:\n> Does it work?\n>",
    "thunderbird nl": "Op 04-05-2026 om 15:59 schreef Jan Jansen:\n> Werkt het?",
    "thunderbird da": "Den 04/05/2026 kl. 15.59 skrev Jens Hansen:\n> Virker det?",
    "thunderbird da old": "On 04-05-2026 15:59, Jens Hansen wrote:\n> Virker det?",
    "thunderbird de": "Am 04.05.26 um 15:59 schrieb Hans Huber:\n> Geht es?",
    "thunderbird fr": "Le 04/05/2026 à 15:59, Jean Dupont a écrit :\n> Ça marche ?",
    "yahoo en": "On Monday, May 4, 2026 at 03:59:10 PM GMT+2, Jan Jansen <jan@klant.example> wrote:\n\n Does it work?",
    "yahoo nl": "Op maandag 4 mei 2026 15:59:10 CEST schreef Jan Jansen <jan@klant.example>:\n\n Werkt het?",
    "yahoo de": "Am Montag, 4. Mai 2026 um 15:59:10 MESZ hat Hans Huber <hans@kunde.example> Folgendes geschrieben:\n\n Geht es?",
    "yahoo fr": "Le lundi 4 mai 2026 à 15:59:10 UTC+2, Jean Dupont <jean@client.example> a écrit :\n\n Ça marche ?",
    "samsung en": (
        "Sent from my Galaxy\n\n-------- Original message --------\nFrom: Jan <jan@klant.example>\n"
        "Date: 04/05/2026 15:59 (GMT+01:00)\nTo: Support\nSubject: Printer\n\nDoes it work?"
    ),
    "samsung nl": (
        "Verzonden vanaf mijn Galaxy\n\n-------- Oorspronkelijk bericht --------\nVan: Jan <jan@klant.example>\n"
        "Datum: 04-05-2026 15:59 (GMT+01:00)\nAan: Support\nOnderwerp: Printer\n\nWerkt het?"
    ),
    "samsung da": "-------- Oprindelig besked --------\nFra: Jens <jens@kunde.example>\nDato: 04.05.2026 15.59\nTil: Support\nEmne: Printer",
    "samsung de": "-------- Ursprüngliche Nachricht --------\nVon: Hans <hans@kunde.example>\nDatum: 04.05.26 15:59\nAn: Support\nBetreff: Drucker",
    "proton": "------- Original Message -------\nOn Monday, May 4th, 2026 at 3:59 PM, Jan <jan@klant.example> wrote:\n\n> Ok?",
    "lotus": "Jan Jansen <jan@klant.example> wrote on 04.05.2026 15:59:21:\n\n> Does it work?",
    "name first nl": "Jan Jansen <jan@klant.example> schreef op 4 mei 2026 15:59:\n\n> Werkt het?",
    "name first de": "Hans Huber <hans@kunde.example> schrieb am Mo., 4. Mai 2026 um 15:59:\n\n> Geht es?",
    "android": "---- Jan Jansen wrote ----\n\n> Does it work?",
    "outlook with a long list of recipients": (
        "From: Support <support@desk.example>\nTo: Jan <jan@klant.example>,\n Piet <piet@klant.example>,\n"
        " Kees <kees@klant.example>,\n Ans <ans@klant.example>\nDate: Mon, 4 May 2026 15:59\nSubject: Printer\n\nDoes it work?"
    ),
    "outlook pt": (
        "De: joao@cliente.example\nEnviada em: segunda-feira, 4 de maio de 2026 15:59\nPara: Support\nAssunto: Impressora\n\nOk?"
    ),
    "horde nl": "Citeren Jan Jansen <jan@klant.example>:\n\n> Werkt het?",
    "horde without an address": "Zitat von Hans Huber:\n\n> Geht es?",
    "groupwise": ">>> Jan Jansen <jan@klant.example> 4-5-2026 15:59 >>>\nWerkt het?",
    "zimbra nl": (
        "----- Oorspronkelijk e-mailbericht -----\nVan: Jan <jan@klant.example>\nAan: Support <support@desk.example>\n"
        "Verzonden: Maandag 4 mei 2026 15:59:00\nOnderwerp: Printer\n\nWerkt het?"
    ),
    "samsung run together": (
        "-------- Oorspronkelijk bericht --------Van: Jan <jan@klant.example> Datum: 04-05-2026  15:59  (GMT+01:00) "
        "Aan: support@desk.example Onderwerp: Printer \nWerkt het?"
    ),
    "name of small words": "Le 04/05/2026 15:59, Georges du chemin a écrit :\n\nÇa marche ?",
    "time first": '11:00 AM, May 4, 2026, "Jan - Klant" <jan@mail.klant.example>:\n\nDoes it work?',
    "gmail ru": "пн, 4 мая 2026 г. в 15:59, Jan Jansen <jan@klant.example>:\n\nРаботает?",
    "apple zh": "在 2026年5月4日，下午3:59，Jan <jan@klant.example> 写道：\n\n好吗？",
    "proton da": "Mandag den 4. maj 2026 kl. 15.59 skrev Jens <jens@kunde.example>:\n\n> Virker det?",
    "zimbra fr": "- Le 2026-05-04 15:59, Jean Dupont a écrit :\n> Ça marche ?",
    "hotmail fr": (
        "De : Jean<mailto:jean@client.example>\nEnvoyé le :lundi 4 mai 2026 15:59\nÀ : Support<mailto:support@desk.example>\n"
        "Objet :Imprimante\n\nÇa marche ?"
    ),
    "yahoo on a phone": "On Mon, 4 May 2026 at 15:59, Jan<jan@klant.example> wrote:   Hello,\n\nDoes it work?",
    "a header without line ends": (
        "Date: Mon, 4 May 2026 15:59:00 +0200 From: jan@klant.example To: Support Subject: Printer\n\nDoes it work?"
    ),
    "outlook ios fr": (
        "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>\n________________________________\nDe : Jean <jean@client.example>\n"
        "Envoyé : lundi 4 mai 2026 15:59:11\nÀ : Support\nObjet : Re: Imprimante\n\nÇa marche ?"
    ),
    "outlook nl, drawn in, names only": "-----Oorspronkelijk bericht-----\nVan: Klaas\nAan: Piet\nOnderwerp: x\n\nWerkt het?",
    "outlook nl, plain words, names only": "Oorspronkelijk bericht:\nVan: Klaas\nAan: Piet\nOnderwerp: x\n\nWerkt het?",
    "outlook nl, a day": "Van: Klaas\nVerzonden: 23 november\nAan: Piet\nOnderwerp: x\n\nWerkt het?",
    "our own mark": "##- Please type your reply above this line -##\n\nYour ticket T-1042 was updated.",
    "above this line": "--- Reply above this line ---\n\nYour ticket was updated.",
    "trailing quote": "> Does it work?\n>\n> Jan",
    "nothing": "",
}


@pytest.mark.parametrize("program", BELOW)
def test_new_text_above_a_quoted_message_stands_alone(program: str) -> None:
    assert reply.newest(f"{NEW}\n\n{BELOW[program]}\n") == NEW


@pytest.mark.parametrize("program", [name for name in BELOW if BELOW[name]])
def test_a_quoted_message_right_below_the_text_is_found_as_well(program: str) -> None:
    assert reply.newest(f"{NEW}\n{BELOW[program]}\n") == NEW


@pytest.mark.parametrize("program", [name for name in BELOW if BELOW[name]])
def test_a_mail_that_is_only_a_quotation_is_not_cut_to_nothing(program: str) -> None:
    assert reply.newest(BELOW[program]).strip()


KEPT_WHOLE = {
    "a list of fields": "Please change these:\n\nName: Jan\nDate: 4 May 2026\nAddress: Kerkstraat 1\nSubject: maths",
    "an appointment": "Invitation:\n\nDate: Wednesday 3, October 2026\nTime: 7:00\nAddress: 130 Fox St\n\nPlease bring your ID.",
    "on a day": "On Monday 4 May 2026 the printer stopped.\nOn Tuesday it started again:\n\n- first slowly\n- then not at all",
    "on your host": "On your remote host you can run:\n\n    telnet 127.0.0.1 52698\n\nThat should connect.",
    "op een dag": "Op 4 mei 2026 om 15:59 viel alles uit:\n\n- de printer\n- het netwerk\n\nOp 5 mei was het weg.",
    "what I wrote": "Op 4 mei 2026 schreef ik:\n\nde printer is stuk\n\nEn nu is hij nog steeds stuk.",
    "what I wrote in English": "On 4 May 2026 I wrote:\n\nthe printer is broken\n\nIt still is.",
    "a journey": "Please book:\n\nFrom: Amsterdam\nTo: Brussels\n\nTwo tickets, second class.",
    "a report of words": "On 4 May 2026 at 10:15 our engineer wrote in the log the following:\n\ndisk 3 failed\n\nPlease replace it.",
    "dashes in a log": "The log says:\n\n-----\nstart\nerror 5\n-----\n\nWhat does it mean?",
    "a shell prompt": "I typed\n\n> ls\n\nand got nothing. Then\n\n> pwd\n\ngave an error.",
    "arrows": "Visit us now\n>>> >>>  http://www.example.com <<<\nClick the link above",
    "dashes in a sentence": "Stuff happened.\n\nAnd here is a fix -- this is not a signature.\n\nkthxbai",
    "sent from as words": "Here is another email\n\nSent from my desk, is much easier than my mobile phone.",
    "sent from in the middle": "Sent from my iPhone appears under every mail.\n\nCan you remove that?",
    "regards in the middle": "Regards\n\nis what I type, and the program crashes after it with a very long message that I put here.\n\nWhy?",
    "a bullet list": "Please order:\n\n- Milk\n- Bread\n- Butter",
    "a question under the greeting": "It works.\n\nKind regards,\nJan\n\nPS: can you also look at the scanner?",
    "one dashed word": "The choice is\n\n- Yes\n- No",
    "a mention of a mail": "From: is the field I mean. To: as well.",
    "two fields": "From: Amsterdam\nTo: Brussels\n\nTwo tickets please.",
    "numbers and colons": "12:30 the alarm went off.\n12:45 it stopped:\n\nnothing more",
    "a frame around a log": "It fails:\n\n---------\n2026-05-04 10:12:00 ERROR null\nTel: 12345678\n---------\n\nWhat now?",
    "a frame around settings": "We have:\n\n=======\nHost: mail.klant.example\nUser: jan@klant.example\n=======\n\nIs it right?",
    "a ruled table": "Type    Number\n---------------\nPhone   030 123 45 67\n\nPlease order these two.",
    "a ruled table above a closing remark": (
        "Service    Ends\n----------------\nMail       Jun 27, 2026\n\nQuestions? Please answer this e-mail and we will look."
    ),
    "what one mailed": "Hi,\n\nOp 3 mei 2026 heb ik naar info@firma.example gemaild:\n\nGraag een sleutel.\n\nGeen antwoord.",
    "what somebody wrote me": "Hi,\n\nOp 3 mei schreef Jan mij het volgende:\n\nMorgen komt er een nieuw systeem.\n\nKlopt dat?",
    "what a program said": "Hi,\n\nOn 4 May 2026 at 10:12 our monitoring said:\n\ndisk full\n\nPlease check.",
    "what a program wrote": "Hej,\n\nDen 4. maj 2026 kl. 10.12 skrev systemet:\n\nfejl 17\n\nHvad gør vi?",
    "questions with dashes between": "Two questions.\n\n--\n\nCan I reset it?\n\nCan Tom do it too?",
    "two questions with a rule between": "Does the printer work?\n\n________________________________\n\nJan can't log in either.",
    "parts with a dash between": "The printer on floor two is broken.\n\n\u2014\n\nJan can't log in.\n\nPiet can't print either.",
    "a name that was announced": "The new contact is:\n\n-Jan Jansen",
    "an address that was announced": "Please add this address:\n-----\njan@klant.example",
    "a heading with a rule": "First\n______\nThe printer\n\nSecond\n______\nThe scanner",
    "a comparison": "As you wrote on 4 May 2026 10:12:\n\n> the license ends in April\n\nbut the portal says May.",
    "a remark under the greeting": "It works.\n\nKind regards,\nJan\n\nThe code is 4711.",
    "a list under the greeting": "Graag bestellen.\n\nGroet, Jan\n\nBestellijst:\n- toner\n- papier",
    "a question about footers": (
        "Hi,\n\nHow do I unsubscribe a recipient from the mailing list? The virus scanner deletes the disclaimer."
    ),
    "a wish about footers": "Hallo,\n\nDe disclaimer zegt dat ik het bericht vertrouwelijk moet verwijderen als geadresseerde, dat is vreemd.",
    "was jemand schrieb": "Hallo,\n\nam 3. Mai schrieb Herr Huber uns:\n\nDie Lieferung kommt.\n\nSie kam nicht.",
    "headers one was asked for": (
        "Here are the headers you asked for:\n\nFrom: a@klant.example\nTo: b@klant.example\nSubject: Test\n"
        "Date: Mon, 4 May 2026 10:12:00 +0200\n\nDo they help?"
    ),
    "a copied mail and nothing else": (
        "-------- Original Message --------\nSubject: \tNews\nDate: \tMon, 4 May 2026 19:16:04 +0200\n"
        "From: \tPiet <piet@klant.example>\nTo: \tjan@klant.example\n\nThe printer is broken."
    ),
    "a form": "Graag toegang:\nVan: maandag\nTot: vrijdag\nAan: Piet\nOnderwerp: VPN\n\nEn graag vandaag nog!",
    "a form between rules": "Graag toegang:\n_____\nVan: maandag\nAan: Piet\nOnderwerp: VPN\n_____\nEn graag vandaag nog!",
    "et skema": "Vi skal bruge:\n\nFra: lageret\nTil: butikken\nDato: snarest\nEmne: scannere\n\nKan I nå det?",
    "a log with fields": "Fout:\n-----\nFrom: db1\nError: 5\nSubject: none\n-----\nKunnen jullie kijken?",
    "a greeting as a subject": "Groet in het scherm is fout geschreven.\n\nKan dat anders?",
    "a program as a subject": "It happens since I installed Outlook for iOS.",
    "confidential as a word": "The folder is confidential, so I can't send it.\n\nWhat should I do?",
}


@pytest.mark.parametrize("case", KEPT_WHOLE)
def test_words_that_only_look_like_a_quotation_stay(case: str) -> None:
    assert reply.newest(KEPT_WHOLE[case]) == KEPT_WHOLE[case]


UNDER = {
    "the signature line": "-- \nJan Jansen\nKlant BV\n+31 20 123 45 67",
    "the signature line without its space": "--\nJan Jansen\nKlant BV",
    "closing en": "Kind regards,\n\nJan Jansen\nKlant BV\nT: 020 123 45 67",
    "closing en short": "Best regards, Jan",
    "closing nl": "Met vriendelijke groet,\n\nJan Jansen\nAdviseur",
    "closing nl groeten": "Vriendelijke groeten\nJan",
    "closing with a full stop": "Met vriendelijke groet.\nJan",
    "closing nl mvg": "Mvg, Jan",
    "closing da": "Med venlig hilsen\n\nJens Hansen\nKunde A/S",
    "closing da mvh": "Mvh Jens",
    "closing de": "Mit freundlichen Grüßen\n\nHans Huber",
    "closing de viele": "Viele Grüße\nHans",
    "closing fr": "Cordialement,\n\nJean Dupont",
    "closing fr bien": "Bien à vous,\nJean",
    "phone en": "Sent from my Verizon Wireless BlackBerry",
    "phone nl": "Verzonden vanaf mijn iPhone",
    "phone da": "Sendt fra min iPad",
    "phone de": "Von meinem Huawei-Mobiltelefon gesendet",
    "phone fr": "Envoyé depuis mon appareil Galaxy",
    "windows mail": "Sent from Mail for Windows",
    "outlook android": "Get Outlook for Android<https://aka.ms/AAb9ysg>",
    "phone with an excuse": "Sent from my cell, please excuse any typos.",
    "phone in brackets": "<<sent by galaxy>>",
    "phone zh": "從我的 iPhone 傳送",
    "any language's outlook": "Nabavite Outlook za Android<https://aka.ms/AAb9ysg>",
    "closing nl groet": "Groet\nJan",
    "closing nl gr": "gr Jan",
    "closing da kh": "Kh\nJens",
    "closing in two languages": "Med venlig hilsen / Kind regards\n\nJens Hansen\nKunde A/S",
    "closing in three languages": "Met vriendelijke groeten / Bien à vous / Kind regards\n\nPieter Peeters",
    "closing nl with thanks": "Dank en groet,\nJan",
    "closing da with thanks": "På forhånd tak og venlig hilsen\nJens",
    "closing en all": "All the best,\nJan",
    "closing from a place": "Viele Grüße aus Hamburg\nHans Huber",
    "closing from a place nl": "Hartelijke groeten uit Groningen,\nJan",
    "closing and a card on one long line": (
        "Met vriendelijke groet,\n\nJan Jansen\n"
        "Klant BV | Kerkstraat 1 | 1234 AB Amsterdam | T +31 20 123 45 67 | E info@klant.example | www.klant.example"
    ),
    "note under a long line": "_______________________\nJan, always at your service.",
    "rule and contact": "—————\nSarah Jansen\nProduct Manager\nsarah@klant.example\n+1 555 0123",
    "list footer": "_______________________________________________\nusers mailing list\nusers@lists.example\nhttps://lists.example/listinfo/users",
    "legal en": (
        "This e-mail and any attachments are confidential and intended only for the addressee. If you received it in error,\n"
        "please delete it."
    ),
    "legal nl": (
        "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Ontvangt u dit bericht per abuis,\n"
        "verwijder het dan."
    ),
    "legal da": "Denne e-mail er fortrolig og kun tiltænkt modtageren. Har du modtaget den ved en fejl, bedes du slette den.",
    "legal de": "Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt. Unbefugte Weitergabe ist verboten.",
    "legal fr": "Ce message est confidentiel et réservé à son destinataire. Reçu par erreur, merci de le détruire.",
    "closing and legal": (
        "Kind regards,\nJan\n\nThis e-mail is confidential and intended only for the addressee. Delete it if received in error."
    ),
    "slashed name": "/Sven",
    "dashed name": "-Jan Jansen",
}


@pytest.mark.parametrize("kind", UNDER)
def test_what_certainly_stands_under_a_mail_is_cut(kind: str) -> None:
    assert reply.newest(f"{NEW}\n\n{UNDER[kind]}\n") == NEW


@pytest.mark.parametrize("kind", UNDER)
def test_a_mail_that_is_only_a_signature_is_not_cut_to_nothing(kind: str) -> None:
    assert reply.newest(UNDER[kind]).strip()


def test_a_signature_with_air_between_its_lines_is_cut_as_well() -> None:
    card = ["Hans Huber", "Leiter IT", "Kunde GmbH", "Hauptstr. 1", "20095 Hamburg", "Tel. +49 40 123456", "Fax 123457"]
    rest = ["hans@kunde.example", "www.kunde.example", "Sitz: Hamburg", "Geschäftsführer: Max Muster", "HRB 12345"]
    assert reply.newest("\n\n".join([NEW, "Mit freundlichen Grüßen", *card, *rest])) == NEW


def test_answers_between_the_quotes_stay_with_the_quotes() -> None:
    text = "Hi,\n\nOn 4 May 2026, Jan wrote:\n> Which version?\n\n4.2\n\n> And which system?\n\nLinux"
    assert reply.newest(text) == "Hi,\n\n> Which version?\n\n4.2\n\n> And which system?\n\nLinux"


def test_short_answers_right_below_long_questions_stay() -> None:
    text = (
        "On 4 May 2026, Jan wrote:\n> Could you please tell me which version of the program you are using today?\n4.2\n"
        "> And could you please tell me on which system it is that you are running it?\nlinux\n> Thanks"
    )
    kept = reply.newest(text)
    assert "4.2" in kept
    assert "linux" in kept


def test_an_answer_below_one_quote_stands_alone() -> None:
    assert reply.newest("On 4 May 2026, Jan wrote:\n> Does it work?\n> Jan\n\nYes, it does.\n") == "Yes, it does."


def test_a_greeting_above_and_an_answer_below_both_stay() -> None:
    kept = reply.newest("Hi Jan,\n\nOn 4 May 2026, Jan wrote:\n> Does it work?\n\nYes, it does.\nIt did so at once.\n")
    assert kept.startswith("Hi Jan,")
    assert kept.endswith("It did so at once.")


def test_answers_announced_below_an_outlook_header_keep_the_whole_mail() -> None:
    text = f"See my answers in red below.\n\n{BELOW['outlook en']}\nYES IT DOES"
    assert reply.newest(text) == text


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "Forwarded message:",
        "---------- Doorgestuurd bericht ---------",
        "Begin doorgestuurd bericht:",
        "---------- Videresendt meddelelse ----------",
        "-------- Weitergeleitete Nachricht --------",
        "Anfang der weitergeleiteten Nachricht:",
        "---------- Message transféré ---------",
        "Début du message transféré :",
    ],
)
def test_a_forward_stays_whole(mark: str) -> None:
    text = f"FYI\n\n{mark}\nFrom: Jan <jan@klant.example>\nDate: 4 May 2026\nSubject: Printer\n\nIt is broken.\n\nRegards,\nJan"
    assert reply.newest(text) == text


@pytest.mark.parametrize(
    "subject", ["FW: Printer", "Fwd: Printer", "WG: Drucker", "TR: Imprimante", "Doorst: x", "VS: Printer"]
)
def test_a_forward_told_by_its_subject_stays_whole(subject: str) -> None:
    text = f"Can you look at this?\n\n{BELOW['outlook en']}"
    assert reply.newest(text, subject) == text


def test_a_header_pasted_into_a_mail_that_answers_none_stays() -> None:
    text = f"Is this phishing?\n\n{BELOW['outlook en']}"
    assert reply.newest(text, "Phishing?", is_answer=False) == text
    assert parse(b"Message-ID: <1@klant.example>\r\nSubject: Phishing?\r\n\r\n" + text.encode()).reply == text


@pytest.mark.parametrize("subject", ["Re: x", "RE: x", "Antw: x", "SV: x", "[T-12] AW: x", "Re[2]: x"])
def test_an_answer_told_by_its_subject_alone_is_cut_as_one(subject: str) -> None:
    assert reply.newest(f"{NEW}\n\n{BELOW['outlook en']}", subject, is_answer=False) == NEW


def test_a_header_that_was_stripped_proves_nothing() -> None:
    assert parse(f"Subject: x\r\n\r\n{NEW}\n\n{BELOW['outlook en']}".encode()).reply == NEW


def test_a_forward_within_the_quoted_message_is_old() -> None:
    text = f"{NEW}\n\n{BELOW['gmail en']}\n> ---------- Forwarded message ---------\n> From: Piet"
    assert reply.newest(text) == NEW


def test_a_quote_marked_line_that_ran_over_is_still_old() -> None:
    text = f"{NEW}\n\nOn 4 May 2026, Jan wrote:\n> this is a rather long line of quoted words that has been wrapped by a\nprogram on its way\n> end"
    assert reply.newest(text) == NEW


def test_a_link_that_lost_its_quote_mark_is_still_old() -> None:
    assert reply.newest(f"{NEW}\n\nOn 4 May 2026, Jan wrote:\n>\n (https://example.com/x) >\n> Regards\n>") == NEW


def test_the_end_of_a_wrapped_link_is_still_old() -> None:
    text = f"{NEW}\n\nOn 4 May 2026, Jan wrote:\n> Your ticket (https://example.com/action?\n_nonce=3dd518)\n>"
    assert reply.newest(text) == NEW


def test_a_second_part_under_a_long_line_stays() -> None:
    text = "First this.\n\n________________\n\nAnd then that as well.\n\nRegards,\nJan\n\nOn 4 May 2026, Piet wrote:\n> Ok?"
    assert reply.newest(text) == "First this.\n\n________________\n\nAnd then that as well."


def test_what_the_writer_quotes_himself_above_the_old_mail_stays() -> None:
    text = "The manual says:\n\n> Press twice\n\nOn 4 May 2026 at 15:59 Piet wrote:\n\n> Does it work?"
    assert reply.newest(text) == "The manual says:\n\n> Press twice"


def test_a_last_line_with_an_address_is_no_part_of_the_attribution_below() -> None:
    text = "Write to jan@klant.example\nOn 4 May 2026 at 15:59 Piet wrote:\n> To whom?"
    assert reply.newest(text) == "Write to jan@klant.example"


def test_an_attribution_on_the_line_of_the_reply_is_split_off() -> None:
    assert reply.newest("Thanks! On Mon, May 4, 2026 at 3:59 PM, jan@klant.example wrote:\n> Hi") == "Thanks!"


def test_an_attribution_torn_by_blank_lines_is_found() -> None:
    text = (
        "Yes.\n\nOn Mon, 4 May 2026 at 11:16 Jan Jansen\n\n<\nmailto:Jan Jansen <jan@klant.example>\n> wrote:\n\n\nNo."
    )
    assert reply.newest(text) == "Yes."


@pytest.mark.parametrize(
    "piece",
    [
        "Op ",
        "> ",
        "On 1 ",
        "Van: a\n",
        "\n",
        "-- \n",
        "a@b ",
        "__\n",
        "On Mon, 1 May 2026 12:00\n",
        "Regards,\n",
        "<",
        "=",
        "-",
    ],
)
def test_long_texts_of_one_piece_take_linear_time(piece: str) -> None:
    start = time.process_time()
    reply.newest(piece * (180_000 // len(piece)))
    reply.newest(f"{piece * 50}\n" * 2000)
    assert time.process_time() - start < 2


def test_the_text_beyond_the_limit_is_kept_as_it_is() -> None:
    text = "word\n" * 100_000
    assert reply.newest(text) == text
