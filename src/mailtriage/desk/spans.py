"""Half-open stretches of seconds or of instants: `(start, end)` holds every x with start <= x < end.

All lists here are sorted, disjoint and without empty or touching spans; `union` makes such a list of anything.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

Edge = TypeVar("Edge", int, datetime)
Seconds = tuple[int, int]
Instants = tuple[datetime, datetime]


def union(spans: Iterable[tuple[Edge, Edge]]) -> list[tuple[Edge, Edge]]:
    """Any spans, in any order, overlapping or empty, as one tidy list. Touching spans become one (S2)."""
    tidy: list[tuple[Edge, Edge]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = (tidy[-1][0], max(tidy[-1][1], end))
        else:
            tidy.append((start, end))
    return tidy


def within(spans: Sequence[tuple[Edge, Edge]], limits: Sequence[tuple[Edge, Edge]]) -> list[tuple[Edge, Edge]]:
    """What of `spans` lies in `limits`; both tidy."""
    shared: list[tuple[Edge, Edge]] = []
    i = j = 0
    while i < len(spans) and j < len(limits):
        start, end = max(spans[i][0], limits[j][0]), min(spans[i][1], limits[j][1])
        if start < end:
            shared.append((start, end))
        if spans[i][1] <= limits[j][1]:
            i += 1
        else:
            j += 1
    return shared


def without(spans: Sequence[tuple[Edge, Edge]], cuts: Sequence[tuple[Edge, Edge]]) -> list[tuple[Edge, Edge]]:
    """What of `spans` lies outside `cuts`; both tidy."""
    if not cuts or not spans:
        return list(spans)
    first, last = min(spans[0][0], cuts[0][0]), max(spans[-1][1], cuts[-1][1])
    gaps: list[tuple[Edge, Edge]] = []
    for start, end in cuts:
        gaps.append((first, start))
        first = end
    gaps.append((first, last))
    return within(spans, [gap for gap in gaps if gap[0] < gap[1]])


def length(spans: Iterable[Instants]) -> timedelta:
    """The real time in a tidy list."""
    return sum((end - start for start, end in spans), timedelta(0))
