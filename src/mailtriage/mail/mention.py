"""Addresses mentioned in free text, such as the words of a mail system about a mail it could not deliver."""

import re

_BOUNDARY = r"\s<>()\[\]{}:;,\"'|"
# A match begins only where a word begins, so a long word without an @ is looked at once.
_ADDRESS = re.compile(rf"(?<![^{_BOUNDARY}])[^{_BOUNDARY}@]{{1,128}}@[^{_BOUNDARY}@]{{1,255}}")
_TRAILING = ".!?*`´’”»…"


def mentioned(text: str) -> list[tuple[int, str]]:
    """Every address with the place where it begins, in order; what looks like one is taken for one."""
    return [
        (found.start(), found.group().rstrip(_TRAILING))
        for found in _ADDRESS.finditer(text)
        if _plausible(found.group())
    ]


def first_mentioned(text: str) -> str:
    """The first address in the text, or an empty string."""
    found = mentioned(text)
    return found[0][1] if found else ""


def _plausible(address: str) -> bool:
    return not address.rpartition("@")[2].startswith((".", "-"))
