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
    """Lines in the making: finished ones, the open one, and what stands in front of each line here."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.open: list[str] = []
        self.prefixes: list[str] = []
        self.numbers: list[int] = []
        self.links: list[int] = []
        self.preformatted = 0
        self.gap = False

    def write(self, text: str) -> None:
        """Text in the open line; white space runs together unless preformatted."""
        if self.preformatted:
            self._write_lines(text)
            return
        for start in range(0, len(text), _CHUNK):
            self._write_flat(text[start : start + _CHUNK])

    def _write_lines(self, text: str) -> None:
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
        if not self.open or self.open[-1].endswith((" ", "\t")):
            flat = flat.removeprefix(" ")
        if flat:
            self.open.append(flat)

    def end_line(self) -> None:
        """Finish the open line if there is anything in it."""
        if any(not piece.isspace() for piece in self.open):
            self.break_line()
        self.open.clear()

    def break_line(self) -> None:
        """Finish the open line, also an empty one."""
        prefix = "".join(self.prefixes[:_MAX_PREFIXES])
        if self.gap and self.lines:
            self.lines.append(prefix.rstrip())
        self.gap = False
        self.lines.append(prefix + "".join(self.open))
        self.open.clear()
        if self.prefixes and self.prefixes[-1].strip(" >"):
            self.prefixes[-1] = " " * len(self.prefixes[-1])  # the bullet stands before the first line only

    def paragraph(self) -> None:
        """What follows stands apart."""
        self.end_line()
        self.gap = True


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
            return _cell(page)
        case "blockquote" | "ul" | "ol" | "li" | "pre":
            return _structure(tag, attributes, page)
        case _:
            return _block(tag, attributes, page)
    return _nothing


def _nothing() -> None:
    pass


def _block(tag: str, attributes: Mapping[str, str | None], page: _Page) -> Callable[[], None]:
    apart = tag in _PARAGRAPHS and not _TIGHT.search(attributes.get("class") or "")
    if not apart and tag not in _BLOCKS and tag != "p":
        return _nothing
    begin = page.paragraph if apart else page.end_line
    begin()
    return begin


def _structure(tag: str, attributes: Mapping[str, str | None], page: _Page) -> Callable[[], None]:
    """Elements that put something in front of their lines, or count."""
    nested = tag in ("ul", "ol") and bool(page.numbers)
    begin = page.end_line if tag == "li" or nested else page.paragraph
    begin()
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
        begin()
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


def _cell(page: _Page) -> Callable[[], None]:
    if page.open and not page.open[-1].endswith("\t"):
        page.open.append("\t")
    return _nothing


def _link(target: str, page: _Page) -> Callable[[], None]:
    begun = (len(page.lines), len(page.open))

    def leave() -> None:
        lines, pieces = begun
        shown = "".join(page.open[pieces:] if len(page.lines) == lines else page.open).strip()
        bare = _SCHEME.sub("", target).rstrip("/")
        if shown and _SCHEME.match(target) and bare.lower() not in shown.lower().rstrip("/"):
            page.write(f" <{target.strip()}>")

    return leave
