"""A parsed HTML page as lines of text: what starts a line, what is a paragraph, what stands in front of a line."""

import re
from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

_SPACE = re.compile(
    " {2,}|[\t\n\r\f\xa0\u2000-\u200a\u202f\u3000][ \t\n\r\f\xa0\u2000-\u200a\u202f\u3000]*| [\t\n\r\f\xa0\u2000-\u200a\u202f\u3000]+"
)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200b\u200c\u200e\u200f\u2060-\u2064\ufeff]")
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_TIGHT = re.compile(r"\b(?:MsoNormal|MsoPlainText|MsoNoSpacing|MsoListParagraph\w*)\b")
_INDENTING = re.compile(r"border\s*:\s*(?:none|0)|margin-right:\s*0cm", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
_DROPPED = frozenset("head style script title template noscript object embed applet iframe svg math meta link".split())
_BLOCKS = frozenset(
    "address article aside body center dd div dt fieldset figcaption figure footer form header html li main nav "
    "section summary details table tbody thead tfoot tr caption".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl pre blockquote".split())
_RULE = "_" * 32
_MAX_PREFIXES = 20
_MAX_BLANKS = 2
# Text nodes are taken in pieces and tables of numbers line by line only within reason: both cost memory by the piece.
_CHUNK = 50_000
_MANY_LINES = 20_000
_SHORT_LINE = 30


def render(parsed: LexborHTMLParser) -> str:
    """The page as text, tidied."""
    page = _Page()
    root = parsed.body or parsed.root
    if root is not None:
        _walk(root, page)
    page.end_line()
    return tidy("\n".join(page.lines))


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


class _Page:
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


def _walk(root: LexborNode, page: _Page) -> None:
    """Depth first without recursion: mail nests deeper than Python does."""
    pending: list[tuple[LexborNode, Callable[[], None] | None]] = [(root, None)]
    while pending:
        node, leave = pending.pop()
        if leave is not None:
            leave()
            continue
        if node is not root and (sibling := node.next) is not None:
            pending.append((sibling, None))
        tag = node.tag or ""
        if tag == "-text":
            page.write(node.text_content or "")
            continue
        if tag in _DROPPED or tag.startswith(("-", "!", "_")):
            continue
        attributes = node.attributes
        if _HIDDEN.search(attributes.get("style") or ""):
            continue
        pending.append((node, _enter(tag, attributes, page)))
        if (child := node.child) is not None:
            pending.append((child, None))


def _enter(tag: str, attributes: Mapping[str, str | None], page: _Page) -> Callable[[], None]:
    """Begin an element and say how it ends."""
    match tag:
        case "br":
            page.break_line()
        case "hr":
            page.end_line()
            page.write(_RULE)
            page.end_line()
        case "img":
            page.write(f"[{alt}]" if (alt := (attributes.get("alt") or "").strip()) else "")
        case "a":
            return _link(attributes.get("href") or "", page)
        case "td" | "th":
            page.cell()
        case "tr":
            return _row(page)
        case "blockquote" | "ul" | "ol" | "li" | "pre":
            return _structure(tag, attributes, page)
        case "p" if _TIGHT.search(attributes.get("class") or ""):
            return _tight(page)
        case _ if tag in _PARAGRAPHS:
            return _paragraph(page)
        case _ if tag in _BLOCKS:
            page.end_soon()
            return page.end_soon
        case _:
            pass
    return _nothing


def _nothing() -> None:
    pass


def _paragraph(page: _Page) -> Callable[[], None]:
    def edge() -> None:
        page.end_soon()
        page.apart()

    edge()
    return edge


def _tight(page: _Page) -> Callable[[], None]:
    """Outlook's paragraph has no margin; an empty one is a blank line."""
    page.end_soon()
    begun = (len(page.lines), len(page.open))

    def leave() -> None:
        if (len(page.lines), len(page.open)) == begun:
            page.apart()
        page.end_soon()

    return leave


def _row(page: _Page) -> Callable[[], None]:
    page.end_line()
    page.rows.append(len(page.lines) + (page.gap is not None and bool(page.lines)))

    def leave() -> None:
        if page.is_row_on_one_line():
            page.gap = None
        page.end_line()
        page.rows.pop()

    return leave


def _structure(tag: str, attributes: Mapping[str, str | None], page: _Page) -> Callable[[], None]:
    """Elements that put something in front of their lines, or count."""
    joined = tag == "li" or (tag in ("ul", "ol") and bool(page.numbers))

    def edge() -> None:
        page.end_line()
        if not joined:
            page.apart()

    edge()
    prefix = ""
    if tag == "blockquote":
        prefix = "    " if _INDENTING.search(attributes.get("style") or "") else "> "
    elif tag == "li":
        prefix = _bullet(page)
    elif tag == "pre":
        page.preformatted += 1
    else:
        page.numbers.append(_start(attributes) if tag == "ol" else -1)
    page.prefixes.append(prefix)

    def leave() -> None:
        edge()
        page.prefixes.pop()
        if tag == "pre":
            page.preformatted -= 1
        elif tag in ("ul", "ol"):
            page.numbers.pop()

    return leave


def _start(attributes: Mapping[str, str | None]) -> int:
    start = attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 1


def _bullet(page: _Page) -> str:
    if not page.numbers or page.numbers[-1] < 0:
        return "- "
    page.numbers[-1] += 1
    return f"{page.numbers[-1] - 1}. "


def _link(target: str, page: _Page) -> Callable[[], None]:
    begun = (len(page.lines), len(page.open))

    def leave() -> None:
        lines, pieces = begun
        shown = "".join(page.open[pieces:] if len(page.lines) == lines else page.open).strip()
        bare = _SCHEME.sub("", target).rstrip("/")
        if shown and _SCHEME.match(target) and bare.lower() not in shown.lower().rstrip("/"):
            page.write(f" <{target.strip()}>")

    return leave
