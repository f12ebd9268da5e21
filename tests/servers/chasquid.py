"""A private chasquid (a real MTA: queue, retries, delivery status notifications) that delivers into a private Dovecot.

Users and passwords are Dovecot's. There is no listener as for mail from other hosts (port 25's part), because chasquid would
ask the DNS about the sender's SPF: everyone, customers too, submits with a login. Write only to `domains`; for any other
domain chasquid would look for a mail server on the internet.
"""

import shutil
import smtplib
import ssl
from collections.abc import Iterable, Sequence

from servers.dovecot import PASSWORD, Dovecot
from servers.ports import LOOPBACK, free_port, greets
from servers.process import Process, Server, hand_over, private_directory

DOMAINS = ("example.com", "klant.example", "kunde.example")
UNKNOWN_LATER = "gone.example"
"""Takes mail for every address and finds out later that nobody lives there: the sender gets a notification (RFC 3464)."""
_NOBODY = "nobody.example"  # a catch-all into its own domain would never end

_CONFIGURATION = """
hostname: "mail.example.com"
smtp_address: "{host}:{unused}"
submission_address: "{host}:{port}"
submission_over_tls_address: "{host}:{tls_port}"
data_dir: "{directory}/data"
mail_log_path: "<stdout>"
suffix_separators: "+"
drop_characters: ""
dovecot_auth: true
dovecot_userdb_path: "{dovecot}/run/auth-userdb"
dovecot_client_path: "{dovecot}/run/auth-client"
mail_delivery_agent_bin: "{directory}/deliver"
mail_delivery_agent_args: "%from%"
mail_delivery_agent_args: "%to%"
"""
# Final delivery records the reverse-path (RFC 5321, 4.4). Dovecot's LMTP does, its `deliver` leaves it to the MTA.
_DELIVER = """#!/bin/sh
{{ printf 'Return-Path: <%s>\\n' "${{1#<>}}"; cat; }} | /usr/lib/dovecot/deliver -c {dovecot}/dovecot.conf -f "$1" -d "$2"
"""


class Chasquid(Server):
    """One instance in front of `dovecot`: `port` offers STARTTLS, `tls_port` TLS from the first octet; both want a login.

    `support+anything@example.com` reaches `support@example.com`. An unknown user of `domains` is refused at once with 550.
    """

    host = LOOPBACK

    def __init__(self, dovecot: Dovecot, *, domains: Iterable[str] = DOMAINS) -> None:
        self.port, self.tls_port = free_port(), free_port()
        self.directory = private_directory("chasquid")
        self.certificate = dovecot.certificate
        self._write(dovecot, domains)
        hand_over(self.directory)
        self._process = Process(["chasquid", f"-config_dir={self.directory}"], self.directory)

    def start(self) -> None:
        """Start on the ports of the first time; what was queued is tried again."""
        self._process.start(lambda: greets(self.port))

    def submit(self, sender: str, recipients: Sequence[str], raw: bytes, *, password: str = PASSWORD) -> None:
        """Hand in mail as the user `sender`, over verified TLS, with the standard library's client."""
        context = ssl.create_default_context(cafile=self.certificate.chain)
        with smtplib.SMTP(self.host, self.port, local_hostname="client.example.com", timeout=20) as session:
            session.starttls(context=context)
            session.login(sender, password)
            session.sendmail(sender, recipients, raw)

    def _write(self, dovecot: Dovecot, domains: Iterable[str]) -> None:
        certificates = self.directory / "certs" / "mail.example.com"
        certificates.mkdir(parents=True)
        shutil.copy(dovecot.certificate.chain, certificates / "fullchain.pem")
        shutil.copy(dovecot.certificate.key, certificates / "privkey.pem")
        for domain in (*domains, UNKNOWN_LATER, _NOBODY):
            (self.directory / "domains" / domain).mkdir(parents=True)
        (self.directory / "domains" / UNKNOWN_LATER / "aliases").write_text(f"*: nobody@{_NOBODY}\n")
        deliver = self.directory / "deliver"
        deliver.write_text(_DELIVER.format(dovecot=dovecot.directory))
        deliver.chmod(0o700)
        (self.directory / "chasquid.conf").write_text(
            _CONFIGURATION.format(
                host=self.host,
                unused=free_port(),
                port=self.port,
                tls_port=self.tls_port,
                directory=self.directory,
                dovecot=dovecot.directory,
            )
        )
