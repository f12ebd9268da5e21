"""How the ticket numbers of somebody else's system are described: an RE2 pattern, with at most one group for the number alone."""

from typing import Annotated

from pydantic import AfterValidator

from mailtriage.triage.condition import found, groups, pattern_problem

_WORDS = "Good morning, could you please have a look?"


def _ticket_pattern(text: str) -> str:
    reason = pattern_problem(text)
    if reason:
        raise ValueError(f"{reason}; ticket patterns use RE2: no back-references, no look-around")
    if groups(text) > 1:
        raise ValueError(f"has {groups(text)} groups; mark the number with one, and write the others as (?:...)")
    if found(text, "") or found(text, _WORDS):
        raise ValueError(r"fits ordinary words, so any mail would carry a number; write it like CASE-(\d+)")
    return text


TicketPattern = Annotated[str, AfterValidator(_ticket_pattern)]
