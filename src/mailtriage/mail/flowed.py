"""format=flowed: lines that end in a space go on in the next one (RFC 3676)."""

import re

_QUOTE = re.compile(r">*")
_SIGNATURE = "-- "
# Text of many very short lines is no prose; taking it apart would cost more memory than it is worth.
_FEW_LINES = 20_000
_SHORT_LINE = 30
_MAX_DEPTH = 50


def unfold(text: str, *, delete_space: bool = False) -> str:
    """Flowed text with its paragraphs on one line each; quote marks stand as `> ` and stuffing is taken off.

    With `delete_space` (DelSp=yes) the space that marks a soft break goes too.
    """
    lines = text.count("\n")
    if lines > _FEW_LINES and lines * _SHORT_LINE > len(text):
        return text
    out: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(_QUOTE.match(line)[0])  # type: ignore[index]  # matches the empty string as well
        words = line[depth:]
        words = words.removeprefix(" ")
        soft = words.endswith(" ") and words != _SIGNATURE
        piece = words[:-1] if soft and delete_space else words
        if open_depth == depth and words != _SIGNATURE:
            out[-1].append(piece)
        else:
            out.append(["> " * min(depth, _MAX_DEPTH), piece] if depth else [piece])
        open_depth = depth if soft else -1
    return "\n".join("".join(pieces) for pieces in out)
