"""Mails written for the tests: octets as a sender would put them on the wire."""

from base64 import encodebytes

ROUTE = (
    b"From: Jan Jansen <jan@klant.example>",
    b"To: support@desk.example",
    b"Subject: Printer",
    b"MIME-Version: 1.0",
)


def letter(*fields: bytes, body: bytes = b"Hello\r\n") -> bytes:
    """A mail of these header fields (on top of an ordinary route) and this body."""
    return b"\r\n".join([*ROUTE, *fields, b"", body])


def part(*fields: bytes, body: bytes = b"") -> bytes:
    """A MIME part."""
    return b"\r\n".join([*fields, b"", body])


def multipart(kind: bytes, *parts: bytes, boundary: bytes = b"=_x") -> bytes:
    """A multipart mail."""
    delimited = b"".join(b"--" + boundary + b"\r\n" + one + b"\r\n" for one in parts)
    field = b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"'
    return letter(field, body=delimited + b"--" + boundary + b"--\r\n")


def base64_part(content: bytes, *fields: bytes) -> bytes:
    """A part in base64."""
    return part(*fields, b"Content-Transfer-Encoding: base64", body=encodebytes(content))


PLAIN = b"Content-Type: text/plain; charset=utf-8"
HTML = b"Content-Type: text/html; charset=utf-8"
PDF = b'Content-Type: application/pdf; name="a.pdf"'
