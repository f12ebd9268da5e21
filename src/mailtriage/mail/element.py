"""The elements of an HTML page, and what each does to the text: where lines start and end, what is left out."""

import re
from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailtriage.mail.page import Page, tidy

_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|mso-hide\s*:\s*all)", re.IGNORECASE)
_TIGHT = re.compile(r"\b(?:MsoNormal|MsoPlainText|MsoNoSpacing|MsoListParagraph\w*)\b")
_INDENTING = re.compile(r"border\s*:\s*(?:none|0)|margin-right:\s*0cm", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:https?://|mailto:|tel:)", re.IGNORECASE)
_RULE = "_" * 32
_MAX_DIGITS = 5
_DROPPED = frozenset(
    {
        *("applet", "embed", "head", "iframe", "link", "math", "meta", "noscript", "object", "script", "style", "svg"),
        *("template", "title"),
    }
)
_BLOCKS = frozenset(
    {
        *("address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "header", "html", "main", "nav", "section", "summary", "table"),
        *("tbody", "tfoot", "thead"),
    }
)

_Attributes = Mapping[str, str | None]
_Leave = Callable[[], None]


def render(parsed: LexborHTMLParser) -> str:
    """The page as text, tidied."""
    page = Page()
    root = parsed.body or parsed.root
    if root is not None:
        _walk(root, page)
    page.end_line()
    return tidy("\n".join(page.lines))


def _walk(root: LexborNode, page: Page) -> None:
    """Depth first without recursion: mail nests deeper than Python does."""
    pending: list[tuple[LexborNode, _Leave | None]] = [(root, None)]
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


def _enter(tag: str, attributes: _Attributes, page: Page) -> _Leave:
    """Begin an element and say how it ends."""
    begin = _ELEMENTS.get(tag)
    if begin is not None:
        return begin(tag, attributes, page)
    return _block(page) if tag in _BLOCKS else _nothing


def _nothing() -> None:
    pass


def _block(page: Page) -> _Leave:
    page.end_soon()
    return page.end_soon


def _break(_tag: str, _attributes: _Attributes, page: Page) -> _Leave:
    page.break_line()
    return _nothing


def _rule(_tag: str, _attributes: _Attributes, page: Page) -> _Leave:
    page.end_line()
    page.write(_RULE)
    page.end_line()
    return _nothing


def _image(_tag: str, attributes: _Attributes, page: Page) -> _Leave:
    alternative = (attributes.get("alt") or "").strip()
    if alternative:
        page.write(f"[{alternative}]")
    return _nothing


def _cell(_tag: str, _attributes: _Attributes, page: Page) -> _Leave:
    page.cell()
    return _nothing


def _paragraph(_tag: str, attributes: _Attributes, page: Page) -> _Leave:
    if _TIGHT.search(attributes.get("class") or ""):
        return _tight(page)

    def edge() -> None:
        page.end_soon()
        page.apart()

    edge()
    return edge


def _tight(page: Page) -> _Leave:
    """Outlook's paragraph has no margin; an empty one is a blank line."""
    page.end_soon()
    begun = (len(page.lines), len(page.open))

    def leave() -> None:
        if (len(page.lines), len(page.open)) == begun:
            page.apart()
        page.end_soon()

    return leave


def _row(_tag: str, _attributes: _Attributes, page: Page) -> _Leave:
    page.end_line()
    page.rows.append(len(page.lines) + (page.gap is not None and bool(page.lines)))

    def leave() -> None:
        if page.is_row_on_one_line():
            page.gap = None
        page.end_line()
        page.rows.pop()

    return leave


def _structure(tag: str, attributes: _Attributes, page: Page) -> _Leave:
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


def _start(attributes: _Attributes) -> int:
    start = attributes.get("start") or ""
    return int(start) if start.isascii() and start.isdecimal() and len(start) <= _MAX_DIGITS else 1


def _bullet(page: Page) -> str:
    if not page.numbers or page.numbers[-1] < 0:
        return "- "
    page.numbers[-1] += 1
    return f"{page.numbers[-1] - 1}. "


def _link(_tag: str, attributes: _Attributes, page: Page) -> _Leave:
    target = (attributes.get("href") or "").strip()
    begun = (len(page.lines), len(page.open))

    def leave() -> None:
        lines, pieces = begun
        shown = "".join(page.open[pieces:] if len(page.lines) == lines else page.open).strip()
        bare = _SCHEME.sub("", target).rstrip("/")
        if shown and _SCHEME.match(target) and bare.lower() not in shown.lower().rstrip("/"):
            page.write(f" <{target}>")

    return leave


_ELEMENTS: Mapping[str, Callable[[str, _Attributes, Page], _Leave]] = {
    "a": _link,
    "br": _break,
    "hr": _rule,
    "img": _image,
    "td": _cell,
    "th": _cell,
    "tr": _row,
    **dict.fromkeys(("p", "h1", "h2", "h3", "h4", "h5", "h6", "dl"), _paragraph),
    **dict.fromkeys(("blockquote", "ul", "ol", "li", "pre"), _structure),
}
