"""Compressed RTF as Outlook packs it ([MS-OXRTFCP]); decompressed, never interpreted."""

import struct

_HEADER = struct.Struct("<IIII")
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_WINDOW = 4096
_MAX_GROWTH = 10
_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


def decompress(packed: bytes) -> bytes:
    """The RTF in a PidTagRtfCompressed value; empty for what is none, at most ten times as long as the input."""
    if len(packed) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(packed)
    data = packed[_HEADER.size :]
    size = min(size, _MAX_GROWTH * len(packed))
    if kind == _PLAIN:
        return data[:size]
    return _unpacked(data, size) if kind == _COMPRESSED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    """LZ77 over a ring of 4096 octets that starts filled with what RTF mostly begins with."""
    out = bytearray(_START)
    wanted = len(_START) + size
    at = 0
    while at < len(data) and len(out) < wanted:
        flags, at = data[at], at + 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 2 > len(data):
                    return bytes(out[len(_START) : wanted])
                token, at = data[at] << 8 | data[at + 1], at + 2
                if not _copy(out, token):
                    return bytes(out[len(_START) : wanted])
            elif at < len(data):
                out.append(data[at])
                at += 1
    return bytes(out[len(_START) : wanted])


def _copy(out: bytearray, token: int) -> bool:
    """Repeat what stands in the ring at the token's place; False for the token that ends the stream, or a senseless one."""
    back = (len(out) - (token >> 4)) % _WINDOW
    length = (token & 15) + 2
    if back == 0 or back > len(out):
        return False
    piece = bytes(out[len(out) - back : len(out) - back + length])
    out += (piece * length)[:length]
    return True
