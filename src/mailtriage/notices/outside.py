"""What came from outside, made harmless before it meets a template: no control characters, one line where one is due.

A customer's subject or name must not be able to add a line to our mail ("Priority: Top"), turn its reading direction, or
end a header. Escaping for HTML is the template environment's work, not done here.
"""

import re
from dataclasses import fields, replace
from typing import Any

from mailtriage.desk.party import Person
from mailtriage.desk.ticket import Ticket
from mailtriage.notices.notice import Facts

_LINE = 200
_NAME = 60
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # control characters but tab, LF, CR
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the reading direction
    "\ufeff\ufff9-\ufffb\ud800-\udfff]"  # byte order mark, annotations, lone surrogates
)
_JOINED = r"[^\x00-\u024f\s\u2000-\u206f\ufeff]"  # of a script, or an emoji, that is written with joiners within
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u180e\u200b\u2060-\u2064\ufeff]"  # take no room: two names would look like one
    rf"|(?<!{_JOINED})[\u200c\u200d]+|[\u200c\u200d]+(?!{_JOINED})"
)
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NAME_OF_A_PERSON = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])*")
_MULTI_LINE = frozenset({"text", "failed_reason"})
_ONE_LINE = tuple(f.name for f in fields(Facts) if f.type is str and f.name not in _MULTI_LINE)


def one_line(value: str, limit: int = _LINE) -> str:
    """The text on one line without control and invisible characters, cut at a word where it is longer than `limit` characters."""
    line = " ".join(_UNSEEN.sub(" ", _INVISIBLE.sub("", value)).split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    words = cut.rpartition(" ")[0]
    return (words if len(words) > limit // 2 else cut).rstrip() + "…"


def many_lines(value: str) -> str:
    """The text with LF for every kind of line end and without control characters; not a word is lost."""
    return _UNSEEN.sub("", _BREAKS.sub("\n", value)).strip("\n")


def called(name: str) -> str:
    """How to address somebody in a greeting; empty where a display name does not look like the name of a person.

    "Jansen, Piet" may be a name turned round or a name and a firm, and "win at http://x.test" is neither: greeting
    nobody is better than greeting wrongly, or spreading what a forger wrote.
    """
    line = one_line(name.partition("(")[0])
    return line if len(line) <= _NAME and _NAME_OF_A_PERSON.fullmatch(line) else ""


def topic(subject: str, tag: str) -> str:
    """A subject without our own tag, wherever replies have put it; empty where nothing else is left."""
    line = re.sub(rf"\[{re.escape(tag)}\]", " ", one_line(subject), flags=re.IGNORECASE) if tag else one_line(subject)
    return " ".join(line.split())


def tame(facts: Facts) -> Facts:
    """The same facts with every text made harmless; `text` and `failed_reason` keep their lines."""
    lines: dict[str, Any] = {name: one_line(value) for name in _ONE_LINE if (value := getattr(facts, name))}
    history = tuple(replace(line, who=one_line(line.who), what=one_line(line.what)) for line in facts.history)
    return replace(
        facts,
        **lines,
        text=many_lines(facts.text),
        failed_reason=many_lines(facts.failed_reason),
        recipient=_person(facts.recipient),
        ticket=_ticket(facts.ticket, facts.tag) if facts.ticket else None,
        may_ask=tuple(one_line(name) for name in facts.may_ask),
        attachment_names=tuple(one_line(name) for name in facts.attachment_names),
        history=history,
        items=tuple(tame(item) for item in facts.items),
    )


def _person(person: Person) -> Person:
    return replace(person, name=one_line(person.name), address=one_line(person.address))


def _ticket(ticket: Ticket, tag: str) -> Ticket:
    return replace(
        ticket,
        subject=topic(ticket.subject, tag),
        requester=_person(ticket.requester),
        participants=tuple(_person(p) for p in ticket.participants),
        service=one_line(ticket.service),
        product=one_line(ticket.product),
    )
