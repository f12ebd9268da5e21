"""Internet domain names in addresses, as the network writes them.

Not Python's `idna` codec: it is IDNA 2003, which sends mail for straße.example to strasse.example, and it raises.
"""

import re
import unicodedata

_DOTS = re.compile("[.\u3002\uff0e\uff61]")  # RFC 3490, 3.1: what East Asian keyboards type for a dot

_LABEL = 63


def in_ascii(domain: str) -> str:
    """The domain in lower-case A-labels (RFC 5890); one that is ASCII already comes back as it is, in lower case."""
    if domain.isascii():
        return domain.lower()
    return ".".join(map(_label, _DOTS.split(domain)))


def comparable(address: str) -> str:
    """The one spelling of an address: lower case, domain in A-labels. Two addresses are one if these are equal."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local.lower()}{at}{in_ascii(domain)}"


def _label(label: str) -> str:
    # Lower case before and after: NFKC makes capitals of some letters (RFC 5895, 2).
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).lower()).lower()
    if len(folded) > _LABEL:  # no domain, and punycode takes quadratic time
        return folded
    return folded if folded.isascii() else "xn--" + folded.encode("punycode", "replace").decode("ascii")
