"""How single values are written in the files: durations, sizes, addresses, names, zones.

Every refusal is a sentence for the operator: it says what is wrong and shows a value that would be right.
A day of support time has no fixed length, so targets are written in hours (`27h`) or business days (`3bd`), never
in days (S15); other durations may use days.
"""

import re
import zoneinfo
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from mailtriage.mail.domain import comparable, in_ascii
from mailtriage.mail.token import LENGTH

_DURATION = re.compile(r"(?:([0-9]+)d)?(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?")
_BUSINESS_DAYS = re.compile(r"([1-9][0-9]{0,2})bd")
_SIZE = re.compile(r"([0-9]+) ?(KiB|MiB|GiB)")
_OCTETS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_PREFIX = re.compile(r"[A-Za-z]{1,8}")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\\x00-\x1f\x7f]{1,64}")
_LONGEST_SUPPORT_LOCAL = 64 - LENGTH - 1
_LONGEST_DOMAIN = 253


class Strict(BaseModel):
    """A table of a file: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def duration(text: str) -> timedelta:
    """`1h30m`, `14d`, `45s`; units from large to small, each once. ValueError otherwise."""
    found = _DURATION.fullmatch(text)
    if not found or not text:
        raise ValueError(f'"{text}" is not a duration; write it like 90m, 1h30m or 14d')
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def support_time(text: str) -> timedelta | int:
    """A promised time: hours of support time as a timedelta, or `3bd` as a number of business days (S14, S15)."""
    days = _BUSINESS_DAYS.fullmatch(text)
    if days:
        return int(days.group(1))
    if text.endswith("d") and text[:-1].isdigit():
        raise ValueError(f'"{text}" could mean two things; write {text[:-1]}bd for business days, or hours like 27h')
    try:
        return duration(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a promised time; write hours like 4h or 1h30m, or 3bd') from None


def octets(text: str) -> int:
    """`25 MiB` as a number of octets. ValueError otherwise."""
    found = _SIZE.fullmatch(text)
    if not found:
        raise ValueError(f'"{text}" is not a size; write it like 25 MiB')
    return int(found.group(1)) * _OCTETS[found.group(2)]


@cache
def zones() -> frozenset[str]:
    """The names of all time zones this machine knows."""
    return frozenset(zoneinfo.available_timezones())


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _duration(text: str) -> str:
    duration(text)
    return text


def _support_time(text: str) -> str:
    if text != "none":
        support_time(text)
    return text


def _size(text: str) -> str:
    octets(text)
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(f'"{text}" cannot be a name; use lower-case letters, digits and hyphens')
    return text


def _zone(text: str) -> str:
    if text not in zones():
        raise ValueError(f'"{text}" is not a time zone; write one like Europe/Amsterdam')
    return text


def _domain(text: str) -> str:
    domain = in_ascii(text)
    if len(domain) > _LONGEST_DOMAIN or not all(_LABEL.fullmatch(label) for label in domain.split(".")):
        raise ValueError(f'"{text}" is not a domain; write it like klant.example')
    return domain


def _address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or ".." in f".{local}.":
        raise ValueError(f'"{text}" is not an address; write it like jan@klant.example')
    _domain(domain)
    return text


def _support_address(text: str) -> str:
    local = comparable(_address(text)).rpartition("@")[0]
    if len(local.encode()) > _LONGEST_SUPPORT_LOCAL:
        raise ValueError(
            f'"{text}" leaves no room for the ticket token; before the @ there may be {_LONGEST_SUPPORT_LOCAL} characters'
        )
    if "+" in local:
        raise ValueError(f'"{text}" has a plus sign, which marks the ticket token; write the address without it')
    return comparable(text)


def _line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("must be one line of text, not empty")
    return text


def _prefix(text: str) -> str:
    if not _PREFIX.fullmatch(text):
        raise ValueError(f'"{text}" cannot be a prefix; use 1 to 8 letters')
    return text


def _zoned(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"says no time zone; write it like {moment.isoformat()}+01:00")
    return moment


def _port(number: int) -> int:
    if not 0 < number < 2**16:
        raise ValueError(f"{number} is not a port; ports go from 1 to 65535")
    return number


def _fraction(number: float) -> float:
    if not 0 < number < 1:
        raise ValueError(f"{number:g} is not a part of the target; write 0.75 for three quarters")
    return number


def _positive(number: int) -> int:
    if number < 0:
        raise ValueError(f"{number} is below zero")
    return number


Line = Annotated[str, AfterValidator(_line)]
Prefix = Annotated[str, AfterValidator(_prefix)]
Name = Annotated[str, AfterValidator(_name)]
Duration = Annotated[str, AfterValidator(_duration)]
SupportTime = Annotated[str, AfterValidator(_support_time)]
Size = Annotated[str, AfterValidator(_size)]
Zone = Annotated[str, AfterValidator(_zone)]
Domain = Annotated[str, AfterValidator(_domain)]
Address = Annotated[str, AfterValidator(_address)]
SupportAddress = Annotated[str, AfterValidator(_support_address)]
Moment = Annotated[datetime, AfterValidator(_zoned)]
Port = Annotated[int, AfterValidator(_port)]
Fraction = Annotated[float, AfterValidator(_fraction)]
Count = Annotated[int, AfterValidator(_positive)]
Words = Annotated[list[str], BeforeValidator(_as_list)]
