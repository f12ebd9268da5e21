"""A self-signed certificate for loopback, as a private server and its test clients need it."""

import subprocess
from pathlib import Path
from typing import NamedTuple


class Certificate(NamedTuple):
    """The certificate, which is also the authority to trust (`cafile`), and its key."""

    chain: Path
    key: Path


def self_signed(directory: Path) -> Certificate:
    """Make one for `localhost` and 127.0.0.1, valid for 30 days.

    The key usages are there because Python 3.13 verifies strictly (RFC 5280, 4.2.1.3).
    """
    certificate = Certificate(directory / "certificate.pem", directory / "key.pem")
    extensions = ("subjectAltName=DNS:localhost,IP:127.0.0.1", "keyUsage=critical,digitalSignature,keyCertSign")
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
        + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        + ["-out", str(certificate.chain), "-keyout", str(certificate.key)]
        + [part for extension in extensions for part in ("-addext", extension)],
        check=True,
        capture_output=True,
    )
    return certificate
