"""Half-open stretches on an integer line: `(start, end)` holds every n with start <= n < end.

All lists here are sorted, disjoint and without empty or touching spans; `union` makes such a list of anything.
"""

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Span]:
    """Any spans, in any order, overlapping or empty, as one tidy list. Touching spans become one (S2)."""
    tidy: list[Span] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = (tidy[-1][0], max(tidy[-1][1], end))
        else:
            tidy.append((start, end))
    return tidy


def within(spans: Sequence[Span], limits: Sequence[Span]) -> list[Span]:
    """What of `spans` lies in `limits`; both tidy."""
    shared: list[Span] = []
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


def without(spans: Sequence[Span], cuts: Sequence[Span]) -> list[Span]:
    """What of `spans` lies outside `cuts`; both tidy."""
    if not cuts or not spans:
        return list(spans)
    first, last = min(spans[0][0], cuts[0][0]), max(spans[-1][1], cuts[-1][1])
    edges = [first, *(edge for cut in cuts for edge in cut), last]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return within(spans, [(start, end) for start, end in gaps if start < end])


def length(spans: Iterable[Span]) -> int:
    """The size of a tidy list."""
    return sum(end - start for start, end in spans)
