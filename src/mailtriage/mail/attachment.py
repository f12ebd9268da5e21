"""Parts kept as files: a name that is safe to write to disk and does not lie about its ending, and what the file is.

Names are stable: a part without one is named for its place and its type, so the same mail gives the same names.
"""

import hashlib
import re
from dataclasses import dataclass

from mailtriage.mail import charset, header
from mailtriage.mail.entity import TYPE, Entity
from mailtriage.mail.message import Attachment

# Characters that turn the reading direction, join invisibly or stand for nothing: `exe.fdp` must not look like `pdf.exe`.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_STREAM = re.compile(r":(?=\S)")  # `report.txt:evil.exe` is another stream of the file, on Windows
_SEPARATOR = re.compile(r"[/\\]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_FILE = re.compile(r"[\w .()+-]{1,100}\.[A-Za-z0-9]{1,5}")
_MAX_OCTETS = 200
_MAX_ENDING = 10
_ENDINGS = {
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/pgp-encrypted": ".pgp",
    "application/pgp-keys": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "application/rtf": ".rtf",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/ics": ".ics",
    "application/json": ".json",
    "application/xml": ".xml",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/tiff": ".tiff",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/global": ".eml",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/xml": ".xml",
    "video/mp4": ".mp4",
}
_NAMES = {
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
}
_TYPES = {
    **{ending: kind for kind, ending in _ENDINGS.items() if not kind.startswith(("message/", "text/"))},
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".csv": "text/csv",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".eml": "message/rfc822",
}
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"{\\rtf", "application/rtf"),
)
_PROGRAMS = (
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-elf"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"#!/", "text/x-shellscript"),
)
_SAYS_NOTHING = frozenset({"application/octet-stream", "application/binary", "application/x-msdownload"})
_TEXT_LIKE = 64  # octets


@dataclass(frozen=True, slots=True)
class Declared:
    """A file as its sender declares it; an empty name or type is one that is missing."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


def of(part: Entity, position: int) -> Attachment:
    """The attachment a leaf is; `position` is its place among the leaves, from 1."""
    content_id = header.decode(part.fields.raw("content-id")).strip("<> ")
    inline = part.disposition.word == "inline" or (part.disposition.word != "attachment" and bool(content_id))
    return build(Declared(declared_name(part), part.content_type, part.content(), content_id, inline), position)


def build(declared: Declared, position: int) -> Attachment:
    """The attachment with a safe name; a missing or senseless type is read from the name and the content, and a program
    is called one whatever it is declared as.
    """
    kind = declared.content_type
    if not TYPE.fullmatch(kind):
        kind = _guessed(declared.name, declared.content)
    kind = _program(kind, declared.content) or kind
    filename = safe_name(declared.name) or _NAMES.get(kind) or f"attachment-{position}{_ENDINGS.get(kind, '.bin')}"
    digest = hashlib.sha256(declared.content).hexdigest()
    return Attachment(filename, kind, declared.content, digest, declared.inline, declared.content_id)


def _guessed(name: str, content: bytes) -> str:
    by_content = next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")
    by_name = _TYPES.get("." + name.rpartition(".")[2].lower(), "")
    return by_name if by_content in ("", "application/zip") and by_name else by_content or "application/octet-stream"


def _program(kind: str, content: bytes) -> str:
    """What a program is that is declared as something else; empty for any other file, and for text that begins alike."""
    if kind in _SAYS_NOTHING or kind.startswith("text/x-"):
        return ""
    found = next((true for magic, true in _PROGRAMS if content.startswith(magic)), "")
    head = content[:_TEXT_LIKE]
    return "" if content.startswith(b"MZ") and head.isascii() and b"\0" not in head else found


def declared_name(part: Entity) -> str:
    """The file name a part declares, undecorated; empty when it declares none."""
    return (
        part.disposition.get("filename")
        or part.type.get("name")
        or part.disposition.get("name")
        or part.type.get("filename")
        or _located_name(part)
    )


def _located_name(part: Entity) -> str:
    """The file name in a Content-Location (RFC 2557), where it ends in one."""
    last = part.fields.text("content-location").rpartition("/")[2]
    return last if _FILE.fullmatch(last) and not part.content_type.startswith("text/") else ""


def safe_name(name: str) -> str:
    """The last component of a name, without invisible characters, streams, device names and leading or trailing dots.

    Cut to 200 octets before the ending, so that the ending stays what it was. Empty when nothing is left.
    """
    visible = _STREAM.sub("_", header.one_line(_INVISIBLE.sub("", charset.clean(name))))
    last = next((piece for piece in reversed(_SEPARATOR.split(visible)) if piece.strip(". ")), "")
    bare = last.strip().rstrip(". ").lstrip(".") if last.strip(". ") else ""
    if _RESERVED.fullmatch(bare):
        bare = "_" + bare
    stem, dot, ending = bare.rpartition(".")
    if not dot or len(ending) > _MAX_ENDING:
        stem, dot, ending = bare, "", ""
    room = _MAX_OCTETS - len((dot + ending).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + dot + ending
