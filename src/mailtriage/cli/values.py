"""Values that commands take: ticket numbers and instants."""

from datetime import datetime, timedelta

import click
from dateutil.parser import isoparse

from mailtriage.config.shape.scalar import duration


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


class WallTime(click.ParamType[datetime]):
    """An ISO 8601 time on the wall of the contract's zone, naive; or an instant, with an offset."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """See click."""
        try:
            found = value if isinstance(value, datetime) else isoparse(str(value).replace(" ", "T"))
        except ValueError:
            self.fail(f"{value} is no time; write 2026-11-27T13:30", param, ctx)
        if not isinstance(value, datetime) and ":" not in str(value):
            self.fail(f"{value} names no time of the day; write 2026-11-27T13:30", param, ctx)
        return found


class Length(click.ParamType[timedelta]):
    """A length of time above zero: 90m, 1h30m."""

    name = "length"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """See click."""
        try:
            found = value if isinstance(value, timedelta) else duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if found <= timedelta(0):
            self.fail(f"{value} is no length; write 90m or 1h30m", param, ctx)
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
