"""The filters templates write with: instants in the contract's zone, durations, names of clocks and states, mail links.

A filter takes the language and zone from the notice being rendered, so a template says `{{ promise | moment }}` and no
more. In an imported macro there is no notice: hand macros finished words.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from mailtriage.desk import spelling
from mailtriage.desk.ticket import Ticket
from mailtriage.notices.language import Language
from mailtriage.notices.languages import language_of
from mailtriage.notices.notice import Facts

_EVENING = 20
_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _local(context: Context, instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("a time without zone")
    return instant.astimezone(_zone(str(context["zone"])))


def _language(context: Context) -> Language:
    return language_of(str(context["language"]))


def zone_name(local: datetime) -> str:
    """How the zone is shown: "CET" where it has such a name, otherwise the distance, "UTC+05:30"."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    distance = f"{local:%z}"
    return f"UTC{distance[:3]}:{distance[3:5]}"


@pass_context
def moment(context: Context, instant: datetime) -> str:
    """An instant in full: "Tuesday 24 November 2026 at 09:30 (CET)". Seconds are cut, never rounded up."""
    local = _local(context, instant)
    return _language(context).moment(local, zone_name(local))


@pass_context
def day(context: Context, on: date) -> str:
    """A local date in full: "Saturday 5 December 2026"."""
    return _language(context).day(on)


@pass_context
def soon(context: Context, instant: datetime) -> str:
    """The same, led by "today," or "tomorrow," where that is certain.

    Certain: the instant of writing is known, and early enough in the day that the mail will hardly be delivered, or
    read, on the next. The date always stands beside it, so a late reader is never misled.
    """
    words, written = moment(context, instant), context["written"]
    if written is None or _local(context, written).hour >= _EVENING:
        return words
    language, days = _language(context), (_local(context, instant).date() - _local(context, written).date()).days
    lead = {0: language.today, 1: language.tomorrow}.get(days)
    return f"{lead}, {words}" if lead else words


@pass_context
def stamp(context: Context, instant: datetime) -> str:
    """An instant in short, for subjects and lists, cut to the minute like `moment`: "Tue 24 Nov 2026 09:30 CET".

    Seconds stand only in derivations, where the sum would not come out without them.
    """
    local = _local(context, instant)
    minute = instant.replace(second=0, microsecond=0)
    return (
        f"{spelling.moment(minute, _zone(str(context['zone'])), _language(context).code, year=True)} {zone_name(local)}"
    )


@pass_context
def duration(context: Context, span: timedelta) -> str:
    """A length of time, cut to the minute from one minute on. Never in days: a day of support time is not 24 hours (S15)."""
    minutes = span // _MINUTE * _MINUTE if span >= _MINUTE else span
    return spelling.spell(minutes, _language(context).code)


def plural(number: int, one: str, many: str) -> str:
    """The number with its word: "1 ticket", "3 tickets"."""
    return f"{number} {one if number == 1 else many}"


@pass_context
def clock(context: Context, name: str) -> str:
    """What a clock measures, as a label: "first answer"."""
    return _language(context).clocks.get(name, (name, name))[0]


@pass_context
def the_clock(context: Context, name: str) -> str:
    """The same with its article, for the middle of a sentence: "the first answer"."""
    return _language(context).clocks.get(name, (name, name))[1]


@pass_context
def clock_state(context: Context, name: str) -> str:
    """A clock's state in words."""
    return _language(context).clock_states.get(name, name)


@pass_context
def state(context: Context, ticket: Ticket) -> str:
    """A ticket's state as its requester may read it, with whom or what a pending one waits for.

    Nobody but the requester is told that we wait for "your" answer.
    """
    words, plain = _language(context).states, ticket.state.value
    if context.get("whose"):
        return words.get(plain, plain)
    return words.get(f"{plain}/{ticket.pending.value if ticket.pending else ''}", words.get(plain, plain))


@pass_context
def step(context: Context, facts: Facts) -> str:
    """What fired, in two or three words: "due soon", "escalation, level 2"; a step without words keeps its name."""
    what, *which = facts.step.split("-")
    words = _language(context).steps.get(what, facts.step)
    return words.format(level=facts.level or "".join(which[:1]))


@pass_context
def hold(context: Context, code: str) -> str:
    """Why a ticket is held, in words for staff; a code without words is shown as it is."""
    return _language(context).holds.get(code, code)


@pass_context
def subject(context: Context, facts: Facts) -> str:
    """The subject of the ticket that an item of a digest is about, or that there is none."""
    return (facts.ticket.subject if facts.ticket else "") or _language(context).no_subject


@pass_context
def field_name(context: Context, name: str) -> str:
    """A field of the verdict in words."""
    return _language(context).fields.get(name, name)


def sentence(text: str) -> str:
    """The text with a capital first letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Somebody's text inside a text part: each line led by "> ", so that nothing in it passes for ours (RFC 3676, 4.5)."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def lines(text: str) -> Markup:
    """Somebody's text inside HTML: escaped, with its line breaks and indents kept."""
    safe = str(escape(text)).replace("\t", "    ").replace("  ", "&nbsp; ")
    return Markup(safe.replace("\n ", "\n&nbsp;").replace("\n", "<br>\n"))  # noqa: S704 - escaped one line above


def mailto(address: str, subject: str) -> str:
    """A link that opens a mail to the address with the subject filled in (RFC 6068)."""
    return f"mailto:{quote(address, safe='@+')}?subject={quote(subject, safe='')}"


FILTERS: dict[str, Callable[..., object]] = {
    f.__name__: f
    for f in (
        *(moment, day, soon, stamp, duration, plural, clock, the_clock, clock_state, state, step, hold),
        *(subject, field_name, sentence, quoted, lines, mailto),
    )
}
