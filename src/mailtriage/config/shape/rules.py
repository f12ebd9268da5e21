"""The shape of rules.toml: when a rule holds, what it sets, and the small mails that prove it."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from mailtriage.config.shape.scalar import Address, Line, Moment, Name, Strict, Words
from mailtriage.triage.condition import pattern_problem

LOWEST = 4


def _pattern(text: str) -> str:
    reason = pattern_problem(text)
    if reason:
        raise ValueError(f"{reason}; rules use RE2: no back-references, no look-around")
    return text


def _rank(value: Any) -> int | None:
    if value == "none":
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LOWEST:
        raise ValueError(f'{value} is not a priority; write 1 to {LOWEST}, or "none"')
    return value


Pattern = Annotated[str, AfterValidator(_pattern)]
Rank = Annotated[
    int | None,
    PlainValidator(_rank),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1, "maximum": LOWEST}, {"const": "none"}]}),
]


class Received(Strict):
    """Inside or outside the open hours of a calendar."""

    inside: str | None = None
    outside: str | None = None


class When(Strict):
    """A condition; of several keys all must hold."""

    all_: list["When"] = Field(default=[], alias="all", min_length=1)
    any_: list["When"] = Field(default=[], alias="any", min_length=1)
    not_: "When | None" = Field(default=None, alias="not")
    from_: Words = Field(default=[], alias="from", min_length=1)
    domain: Words = Field(default=[], min_length=1)
    to: Words = Field(default=[], min_length=1)
    mailbox: Words = Field(default=[], min_length=1)
    language: Words = Field(default=[], min_length=1)
    automatic: Words = Field(default=[], min_length=1)
    contract: Words = Field(default=[], min_length=1)
    plan: Words = Field(default=[], min_length=1)
    customer: Words = Field(default=[], min_length=1)
    header: dict[str, Pattern] = Field(default={})
    subject: Pattern | None = None
    body: Pattern | None = None
    text: Pattern | None = None
    attachment: Pattern | None = None
    received: Received | None = None


class Values(Strict):
    """What a rule sets, or what an example must give."""

    contract: str | None = None
    kind: Name | None = None
    impact: Name | None = None
    urgency: Name | None = None
    priority: Rank = None
    service: Name | None = None
    product: Name | None = None
    language: Name | None = None
    role: str | None = None
    tags: list[Name] = Field(default=[])
    hold: Line | None = None


class Example(Strict):
    """A small mail and what the whole rulebook makes of it."""

    from_: Address = Field(default="somebody@example.com", alias="from")
    to: Address | None = None
    mailbox: str | None = None
    subject: str = ""
    body: str = ""
    headers: dict[str, str] = Field(default={})
    attachment: str | None = None
    received: Moment | None = None
    gives: Values


class Rule(Strict):
    """One rule."""

    name: Line
    clause: str = ""
    when: When
    set: Values
    example: list[Example] = Field(default=[])


class RulesFile(Strict):
    """rules.toml."""

    rule: list[Rule] = Field(default=[])
