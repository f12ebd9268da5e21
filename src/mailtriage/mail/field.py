"""Header fields as they go on the wire: encoded-words, quoting, folding (RFC 5322, 2047, 2231).

Every function cleans what it is given, so no text from outside can start a header of its own.
Own code because the standard library's header classes take 3 ms a mail and pass lone surrogates on.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from mailtriage.mail.domain import in_ascii
from mailtriage.mail.message import Address

_LINE = 76  # RFC 2047, 2: a line with an encoded-word has at most 76 characters
_SHOWN = 200  # characters of a name; nobody is called longer, and a line has at most 998 octets (RFC 5322, 2.1.1)
_WORD_OCTETS = 42  # of UTF-8, so that "=?utf-8?b?...?=" stays within 75 characters
_CONTINUATION = 0x80  # the two top bits of every octet of UTF-8 but the first of a character
_NAME = re.compile(r"[!-9;-~]{1,70}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")  # RFC 5322, 3.2.3
_DOT_ATOM = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;@\\,.\"]+(\.[^\s\x00-\x1f\x7f()<>\[\]:;@\\,.\"]+)*")
_QUOTED_LOCAL = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*"')
_NOT_DOMAIN = re.compile(r"[^A-Za-z0-9.\-_\[\]:]")
_PARAMETER = 200  # of plain ASCII in one piece, which every client understands
_PIECE = 5  # characters, each up to four octets of three signs


def clean(text: str) -> str:
    """One line without control characters or lone surrogates: safe to stand in a header. A folded line is one line."""
    return _SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text)).strip()


def unstructured(name: str, text: str) -> bytes:
    """A field of free text such as Subject, folded, ending in CRLF. ValueError for a name RFC 5322 forbids."""
    value = clean(text)
    # Text that looks like an encoded-word must be encoded, or it would be read as one.
    plain = value.isascii() and "=?" not in value and all(len(word) < _LINE for word in value.split(" "))
    return _folded(name, value.split(" ") if plain else _encoded_words(value))


def structured(name: str, tokens: Iterable[str]) -> bytes:
    """A field of ready-made tokens such as Message-IDs: cleaned, never encoded, folded between them."""
    return _folded(name, [clean(token).replace(" ", "") for token in tokens])


def address_list(name: str, addresses: Iterable[Address]) -> bytes:
    """A field of addresses (RFC 5322, 3.4); empty when there is none, for an empty one is not allowed."""
    written = [_mailbox(address) for address in addresses if address.address.strip()]
    tokens = [*(f"{one}," for one in written[:-1]), *written[-1:]]
    return _folded(name, " ".join(tokens).split(" ")) if tokens else b""


def parameter(name: str, text: str) -> str:
    """A MIME parameter with its leading semicolon, in as many RFC 2231 pieces as it needs."""
    value = clean(text)
    if value.isascii() and len(value) <= _PARAMETER:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f';\r\n {name}="{escaped}"'
    pieces = list(_percent_pieces(value))
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    first, *rest = pieces
    return f";\r\n {name}*0*=utf-8''{first}" + "".join(f";\r\n {name}*{n}*={one}" for n, one in enumerate(rest, 1))


def _folded(name: str, tokens: Iterable[str]) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no header name")
    lines, line = [], f"{name}:"
    for token in filter(None, tokens):
        if len(line) + 1 + len(token) > _LINE and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {token}"
    return ("\r\n".join([*lines, line]) + "\r\n").encode("utf-8")


def _encoded_words(value: str) -> list[str]:
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in _chunks(value)]


def _chunks(value: str) -> Iterator[bytes]:
    """UTF-8 in pieces that end between characters (RFC 2047, 5: each word must decode on its own)."""
    octets, start = value.encode("utf-8"), 0
    while start < len(octets):
        end = min(start + _WORD_OCTETS, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == _CONTINUATION:
            end -= 1
        yield octets[start:end]
        start = end


def _percent_pieces(value: str) -> Iterator[str]:
    for start in range(0, len(value), _PIECE):
        yield quote(value[start : start + _PIECE], safe="!#$&+^`{}~")


def _mailbox(address: Address) -> str:
    spec, name = _addr_spec(address.address), clean(address.name)[:_SHOWN].rstrip()
    if not name or name == address.address:
        return spec
    if not name.isascii() or "=?" in name or any(len(word) >= _LINE for word in name.split(" ")):
        return f"{' '.join(_encoded_words(name))} <{spec}>"
    if _ATOMS.fullmatch(name):
        return f"{name} <{spec}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{spec}>'


def _addr_spec(address: str) -> str:
    local, at, domain = clean(address).rpartition("@")
    if not at:
        local, domain = domain, ""
    if not (_DOT_ATOM.fullmatch(local) or _QUOTED_LOCAL.fullmatch(local)):
        escaped = local.replace("\\", "").replace('"', "")
        local = f'"{escaped}"'
    return local + at + _NOT_DOMAIN.sub("", in_ascii(domain))
