"""The words and forms of each language we write: dates, durations, and names for clocks, states and steps.
Own tables instead of a localisation library: three languages, a few dozen words, and every one of them was read aloud (docs/notices.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Language:
    """One language. `form` is the `str.format` pattern of an instant in full, `day_form` of a date.

    `clocks` maps a clock to its label, plain and with its article; `steps` the first word of a step's name to what happened;
    `states` a state, or "pending/reason", to what the requester may read; `changes` what gave a promise anew; `holds` to what staff reads of a held ticket.
    """

    code: str
    weekdays: str
    months: str
    form: str
    day_form: str
    today: str
    tomorrow: str
    no_subject: str
    clocks: Mapping[str, tuple[str, str]]
    clock_states: Mapping[str, str]
    states: Mapping[str, str]
    steps: Mapping[str, str]
    changes: Mapping[str, str]
    holds: Mapping[str, str]
    fields: Mapping[str, str]

    def day(self, day: date) -> str:
        """A date in full words."""
        weekday, month = self.weekdays.split()[day.weekday()], self.months.split()[day.month - 1]
        return self.day_form.format(weekday=weekday, month=month, day=day)

    def moment(self, local: datetime, zone: str) -> str:
        """A local time in full words, cut to the minute: the time told is never later than the time meant."""
        weekday, month = self.weekdays.split()[local.weekday()], self.months.split()[local.month - 1]
        return self.form.format(weekday=weekday, month=month, local=local, zone=zone)


ENGLISH = Language(
    code="en",
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    months="January February March April May June July August September October November December",
    form="{weekday} {local.day} {month} {local.year} at {local:%H:%M} ({zone})",
    day_form="{weekday} {day.day} {month} {day.year}",
    today="today",
    tomorrow="tomorrow",
    no_subject="(no subject)",
    clocks={
        "reaction": ("first answer", "the first answer"),
        "resolution": ("resolution", "the resolution"),
        "pick-up": ("pick-up", "the pick-up"),
    },
    clock_states={"running": "running", "paused": "paused", "stopped": "stopped", "not-started": "not started yet"},
    states={
        "new": "received",
        "open": "being worked on",
        "pending": "waiting",
        "pending/requester": "waiting for your answer",
        "pending/authorisation": "waiting for your authorisation",
        "pending/agreement": "waiting for an agreement",
        "pending/access": "waiting for access",
        "pending/appointment": "waiting for the appointment",
        "with-vendor": "with the vendor",
        "workaround": "a workaround is in place",
        "resolved": "resolved",
        "closed": "closed",
        "held": "being checked",
        "proposed": "proposed",
        "confirmed": "confirmed",
        "declined": "declined",
        "tentative": "perhaps",
        "cancelled": "cancelled",
    },
    steps={
        "warn": "due soon",
        "breach": "breached",
        "level": "escalation, level {level}",
        "unassigned": "nobody assigned",
        "requested": "the customer asked to escalate",
        "vendor": "with the vendor",
        "page": "on-call paged",
        "specialist": "a specialist is asked for",
        "not": "root cause not recorded",
        "progress": "progress update",
        "aim": "due today (aim)",
        "appointment": "appointment coming up",
        "intervention": "appointment coming up",
        "lapsed": "appointment not confirmed",
        "begins": "appointment begins",
        "closing": "will be closed unsolved",
        "idle": "closed without an answer",
        "accepted": "appointment accepted",
        "declined": "appointment declined",
        "tentative": "appointment perhaps",
        "answered": "answer of a calendar",
    },
    changes={
        "re-prioritisation": "another priority or kind",
        "another product or service": "another product or service",
        "root cause recorded late": "root cause corrected",
        "merge": "tickets merged",
    },
    holds={
        "no-contract": "there is no contract",
        "stranger": "no contract knows the sender",
        "not-started": "the contract has not started yet",
        "ended": "the contract has ended",
        "unproven": "nothing proves that it comes from this sender",
        "not-named": "the sender may not open tickets under this contract",
        "not-party": "the sender does not belong to the customer",
        "service": "the contract does not cover the service",
        "product": "the contract does not cover the product",
        "rule": "a rule holds it",
        "suspect": "it looks like spam",
        "staff-unproven": "it says it comes from staff, and nothing proves it",
        "below-line": "a colleague answered with nothing above the line, so the requester was sent nothing",
    },
    fields={
        "contract": "contract",
        "kind": "kind",
        "impact": "impact",
        "urgency": "urgency",
        "priority": "priority",
        "service": "service",
        "product": "product",
        "language": "language",
        "role": "assigned to",
    },
)

DUTCH = Language(
    code="nl",
    weekdays="maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    months="januari februari maart april mei juni juli augustus september oktober november december",
    form="{weekday} {local.day} {month} {local.year} om {local:%H.%M} uur ({zone})",
    day_form="{weekday} {day.day} {month} {day.year}",
    today="vandaag",
    tomorrow="morgen",
    no_subject="(geen onderwerp)",
    clocks={
        "reaction": ("eerste reactie", "de eerste reactie"),
        "resolution": ("oplossing", "de oplossing"),
        "pick-up": ("oppakken", "het oppakken"),
    },
    clock_states={"running": "loopt", "paused": "gepauzeerd", "stopped": "gestopt", "not-started": "nog niet gestart"},
    states={
        "new": "ontvangen",
        "open": "in behandeling",
        "pending": "in de wacht",
        "pending/requester": "wacht op uw antwoord",
        "pending/authorisation": "wacht op uw akkoord",
        "pending/agreement": "wacht op een afspraak over de uitvoering",
        "pending/access": "wacht op toegang",
        "pending/appointment": "wacht op de afspraak",
        "with-vendor": "ligt bij de leverancier",
        "workaround": "er is een tijdelijke oplossing",
        "resolved": "opgelost",
        "closed": "gesloten",
        "held": "wordt gecontroleerd",
        "proposed": "voorgesteld",
        "confirmed": "bevestigd",
        "declined": "afgewezen",
        "tentative": "misschien",
        "cancelled": "afgezegd",
    },
    steps={
        "warn": "loopt bijna af",
        "breach": "termijn overschreden",
        "level": "escalatie, niveau {level}",
        "unassigned": "nog niet toegewezen",
        "requested": "klant vroeg om escalatie",
        "vendor": "ligt bij de leverancier",
        "page": "storingsdienst opgeroepen",
        "specialist": "een specialist gevraagd",
        "not": "hoofdoorzaak nog niet vastgelegd",
        "progress": "voortgangsbericht",
        "aim": "streefdatum is vandaag",
        "appointment": "afspraak komt eraan",
        "intervention": "afspraak komt eraan",
        "lapsed": "afspraak niet bevestigd",
        "begins": "afspraak begint",
        "closing": "wordt onopgelost gesloten",
        "idle": "gesloten zonder antwoord",
        "accepted": "afspraak aangenomen",
        "declined": "afspraak afgewezen",
        "tentative": "afspraak misschien",
        "answered": "antwoord van een agenda",
    },
    changes={
        "re-prioritisation": "andere prioriteit of soort",
        "another product or service": "ander product of andere dienst",
        "root cause recorded late": "oorzaak gecorrigeerd",
        "merge": "tickets samengevoegd",
    },
    holds={
        "no-contract": "er is geen contract",
        "stranger": "de afzender hoort bij geen enkel contract",
        "not-started": "het contract is nog niet ingegaan",
        "ended": "het contract is afgelopen",
        "unproven": "nergens blijkt uit dat het van deze afzender komt",
        "not-named": "de afzender mag onder dit contract geen tickets openen",
        "not-party": "de afzender hoort niet bij de klant",
        "service": "de dienst valt niet onder het contract",
        "product": "het product valt niet onder het contract",
        "rule": "een regel houdt het tegen",
        "suspect": "het lijkt op spam",
        "staff-unproven": "het zegt van een medewerker te komen, maar dat is niet bewezen",
        "below-line": "een collega antwoordde zonder iets boven de regel te schrijven, dus de aanvrager heeft niets gekregen",
    },
    fields={
        "contract": "contract",
        "kind": "soort",
        "impact": "impact",
        "urgency": "urgentie",
        "priority": "prioriteit",
        "service": "dienst",
        "product": "product",
        "language": "taal",
        "role": "toegewezen aan",
    },
)

DANISH = Language(
    code="da",
    weekdays="mandag tirsdag onsdag torsdag fredag lørdag søndag",
    months="januar februar marts april maj juni juli august september oktober november december",
    form="{weekday} den {local.day}. {month} {local.year} kl. {local:%H.%M} ({zone})",
    day_form="{weekday} den {day.day}. {month} {day.year}",
    today="i dag",
    tomorrow="i morgen",
    no_subject="(intet emne)",
    clocks={
        "reaction": ("første svar", "det første svar"),
        "resolution": ("løsning", "løsningen"),
        "pick-up": ("igangsætning", "igangsætningen"),
    },
    clock_states={"running": "løber", "paused": "sat på pause", "stopped": "stoppet", "not-started": "ikke startet"},
    states={
        "new": "modtaget",
        "open": "under behandling",
        "pending": "afventer",
        "pending/requester": "afventer dit svar",
        "pending/authorisation": "afventer din godkendelse",
        "pending/agreement": "afventer en aftale om opgaven",
        "pending/access": "afventer adgang",
        "pending/appointment": "afventer den aftalte tid",
        "with-vendor": "ligger hos leverandøren",
        "workaround": "der er en midlertidig løsning",
        "resolved": "løst",
        "closed": "lukket",
        "held": "bliver kontrolleret",
        "proposed": "foreslået",
        "confirmed": "bekræftet",
        "declined": "afvist",
        "tentative": "måske",
        "cancelled": "aflyst",
    },
    steps={
        "warn": "fristen udløber snart",
        "breach": "fristen er overskredet",
        "level": "eskalering, niveau {level}",
        "unassigned": "ikke tildelt nogen",
        "requested": "kunden bad om eskalering",
        "vendor": "ligger hos leverandøren",
        "page": "vagten er tilkaldt",
        "specialist": "en specialist er ønsket",
        "not": "grundårsagen er ikke registreret",
        "progress": "statusmeddelelse",
        "aim": "målet er i dag",
        "appointment": "aftalen nærmer sig",
        "intervention": "aftalen nærmer sig",
        "lapsed": "aftalen ikke bekræftet",
        "begins": "aftalen begynder",
        "closing": "bliver lukket uløst",
        "idle": "lukket uden svar",
        "accepted": "aftalen accepteret",
        "declined": "aftalen afvist",
        "tentative": "aftalen måske",
        "answered": "svar fra en kalender",
    },
    changes={
        "re-prioritisation": "anden prioritet eller type",
        "another product or service": "andet produkt eller anden tjeneste",
        "root cause recorded late": "årsagen er rettet",
        "merge": "sagerne er lagt sammen",
    },
    holds={
        "no-contract": "der er ingen kontrakt",
        "stranger": "ingen kontrakt kender afsenderen",
        "not-started": "kontrakten er endnu ikke trådt i kraft",
        "ended": "kontrakten er udløbet",
        "unproven": "intet beviser, at den kommer fra denne afsender",
        "not-named": "afsenderen må ikke oprette sager under denne kontrakt",
        "not-party": "afsenderen hører ikke til kunden",
        "service": "kontrakten dækker ikke tjenesten",
        "product": "kontrakten dækker ikke produktet",
        "rule": "en regel holder den tilbage",
        "suspect": "den ligner spam",
        "staff-unproven": "den siger, at den kommer fra en medarbejder, men det er ikke bevist",
        "below-line": "en kollega svarede uden at skrive noget over linjen, så kunden har intet fået",
    },
    fields={
        "contract": "kontrakt",
        "kind": "type",
        "impact": "konsekvens",
        "urgency": "hast",
        "priority": "prioritet",
        "service": "tjeneste",
        "product": "produkt",
        "language": "sprog",
        "role": "tildelt",
    },
)

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (ENGLISH, DUTCH, DANISH)}


def language_of(code: str) -> Language:
    """The language of a code or tag ("nl", "nl-BE", in any case); English for one we do not write."""
    return LANGUAGES.get(code.strip().lower().replace("_", "-").partition("-")[0], ENGLISH)
