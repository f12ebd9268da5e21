"""format=flowed: lines that end in a space go on in the next one (RFC 3676)."""

import re

_QUOTE = re.compile(r">*")
_SIGNATURE = "-- "


def unfold(text: str, *, delete_space: bool = False) -> str:
    """Flowed text with its paragraphs on one line each; quote marks stand as `> ` and stuffing is taken off.

    With `delete_space` (DelSp=yes) the space that marks a soft break goes too.
    """
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(_QUOTE.match(line)[0])  # type: ignore[index]  # matches the empty string as well
        words = line[depth:]
        words = words.removeprefix(" ")
        soft = words.endswith(" ") and words != _SIGNATURE
        piece = words[:-1] if soft and delete_space else words
        if open_depth == depth and words != _SIGNATURE:
            out[-1] += piece
        else:
            out.append("> " * depth + piece if depth else piece)
        open_depth = depth if soft else -1
    return "\n".join(out)
