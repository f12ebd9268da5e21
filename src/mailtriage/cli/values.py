"""Values that commands take: ticket numbers and instants."""

from datetime import datetime

import click
from dateutil.parser import isoparse


class Number(click.ParamType[int]):
    """A ticket number, as 1042 or T-1042."""

    name = "number"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """See click."""
        digits = str(value).rpartition("-")[2]
        if not digits.isdigit():
            self.fail(f"{value} is no ticket number; write 1042 or T-1042", param, ctx)
        return int(digits)


class Instant(click.ParamType[datetime]):
    """An ISO 8601 instant with an offset."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """See click."""
        try:
            found = value if isinstance(value, datetime) else isoparse(str(value))
        except ValueError:
            self.fail(f"{value} is no instant; write 2026-11-23T15:00+01:00", param, ctx)
        if found.tzinfo is None:
            self.fail(f"{value} has no offset; write 2026-11-23T15:00+01:00", param, ctx)
        return found


class Words(click.ParamType[str]):
    """A text with words in it: what goes to a customer, or on record, is never empty."""

    name = "text"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """See click."""
        text = str(value).strip()
        if not text:
            self.fail("the text is empty; write what is to be said", param, ctx)
        return text
