"""Puts a notice into words: its facts through the templates of its purpose and language.

The directories are given, the operator's own first: a file there replaces the shipped one of the same name, alone. The
loaded environment is immutable in use and safe to share between threads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from traceback import extract_tb

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    select_autoescape,
)

from mailtriage.errors import Permanent
from mailtriage.notices.languages import LANGUAGES, language_of
from mailtriage.notices.notice import ClockFact, Facts, Notice, Purpose, Rendered
from mailtriage.notices.outside import called, one_line, tame, topic
from mailtriage.notices.sample import samples
from mailtriage.notices.wording import FILTERS

PARTS = ("subject.txt.j2", "body.txt.j2", "body.html.j2")
_SUBJECT = 160
_PROMISES = ("reaction", "resolution")
_WORTH_SAYING = timedelta(minutes=1)
_NAMES = tuple(f.name for f in fields(Facts))
# Whatever a template may do wrong with the values it is given; anything else is our own mistake and shall be seen.
_TEMPLATE_MISTAKES = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
    OSError,
)


def environment(directories: Sequence[str | Path]) -> Environment:
    """The templates of these directories, first one first. Files are read on first use and never again.

    Undefined names are errors, HTML is escaped, a block tag leaves no blank line behind.
    """
    loaded = Environment(
        loader=ChoiceLoader([FileSystemLoader(directory) for directory in directories]),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default_for_string=True, default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    loaded.filters.update(FILTERS)
    return loaded


def render(environment: Environment, notice: Notice) -> Rendered:
    """The notice in words. A language that we do not write becomes English; the subject carries the tag once.

    Raises Permanent, with template, line and reason, when a template is missing or broken.
    """
    context = _context(notice)
    subject, text, html = (_part(environment, notice.purpose, part, context) for part in PARTS)
    tag = str(context["tag"])
    about = _with_theirs(topic(subject, tag), str(context["their_number"]))
    return Rendered(
        subject=one_line(f"[{tag}] {about}" if tag else about, _SUBJECT),
        text=text.strip("\n") + "\n",
        html=html.strip("\n") + "\n",
    )


def _with_theirs(about: str, number: str) -> str:
    return f"{number} {about}" if number and number.lower() not in about.lower() else about


def render_anyway(environment: Environment, notice: Notice) -> tuple[Rendered, str]:
    """The notice in words, and what is wrong with the operator's template for it: then the shipped one says it, since no
    promise waits for a template to be mended. The second is empty if all is well. RuntimeError: the shipped one is wrong.
    """
    try:
        return render(environment, notice), ""
    except Permanent as error:
        complaint = str(error)
    try:
        return render(environment.overlay(loader=_shipped(environment)), notice), complaint
    except Permanent as error:
        raise RuntimeError(str(error)) from error


def _shipped(environment: Environment) -> BaseLoader:
    assert isinstance(environment.loader, ChoiceLoader)
    return environment.loader.loaders[-1]


def problems(environment: Environment, languages: Sequence[str]) -> tuple[str, ...]:
    """What is wrong with the templates of these languages, one sentence each with file and line, every template tried.

    Each template is rendered with all facts and with as few as there may be, so that no branch hides a mistake.
    """
    unknown = [
        f"{code}: no such language; known are {', '.join(sorted(LANGUAGES))}"
        for code in languages
        if code not in LANGUAGES
    ]
    found = [sentence for code in languages if code in LANGUAGES for sentence in _broken(environment, code)]
    return tuple(dict.fromkeys((*unknown, *found)))


def _broken(environment: Environment, code: str) -> Iterator[str]:
    for notice in samples(code):
        context = _context(notice)
        for part in PARTS:
            try:
                _part(environment, notice.purpose, part, context)
            except Permanent as error:
                yield str(error)


def _context(notice: Notice) -> dict[str, object]:
    facts, language = tame(notice.facts), language_of(notice.language)
    context = {name: getattr(facts, name) for name in _NAMES}
    return context | {
        "language": language.code,
        "purpose": notice.purpose.value,
        "called": called(notice.facts.recipient.name),
        "topic": facts.ticket.subject or language.no_subject if facts.ticket else "",
        "missed": _missed(notice.facts),
        "late": _late(notice.facts),
        "resolution": next((c for c in facts.clocks if c.name == "resolution"), None),
        "facts": facts,
    }


def _missed(facts: Facts) -> ClockFact | None:
    """The promise to the customer that has passed at the instant of writing and still waits; an aim is none (S27)."""
    waits = (c for c in facts.clocks if c.name in _PROMISES and c.state == "running" and not c.soft)
    return next((c for c in waits if facts.written and c.due and c.due < facts.written), None)


def _late(facts: Facts) -> timedelta | None:
    """How long ago the deadline that fired was; nothing below a minute, which would read as "0 min ago"."""
    if facts.clock is None or facts.clock.due is None or facts.written is None:
        return None
    passed = facts.written - facts.clock.due
    return passed if passed >= _WORTH_SAYING else None


def _part(environment: Environment, purpose: Purpose, part: str, context: dict[str, object]) -> str:
    name = f"{context['language']}/{purpose.value}/{part}"
    try:
        return environment.get_template(name).render(context)
    except _TEMPLATE_MISTAKES as error:
        raise Permanent(_complaint(name, error)) from error


def _complaint(name: str, error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"template {error.name} is missing (wanted by {name})"
    if isinstance(error, TemplateSyntaxError):
        return f"template {error.filename or error.name or name}, line {error.lineno}: {error.message}"
    frames = [f for f in extract_tb(error.__traceback__) if f.filename.endswith(".j2")]
    where = f"{frames[-1].filename}, line {frames[-1].lineno}" if frames else name
    return f"template {where}: {error}"
