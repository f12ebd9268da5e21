"""Which dates are holidays: the lists of the `holidays` library, with a contract's additions and removals (S6).

Lists are expanded once for all of `YEARS`, with English names whatever the machine's language is.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from holidays import country_holidays, list_supported_countries

from mailtriage.config.problem import nearest
from mailtriage.config.shape.calendar import Holidays
from mailtriage.desk.opentime import YEARS

_LANGUAGE = "en_US"
_Names = Mapping[date, tuple[str, ...]]


class Mistake(NamedTuple):
    """What is wrong under which key of a holidays table, and what would be right."""

    key: str
    reason: str
    hint: str


def holiday_dates(table: Holidays) -> tuple[dict[date, str], list[Mistake]]:
    """The holidays by date, and every mistake: an unknown country or category, a removal that removes nothing."""
    mistakes = _unknown_list(table)
    listed = _listed(table.country, tuple(table.categories)) if table.country and not mistakes else {}
    if not mistakes:
        mistakes = _idle_removals(table, listed)
    kept = {day: ", ".join(n for n in names if n not in table.remove) for day, names in listed.items()}
    of_country = {day: name for day, name in kept.items() if name and day not in table.remove}
    return of_country | {own.date: own.name for own in table.add}, mistakes


@cache
def _listed(country: str, categories: tuple[str, ...]) -> _Names:
    # Without a language the library asks the environment; with expand it would add years behind our back.
    listed = country_holidays(country, years=YEARS, categories=categories, language=_LANGUAGE, expand=False)
    return {day: tuple(listed.get_list(day)) for day in sorted(listed)}


def _unknown_list(table: Holidays) -> list[Mistake]:
    if table.country is None:
        return []
    countries = list_supported_countries(include_aliases=False)
    if table.country not in countries:
        hint = f"write it like {nearest(table.country, countries) or 'NL'}"
        return [Mistake("country", f'"{table.country}" is no country we know the holidays of', hint)]
    offered = country_holidays(table.country, expand=False).supported_categories
    return [
        Mistake(f"categories[{i}]", f'"{category}" is no list of {table.country}', f"there are: {', '.join(offered)}")
        for i, category in enumerate(table.categories, 1)
        if category not in offered
    ]


def _idle_removals(table: Holidays, listed: _Names) -> list[Mistake]:
    names = dict.fromkeys(name for day in listed for name in listed[day])
    return [
        Mistake(f"remove[{i}]", f'"{item}" is not in the list', f"did you mean {nearest(str(item), names)}?")
        if nearest(str(item), names)
        else Mistake(f"remove[{i}]", f'"{item}" is not in the list', f"the names are: {', '.join(names)}")
        for i, item in enumerate(table.remove, 1)
        if item not in listed and item not in names
    ]
