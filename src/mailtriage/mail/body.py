"""The text of a message: which parts are read, in which order, and which are kept as files.

Of alternatives the plain one is read unless it is empty or stands in for the HTML; a named text part is a file, unless there is nothing else to read.
"""

import re
from dataclasses import dataclass, field

from mailtriage.mail import attachment, charset, flowed, html, tnef, transfer
from mailtriage.mail.attachment import Declared
from mailtriage.mail.entity import Entity
from mailtriage.mail.message import Attachment
from mailtriage.mail.placeholder import is_placeholder, may_be_placeholder

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
# Text with marks in it that no mail program writes any more (RFC 1896, 1341).
_ENRICHED = frozenset({"text/enriched", "text/richtext"})
_MARK = re.compile(r"<param>[^<]{0,200}</param>|</?[a-zA-Z-]{1,60}>", re.IGNORECASE)
# Second renderings of the same text that no reader of ours shows.
_RENDERINGS = frozenset({"text/x-amp-html", "text/watch-html"})


@dataclass(slots=True)
class Reading:
    """What has been read so far, on the way through the parts."""

    texts: list["_Text"] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    named: list[Entity] = field(default_factory=list)
    spare: list["_Text"] = field(default_factory=list)
    spare_files: list[Attachment] = field(default_factory=list)
    position: int = 0
    defects: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The readable text: the pieces in the order they stand, each on lines of its own."""
        return _joined(self.texts)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    is_html: bool = False


def read(root: Entity) -> Reading:
    """Texts, HTML and files of a message, each in the order they stand."""
    reading = Reading()
    _visit(root, reading)
    if not _is_written(reading) and reading.named:
        _read_text(reading.named[0], reading)
    if not _is_written(reading):
        reading.texts = reading.spare
        reading.files += reading.spare_files
    return reading


def _is_written(reading: Reading) -> bool:
    return any(piece.text.strip() for piece in reading.texts)


def _visit(entity: Entity, reading: Reading) -> None:
    if entity.content_type == "multipart/alternative":
        _visit_alternatives(entity, reading)
    elif entity.children:
        for child in entity.children:
            _visit(child, reading)
    else:
        _visit_leaf(entity, reading)


def _visit_alternatives(entity: Entity, reading: Reading) -> None:
    """All say the same: the plain one with words of the sender in it is the text, or else the first that has any."""
    before = reading.texts
    written: list[list[_Text]] = []
    for child in entity.children:
        if child.content_type in _RENDERINGS:
            continue
        reading.texts = []
        _visit(child, reading)
        if any(piece.text.strip() for piece in reading.texts):
            written.append(reading.texts)
    rich = [texts for texts in written if any(piece.is_html for piece in texts)]
    plain = [texts for texts in written if not any(piece.is_html for piece in texts)]
    stands_in = bool(plain and rich) and _stands_in(plain[0], rich[0])
    reading.texts = before + next(iter([*rich, *plain] if stands_in else [*plain, *rich]), [])


def _stands_in(plain: list[_Text], rich: list[_Text]) -> bool:
    said = "\n".join(piece.text for piece in plain)
    return may_be_placeholder(said) and is_placeholder(said, _joined(rich))


def _joined(texts: list[_Text]) -> str:
    pieces = [html.to_text(piece.text) if piece.is_html else piece.text for piece in texts]
    return "\n".join([*(piece.rstrip("\n") for piece in pieces[:-1]), *pieces[-1:]])


def _visit_leaf(leaf: Entity, reading: Reading) -> None:
    reading.position += 1
    if _is_tnef(leaf):
        _visit_tnef(leaf, reading)
        return
    named = bool(attachment.declared_name(leaf))
    if not is_text(leaf) or leaf.disposition.word == "attachment" or named:
        if named and is_text(leaf) and leaf.disposition.word != "attachment":
            reading.named.append(leaf)
        reading.files.append(attachment.of(leaf, reading.position))
        return
    _read_text(leaf, reading)


def _is_tnef(leaf: Entity) -> bool:
    return leaf.content_type in _TNEF or attachment.declared_name(leaf).lower() == "winmail.dat"


def _visit_tnef(leaf: Entity, reading: Reading) -> None:
    """Outlook's parcel gives its files in its place; the parcel itself stays when it is damaged."""
    whole = attachment.of(leaf, reading.position)
    opened = tnef.unpack(whole.content)
    if not opened.complete or not (opened.files or opened.text or opened.html or opened.rtf):
        reading.files.append(whole)
    for file in opened.files:
        reading.position += 1
        reading.files.append(attachment.build(file, reading.position))
    if opened.text.strip():
        reading.spare.append(_Text(opened.text))
    elif opened.html.strip():
        reading.spare.append(_Text(opened.html, is_html=True))
    elif opened.rtf:
        reading.spare_files.append(
            attachment.build(Declared("message.rtf", "application/rtf", opened.rtf), reading.position)
        )


def is_text(leaf: Entity) -> bool:
    """Whether a leaf could be read as the text of the message."""
    return leaf.content_type == "text/plain" or leaf.content_type in _HTML or leaf.content_type in _ENRICHED


def _read_text(leaf: Entity, reading: Reading) -> None:
    octets = leaf.content()
    if transfer.is_followed_by_clear(leaf.encoded, leaf.fields.raw("content-transfer-encoding")):
        reading.defects.append("words in clear below the encoded text")
    declared = leaf.type.get("charset")
    if leaf.content_type in _HTML:
        markup = charset.clean(charset.decode(octets, declared or charset.declared_in_html(octets)))
        reading.htmls.append(markup)
        reading.texts.append(_Text(markup, is_html=True))
        return
    text = charset.clean(charset.decode(octets, declared))
    if leaf.type.get("format").lower() == "flowed":
        text = flowed.unfold(text, delete_space=leaf.type.get("delsp").lower() == "yes")
    if leaf.content_type in _ENRICHED:
        text = _MARK.sub("", text).replace("<<", "<")
    text, files = transfer.embedded(text)
    for name, content in files:
        reading.position += 1
        reading.files.append(attachment.build(Declared(name, "", content), reading.position))
    reading.texts.append(_Text(text))
