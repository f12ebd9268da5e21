"""What happens in the demonstration: who writes what, when, and which mails must then arrive. Data only."""

from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

from mailtriage.notices.notice import Purpose


@dataclass(frozen=True)
class Scene:
    """A mail that somebody writes, `after` the show's first minute in contract time."""

    after: timedelta
    name: str
    sender: str
    to: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return f"<{self.name}@{self.sender.rpartition('@')[2].rstrip('>')}>"

    def octets(self) -> bytes:
        """The mail as it is delivered."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = self.to
        message["Subject"] = self.subject
        message["Message-ID"] = self.message_id
        for name, value in self.headers:
            message[name] = value
        message.set_content(self.text)
        return message.as_bytes()


@dataclass(frozen=True)
class Expected:
    """A mail that must arrive: at whom, for what, about which scene."""

    address: str
    purpose: Purpose
    scene: str


JAN = "jan.dewit@waterland.example"
INEKE = "ineke.bakker@waterland.example"
PRIYA = "priya.shah@waterland.example"
METTE = "mette.holm@nordhavn.example"
FEMKE = "femke@staff.example"
FREDERIK = "frederik@staff.example"
MADS = "mads@staff.example"
THEO = "theo@staff.example"

SCENES = (
    Scene(
        timedelta(minutes=5),
        "plat",
        f"Jan de Wit <{JAN}>",
        "support@helpdesk.example",
        "Integratie ligt plat voor iedereen",
        "Goedemorgen,\n\nSinds half acht komt er niets meer door: de integratie ligt plat, niemand kan werken.\n\n"
        "Met vriendelijke groet,\nJan de Wit\n",
    ),
    Scene(
        timedelta(minutes=10),
        "nede",
        f"Mette Holm <{METTE}>",
        "support@hjaelp.example",
        "Integrationen er nede for alle",
        "Hej,\n\nIntegrationen er nede for alle brugere siden i morges. Kan I se på det?\n\nVenlig hilsen\nMette Holm\n",
    ),
    Scene(
        timedelta(minutes=15),
        "slow",
        f"Priya Shah <{PRIYA}>",
        "servicedesk@helpdesk.example",
        "Message sync is slow for one user",
        "Hello,\n\nSynchronising messages is slow for one of our users since this morning. No hurry.\n\nRegards,\nPriya Shah\n",
    ),
    Scene(
        timedelta(minutes=20),
        "backup",
        "Nightly backup <backup@waterland.example>",
        "support@helpdesk.example",
        "[alarm] backup of server 12 finished with warnings",
        "3 files were skipped.\n",
        (("Auto-Submitted", "auto-generated"),),
    ),
)

ANSWER = (
    "Goedemorgen Jan,\n\nWe zien het ook: een verlopen certificaat. We vervangen het nu en bellen u zodra het weer loopt.\n\n"
    "Groet,\nFemke\n"
)
TAKEN_ON = "Jeg tager den. / Ik pak het op.\n"

EXPECTED = (
    Expected(JAN, Purpose.ACKNOWLEDGEMENT, "plat"),
    Expected(METTE, Purpose.ACKNOWLEDGEMENT, "nede"),
    Expected(PRIYA, Purpose.ACKNOWLEDGEMENT, "slow"),
    Expected(FEMKE, Purpose.STAFF_COPY, "plat"),
    Expected(FREDERIK, Purpose.STAFF_COPY, "nede"),
    Expected(FEMKE, Purpose.STAFF_COPY, "slow"),
    Expected(FEMKE, Purpose.STAFF_COPY, "backup"),
    Expected(JAN, Purpose.REPLY, "plat"),
    Expected(FREDERIK, Purpose.WARNING, "nede"),
    Expected(FREDERIK, Purpose.BREACH, "nede"),
    Expected(MADS, Purpose.ESCALATION, "nede"),
    Expected(METTE, Purpose.PROGRESS, "nede"),
    Expected(THEO, Purpose.ESCALATION, "nede"),
)
"""What the show must show; it fails when one of these does not arrive."""

SILENT = ("backup@waterland.example", "mailer-daemon@waterland.example")
"""Robots: whoever writes to one of these has failed."""


def delivery_failure(message_id: str) -> bytes:
    """A delivery status notification (RFC 3464) about one of our mails, as Priya's server would send it."""
    return (
        "From: Mail Delivery System <mailer-daemon@waterland.example>\r\n"
        "To: support@helpdesk.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <bounce@waterland.example>\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "Return-Path: <>\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox is full.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.waterland.example\r\n\r\n"
        f"Final-Recipient: rfc822; {PRIYA}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
        "Diagnostic-Code: smtp; 552 5.2.2 mailbox full\r\n"
        "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id}\r\nFrom: support@helpdesk.example\r\nTo: {PRIYA}\r\n"
        "--b--\r\n"
    ).encode()
