"""The words and forms of each language we write: dates, durations, and names for clocks, states and steps.

Own tables instead of a localisation library: three languages, a few dozen words, and every one of them was read aloud.
To add a language, add a `Language` here and a directory of templates (docs/notices.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Language:
    """One language. Forms are `str.format` patterns over weekday, month and the local time; ZONE stands for the zone.

    `clocks` maps a clock to its label and to the same with its article, for the middle of a sentence. `units` are
    hours, minutes and seconds, one and many. `steps` maps the first word of a step's name ("warn", "level") to what
    happened; `states` maps a state, or "pending/reason", to what the requester may read.
    """

    code: str
    weekdays: str
    months: str
    short_weekdays: str
    short_months: str
    moment: str
    stamp: str
    today: str
    tomorrow: str
    joined: str
    units: tuple[tuple[str, str], ...]
    no_subject: str
    clocks: Mapping[str, tuple[str, str]]
    clock_states: Mapping[str, str]
    states: Mapping[str, str]
    steps: Mapping[str, str]
    fields: Mapping[str, str]

    def full(self, local: datetime, zone: str) -> str:
        """A local time in full words, cut to the minute: the time told is never later than the time meant."""
        return self._in(self.moment, self.weekdays, self.months, local).replace("ZONE", zone)

    def short(self, local: datetime, zone: str) -> str:
        """The same, abbreviated, for subjects and lists."""
        return self._in(self.stamp, self.short_weekdays, self.short_months, local).replace("ZONE", zone)

    @staticmethod
    def _in(form: str, weekdays: str, months: str, local: datetime) -> str:
        weekday, month = weekdays.split()[local.weekday()], months.split()[local.month - 1]
        return form.format(weekday=weekday, month=month, local=local)


ENGLISH = Language(
    code="en",
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    months="January February March April May June July August September October November December",
    short_weekdays="Mon Tue Wed Thu Fri Sat Sun",
    short_months="Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    moment="{weekday} {local.day} {month} {local.year} at {local:%H:%M} (ZONE)",
    stamp="{weekday} {local.day} {month} {local.year} {local:%H:%M} ZONE",
    today="today",
    tomorrow="tomorrow",
    joined="{0} and {1}",
    units=(("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
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
    },
    steps={
        "warn": "due soon",
        "breach": "breached",
        "level": "escalation, level {level}",
        "unassigned": "nobody assigned",
        "not": "root cause not recorded",
        "progress": "progress update",
        "aim": "due today (aim)",
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
    short_weekdays="ma di wo do vr za zo",
    short_months="jan feb mrt apr mei jun jul aug sep okt nov dec",
    moment="{weekday} {local.day} {month} {local.year} om {local:%H.%M} uur (ZONE)",
    stamp="{weekday} {local.day} {month} {local.year} {local:%H.%M} uur ZONE",
    today="vandaag",
    tomorrow="morgen",
    joined="{0} en {1}",
    units=(("uur", "uur"), ("minuut", "minuten"), ("seconde", "seconden")),
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
    },
    steps={
        "warn": "loopt bijna af",
        "breach": "termijn overschreden",
        "level": "escalatie, niveau {level}",
        "unassigned": "nog niet toegewezen",
        "not": "hoofdoorzaak nog niet vastgelegd",
        "progress": "voortgangsbericht",
        "aim": "streefdatum is vandaag",
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
    short_weekdays="man. tirs. ons. tors. fre. lør. søn.",
    short_months="jan. feb. mar. apr. maj jun. jul. aug. sep. okt. nov. dec.",
    moment="{weekday} den {local.day}. {month} {local.year} kl. {local:%H.%M} (ZONE)",
    stamp="{weekday} {local.day}. {month} {local.year} kl. {local:%H.%M} ZONE",
    today="i dag",
    tomorrow="i morgen",
    joined="{0} og {1}",
    units=(("time", "timer"), ("minut", "minutter"), ("sekund", "sekunder")),
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
    },
    steps={
        "warn": "fristen udløber snart",
        "breach": "fristen er overskredet",
        "level": "eskalering, niveau {level}",
        "unassigned": "ikke tildelt nogen",
        "not": "grundårsagen er ikke registreret",
        "progress": "statusmeddelelse",
        "aim": "målet er i dag",
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
