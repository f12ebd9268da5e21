"""TLS as we speak it: verified always; a private authority is added by its file, never by looking away."""

import ssl

from mailtriage.errors import Permanent
from mailtriage.wire.account import Server


def tls_context(server: Server) -> ssl.SSLContext:
    """A verifying context, with the server's `ca_file` beside the system's authorities."""
    context = ssl.create_default_context()
    if server.ca_file:
        try:
            context.load_verify_locations(server.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise Permanent(f"ca_file {server.ca_file} for {server.host} cannot be read: {error}") from error
    return context


def distrusted(server: Server, error: BaseException) -> Permanent | None:
    """The sentence for a certificate that did not verify, wherever in the chain of causes it stands; else None.

    aiosmtplib wraps it with implicit TLS and lets it through bare with STARTTLS.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Permanent(
                f"the certificate of {server.where} cannot be trusted: {cause.verify_message or cause}. "
                "Name the file of its authority as ca_file, or the host as its certificate does."
            )
        cause = cause.__cause__
    return None
