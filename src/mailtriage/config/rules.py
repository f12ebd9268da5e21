"""rules.toml to the rulebook, with every name a rule uses checked against what there is.

A rule's reach is the whole desk, so a word is known when any plan knows it: `urgency = "down"` is right as soon as one
plan has a matrix with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256

from mailtriage.config.names import Names, Place, unknown
from mailtriage.config.problem import Problem
from mailtriage.config.shape import rules as shape
from mailtriage.config.sheet import Sheet, table, value
from mailtriage.mail.message import Address, Attachment, Message
from mailtriage.mail.signs import Automatic
from mailtriage.triage import condition
from mailtriage.triage.condition import AllOf, AnyOf, Condition, Not
from mailtriage.triage.rulebook import Example, Rule, Rulebook
from mailtriage.triage.verdict import VerdictField

NONE = "none"
FACTS = ("mailbox", "language", "automatic", "contract", "plan", "customer")


@dataclass(frozen=True, slots=True)
class Words:
    """The words some plan or contract gives a meaning to, for the fields a rule may set."""

    kinds: frozenset[str]
    impacts: frozenset[str]
    urgencies: frozenset[str]
    services: frozenset[str]
    products: frozenset[str]


def rulebook(written: shape.RulesFile, file: str) -> Rulebook:
    """The rules in their order."""
    return Rulebook(tuple(_rule(rule, file) for rule in written.rule))


def words(sheets: Iterable[Sheet], products: frozenset[str]) -> Words:
    """The vocabulary of all plans and contracts."""
    sheets = tuple(sheets)
    pairs = [str(p).split("/") for s in sheets for r in table(s, "priority").values() for p in _list(r, "when")]
    return Words(
        kinds=frozenset(kind for s in sheets for kind in table(s, "kind")),
        impacts=frozenset(pair[0] for pair in pairs),
        urgencies=frozenset(pair[-1] for pair in pairs),
        services=frozenset(str(service) for s in sheets for service in _list(s, "services")),
        products=products,
    )


def problems(written: shape.RulesFile, names: Names, known: Words, file: str) -> list[Problem]:
    """Rules that ask about, set, or expect something that is not there, and rules of one name."""
    found, seen = [], set[str]()
    for rule in written.rule:
        place = Place(file, f'rule "{rule.name}"')
        if rule.name in seen:
            found.append(place.says("an earlier rule has the same name", "a decision names its rule"))
        seen.add(rule.name)
        found += _when_problems(rule.when, names, Place(file, f"{place.key}.when"))
        found += _value_problems(rule.set, names, known, Place(file, f"{place.key}.set"))
        for count, example in enumerate(rule.example, start=1):
            at = Place(file, f"{place.key}.example[{count}]")
            found += _value_problems(example.gives, names, known, Place(file, f"{at.key}.gives"))
            found += unknown(Place(file, f"{at.key}.mailbox"), "mailbox", _some(example.mailbox), names.mailboxes)
    return found


def _rule(rule: shape.Rule, file: str) -> Rule:
    return Rule(
        name=rule.name,
        when=when(rule.when),
        values=_fields(rule.set),
        tags=tuple(rule.set.tags),
        hold=rule.set.hold or "",
        clause=rule.clause,
        file=file,
        examples=tuple(_example(example) for example in rule.example),
    )


def when(written: shape.When) -> Condition:
    """A condition; of several keys all must hold, and an empty table holds for every mail."""
    found: list[Condition] = [Not(when(written.not_))] if written.not_ else []
    found += [AllOf(tuple(when(w) for w in written.all_))] if written.all_ else []
    found += [AnyOf(tuple(when(w) for w in written.any_))] if written.any_ else []
    found += [make(tuple(w)) for make, w in _by_words(written) if w]
    found += [make(pattern) for make, pattern in _by_pattern(written) if pattern is not None]
    found += [condition.Header(name, pattern) for name, pattern in written.header.items()]
    if written.received:
        inside, outside = written.received.inside, written.received.outside
        found += [condition.Received(inside, inside=True)] if inside else []
        found += [condition.Received(outside, inside=False)] if outside else []
    return found[0] if len(found) == 1 else AllOf(tuple(found))


def _by_words(w: shape.When) -> Iterator[tuple[Callable[[tuple[str, ...]], Condition], list[str]]]:
    yield condition.FromAddress, w.from_
    yield condition.FromDomain, w.domain
    yield condition.Recipient, w.to
    for fact in FACTS:
        yield partial(condition.Said, fact), getattr(w, fact)


def _by_pattern(w: shape.When) -> Iterator[tuple[Callable[[str], Condition], str | None]]:
    yield condition.Subject, w.subject
    yield condition.Body, w.body
    yield condition.AnyText, w.text
    yield condition.HasAttachment, w.attachment


def _fields(values: shape.Values) -> dict[VerdictField, str | int | None]:
    """Only what is written: a field that is set to "none" is decided, one that is absent is left to others."""
    written = {name: getattr(values, name) for name in values.model_fields_set if name in set(VerdictField)}
    return {VerdictField(name): None if decided == NONE else decided for name, decided in written.items()}


def _example(written: shape.Example) -> Example:
    headers = {**written.headers, "From": written.from_, "To": written.to or "", "Subject": written.subject}
    content = b"example"
    attached = Attachment(written.attachment or "", "application/octet-stream", content, sha256(content).hexdigest())
    message = Message(
        from_=Address("", written.from_),
        to=(Address("", written.to),) if written.to else (),
        subject=written.subject,
        text=written.body,
        reply=written.body,
        attachments=(attached,) if written.attachment else (),
        headers={name.lower(): (text,) for name, text in headers.items() if text},
    )
    expect: dict[str, str | int | tuple[str, ...] | None] = {f.value: v for f, v in _fields(written.gives).items()}
    if "tags" in written.gives.model_fields_set:
        expect["tags"] = tuple(written.gives.tags)
    if "hold" in written.gives.model_fields_set:
        expect["hold"] = written.gives.hold
    return Example(message, expect, written.mailbox or "", _instant(written.received))


def _instant(received: datetime | None) -> str:
    return received.isoformat() if received else ""


def _when_problems(written: shape.When, names: Names, place: Place) -> Iterator[Problem]:
    known: Mapping[str, tuple[str, frozenset[str] | None]] = {
        "mailbox": ("mailbox", names.mailboxes),
        "contract": ("contract", names.contracts),
        "plan": ("plan", names.plans),
        "customer": ("customer", names.customers),
        "automatic": ("kind of automatic mail", frozenset(Automatic)),
    }
    for key, (what, choices) in known.items():
        asked = [word for word in getattr(written, key) if "*" not in word]
        yield from unknown(Place(place.file, f"{place.key}.{key}"), what, asked, choices)
    if written.received:
        asked = [*_some(written.received.inside), *_some(written.received.outside)]
        yield from unknown(Place(place.file, f"{place.key}.received"), "calendar", asked, names.calendars)
    inner = [*_numbered(written.all_, "all"), *_numbered(written.any_, "any")]
    for key, below in [*inner, *([("not", written.not_)] if written.not_ else [])]:
        yield from _when_problems(below, names, Place(place.file, f"{place.key}.{key}"))


def _numbered(conditions: list[shape.When], key: str) -> Iterator[tuple[str, shape.When]]:
    for number, below in enumerate(conditions, start=1):
        yield f"{key}[{number}]", below


def _value_problems(values: shape.Values, names: Names, known: Words, place: Place) -> Iterator[Problem]:
    choices: Mapping[str, frozenset[str] | None] = {
        "contract": names.contracts,
        "kind": known.kinds,
        "impact": known.impacts | {NONE},
        "urgency": known.urgencies | {NONE},
        "service": known.services | {NONE},
        "product": known.products | {NONE} if names.contracts else None,
        "role": names.roles,
    }
    for key, of in choices.items():
        yield from unknown(Place(place.file, f"{place.key}.{key}"), key, _some(getattr(values, key)), of)


def _some(word: str | None) -> list[str]:
    return [word] if word is not None else []


def _list(of: Sheet, *path: str) -> list[object]:
    found = value(of, *path)
    return found if isinstance(found, list) else []
