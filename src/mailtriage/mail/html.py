"""HTML as mail programs write it: as text that can be read, and as HTML that does no harm."""

import re
from html import unescape

import nh3
from selectolax.lexbor import LexborHTMLParser

from mailtriage.mail import element, page

# The parser takes quadratic time on nesting (200,000 open divs: two minutes) and 200 octets and more for a tag.
# Beyond these bounds, which no mail program reaches, the tags are stripped by hand.
_MAX_OPEN = 600
_TAGS_FREE = 5000
_TAGS_PER_OCTET = 0.012
_CROWDED_TAG = re.compile(r"<[a-zA-Z!?/](?:[^<>\s]*+\s++){2000}")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_THEMSELVES = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "param",
            "source",
            "track",
            "wbr",
        ),
        *("p", "tr", "td", "th"),
    }
)
_BREAKING = re.compile(r"<(?:br|/?p|/?div|/?tr|/?li|/?h[1-6]|/?blockquote|/?table)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")


def to_text(markup: str) -> str:
    """The readable text: lists, quotes, tables and links kept legible, what is hidden left out; linear in time."""
    if not markup.strip():
        return ""
    if _is_attack(markup):
        return page.tidy(_stripped(markup))
    return element.render(LexborHTMLParser(markup))


def _is_attack(markup: str) -> bool:
    # `</p>` without a `<p>` makes one.
    tags = markup.count("<") - markup.count("</") + markup.count("</p")
    if tags > _TAGS_FREE + _TAGS_PER_OCTET * len(markup) or _CROWDED_TAG.search(markup):
        return True
    return tags > _MAX_OPEN and _deepest(markup) > _MAX_OPEN


def _deepest(markup: str) -> int:
    """An upper bound of how many elements are open at once."""
    open_: dict[str, int] = {}
    total = deepest = 0
    for found in _TAG_NAME.finditer(markup):
        name = found[2].lower()
        if name in _CLOSED_BY_THEMSELVES:
            continue
        count = open_.get(name, 0)
        step = 1 if not found[1] else -1 if count else 0
        open_[name] = count + step
        total += step
        deepest = max(deepest, total)
    return deepest


def _stripped(markup: str) -> str:
    return unescape(_TAG.sub("", _BREAKING.sub("\n", markup)))


def sanitise(markup: str) -> str:
    """HTML for showing or sending on: no script, form, frame, style sheet, event or remote image survives.

    Images stay only where they point into the mail itself (`cid:`). What is nested beyond reason comes back as text.
    """
    if _is_attack(markup):
        return nh3.clean_text(page.tidy(_stripped(markup)))
    return nh3.clean(
        markup,
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        attribute_filter=_harmless,
        clean_content_tags={
            "script",
            "style",
            "title",
            "iframe",
            "object",
            "embed",
            "noscript",
            "template",
            "svg",
            "math",
        },
    )


_ALLOWED = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div"),
    *("dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p"),
    *("pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot"),
    *("th", "thead", "tr", "tt", "u", "ul", "var"),
}
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    """Only an image in the mail itself may be shown: a remote one tells its sender who read the mail, and when."""
    if attribute == "src":
        return value if value.lower().startswith("cid:") else None
    if tag == "a" and value.lower().startswith("cid:"):
        return None
    return value
