"""Text in the making: lines, what stands in front of them, and the blank lines between."""

import re

_ODD = "\t\n\r\f\xa0\u2000-\u200a\u202f\u3000"
# A single space is left out: it stays what it is, and to replace it would cost a string for each word.
_SPACE = re.compile(f" {{2,}}|[{_ODD}][ {_ODD}]*| [{_ODD}][ {_ODD}]*")
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]")
_MAX_PREFIXES = 20
_MAX_BLANKS = 2
# Text is taken in pieces, and tables of numbers line by line only within reason: both cost memory by the piece.
_CHUNK = 50_000
_MANY_LINES = 20_000
_SHORT_LINE = 30


def tidy(text: str) -> str:
    """Text without trailing spaces, characters that show nothing, and more than two blank lines in a row."""
    count = text.count("\n")
    if count > _MANY_LINES and count * _SHORT_LINE > len(text):
        return text.strip("\n")
    lines: list[str] = []
    blanks = 0
    for line in _UNSEEN.sub("", text).split("\n"):
        bare = line.rstrip()
        blanks = 0 if bare else blanks + 1
        if blanks <= _MAX_BLANKS:
            lines.append(bare)
    return "\n".join(lines).strip("\n")


class Page:
    """Lines in the making: finished ones, the open one, what stands in front of each, and a break that is due."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.open: list[str] = []
        self.prefixes: list[str] = []
        self.numbers: list[int] = []
        self.rows: list[int] = []
        self.preformatted = 0
        self.due = False
        self.fresh = False
        self.gap: int | None = None

    def write(self, text: str) -> None:
        """Text in the open line; white space runs together unless preformatted."""
        if self.preformatted:
            self._write_lines(text)
            return
        for start in range(0, len(text), _CHUNK):
            self._write_flat(text[start : start + _CHUNK])

    def _write_lines(self, text: str) -> None:
        self._start()
        if text.count("\n") > _MANY_LINES:
            self.open.append(text)
            return
        first, *rest = text.split("\n")
        self.open.append(first)
        for line in rest:
            self.break_line()
            self.open.append(line)

    def _write_flat(self, text: str) -> None:
        flat = _SPACE.sub(" ", text)
        if flat == " " and (self.due or self.fresh or not self.open):
            return
        self._start()
        if not self.open or self.open[-1].endswith((" ", "\t")):
            flat = flat.removeprefix(" ")
        if flat:
            self.open.append(flat)

    def _start(self) -> None:
        """Settle what is due before more comes: the end of the open line, then the blank line."""
        if self.due:
            self.end_line()
        self.fresh = False
        if self.gap is not None and not self.open:
            outer = "".join(self.prefixes[: min(self.gap, len(self.prefixes), _MAX_PREFIXES)])
            if self.lines:
                self.lines.append(re.sub(r"[^>\s]", " ", outer).rstrip())
            self.gap = None

    def break_line(self) -> None:
        """Finish the open line, also an empty one."""
        self._start()
        self._finish()

    def end_line(self) -> None:
        """Finish the open line now, if there is anything in it."""
        self.due = False
        if any(not piece.isspace() for piece in self.open):
            self._finish()
        self.open.clear()

    def _finish(self) -> None:
        self.lines.append("".join([*self.prefixes[:_MAX_PREFIXES], *self.open]))
        self.open.clear()
        if self.prefixes and self.prefixes[-1].strip(" >"):
            self.prefixes[-1] = " " * len(self.prefixes[-1])  # the bullet stands before the first line only

    def end_soon(self) -> None:
        """Finish the open line as soon as more text comes; a cell that has just begun has none to finish."""
        self.due = not self.fresh

    def apart(self) -> None:
        """What follows stands apart: a blank line comes before it, quoted as deep as both sides are."""
        if not self.fresh:
            depth = len(self.prefixes)
            self.gap = depth if self.gap is None else min(self.gap, depth)

    def cell(self) -> None:
        """The next cell: on the same line while each cell so far took one line."""
        if self.is_row_on_one_line():
            self.due, self.gap = False, None if self.open else self.gap
            if self.open:
                self.open.append("\t")
        else:
            self.end_line()
        self.fresh = True

    def is_row_on_one_line(self) -> bool:
        """Whether the open table row has not been broken into lines."""
        return not self.rows or self.rows[-1] == len(self.lines)
