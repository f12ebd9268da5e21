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
